"""When files arrive decides nothing: late, out of order or all at once, the release is the same bytes.

A home first knows part of the daily files, looks back to an earlier day, and then gets the rest: one file
that is older than what it has, one in between, and all that came later; and what members sent, from the last
file to the first. The demo's home got all at once.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.tsunagu.command import Answer, call, call_process
from tests.tsunagu.shared_runs import FinishedRun, make_once
from warehouse.layout import Home
from warehouse.release.catalog import find_release, list_release_ids
from warehouse.release.difference import apply_changes

pytestmark = pytest.mark.xdist_group("order")

EARLIER = "2021-10-08"
LONG_AGO = datetime(2024, 6, 1).timestamp()
#: The demo has no release before; these files say what is different from it, or list the others.
ABOUT_THE_RELEASE_BEFORE = (
    "changes/",
    "CHANGELOG.md",
    "quality/checks.json",
    "quality/suppression.json",
    "manifest.json",
    "SHA256SUMS",
)
LATE = ("diff_20210922.zip", "diff_20240124.zip")


@dataclass(frozen=True)
class Arrivals:
    """A home that was filled in two steps."""

    home: Home
    looked_back: Answer
    filled: Answer

    @property
    def earlier(self) -> Path:
        """The release of the earlier day."""
        return find_release(self.home, "2021.10.0")


@pytest.fixture(scope="module")
def arrivals(demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Arrivals:
    """A home after both runs."""
    place = make_once(tmp_path_factory, "order", lambda place: run_in_two_steps(demo, place))
    answers = (Answer.load(place / name) for name in ("looked_back.json", "filled.json"))
    return Arrivals(Home.resolve(place / "home"), *answers)


def run_in_two_steps(demo: FinishedRun, place: Path) -> None:
    """Run on a part of the files, then on all; the second in a process of its own, as from a shell."""
    home, part = place / "home", place / "part"
    shutil.copytree(demo.mirror, part)
    for name in LATE:
        (part / "nta/diff" / name).unlink()
    call("run", "--home", home, "--mirror", part, "--as-of", EARLIER).save(place / "looked_back.json")
    send_backwards(demo.mirror / "submissions", home)
    # what members sent counts from the day of its receipt: the demo's, though midnight may have passed since
    day = date.fromisoformat(demo.as_of)
    filled = call_process("run", "--home", home, "--mirror", demo.mirror, "--as-of", demo.as_of, day=day)
    filled.save(place / "filled.json")


def send_backwards(submissions: Path, home: Path) -> None:
    """Put the members' files into the inbox so that they are taken in from the last to the first."""
    shutil.copytree(submissions, home, dirs_exist_ok=True)
    for path in (home / "inbox").rglob("*.*"):
        os.utime(path, (2 * LONG_AGO - path.stat().st_mtime,) * 2)


def test_an_earlier_day_gives_a_release_of_that_month(arrivals: Arrivals) -> None:
    assert arrivals.looked_back.status == 0, arrivals.looked_back.text
    assert "Released 2021.10.0: " in arrivals.looked_back.out
    assert arrivals.earlier.is_dir()


def test_an_earlier_day_leaves_out_what_was_published_later(arrivals: Arrivals) -> None:
    events = pl.read_parquet(arrivals.earlier / "parquet/organization_events.parquet")

    assert events.height > 0
    assert str(events["published_on"].max()) <= EARLIER


def test_the_sources_of_an_earlier_day_name_no_later_file(arrivals: Arrivals) -> None:
    text = (arrivals.earlier / "sources.json").read_text(encoding="utf-8")
    days = re.findall(r"diff_(\d{8})\.zip", text)

    assert max(days) == EARLIER.replace("-", "")
    assert "00_zenkoku_all" not in text


def test_late_files_give_a_release_of_their_own(arrivals: Arrivals, demo: FinishedRun) -> None:
    assert arrivals.filled.status == 0, arrivals.filled.text
    assert list_release_ids(arrivals.home) == ["2021.10.0", demo.release.name]


def test_every_file_of_the_release_is_the_same_bytes_as_when_all_came_at_once(
    arrivals: Arrivals, demo: FinishedRun
) -> None:
    late, at_once = (
        {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (find_release(arrivals.home), demo.release)
    )
    different = [path for path in late if late[path] != at_once[path]]

    assert sorted(late) == sorted(at_once)
    assert [path for path in different if not path.startswith(ABOUT_THE_RELEASE_BEFORE)] == []


def test_the_difference_turns_the_release_of_the_earlier_day_into_the_later(arrivals: Arrivals) -> None:
    later = find_release(arrivals.home)
    tables = sorted(path.stem for path in (later / "parquet").iterdir())
    different = [
        table
        for table in tables
        if apply_changes(arrivals.earlier, later / "changes", table).to_pylist()
        != pq.read_table(later / "parquet" / f"{table}.parquet").to_pylist()
    ]

    assert "organizations" in tables
    assert different == []


def test_the_shell_sees_no_warning_and_no_word_of_the_machinery(arrivals: Arrivals) -> None:
    noise = ["warn", "dagster", "dbt", "debug", "info", "deprecat", "great_expectations"]

    assert arrivals.filled.err == ""
    assert [word for word in noise if word in arrivals.filled.out.lower()] == []


def test_the_shell_sees_a_line_a_register_a_line_a_member_release_and_site(arrivals: Arrivals) -> None:
    words = [line.split()[0] for line in arrivals.filled.out.splitlines() if line.strip()]
    members = {folder.name for folder in arrivals.home.receipts.iterdir()}

    assert [word for word in words if word not in members] == [
        "register", "nta_national", "nta_diff", "npo_portal", "certified_list", "municipality_codes",
        "municipality_wards", "population_resident", "population_census", "member", "Receipts:", "Released",
        "The",
    ]  # fmt: skip
    assert len(words) == 13 + len(members)
