"""What persons write into `corrections/`, through the whole of `tsunagu run`."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml

from tests.tsunagu.command import Answer, call
from tests.tsunagu.shared_runs import FinishedRun, make_once
from warehouse.layout import Home
from warehouse.release.catalog import list_release_ids

pytestmark = pytest.mark.xdist_group("demo")


@dataclass(frozen=True)
class Rewritten:
    """A home whose corrections were written wrongly, and then so that the publisher says something else."""

    home: Home
    releases_before: list[str]
    malformed: Answer
    mended: Answer


def read_entry(home: Home, name: str) -> dict[str, object]:
    """Return the one entry of a file of corrections."""
    (entry,) = yaml.safe_load((home.corrections / name).read_text(encoding="utf-8"))
    return dict(entry)


def read_table(home: Home, table: str) -> pl.DataFrame:
    """Return a table of the newest release."""
    return pl.read_parquet(home.latest / "parquet" / f"{table}.parquet")


@pytest.fixture(scope="module")
def rewritten(demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Rewritten:
    """A copy of the demo's home after both runs."""
    place = make_once(tmp_path_factory, "rewritten", lambda place: rewrite(demo, place))
    return Rewritten(
        Home.resolve(place / "home"),
        list_release_ids(demo.home),
        Answer.load(place / "malformed.json"),
        Answer.load(place / "mended.json"),
    )


def rewrite(demo: FinishedRun, place: Path) -> None:
    """Run on a copy with a file that is not written as it must be, and with one the publisher has mended."""
    home = Home.resolve(place / "home")
    shutil.copytree(demo.home.root, home.root, symlinks=True)
    run = ["run", "--home", home.root, "--mirror", home.root / "sample", "--as-of", demo.as_of]
    path = home.corrections / "npo_portal.yml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("register: npo_portal", "register: npo_portals"), encoding="utf-8")
    call(*run).save(place / "malformed.json")
    path.write_text(good.replace("1900-10-01", "1901-10-01"), encoding="utf-8")
    call(*run).save(place / "mended.json")


def test_the_demo_shows_a_correction_and_what_it_does(demo: FinishedRun) -> None:
    (row,) = read_table(demo.home, "corrections").to_dicts()
    organizations = read_table(demo.home, "organizations").filter(org_id=row["org_id"])

    assert (row["status"], row["rows_corrected"]) == ("applied", 1)
    assert json.loads(row["before"]) == {"established_on": "1900-10-01"}
    assert organizations["established_on"].to_list() == [date(2000, 10, 1)]


def test_the_demo_shows_a_request_and_the_address_is_in_no_file(demo: FinishedRun) -> None:
    org_id = read_entry(demo.home, "suppressions.yml")["org_id"]
    (organization,) = read_table(demo.home, "organizations").filter(org_id=org_id).to_dicts()
    with (demo.home.latest / "csv" / "organizations.csv").open(encoding="utf-8-sig") as lines:
        (row,) = [row for row in csv.DictReader(lines) if row["org_id"] == org_id]

    assert organization["name"]
    assert (organization["address"], organization["post_code"], row["address"]) == (None, None, "")
    assert read_table(demo.home, "suppressions").rows() == [("address", "safety", 1)]


def test_a_file_that_is_not_written_as_it_must_be_stops_the_run_in_words(rewritten: Rewritten) -> None:
    assert rewritten.malformed.status == 1
    assert "npo_portal.yml, line 2: register is one of" in rewritten.malformed.err
    assert "found: npo_portals" in rewritten.malformed.err
    assert "Traceback" not in rewritten.malformed.text


def test_what_the_publisher_has_mended_is_told_and_released_all_the_same(rewritten: Rewritten) -> None:
    (finding,) = rewritten.mended.findings
    (row,) = read_table(rewritten.home, "corrections").to_dicts()

    assert rewritten.mended.status == 3, rewritten.mended.text
    assert "npo_portal.yml, line 2, portal-founded-1900" in finding
    assert '{"established_on": "1900-10-01"} since the file of 2024-08-30' in finding
    assert len(list_release_ids(rewritten.home)) == len(rewritten.releases_before) + 1
    assert (row["status"], row["mended_on"]) == ("mended_by_publisher", date(2024, 8, 30))
