"""`tsunagu query --as-of`: what existed at a day, against a release that was made with nothing later."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from tests.tsunagu.command import call
from tests.tsunagu.shared_runs import FinishedRun, make_once
from warehouse.layout import Home
from warehouse.release.catalog import find_release

pytestmark = pytest.mark.xdist_group("demo")

DAY = "2021-10-08"
HELD = "org_id, valid_from, known_from, valid_to, known_to, name, municipality_code, status"


@pytest.fixture(scope="module")
def looked_back(demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of an earlier day, from the demo's files."""

    def run(place: Path) -> None:
        shutil.copytree(demo.home.root, place / "home", symlinks=True)
        mirror = place / "home" / "sample"
        call("run", "--home", place / "home", "--mirror", mirror, "--as-of", DAY).save(place / "answer.json")

    place = make_once(tmp_path_factory, "looked_back", run)
    return find_release(Home.resolve(place / "home"), "2021.10.0")


def ask(run: FinishedRun, sql: str, *options: str) -> list[dict[str, object]]:
    """Return the answer of `tsunagu query` as rows."""
    answer = call("query", "--home", run.home.root, "--format", "json", *options, sql)
    assert answer.status == 0, answer.text
    rows: list[dict[str, object]] = json.loads(answer.out)
    return rows


def test_the_history_as_of_a_day_is_that_of_the_release_of_the_day(
    demo: FinishedRun, looked_back: Path
) -> None:
    found = pl.DataFrame(
        ask(demo, f"select {HELD} from organization_history", "--as-of", DAY, "--known-at", DAY),
        infer_schema_length=None,
    )
    expected = pl.read_parquet(looked_back / "parquet/organization_history.parquet")
    # A number that only later files mark as a non-profit's is in today's tables with all its past.
    expected = expected.select(found.columns).with_columns(pl.col(pl.Date).cast(pl.String))
    known = expected["org_id"].unique().implode()
    same = found.filter(pl.col("org_id").is_in(known))

    assert expected.height > 0
    assert same.sort(found.columns).rows() == expected.sort(found.columns).rows()


def test_the_events_as_of_a_day_are_those_of_the_release_of_the_day(
    demo: FinishedRun, looked_back: Path
) -> None:
    columns = ["org_id", "event_type", "occurred_on", "published_on"]
    sql = f"select {', '.join(columns)} from organization_events where source = 'nta'"
    found = pl.DataFrame(ask(demo, sql, "--as-of", DAY, "--known-at", DAY))
    expected = pl.read_parquet(looked_back / "parquet/organization_events.parquet").filter(source="nta")
    expected = expected.select(columns).with_columns(pl.col(pl.Date).cast(pl.String))
    known = pl.read_parquet(looked_back / "parquet/organizations.parquet")["org_id"].implode()
    same = found.filter(pl.col("org_id").is_in(known))

    assert expected.height > 0
    assert same.sort(columns).rows() == expected.sort(columns).rows()


def test_without_a_day_the_tables_are_as_released(demo: FinishedRun) -> None:
    (row,) = ask(demo, "select count(*)::int as n from organization_history")
    assert row["n"] == pl.read_parquet(demo.release / "parquet/organization_history.parquet").height


def test_at_the_end_of_the_registers_the_status_is_that_of_the_table(demo: FinishedRun) -> None:
    manifest = json.loads((demo.release / "manifest.json").read_text(encoding="utf-8"))
    differing = (
        "select count(*)::int as n from organizations as a join released.organizations as b using (org_id)"
        " where a.status is distinct from b.status"
    )
    assert ask(demo, differing, "--as-of", manifest["data_through"]) == [{"n": 0}]


def test_the_active_of_a_day_are_those_of_the_statistic(demo: FinishedRun) -> None:
    day = "2024-07-31"
    active = "select count(*)::int as n from organizations where status = 'active' and legal_form = 'npo'"
    (row,) = ask(demo, active, "--as-of", day)
    stock = pl.read_parquet(demo.release / "parquet/stat_stock.parquet").filter(
        pl.col("as_of_on").cast(pl.String) == day,
        geography_code="JP",
        legal_form="npo",
        certification_kind="any",
    )
    tables = demo.release / "parquet"
    organizations = pl.read_parquet(tables / "organizations.parquet").filter(legal_form="npo")
    history = pl.read_parquet(tables / "organization_history.parquet")["org_id"].implode()
    # Not in the register and so not in the answer; deleted later and so not in the statistic.
    unregistered = organizations.filter(~pl.col("org_id").is_in(history)).height
    deleted = organizations.filter(status="deleted").height

    assert row["n"] == stock["value"].item() - unregistered + deleted


def test_a_day_out_of_reach_is_answered_with_a_note(demo: FinishedRun) -> None:
    sql = "select count(*)::int as n from organizations"
    answer = call("query", "--home", demo.home.root, "--format", "json", "--known-at", "2014-01-01", sql)

    assert json.loads(answer.out) == [{"n": 0}]
    assert "note: corporate numbers begin on 2015-10-05" in answer.err


@pytest.mark.xdist_group("real")
def test_certifications_at_the_date_of_the_list_are_those_counted_by_hand(real: FinishedRun) -> None:
    counted = "select certification_kind as kind, count(*)::int as n from certifications where is_current"
    found = ask(real, f"{counted} group by all order by all", "--as-of", "2024-08-30")

    assert found == [{"kind": "certified", "n": 1248}, {"kind": "specially_certified", "n": 35}]


@pytest.mark.xdist_group("real")
def test_births_known_at_the_end_of_2021_are_those_counted_by_hand(real: FinishedRun) -> None:
    births = (
        "select count(*)::int as n from organization_events"
        " where legal_form = 'npo' and event_type = 'registered'"
    )
    assert ask(real, births, "--known-at", "2021-12-31") == [{"n": 65 + 120 + 101 + 129 + 107 + 87}]
