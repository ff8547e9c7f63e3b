"""Asking whether a publisher has anything to land, cheaply and without landing it.

A sensor asks often; a visit (``ingest.acquire``) costs a run. The probe asks what a visit would ask, but
reads no body: the list of files, then for each file we hold a conditional question. A file that never
changes once it is out is not asked for again when it is held. What a visit would have to report (a page that
cannot be understood, a listed file that is missing) is work as well: the visit makes a finding of it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.acquire import LIST_OF_FILES, describe_absence, list_remotes, open_fetcher
from ingest.errors import IngestError
from ingest.http.addresses import redact
from ingest.http.fetch import Fetcher, NotModified, Version
from ingest.http.patience import UNREACHABLE, Limits
from ingest.landing import LandedFile, LandingStore, Validators, check_filename
from ingest.register import Register, RemoteFile

#: A probe asks once and does not wait: the next one comes soon.
HASTE: Limits = {"retries": 0, "timeout": (3.0, 5.0), "deadline": 8.0}
#: Seconds after which a probe asks no further question; with the last one it ends within 20 s.
BUDGET = 12.0
#: A backlog is landed by one visit, whatever its versions: so many files are not asked about one by one.
MAX_QUESTIONS = 20


@dataclass(frozen=True)
class Probe:
    """What there is to land.

    Attributes:
        source: name of the register.
        pending: names of the files a visit would fetch, or report, sorted.
        identity: sha256 over those names and what the publisher says of their versions; the same work has
            the same identity, and a file the publisher mends another. Empty when nothing is pending.
        late: why the publisher could not be reached, or None; what is pending is then not known in full.
    """

    source: str
    pending: tuple[str, ...]
    identity: str
    late: str | None


def open_probe_fetcher(registers: Iterable[Register], mirror: Path | None = None) -> Fetcher:
    """Return a fetcher for probes: it does not try again, and waits for seconds, not for minutes."""
    return open_fetcher(registers, mirror, **HASTE)


def probe(register: Register, store: LandingStore, fetcher: Fetcher) -> Probe:
    """Ask a publisher whether there is anything to land.

    Args:
        register: what to ask for.
        store: what is held.
        fetcher: asks; best from ``open_probe_fetcher``, so that the answer comes within 20 s.
    """
    ends_at = time.monotonic() + BUDGET
    try:
        remotes, _ = list_remotes(register, fetcher)
    except IngestError as error:
        if error.code == UNREACHABLE:
            return Probe(register.name, (), "", describe_absence(error))
        return _describe(register, {LIST_OF_FILES: error.code}, None)
    held, marks = _look_up(register, store, remotes)
    missing = [remote for remote in remotes if remote.filename not in held and remote.filename not in marks]
    if len(missing) > MAX_QUESTIONS:
        return _describe(register, {**marks, **{remote.filename: "new" for remote in missing}}, None)
    asked = missing if register.immutable_files else [r for r in remotes if r.filename not in marks]
    late = _ask_versions(asked, held, marks, fetcher, ends_at)
    return _describe(register, marks, late)


def _look_up(
    register: Register, store: LandingStore, remotes: Sequence[RemoteFile]
) -> tuple[dict[str, LandedFile], dict[str, str]]:
    """Return what is held of the files offered, and what stands against those that cannot be looked up."""
    held: dict[str, LandedFile] = {}
    marks: dict[str, str] = {}
    for remote in remotes:
        try:
            check_filename(register.name, remote.filename)
            landed = store.newest(register.name, remote.filename)
        except IngestError as error:
            marks[remote.filename] = error.code
            continue
        if landed is not None and store.holds(landed.sha256):
            held[remote.filename] = landed
    return held, marks


def _ask_versions(
    remotes: Sequence[RemoteFile],
    held: Mapping[str, LandedFile],
    marks: dict[str, str],
    fetcher: Fetcher,
    ends_at: float,
) -> str | None:
    """Add to ``marks`` what the publisher says of each file that is new to us; return why it is late."""
    for remote in remotes:
        if time.monotonic() > ends_at:
            return f"{redact(remote.url)}: too slow"
        try:
            mark = _ask_version(remote, held.get(remote.filename), fetcher)
        except IngestError as error:
            if error.code == UNREACHABLE:
                return describe_absence(error)
            mark = error.code
        if mark is not None:
            marks[remote.filename] = mark
    return None


def _ask_version(remote: RemoteFile, held: LandedFile | None, fetcher: Fetcher) -> str | None:
    """Return what tells the publisher's version from others; None when it is the one we hold."""
    validators = Validators(held.etag, held.last_modified) if held else None
    version = fetcher.check_version(remote.url, validators)
    if isinstance(version, NotModified) or (held and _is_held(version, held)):
        return None
    return f"{version.validators.etag} {version.validators.last_modified} {version.size}"


def _is_held(version: Version, held: LandedFile) -> bool:
    """Compare with what we hold: not every publisher heeds the conditions, or has validators at all."""
    said = version.validators
    for theirs, ours in ((said.etag, held.etag), (said.last_modified, held.last_modified)):
        if theirs and ours:
            return theirs == ours
    return version.size in {None, held.size}


def _describe(register: Register, marks: Mapping[str, str], late: str | None) -> Probe:
    lines = [f"{name}\t{marks[name]}\n" for name in sorted(marks)]
    identity = hashlib.sha256("".join([f"{register.name}\n", *lines]).encode()).hexdigest()
    return Probe(register.name, tuple(sorted(marks)), identity if marks else "", late)
