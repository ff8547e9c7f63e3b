from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ingest.acquire import Acquisition
from ingest.findings import Finding
from ingest.landing import LandedFile
from ingest.probe import Probe
from ingest.registries import REGISTERS
from ingest.reports import FileReport
from warehouse.inputs import read_inputs
from warehouse.layout import Home
from warehouse.sources import describe_sources, read_status, record_acquisition, record_probe

# Thursday noon in Japan; the file of Wednesday, 4 November, was due at seven. Tuesday was a holiday.
NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NO_ANSWER = "https://www.houjin-bangou.nta.go.jp/download/sabun/: status 503"
GONE = Probe("nta_diff", (), "", NO_ANSWER)
QUIET = Probe("nta_diff", (), "", None)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


def hold(home: Home, day: str, source: str = "nta_diff") -> None:
    """Let the data in use reach a day."""
    partition = day.replace("-", "")
    report = FileReport(source, f"diff_{partition}.zip", partition, "0" * 64, 1, published_on=day)
    report.save(home.bronze / source / f"{partition}.json")


def acquired(new: int = 0, late: str | None = None, source: str = "nta_diff") -> Acquisition:
    landed = LandedFile(source, "a.zip", "0" * 64, 1, Path("a"), "", "", None, None, None)
    return Acquisition(source, offered=3, new=[landed] * new, late=late)


def describe_late(home: Home, as_of: date, source: str = "nta_diff") -> str | None:
    (record,) = [one for one in describe_sources(home, read_inputs(home, as_of)) if one.name == source]
    return record.lateness and f"{record.lateness.since.date()}: {record.lateness.reason_en}"


def test_nothing_is_known_before_the_first_visit(home: Home) -> None:
    assert read_status(home, "nta_diff") is None


def test_a_source_on_time_says_when_it_was_asked_and_what_comes_next(home: Home) -> None:
    hold(home, "2026-11-04")
    status = record_acquisition(home, acquired(new=2), NOW)
    assert status == read_status(home, "nta_diff", NOW)
    assert (status.offered, status.new, status.late, status.late_reason) == (3, 2, False, None)
    assert (status.checked_at, status.changed_at) == ("2026-11-05T03:00:00Z",) * 2
    assert status.reached_on == "2026-11-04"
    assert status.next_expected == "2026-11-05T22:00:00Z"


def test_a_visit_that_brings_nothing_leaves_the_time_of_the_last_change(home: Home) -> None:
    record_acquisition(home, acquired(new=1), NOW)
    status = record_acquisition(home, acquired(), NOW + HOUR)
    assert (status.changed_at, status.checked_at) == ("2026-11-05T03:00:00Z", "2026-11-05T04:00:00Z")


def test_data_older_than_promised_is_late_since_it_was_due(home: Home) -> None:
    hold(home, "2026-11-02")
    status = record_acquisition(home, acquired(), NOW)
    assert (status.late, status.late_since) == (True, "2026-11-04T22:00:00Z")
    assert status.late_reason == (
        "The newest file in use is of 2026-11-02; that of 2026-11-04 was due on 2026-11-05."
    )
    assert status.late_reason_ja and "2026-11-04" in status.late_reason_ja


def test_a_source_becomes_late_on_time_even_when_nobody_asks(home: Home) -> None:
    hold(home, "2026-11-04")
    record_acquisition(home, acquired(), NOW)
    for hours, late in ((23, False), (24, True)):
        status = read_status(home, "nta_diff", NOW + hours * HOUR)
        assert status is not None and status.late is late


def test_a_publisher_out_of_reach_is_late_since_the_first_visit_that_missed_it(home: Home) -> None:
    hold(home, "2026-11-04")
    record_acquisition(home, acquired(late=NO_ANSWER), NOW)
    record_probe(home, GONE, NOW + HOUR)
    status = record_acquisition(home, acquired(late=NO_ANSWER), NOW + 2 * HOUR)
    assert (status.late, status.late_since) == (True, "2026-11-05T03:00:00Z")
    assert status.late_reason is not None and NO_ANSWER in status.late_reason
    assert status.reached_on == "2026-11-04"


@pytest.mark.parametrize("how", ["probe", "landing"])
def test_an_absence_ends_with_the_first_answer(home: Home, how: str) -> None:
    hold(home, "2026-11-04")
    record_probe(home, GONE, NOW)
    later = NOW + HOUR
    status = (
        record_probe(home, QUIET, later) if how == "probe" else record_acquisition(home, acquired(), later)
    )
    assert (status.late, status.late_since) == (False, None)


def test_an_absence_outlasts_the_arrival_of_a_late_file(home: Home) -> None:
    hold(home, "2026-11-02")
    record_probe(home, GONE, NOW - 2 * DAY)
    hold(home, "2026-11-04")
    status = read_status(home, "nta_diff", NOW)
    assert status is not None and status.late_since == "2026-11-03T03:00:00Z"


def test_both_reasons_are_told_and_the_earlier_one_dates_them(home: Home) -> None:
    hold(home, "2026-11-02")
    record_probe(home, GONE, NOW - HOUR)
    status = read_status(home, "nta_diff", NOW)
    assert status is not None and status.late_reason is not None
    assert status.late_since == "2026-11-04T22:00:00Z"
    assert "cannot be reached" in status.late_reason and "was due" in status.late_reason


def test_a_register_without_a_cadence_is_late_only_while_out_of_reach(home: Home) -> None:
    hold(home, "2019-01-01", "certified_list")
    assert not record_acquisition(home, acquired(source="certified_list"), NOW).late
    assert record_probe(home, Probe("certified_list", (), "", NO_ANSWER), NOW).late


def test_a_probe_keeps_what_the_last_landing_brought(home: Home) -> None:
    finding = Finding("nta_diff", "a.zip", "blocking", "zip.damaged", "Damaged.", "Run again.")
    acquisition = acquired(new=1)
    acquisition.findings.append(finding)
    record_acquisition(home, acquisition, NOW)
    status = record_probe(home, QUIET, NOW + HOUR)
    assert (status.offered, status.new, status.findings) == (3, 1, (finding.describe(),))
    assert status.checked_at == "2026-11-05T04:00:00Z"


def test_probes_every_few_seconds_are_written_once_a_minute(home: Home) -> None:
    path = home.landing / "status" / "nta_diff.json"
    record_probe(home, QUIET, NOW)
    first = path.stat().st_ino
    record_probe(home, QUIET, NOW + timedelta(seconds=59))
    assert path.stat().st_ino == first
    assert record_probe(home, QUIET, NOW + timedelta(seconds=60)).checked_at == "2026-11-05T03:01:00Z"


def test_an_absence_is_written_at_once(home: Home) -> None:
    record_probe(home, QUIET, NOW)
    assert record_probe(home, GONE, NOW + timedelta(seconds=5)).late


def test_what_an_older_version_kept_is_read(home: Home) -> None:
    path = home.landing / "status" / "nta_diff.json"
    path.parent.mkdir()
    path.write_text(
        json.dumps({"source": "nta_diff", "offered": 3, "new": 1, "late": True, "findings": ["a"]})
    )
    status = read_status(home, "nta_diff", NOW)
    assert status is not None
    assert (status.offered, status.new, status.findings, status.checked_at) == (3, 1, ("a",), None)


@pytest.mark.parametrize("day", [None, "2026-11-04"])
def test_every_register_has_a_status(home: Home, day: str | None) -> None:
    for name in REGISTERS:
        if day:
            hold(home, day, name)
        assert record_acquisition(home, acquired(source=name), NOW).reached_on == day


def test_a_release_says_that_data_is_older_than_promised_by_its_own_day(home: Home) -> None:
    hold(home, "2026-11-02")
    assert describe_late(home, date(2026, 11, 5)) is None  # due on that very day
    assert describe_late(home, date(2026, 11, 6)) == (
        "2026-11-05: The newest file in use is of 2026-11-02; that of 2026-11-04 was due on 2026-11-05."
    )


def test_a_release_of_an_earlier_day_is_judged_by_the_files_of_that_day(home: Home) -> None:
    for day in ("2026-10-29", "2026-11-05"):
        hold(home, day)
    assert describe_late(home, date(2026, 11, 5)) is None
    assert describe_late(home, date(2026, 11, 4)) == (
        "2026-10-31: The newest file in use is of 2026-10-29; that of 2026-10-30 was due on 2026-10-31."
    )


def test_a_release_says_that_a_publisher_is_out_of_reach_from_the_day_that_began(home: Home) -> None:
    hold(home, "2026-11-04")
    record_probe(home, GONE, NOW)
    assert describe_late(home, date(2026, 11, 4)) is None
    said = describe_late(home, date(2026, 11, 5))
    assert said is not None and said.startswith("2026-11-05: ") and NO_ANSWER in said


def test_a_release_says_the_same_whenever_it_is_made(home: Home) -> None:
    hold(home, "2026-11-02")
    record_probe(home, GONE, NOW)
    first = describe_sources(home, read_inputs(home, date(2026, 11, 6)))
    record_probe(home, GONE, NOW + 3 * DAY)
    assert describe_sources(home, read_inputs(home, date(2026, 11, 6))) == first
