"""Expectations on the public tables, measured in DuckDB in one query a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from warehouse.dictionary import Dataset, Dictionary
from warehouse.quality.judge import Measures, Rule, Verdict, judge

MINIMUM_OF_LAST_RELEASE = 0.99


@dataclass(frozen=True)
class TableSuite:
    """What is expected of one public table: SQL that measures, rules that judge."""

    table: str
    measures: Mapping[str, str]
    rules: tuple[Rule, ...]


SUITES = (
    TableSuite(
        "organizations",
        {
            "numbers_of_wrong_length": "count(*) filter (length(corporate_number) <> 13)",
            "closed_before_established": "count(*) filter (closed_on < established_on)",
            "ended_without_date": "coalesce(avg((coalesce(closed_on, dissolved_on) is null)::int)"
            " filter (status in ('closed', 'dissolved')), 0)",
        },
        (
            Rule(
                "numbers_of_wrong_length",
                "A corporate number has 13 digits.",
                "Look for the register that lost a leading digit.",
                maximum=0,
            ),
            Rule(
                "closed_before_established",
                "No organisation closes before it is established.",
                "Compare the two registers' dates for these organisations.",
                maximum=0,
                blocking=False,
            ),
            Rule(
                "ended_without_date",
                "At most one ended organisation in ten lacks the date of its end.",
                "Look for a change in the wording of dissolutions in the portal.",
                maximum=0.1,
                blocking=False,
            ),
        ),
    ),
    TableSuite(
        "organization_events",
        {
            "learned_before_it_happened": "avg(case when published_on < occurred_on then 1 else 0 end)",
            "births_and_ends_per_organization": "count(*) filter (event_type = 'registered')"
            " / greatest(count(distinct org_id), 1)",
        },
        (
            Rule(
                "learned_before_it_happened",
                "At most one event in a hundred is published before it occurs.",
                "Look for exchanged date columns.",
                maximum=0.01,
            ),
            Rule(
                "births_and_ends_per_organization",
                "An organisation is registered at most once.",
                "A correction that repeats history was counted as a birth: check the event model.",
                maximum=1,
            ),
        ),
    ),
    TableSuite(
        "stat_rate",
        {"largest_rate": "max(value) filter (measure = 'organizations_per_100000')"},
        (
            Rule(
                "largest_rate",
                "No municipality has more non-profits than a tenth of its inhabitants.",
                "Look for a wrong population or municipality code.",
                maximum=10000,
                blocking=False,
            ),
        ),
    ),
)


def judge_tables(
    connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, rows_before: Mapping[str, int]
) -> dict[str, list[Verdict]]:
    """Return the verdicts on every public table.

    Args:
        connection: read-only, on the warehouse.
        dictionary: the public tables with their keys and required columns.
        rows_before: rows of each table in the last good release; empty before the first.
    """
    return {
        dataset.name: judge(
            dataset.name,
            _measure(connection, dataset, rows_before.get(dataset.name)),
            (*_declare_common_rules(dataset), *_find_suite(dataset.name).rules),
        )
        for dataset in dictionary.datasets
    }


def _find_suite(table: str) -> TableSuite:
    return next((suite for suite in SUITES if suite.table == table), TableSuite(table, {}, ()))


def _measure(connection: duckdb.DuckDBPyConnection, dataset: Dataset, rows_before: int | None) -> Measures:
    """Take every measure of a table in one scan; on an empty table each is 0, for nothing breaks a rule."""
    key = ", ".join(dataset.primary_key)
    required = [column.name for column in dataset.columns if not column.nullable]
    measures = {
        "rows": "count(*)",
        "repeated_keys": f"count(*) - count(distinct ({key}))",
        "missing_required_values": " + ".join(f"count(*) - count({name})" for name in required) or "0",
        **_find_suite(dataset.name).measures,
    }
    selected = ", ".join(f"{sql} as {name}" for name, sql in measures.items())
    row = connection.execute(f"select {selected} from {dataset.name}").fetchone() or ()
    measured = dict(zip(measures, row, strict=True))
    if measured["rows"] == 0:
        measured = dict.fromkeys(measures, 0)
    return {**measured, "rows_against_last_release": measured["rows"] / rows_before if rows_before else 1.0}


def _declare_common_rules(dataset: Dataset) -> tuple[Rule, ...]:
    """Return what is expected of every public table."""
    name = dataset.name
    return (
        Rule(
            "repeated_keys",
            f"{name} has one row for each {', '.join(dataset.primary_key)}.",
            "Find the model that joins one row to several.",
            maximum=0,
        ),
        Rule(
            "missing_required_values",
            f"{name} has no empty cell in a column declared as always filled.",
            "Find the source that stopped giving the value, or declare the column as sometimes empty.",
            maximum=0,
        ),
        Rule(
            "rows_against_last_release",
            f"{name} keeps at least {MINIMUM_OF_LAST_RELEASE:.0%} of the rows of the last release.",
            "Find which source lost rows before releasing.",
            minimum=MINIMUM_OF_LAST_RELEASE,
        ),
    )
