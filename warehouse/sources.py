"""What is known of each source: how its last check went, whether it is late, what a release prints of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from ingest.acquire import Acquisition
from ingest.bronze import load_reports
from ingest.cadence import next_expected
from ingest.japanese.clock import JAPAN
from ingest.probe import Probe
from ingest.register import Register
from ingest.registries import REGISTERS
from ingest.reports import FileReport
from warehouse.inputs import Inputs
from warehouse.lateness import judge_lateness
from warehouse.layout import Home
from warehouse.release.inputs import SourceFile, SourceRecord
from warehouse.submissions import describe_submissions
from warehouse.visits import Visit, keep_acquisition, keep_probe, read_visit


@dataclass(frozen=True)
class SourceStatus:
    """How a source stands; days are ISO dates, moments ISO 8601 in UTC.

    Attributes:
        source: name of the register.
        offered: number of files the publisher offered at the last landing.
        new: number of versions that landing brought.
        late: the publisher is out of reach, or the data in use is older than the cadence promises.
        findings: what stood against files at the last landing, in sentences.
        checked_at: when the publisher was last asked.
        changed_at: when new bytes were last landed.
        reached_on: the newest day the data in use speaks for.
        late_since: when the first missing day was due, or when the publisher was first missed.
        late_reason: why it is late, in English.
        late_reason_ja: why it is late, in Japanese.
        next_expected: when the next data should be out; in the past while it is awaited.
    """

    source: str
    offered: int
    new: int
    late: bool
    findings: tuple[str, ...]
    checked_at: str | None = None
    changed_at: str | None = None
    reached_on: str | None = None
    late_since: str | None = None
    late_reason: str | None = None
    late_reason_ja: str | None = None
    next_expected: str | None = None


def record_acquisition(home: Home, acquisition: Acquisition, now: datetime | None = None) -> SourceStatus:
    """Keep how an attempt to bring a source up to date went, and return how it stands."""
    now = now or datetime.now(UTC)
    return _describe_status(home, keep_acquisition(home, acquisition, now), now)


def record_probe(home: Home, probe: Probe, now: datetime | None = None) -> SourceStatus:
    """Keep whether a publisher could be asked for what is new, and return how the source stands."""
    now = now or datetime.now(UTC)
    return _describe_status(home, keep_probe(home, probe, now), now)


def read_status(home: Home, source: str, now: datetime | None = None) -> SourceStatus | None:
    """Return how a source stands at a moment, now when not given; None before the first visit.

    What time alone changes is judged here and not kept: a source is late on time even when nobody asks.
    """
    visit = read_visit(home, source)
    return _describe_status(home, visit, now or datetime.now(UTC)) if visit else None


def _describe_status(home: Home, visit: Visit, now: datetime) -> SourceStatus:
    register = REGISTERS[visit.source]
    reached_on = _find_newest_day(load_reports(register, home.bronze))
    lateness = judge_lateness(register, reached_on, visit, now)
    expected = next_expected(register.cadence, now, reached_on)
    return SourceStatus(
        source=visit.source,
        offered=visit.offered,
        new=visit.new,
        late=lateness is not None,
        findings=visit.findings,
        checked_at=visit.checked_at,
        changed_at=visit.changed_at,
        reached_on=reached_on.isoformat() if reached_on else None,
        late_since=_write_moment(lateness.since) if lateness else None,
        late_reason=lateness.reason_en if lateness else None,
        late_reason_ja=lateness.reason_ja if lateness else None,
        next_expected=_write_moment(expected) if expected else None,
    )


def _find_newest_day(reports: Sequence[FileReport]) -> date | None:
    days = [report.published_on for report in reports if report.published_on and not report.failed]
    return date.fromisoformat(max(days)) if days else None


def _write_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def describe_sources(home: Home, inputs: Inputs) -> tuple[SourceRecord, ...]:
    """Return one record a source that has data: who, under which licence, which files, how many rows.

    Nothing in it depends on the clock. Whether the data is old is judged at the beginning of the day
    ``as_of``; that a publisher is out of reach is a fact of the landing store, from the day it began.
    """
    registers = [
        _describe_register(home, REGISTERS[name], inputs)
        for name in sorted(REGISTERS)
        if inputs.files_of(name)
    ]
    return (*registers, *describe_submissions(inputs.batches))


def _describe_register(home: Home, register: Register, inputs: Inputs) -> SourceRecord:
    files = inputs.files_of(register.name)
    judged_at = datetime.combine(inputs.as_of, time.min, JAPAN)
    return SourceRecord.from_register(
        register,
        map(_describe_file, files),
        _count_rules(files),
        judge_lateness(register, _find_newest_day(files), read_visit(home, register.name), judged_at),
    )


def _count_rules(files: list[FileReport]) -> Counter[str]:
    """Return how many rows each rule set apart or flagged, over all files."""
    rules: Counter[str] = Counter()
    for file in files:
        rules.update(file.findings_by_rule)
    return rules


def _describe_file(file: FileReport) -> SourceFile:
    return SourceFile(
        filename=file.filename,
        sha256=file.sha256,
        data_date=date.fromisoformat(file.published_on) if file.published_on else None,
        encoding=file.encoding,
        rows_landed=file.rows_landed,
        rows_bronze=file.rows_bronze,
        rows_quarantined=file.rows_quarantined,
    )
