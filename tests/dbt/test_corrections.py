"""A correction mends every table after the register, old builds included, and goes again with its entry."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.dbt.test_sample_tables import assert_same
from tests.dbt.warehouse_of_files import Tables
from tests.warehouse.corrections.written import DICTIONARY, Entry, correction, write
from warehouse.corrections import prepare_corrections
from warehouse.layout import Home

pytestmark = pytest.mark.xdist_group("dbt_sample")


@dataclass(frozen=True)
class Closing:
    """A line of a daily file that closes an NPO, and what is made of it."""

    number: str
    day: date
    closed_on: date

    @property
    def org_id(self) -> str:
        return f"JP-JCN-{self.number}"


@dataclass(frozen=True)
class Build:
    """A home whose corrections change from build to build."""

    home: Home
    tables: Tables

    def run(self, *entries: Entry) -> None:
        """Write corrections and bring the tables up to date."""
        write(self.home, *entries)
        prepare_corrections(self.home, DICTIONARY)
        self.tables.run()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.tables.query(sql)


@pytest.fixture(scope="module")
def build(sample_tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The sample country, built without a correction; later builds grow out of it."""
    folder = tmp_path_factory.mktemp("corrected")
    shutil.copytree(sample_tables.bronze, folder / "bronze")
    shutil.copy(sample_tables.database, folder / "tsunagu.duckdb")
    return Build(Home(folder), Tables(folder, folder / "bronze"))


@pytest.fixture(scope="module")
def closing(sample_tables: Tables) -> Closing:
    """A closure that a daily file alone tells of."""
    (row,) = sample_tables.query(
        "select corporate_number, min(published_on), min(close_date) from stg_nta_diff__lines"
        " where process = '21' and legal_form = 'npo' and not is_correction"
        " and published_on > date '2024-08-01' and corporate_number not in"
        " (select corporate_number from stg_nta_national__lines where close_date is not null)"
        " group by corporate_number having count(*) = 1 order by 1 limit 1"
    )
    return Closing(*row)


def mend_closing(closing: Closing, **changes: Any) -> Entry:
    """Return the correction of a date of closing that was typed wrongly, and of the change that states it."""
    day = date(2024, 7, 1)
    entry: Entry = {
        "id": "nta-closed",
        "register": ["nta_diff", "nta_national"],
        "rows": {"corporate_number": closing.number, "process": "21"},
        "expect": {"values": {"close_date": closing.closed_on, "change_date": closing.closed_on}, "rows": 1},
        "set": {"close_date": day, "change_date": day},
        "reported_to": "国税庁",
    }
    return correction(**(entry | changes))


def read_closing(build: Build, closing: Closing) -> dict[str, Any]:
    """Return the day of closing as each table states it."""
    questions = {
        "organizations": f"select closed_on from organizations where org_id = '{closing.org_id}'",
        "events": "select occurred_on from organization_events"
        f" where org_id = '{closing.org_id}' and event_type = 'closed'",
        "history": "select min(valid_from) from organization_history"
        f" where org_id = '{closing.org_id}' and status = 'closed' and known_to is null",
    }
    return {table: [day for (day,) in build.query(sql)] for table, sql in questions.items()}


def test_a_mended_date_is_right_in_every_table_and_the_entry_gone_the_publishers_is_back(
    build: Build, closing: Closing, sample_tables: Tables
) -> None:
    told = read_closing(build, closing)
    build.run(mend_closing(closing))
    mended = read_closing(build, closing)
    status = build.query("select correction_id, status, rows_corrected, org_id from corrections")
    build.run()

    assert told["events"] == [closing.closed_on]
    assert mended == {table: [date(2024, 7, 1)] for table in told}
    assert status == [("nta-closed", "applied", 1, closing.org_id)]
    assert read_closing(build, closing) == told
    assert_same(build.tables.read_public(), sample_tables.read_public())


def test_only_the_organisation_that_is_corrected_is_worked_out_anew(build: Build, closing: Closing) -> None:
    state = "select corporate_number, min(organization_state) from int_nta_history_resolve group by all"
    build.run()
    before = dict(build.query(state))
    build.run(mend_closing(closing))
    after = dict(build.query(state))

    assert {number for number in before if before[number] != after[number]} == {closing.number}


def test_a_statistic_counts_what_is_corrected_where_it_belongs(build: Build, closing: Closing) -> None:
    question = (
        "select month, value from stat_flow where measure = 'closed' and geography_kind = 'country'"
        " and legal_form = 'npo' and month >= date '2024-07-01'"
    )
    build.run()
    before = sum(value or 0 for _, value in build.query(question))
    july = build.query("select count(*) from organization_events where occurred_on = date '2024-07-01'")
    build.run(mend_closing(closing))

    assert sum(value or 0 for _, value in build.query(question)) == before
    after = build.query("select count(*) from organization_events where occurred_on = date '2024-07-01'")
    assert after[0][0] == july[0][0] + 1


def test_a_row_that_is_taken_out_is_in_no_table(build: Build, closing: Closing) -> None:
    build.run(mend_closing(closing, set=None, drop=True))

    assert build.query(
        "select count(*) from organization_events"
        f" where org_id = '{closing.org_id}' and event_type = 'closed'"
    ) == [(0,)]
    assert build.query("select action, status, after from corrections") == [("drop", "applied", None)]


def test_what_the_publisher_has_mended_is_left_alone_and_said_so(build: Build, closing: Closing) -> None:
    expected = {"close_date": date(2024, 2, 3), "change_date": date(2024, 2, 3)}
    build.run(mend_closing(closing, expect={"values": expected}))

    assert read_closing(build, closing)["events"] == [closing.closed_on]
    assert build.query("select status, mended_on, rows_corrected from corrections") == [
        ("mended_by_publisher", closing.day, 0)
    ]


def test_a_row_that_no_file_has_is_not_found(build: Build, closing: Closing) -> None:
    build.run(mend_closing(closing, rows={"corporate_number": closing.number, "process": "72"}))

    assert build.query("select status, rows_corrected from corrections") == [("not_found", 0)]


@pytest.mark.parametrize("as_of", ["2024-07-31"])
def test_a_look_back_judges_by_the_files_of_that_day(build: Build, closing: Closing, as_of: str) -> None:
    write(build.home, mend_closing(closing))
    prepare_corrections(build.home, DICTIONARY)
    build.tables.run(as_of=as_of)

    assert build.query("select status from corrections") == [("not_found",)]
