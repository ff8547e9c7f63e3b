"""How each source stands: when its publisher was asked, what its data reaches, which files were refused."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from ingest.http.patience import UNREACHABLE
from ingest.register import Register
from ingest.registries import REGISTERS
from ingest.reports import FileReport
from warehouse.layout import Home
from warehouse.notices.incident import parse_time
from warehouse.sources import SourceStatus, read_status
from warehouse.status.model import SourceHealth


def describe_sources(home: Home, now: datetime) -> tuple[SourceHealth, ...]:
    """Return how every register stands at a moment, in the order they are declared."""
    return tuple(_describe_source(home, register, now) for register in REGISTERS.values())


def _describe_source(home: Home, register: Register, now: datetime) -> SourceHealth:
    status = read_status(home, register.name, now)
    nothing = SourceHealth(register.name, register.title_ja, register.title_en, register.cadence)
    if status is None:
        return nothing
    return SourceHealth(
        name=register.name,
        title_ja=register.title_ja,
        title_en=register.title_en,
        cadence=register.cadence,
        checked_at=_parse(status.checked_at),
        changed_at=_parse(status.changed_at),
        reached_on=date.fromisoformat(status.reached_on) if status.reached_on else None,
        late_since=_parse(status.late_since),
        late_reason_ja=status.late_reason_ja or "",
        late_reason_en=status.late_reason or "",
        next_expected=_parse(status.next_expected),
        refused=(*_list_refused(status), *_list_unreadable(home.bronze / register.name)),
    )


def _parse(text: str | None) -> datetime | None:
    return parse_time(text) if text else None


def _list_refused(status: SourceStatus) -> list[str]:
    """Return the findings on files that were not landed; a publisher out of reach is late instead."""
    return [finding for finding in status.findings if f"[{UNREACHABLE}]" not in finding]


def _list_unreadable(folder: Path) -> list[str]:
    """Return the findings on files that were landed, and cannot be read or are no likely successors."""
    reports = (FileReport.load(path) for path in sorted(folder.glob("*.failed.json")))
    return [finding.describe() for report in reports if report for finding in report.findings]
