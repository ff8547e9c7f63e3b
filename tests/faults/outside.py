"""A home and the publishers it asks, with a fault put in between where a test wants one.

The registers are the real ones, with their real addresses; a detour leads every question to a publisher on
this machine, who answers from a folder of files in the publishers' own forms, over real connections. A test
spoils the answer to some addresses and looks at what becomes of the home: what is landed, what is in use, how
the source stands, and what a release would say of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl
import requests
from requests.adapters import HTTPAdapter

from ingest.acquire import acquire
from ingest.bronze import build_partitions, choose_versions, drop_strays, load_reports, name_partition
from ingest.http.fetch import Fetcher
from ingest.http.mirror import MirrorAdapter
from ingest.http.patience import Limits
from ingest.japanese.clock import JAPAN
from ingest.landing import LandingStore
from ingest.probe import Probe, probe
from ingest.registries import REGISTERS
from ingest.reports import FileReport
from tests.faults.publisher import Asked, Publisher, Reply
from warehouse.inputs import read_inputs
from warehouse.layout import Home
from warehouse.release import ReleaseInputs
from warehouse.release.descriptors import describe_sources as describe_release_sources
from warehouse.sources import SourceStatus, describe_sources, read_status, record_acquisition, record_probe

HOSTS = {urlsplit(register.homepage).hostname or "" for register in REGISTERS.values()}
HOSTS.update(host for register in REGISTERS.values() for host in register.hosts)
ROUTES = [route for register in REGISTERS.values() for route in register.mirror_routes]

Spoil = Callable[[Reply], Reply]


def at(day: str, clock: str = "13:00") -> datetime:
    """Return a moment in Japan; by default after the grace of the daily files."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=JAPAN)


class Detour(HTTPAdapter):
    """Leads every question to the publisher on this machine, under a path that begins with the host."""

    def __init__(self, publisher: Publisher) -> None:
        super().__init__(max_retries=0)
        self._publisher = publisher

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        asked = str(request.url)
        request = request.copy()
        request.url = self._publisher.url + asked.partition("://")[2]
        response = super().send(request, **options)
        response.url = asked
        return response


@dataclass
class Outside:
    """A home, the publishers it asks, and what stands between them.

    Attributes:
        home: what is tested.
        mirror: the files the publishers offer; a test adds and changes them.
        publisher: answers for all of them.
        faults: how the answers to addresses that hold a pattern are spoiled; a test sets and clears them.
        waits: seconds the fetcher would have waited between attempts.
        limits: how patient the fetcher is.
    """

    home: Home
    mirror: Path
    publisher: Publisher
    faults: dict[str, Spoil] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    limits: Limits = field(default_factory=lambda: Limits(retries=2))

    def __post_init__(self) -> None:
        self._front = MirrorAdapter(self.mirror, ROUTES)
        self.publisher.answer = self._answer

    def _answer(self, asked: Asked) -> Reply:
        url = "https:/" + asked.path
        request = requests.Request(asked.method, url, headers=dict(asked.headers)).prepare()
        request.url = url  # as it was asked, not as requests would write it
        whole = self._front.send(request)
        headers = {name: value for name, value in whole.headers.items() if name != "Content-Length"}
        reply = Reply(whole.status_code, whole.content, headers)
        if asked.method == "HEAD" and "Content-Length" in whole.headers:
            reply.headers["Content-Length"] = whole.headers["Content-Length"]
        for pattern, spoil in self.faults.items():
            if re.search(pattern, url):
                reply = spoil(reply)
        return reply

    @property
    def store(self) -> LandingStore:
        """The landing store of the home."""
        return LandingStore(self.home.landing)

    def open_fetcher(self) -> Fetcher:
        """Return a fetcher that asks the publisher here, and notes its waits without waiting."""
        return Fetcher(
            HOSTS, backoff=0, sleep=self.waits.append, adapter=Detour(self.publisher), **self.limits
        )

    def visit(self, source: str, now: datetime) -> SourceStatus:
        """Bring a source up to date as a run does, and return how it then stands."""
        register = REGISTERS[source]
        with self.open_fetcher() as fetcher:
            record_acquisition(self.home, acquire(register, self.store, fetcher), now)
        landed = choose_versions(register, self.store.versions(source))
        drop_strays(register, {name_partition(register, version) for version in landed}, self.home.bronze)
        build_partitions(register, landed, self.home.bronze, self.home.quarantine)
        status = read_status(self.home, source, now)
        assert status is not None
        return status

    def probe(self, source: str, now: datetime) -> Probe:
        """Ask as a sensor does whether there is anything to land."""
        with self.open_fetcher() as fetcher:
            found = probe(REGISTERS[source], self.store, fetcher)
        record_probe(self.home, found, now)
        return found

    def read_reports(self, source: str) -> list[FileReport]:
        """Return what became of the files of a source, failures last."""
        return load_reports(REGISTERS[source], self.home.bronze)

    def read_rules(self, source: str) -> set[str]:
        """Return the rules that the files of a source break."""
        return {rule for report in self.read_reports(source) for rule in report.findings_by_rule}

    def read_rows(self, source: str) -> pl.DataFrame:
        """Return the rows in use."""
        folder = self.home.bronze / source
        good = [report for report in self.read_reports(source) if not report.failed]
        return pl.concat([pl.read_parquet(folder / f"{report.partition}.parquet") for report in good])

    def describe_release(self, source: str, as_of: date) -> dict[str, Any]:
        """Return what `sources.json` of a release of a day says of a source."""
        inputs = read_inputs(self.home, as_of)
        records = describe_sources(self.home, inputs)
        release = ReleaseInputs("2026.1.0", as_of, None, "", "", records)
        (said,) = [one for one in describe_release_sources(release)["registers"] if one["name"] == source]
        return dict(said)
