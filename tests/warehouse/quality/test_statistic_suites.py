"""What the expectations on statistics let pass and what they stop, one wrong row each."""

from __future__ import annotations

import duckdb
import pytest

from tests.warehouse.quality.test_table_suite import OneTable
from warehouse.quality.table_suite import judge_tables

TABLES = {
    "stat_fields": "select 3 as value, null::varchar as value_status, 5 as organizations_stating_any",
    "stat_certification": "select * from (values ('current', 9, null::varchar),"
    " ('expiring_within_3_months', 1, null), ('expiring_within_6_months', 2, null),"
    " ('expiring_within_12_months', 4, null)) as t(measure, value, value_status)",
    "stat_dormancy": "select 0 as value, null::varchar as value_status",
    "stat_survival": "select * from (values ('npo', 'any', 'all', 0, 1.0, null::varchar, 1.0, 1.0),"
    " ('npo', 'any', 'all', 1, 0.8, null, 0.7, 0.9)) as t(legal_form, field_code, founding_cohort, years,"
    " value, value_status, lower_bound, upper_bound)",
    "stat_reconciliation": "select * from (values (26, 32, -6, 'explained'), (15, 15, 0, 'equal'),"
    " (null, 40, null, 'not_comparable')) as t(value, official_value, difference, verdict)",
}


def judge(table: str, change: str = "") -> dict[str, str]:
    """Return the outcome of each rule on a sound table, or on one that a statement has changed."""
    with duckdb.connect() as connection:
        connection.execute(f"create table {table} as {TABLES[table]}")
        connection.execute(change)
        verdicts = judge_tables(connection, OneTable(table), {})[table]
    return {verdict.rule.measure: verdict.outcome for verdict in verdicts}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_sound_table_passes(table: str) -> None:
    assert set(judge(table).values()) == {"pass"}


@pytest.mark.parametrize(
    ("table", "change", "finding"),
    [
        ("stat_fields", "set value = 6", "more_than_state_any"),
        ("stat_fields", "set value = null", "empty_without_status"),
        ("stat_fields", "set value_status = 'x'", "unknown_with_value"),
        (
            "stat_certification",
            "set value = 3 where measure = 'expiring_within_3_months'",
            "horizons_out_of_order",
        ),
        ("stat_certification", "set value = 3 where measure = 'current'", "horizons_out_of_order"),
        ("stat_dormancy", "set value = -1", "smallest"),
        ("stat_survival", "set value = 1.2, upper_bound = 1.3", "no_share"),
        ("stat_survival", "set value = 0.95 where years = 1", "outside_bounds"),
        ("stat_survival", "set value = 0.1, lower_bound = 0 where years = 0", "rising"),
        ("stat_reconciliation", "set difference = 6 where value = 26", "wrong_difference"),
        ("stat_reconciliation", "set verdict = 'equal'", "wrong_verdict"),
    ],
)
def test_a_row_that_cannot_be_stops_the_release(table: str, change: str, finding: str) -> None:
    assert judge(table, f"update {table} {change}")[finding] == "fail"
