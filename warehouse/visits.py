"""What our visits to publishers brought: one small file a source, beside the landed bytes.

``landing/status/<source>.json`` is part of the landing store: that a publisher could not be reached is as
much a fact of it as the bytes a publisher gave. Whether a source is *late* is not kept but judged, from this
and from the data in use (``warehouse.lateness``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path

from ingest.acquire import Acquisition
from ingest.files import write_text_atomically
from ingest.probe import Probe
from warehouse.layout import Home
from warehouse.locks import hold_lock

#: A sensor asks every few seconds where a mirror answers; that nothing is new is written once a minute.
QUIET = timedelta(minutes=1)


@dataclass(frozen=True)
class Visit:
    """How a source was found; times are ISO 8601 in UTC.

    Attributes:
        source: name of the register.
        offered: number of files the publisher offered at the last landing.
        new: number of versions that landing brought.
        findings: what stood against files at that landing, in sentences.
        checked_at: when the publisher was last asked, by a landing or by a probe.
        changed_at: when new bytes were last landed.
        absent_since: since when the publisher cannot be reached; None while it can.
        absence: which address does not answer, and how; None while it can be reached.
    """

    source: str
    offered: int = 0
    new: int = 0
    findings: tuple[str, ...] = ()
    checked_at: str | None = None
    changed_at: str | None = None
    absent_since: str | None = None
    absence: str | None = None


def read_visit(home: Home, source: str) -> Visit | None:
    """Return how a source was found; None before the first visit. Fields an older version wrote count."""
    try:
        kept = json.loads(_locate(home, source).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    known = {field.name for field in fields(Visit)}
    visit = Visit(**{name: value for name, value in kept.items() if name in known})
    return replace(visit, findings=tuple(visit.findings))


def keep_acquisition(home: Home, acquisition: Acquisition, now: datetime) -> Visit:
    """Keep what a landing brought, and return it."""
    with _hold(home):
        last = read_visit(home, acquisition.source) or Visit(acquisition.source)
        visit = replace(
            _note_absence(last, acquisition.late, now),
            offered=acquisition.offered,
            new=len(acquisition.new),
            findings=tuple(finding.describe() for finding in acquisition.findings),
            changed_at=_write_moment(now) if acquisition.new else last.changed_at,
        )
        _write(home, visit)
    return visit


def keep_probe(home: Home, probe: Probe, now: datetime) -> Visit:
    """Keep whether a publisher could be reached, and return it; what the last landing brought stays."""
    with _hold(home):
        last = read_visit(home, probe.source) or Visit(probe.source)
        visit = _note_absence(last, probe.late, now)
        checked = datetime.fromisoformat(last.checked_at) if last.checked_at else None
        if checked and now - checked < QUIET and replace(visit, checked_at=last.checked_at) == last:
            return last
        _write(home, visit)
    return visit


def _note_absence(last: Visit, absence: str | None, now: datetime) -> Visit:
    """Return a visit made now: an absence goes on from when it began, and ends with the first answer."""
    since = (last.absent_since or _write_moment(now)) if absence else None
    return replace(last, checked_at=_write_moment(now), absent_since=since, absence=absence)


def _write_moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _locate(home: Home, source: str) -> Path:
    return home.landing / "status" / f"{source}.json"


def _write(home: Home, visit: Visit) -> None:
    write_text_atomically(
        _locate(home, visit.source), json.dumps(asdict(visit), ensure_ascii=False, indent=1)
    )


@contextmanager
def _hold(home: Home) -> Iterator[None]:
    """Let one process at a time change what is kept: a sensor may ask while a run lands."""
    with hold_lock(home.landing / "status" / ".lock"):
        yield
