"""Tables of members' records that show what they must not are stopped."""

from __future__ import annotations

import duckdb
import pytest

from tests.warehouse.quality.test_table_suite import OneTable
from warehouse.quality.table_suite import judge_tables

VOICES = "create table stat_voices as select * from (values (5, null), (null, 'c')) as t(value, value_status)"


def judge_table(name: str, *statements: str) -> dict[str, str]:
    """Return the outcome of every rule on a table made by some statements."""
    with duckdb.connect() as connection:
        for statement in statements:
            connection.execute(statement)
        verdicts = judge_tables(connection, OneTable(name), {})[name]
    return {verdict.rule.measure: verdict.outcome for verdict in verdicts}


def test_published_and_withheld_counts_pass() -> None:
    assert set(judge_table("stat_voices", VOICES).values()) == {"pass"}


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        ("(4, null)", "smallest"),
        ("(7, 'c')", "withheld_with_value"),
        ("(null, null)", "empty_without_status"),
    ],
)
def test_a_count_that_must_not_be_shown_fails(row: str, broken: str) -> None:
    outcomes = judge_table("stat_voices", VOICES, f"insert into stat_voices values {row}")

    assert {measure for measure, outcome in outcomes.items() if outcome == "fail"} == {broken}


def test_a_gathering_of_three_fails() -> None:
    table = "create table programme_events as select 3 as participants, null::varchar as participants_status"

    assert judge_table("programme_events", table)["small_gatherings"] == "fail"


def test_a_member_named_without_consent_fails() -> None:
    table = "create table voice_quotes as select 'a' as quote, 'b' as member_name, false as is_named"

    assert judge_table("voice_quotes", table)["named_without_consent"] == "fail"


def test_a_blank_spot_where_somebody_is_at_work_fails() -> None:
    table = (
        "create table stat_blank_spots as select true as is_blank_spot, 9 as voices, 1 as programmes_active,"
        " 0 as organizations_collaborating, 0 as grants"
    )
    assert judge_table("stat_blank_spots", table)["blank_with_activity"] == "fail"


def test_a_chain_that_begins_with_few_voices_fails() -> None:
    table = "create table connection_chain as select 4 as voices, 'voices' as from_kind"

    assert judge_table("connection_chain", table) == {
        "of_few_voices": "fail", "without_voices": "pass",
    }  # fmt: skip


def test_a_table_is_not_compared_with_a_release_that_is_not_there() -> None:
    table = "create table connection_chain as select 14 as voices, 'voices' as from_kind"

    assert "rows_against_last_release" not in judge_table("connection_chain", table)


def test_a_withdrawal_from_a_small_table_does_not_stop_a_release() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table grants as select 5 as amount_jpy")
        verdicts = judge_tables(connection, OneTable("grants"), {"grants": 2})["grants"]
    shrunk = next(each for each in verdicts if each.rule.measure == "rows_against_last_release")

    assert (shrunk.outcome, shrunk.stops) == ("fail", False)
