"""One publisher is out of reach while another has something new, through the whole of `tsunagu run`."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
import pytest

from tests.faults.outside import Outside
from tests.faults.publisher import Reply, open_publisher
from tests.faults.test_transport import offer_day
from tests.tsunagu.command import Answer, call
from tests.tsunagu.shared_runs import FinishedRun, make_once
from warehouse.layout import Home
from warehouse.release.catalog import find_release, list_release_ids

pytestmark = pytest.mark.xdist_group("faults")

ABSENT = "www.npo-homepage.go.jp"


@dataclass(frozen=True)
class Outage:
    """A home before and after a run in which the Cabinet Office did not answer, and what the run said."""

    before: Home
    home: Home
    answer: Answer

    def describe_source(self, name: str) -> dict[str, Any]:
        """Return what the newest release says of a source."""
        said = json.loads((find_release(self.home) / "sources.json").read_text(encoding="utf-8"))
        (source,) = [source for source in said["registers"] if source["name"] == name]
        return dict(source)


@pytest.fixture(scope="module")
def outage(demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Outage:
    place = make_once(tmp_path_factory, "outage", lambda place: run_in_an_outage(demo, place))
    return Outage(demo.home, Home.resolve(place / "home"), Answer.load(place / "answer.json"))


def run_in_an_outage(demo: FinishedRun, place: Path) -> None:
    """Run on a copy of the demo's home, asking publishers on this machine of whom one is down."""
    home = Home.resolve(place / "home")
    shutil.copytree(demo.home.root, home.root, symlinks=True)
    with open_publisher() as publisher:
        outside = Outside(home, home.root / "sample", publisher)
        offer_day(outside, "2024-08-29")
        outside.faults[ABSENT] = lambda reply: Reply(reset=True)
        with mock.patch("pipelines.resources.open_fetcher", lambda *_: outside.open_fetcher()):
            call("run", "--home", home.root).save(place / "answer.json")


def test_the_run_goes_on_with_the_others_and_ends_with_status_3(outage: Outage) -> None:
    assert outage.answer.status == 3, outage.answer.text
    assert len(list_release_ids(outage.home)) == len(list_release_ids(outage.before)) + 1
    assert outage.describe_source("nta_diff")["latest_data_date"] == "2024-08-29"


@pytest.mark.parametrize("source", ["npo_portal", "certified_list"])
def test_the_release_names_the_publisher_that_was_out_of_reach_and_the_date_of_its_data(
    outage: Outage, source: str
) -> None:
    said = outage.describe_source(source)
    assert said["latest_data_date"] == "2024-08-30"
    assert f"The publisher cannot be reached (https://{ABSENT}/" in said["late"]["reason"]["en"]
    assert "公表元に接続できません" in said["late"]["reason"]["ja"]


def test_the_rows_of_the_publisher_that_was_out_of_reach_are_still_there(outage: Outage) -> None:
    before, after = (
        pl.read_parquet(find_release(home) / "parquet" / "certifications.parquet")
        for home in (outage.before, outage.home)
    )
    assert after.height > 0
    assert after.equals(before)


def test_the_run_says_since_when_each_source_is_late_and_shows_no_traceback(outage: Outage) -> None:
    (line,) = [line for line in outage.answer.out.splitlines() if line.startswith("certified_list")]
    assert "2024-08-30  20" in line  # the day it reaches, the day since when it is late
    assert "[fetch.unreachable]" in outage.answer.err
    assert "Traceback" not in outage.answer.text
