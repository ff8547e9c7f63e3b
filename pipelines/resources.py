"""Resources: the home a run works on. One writer holds it for the length of a run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from ingest.acquire import open_fetcher
from ingest.http.fetch import Fetcher
from ingest.landing import LandingStore
from ingest.probe import open_probe_fetcher
from ingest.registries import REGISTERS
from ingest.sample_mark import carry_mark
from warehouse.inputs import Inputs, read_inputs, today_in_japan
from warehouse.layout import Home
from warehouse.locks import hold_lock, is_held
from warehouse.recovery import recover

LOCK = ".lock"


class WarehouseResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """A home, an optional mirror folder in place of the network, and the day the run speaks for."""

    home_dir: str
    mirror_dir: str | None = None
    as_of_date: str | None = None
    _began_on: date | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[WarehouseResource]:
        """Hold the home for the run: two runs on one home wait for each other."""
        self.home.create()
        with hold_lock(self.home.root / LOCK, announce=_tell_person):
            recover(self.home)
            if self.mirror_dir:
                carry_mark(Path(self.mirror_dir), self.home.root)
            # a run that goes on past midnight builds, releases and shows the tables of one day
            self._began_on = today_in_japan()
            yield self

    @property
    def home(self) -> Home:
        """The folders of the home."""
        return Home.resolve(self.home_dir)

    @property
    def as_of(self) -> date:
        """The day the run speaks for: the given one, else the day in Japan on which it took the home."""
        return date.fromisoformat(self.as_of_date) if self.as_of_date else self._began_on or today_in_japan()

    @property
    def follows_today(self) -> bool:
        """Whether the run speaks for the present day, as the live folder does."""
        return self.as_of_date is None

    @property
    def is_busy(self) -> bool:
        """Whether a run works on the home at this moment, whoever started it."""
        return is_held(self.home.root / LOCK)

    def open_landing(self) -> LandingStore:
        """Return the store of raw bytes."""
        return LandingStore(self.home.landing)

    def open_fetcher(self) -> Fetcher:
        """Return a fetcher on the publishers' addresses, answered by the mirror where one is given."""
        return open_fetcher(REGISTERS.values(), Path(self.mirror_dir) if self.mirror_dir else None)

    def open_probe_fetcher(self) -> Fetcher:
        """Return a fetcher that asks whether there is anything new, and does not wait long for the answer."""
        return open_probe_fetcher(REGISTERS.values(), Path(self.mirror_dir) if self.mirror_dir else None)

    def read_inputs(self) -> Inputs:
        """Return the bronze files that count for this run."""
        return read_inputs(self.home, self.as_of)


def _tell_person(sentence: str) -> None:
    """Say why nothing happens yet; standard output belongs to the summary."""
    print(sentence, file=sys.stderr, flush=True)
