"""Collecting how a home stands."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ingest.acquire import Acquisition
from ingest.findings import Finding
from ingest.registries import REGISTERS
from ingest.reports import FileReport
from warehouse.layout import Home
from warehouse.notices.find import find_incidents
from warehouse.sources import record_acquisition
from warehouse.status.collect import collect_status
from warehouse.status.disk import MEASURE_AFTER, SIZES, measure_disk, measure_parts
from warehouse.status.model import SourceHealth, Status

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
MEMBERS = """
members:
  - id: sendai-centre
    name: 仙台センター
    corporate_number: null
    prefecture_code: "04"
    municipality: 仙台市
    sector: support_centre
    kinds: [voice]
    represents: []
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


def collect(home: Home, now: datetime = NOW) -> Status:
    return collect_status(home, None, now)


def find_source(status: Status, name: str = "nta_diff") -> SourceHealth:
    return next(source for source in status.sources if source.name == name)


def put(path: Path, age: timedelta) -> Path:
    """Write a file that was changed last so long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    moment = (datetime.now(UTC) - age).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_a_home_that_does_not_exist_has_nothing_and_is_not_made(tmp_path: Path) -> None:
    status = collect(Home(tmp_path / "nowhere"))

    assert (status.live, status.release, status.inbox.waiting) == (None, None, 0)
    assert [source.name for source in status.sources] == list(REGISTERS)
    assert find_incidents(status).incidents == ()
    assert not (tmp_path / "nowhere").exists()


def test_a_source_tells_when_it_was_asked_and_when_it_changed(home: Home) -> None:
    acquisition = Acquisition("nta_diff", offered=3)
    record_acquisition(home, acquisition, NOW - timedelta(hours=1))

    source = find_source(collect(home))
    assert source.checked_at == NOW - timedelta(hours=1)
    assert source.changed_at is None
    assert source.title_en == REGISTERS["nta_diff"].title_en


def test_a_publisher_out_of_reach_is_late_and_not_a_refused_file(home: Home) -> None:
    finding = Finding("nta_diff", "x.zip", "noted", "fetch.unreachable", "no answer", "Run again later.")
    acquisition = Acquisition("nta_diff", findings=[finding], late="https://x.example: no answer")
    record_acquisition(home, acquisition, NOW)

    source = find_source(collect(home))
    assert source.late_since == NOW
    assert "https://x.example: no answer" in source.late_reason_en
    assert source.refused == ()


def test_a_refused_file_is_told(home: Home) -> None:
    finding = Finding("nta_diff", "x.zip", "blocking", "zip.end_record", "cut short", "Fetch it again.")
    record_acquisition(home, Acquisition("nta_diff", findings=[finding]), NOW)

    assert find_source(collect(home)).refused == (finding.describe(),)


def test_a_file_that_cannot_be_read_is_told(home: Home) -> None:
    record_acquisition(home, Acquisition("nta_diff"), NOW)
    finding = Finding("nta_diff", "x.zip", "blocking", "file.unreadable", "no such column", "Teach it.")
    report = FileReport("nta_diff", "x.zip", "20261125", "0" * 64, 1, findings=(finding,), failed=True)
    report.save(home.bronze / "nta_diff" / "20261125.failed.json")

    assert find_source(collect(home)).refused == (finding.describe(),)


def test_the_newest_release_and_the_live_tables_are_told(home: Home) -> None:
    manifest = {
        "as_of": "2026-11-25",
        "data_through": "2026-11-24",
        "rows": {},
        "files": [],
        "fingerprint": "f",
    }
    for folder in (home.releases / "2026.11.0", home.live):
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps(manifest))

    status = collect(home)
    assert status.release is not None
    assert status.live is not None
    assert (status.release.id, status.release.as_of) == ("2026.11.0", date(2026, 11, 25))
    assert (status.live.id, status.live.data_through) == (None, date(2026, 11, 24))


def test_a_release_that_cannot_be_read_is_told_and_hides_nothing_else(home: Home) -> None:
    (home.releases / "2026.11.0").mkdir()

    status = collect(home)
    assert "2026.11.0/manifest.json" in (status.damage or "")
    assert [one.kind for one in find_incidents(status).incidents] == ["release_damaged"]


def test_files_that_wait_in_the_inbox_are_counted_with_the_oldest(home: Home) -> None:
    home.members.write_text(MEMBERS)
    put(home.inbox / "sendai-centre" / "new.csv", timedelta(minutes=2))
    put(home.inbox / "sendai-centre" / "old.csv", timedelta(hours=2))

    inbox = collect(home).inbox
    assert inbox.waiting == 2
    assert inbox.waiting_since is not None
    assert timedelta(hours=2) <= datetime.now(UTC) - inbox.waiting_since < timedelta(hours=3)


def test_what_cannot_be_taken_in_is_told_by_its_rule(home: Home) -> None:
    home.members.write_text(MEMBERS)
    put(home.inbox / "sendai-centre" / "half.csv.part", timedelta(days=2))
    put(home.inbox / "stranger" / "x.csv", timedelta())

    assert [item.rule for item in collect(home).inbox.items] == ["inbox.unfinished", "inbox.unknown_member"]


def test_members_that_cannot_be_read_are_told(home: Home) -> None:
    home.members.write_text("members: [")

    assert "members.yml" in (collect(home).inbox.problem or "")


def test_the_parts_of_a_home_are_measured_the_largest_first(tmp_path: Path) -> None:
    for name, size in (("small", 10), ("large", 1000)):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep" / "file").write_bytes(b"x" * size)
    (tmp_path / "file").write_bytes(b"xx")

    assert list(measure_parts(tmp_path).items()) == [("large", 1000), ("small", 10), ("file", 2)]


def test_a_file_of_two_names_counts_once(tmp_path: Path) -> None:
    for name in ("latest", "releases"):
        (tmp_path / name).mkdir()
    (tmp_path / "releases" / "file").write_bytes(b"x" * 100)
    (tmp_path / "latest" / "file").hardlink_to(tmp_path / "releases" / "file")

    assert sum(measure_parts(tmp_path).values()) == 100


def test_the_parts_are_measured_now_and_then(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first = measure_disk(home, NOW)
    (home.landing / "file").write_bytes(b"x" * 1000)
    soon = measure_disk(home, NOW + timedelta(minutes=1))
    late = measure_disk(home, NOW + MEASURE_AFTER)

    assert soon.parts == first.parts
    assert late.parts["landing"] == 1000
    assert (soon.measured_at, late.measured_at) == (NOW, NOW + MEASURE_AFTER)


def test_a_damaged_note_of_sizes_is_made_anew(home: Home) -> None:
    (home.status / SIZES).write_text("{")

    assert measure_disk(home, NOW).measured_at == NOW


def test_a_full_disk_can_be_looked_at(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("warehouse.status.disk.write_text_atomically", refuse)

    assert measure_disk(home, NOW).measured_at == NOW
