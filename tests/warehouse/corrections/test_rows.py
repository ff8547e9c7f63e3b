"""Which rows a correction changes, and what it does when the publisher says something else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.registries import REGISTERS
from tests.warehouse.corrections.written import DICTIONARY, correction, publish, write
from warehouse.corrections import prepare_corrections
from warehouse.corrections.bronze import locate_corrected_rows
from warehouse.corrections.rows import DROPPED, STATE, describe_rows
from warehouse.layout import Home

FIRST, SECOND, THIRD = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)
WRONG, RIGHT = date(1900, 10, 1), date(2000, 10, 1)
ZIP = "gyousei_000.zip"
OTHER = {"portal_id": "013000102", "name": "ほかの会", "established_on": date(1999, 1, 1)}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def entry(established_on: date | None = WRONG, **values: Any) -> dict[str, Any]:
    """Return a row of the portal about the organisation that is corrected."""
    return {"portal_id": "013000101", "name": "みほんの会", "established_on": established_on, **values}


def read_rows(home: Home, register: str = "npo_portal") -> pl.DataFrame:
    """Prepare the corrections and return the rows of a register that they change."""
    prepare_corrections(home, DICTIONARY)
    return pl.read_parquet(locate_corrected_rows(home.bronze, register))


def read_findings(home: Home) -> list[tuple[Any, ...]]:
    """Return day, rows found, whether they are as expected, and rows corrected, of each file."""
    findings = pl.read_parquet(home.bronze / "correction_findings" / "correction_findings.parquet")
    return findings.select("published_on", "rows_found", "is_as_expected", "rows_corrected").rows()


def test_without_corrections_every_register_has_an_empty_file_of_its_columns(home: Home) -> None:
    for name, register in REGISTERS.items():
        rows = read_rows(home, name)
        assert rows.height == 0
        assert rows.schema == describe_rows(register)


def test_the_row_is_written_as_it_should_be_and_all_else_stays(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, OTHER, entry(address="京都府"))
    write(home, correction())
    (row,) = read_rows(home).to_dicts()

    assert (row["established_on"], row["name"], row["address"]) == (RIGHT, "みほんの会", "京都府")
    assert (row["source_file"], row["published_on"], row["file_row"]) == (ZIP, FIRST, 2)
    assert not row[DROPPED]


def test_a_row_that_is_taken_out_is_marked(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry())
    write(home, correction(set=None, drop=True))

    assert read_rows(home)[DROPPED].to_list() == [True]


def test_two_corrections_of_one_row_are_both_applied_whatever_their_order(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry(address="京都"))
    address = correction(id="address", expect={"values": {"address": "京都"}}, set={"address": "京都府"})
    write(home, correction(), address)
    one = read_rows(home)
    write(home, address, correction())

    assert one.select("established_on", "address").rows() == [(RIGHT, "京都府")]
    assert one.equals(read_rows(home))


def test_a_value_can_be_set_where_the_publisher_has_none_and_taken_away(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry(None, address="京都"))
    write(
        home,
        correction(expect={"values": {"established_on": None}}),
        correction(id="address", expect={"values": {"address": "京都"}}, set={"address": None}),
    )
    assert read_rows(home).select("established_on", "address").rows() == [(RIGHT, None)]


def test_a_row_can_be_named_by_what_it_lacks(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry(corporate_number="7000012050002"), entry())
    write(home, correction(rows={"name": "みほんの会", "corporate_number": None}))

    assert read_rows(home)["file_row"].to_list() == [2]


def test_where_the_publisher_says_otherwise_nothing_is_corrected(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry(date(2000, 10, 2)))
    write(home, correction())

    assert read_rows(home).height == 0
    assert read_findings(home) == [(FIRST, 1, False, 0)]


def test_older_files_stay_corrected_when_the_publisher_has_mended_it(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry())
    publish(home, "npo_portal", ZIP, SECOND, entry(RIGHT))
    write(home, correction())

    assert read_rows(home)["published_on"].to_list() == [FIRST]
    assert read_findings(home) == [(FIRST, 1, True, 1), (SECOND, 1, False, 0)]


def test_files_after_the_day_it_was_mended_are_left_alone(home: Home) -> None:
    for day in (FIRST, SECOND, THIRD):
        publish(home, "npo_portal", ZIP, day, entry(RIGHT if day == SECOND else WRONG))
    write(home, correction(mended_on=SECOND))

    assert read_rows(home)["published_on"].to_list() == [FIRST]
    assert read_findings(home)[-1] == (THIRD, 1, True, 0)


@pytest.mark.parametrize("others", [(entry(),), (entry(RIGHT),)], ids=["two alike", "one of them right"])
def test_where_more_rows_are_named_than_expected_none_is_corrected(home: Home, others: tuple[Any]) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry(), *others)
    write(home, correction())

    assert read_rows(home).height == 0
    assert read_findings(home) == [(FIRST, 2, False, 0)]


def test_as_many_rows_as_expected_are_corrected_together(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry(), entry())
    write(home, correction(expect={"values": {"established_on": WRONG}, "rows": 2}))

    assert read_rows(home)["established_on"].to_list() == [RIGHT, RIGHT]


def test_a_snapshot_without_the_row_is_noted_and_a_daily_file_is_not(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry())
    publish(home, "npo_portal", ZIP, SECOND, OTHER)
    line = {"corporate_number": "7000012050002", "name": "誤り", "process": "11"}
    publish(home, "nta_diff", "diff_20261102.zip", FIRST, line)
    publish(home, "nta_diff", "diff_20261103.zip", SECOND, line | {"corporate_number": "1000012050001"})
    write(
        home,
        correction(),
        correction(
            id="nta-name", register="nta_diff", rows={"corporate_number": "7000012050002"},
            expect={"values": {"name": "誤り"}}, set={"name": "正しい名前"},
        ),
    )  # fmt: skip
    assert read_rows(home, "nta_diff")["name"].to_list() == ["正しい名前"]
    assert read_findings(home) == [(FIRST, 1, True, 1), (FIRST, 1, True, 1), (SECOND, 0, False, 0)]


def test_only_the_files_that_a_correction_is_about_count(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry())
    publish(home, "npo_portal", ZIP, SECOND, entry(RIGHT))
    write(home, correction(rows={"portal_id": "013000101", "published_on": FIRST}))
    read_rows(home)

    assert read_findings(home) == [(FIRST, 1, True, 1)]


def test_the_state_of_a_row_tells_what_it_was_changed_to(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry())
    states = set()
    for right in (date(2000, 10, 1), date(2000, 10, 2)):
        write(home, correction(set={"established_on": right}))
        states.add(read_rows(home)[STATE].item())
    write(home, correction(set=None, drop=True))

    assert len(states | {read_rows(home)[STATE].item()}) == 3


def test_what_would_say_the_same_is_not_written_again(home: Home) -> None:
    publish(home, "npo_portal", ZIP, FIRST, entry())
    write(home, correction())
    read_rows(home)
    files = {path: path.stat().st_mtime_ns for path in home.bronze.rglob("*.parquet")}
    read_rows(home)

    assert {path: path.stat().st_mtime_ns for path in home.bronze.rglob("*.parquet")} == files
