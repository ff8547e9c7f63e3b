"""Expectations on the public tables, measured in DuckDB in one query a table."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from warehouse.database import quote_name
from warehouse.dictionary import Dictionary
from warehouse.quality.judge import Rule, Suite, Verdict, judge_all
from warehouse.quality.member_suites import MEMBER_SUITES
from warehouse.quality.statistic_suites import STATISTIC_SUITES
from warehouse.quality.suite import TableSuite

MINIMUM_OF_LAST_RELEASE = 0.99

#: What the publisher has mended and what is withheld no longer leaves these tables, and that is well.
AUDIT_SUITES = (
    TableSuite(
        "corrections",
        {"applied_to_nothing": "count(*) filter (status = 'applied' and rows_corrected = 0)"},
        (
            Rule(
                "applied_to_nothing",
                "A correction that is applied corrects a row.",
                "Look at the model that judges the corrections.",
                maximum=0,
            ),
        ),
    ),
    TableSuite("suppressions", {}, ()),
)

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
            "repeated_births": "count(*) filter (event_type = 'registered')"
            " - count(distinct org_id) filter (event_type = 'registered')",
            "learned_before_it_happened": "avg((published_on < occurred_on)::int)",
        },
        (
            Rule(
                "repeated_births",
                "An organisation is registered once.",
                "A correction that repeats history was counted as a birth: check the event model.",
                maximum=0,
            ),
            Rule(
                "learned_before_it_happened",
                "At most one event in a hundred is published before it occurs.",
                "Look for exchanged date columns.",
                maximum=0.01,
            ),
        ),
    ),
    TableSuite(
        "organization_history",
        {"versions_an_organization": "count(*) / count(distinct org_id)"},
        (
            Rule(
                "versions_an_organization",
                "An organisation has fewer than twenty versions on average.",
                "Versions that do not differ are not collapsed: check the history model.",
                maximum=20,
            ),
        ),
    ),
    TableSuite(
        "organization_fields",
        {"fields_an_organization": "count(*) / count(distinct org_id)"},
        (
            Rule(
                "fields_an_organization",
                "An organisation names one to twenty fields.",
                "Compare the marks of the portal's field columns.",
                minimum=1,
                maximum=20,
            ),
        ),
    ),
    TableSuite(
        "certifications",
        {
            "current_long_after_their_end": "count(*)"
            " filter (is_current and valid_to < listed_on - interval 3 year)",
        },
        (
            Rule(
                "current_long_after_their_end",
                "No certification is current three years after its end.",
                "Look at the marks of pending renewals in the list.",
                maximum=0,
                blocking=False,
            ),
        ),
    ),
    TableSuite(
        "identifier_links",
        {"doubtful_links": "count(*) filter (probability is not null and probability < 0.85)"},
        (
            Rule(
                "doubtful_links",
                "Only near-certain links are public.",
                "Remove the rule that gave them, or have a person decide.",
                maximum=0,
            ),
        ),
    ),
    TableSuite(
        "jurisdictions",
        {"rows": "count(*)"},
        (
            Rule(
                "rows",
                "There are 67 authorities: 47 prefectures and 20 designated cities.",
                "Compare the seed with the Act.",
                minimum=67,
                maximum=67,
            ),
        ),
    ),
    TableSuite(
        "activity_fields",
        {"rows": "count(*)"},
        (
            Rule(
                "rows",
                "There are 20 fields, as in the Annex of the Act.",
                "Compare the seed with the Act.",
                minimum=20,
                maximum=20,
            ),
        ),
    ),
    TableSuite(
        "municipalities",
        {"unpopulated": "avg((population is null)::int) filter (area_level = 'municipality' and is_current)"},
        (
            Rule(
                "unpopulated",
                "At most one municipality in twenty has no population.",
                "Compare the codes of the population files with the code list.",
                maximum=0.05,
                blocking=False,
            ),
        ),
    ),
    *STATISTIC_SUITES,
    *MEMBER_SUITES,
    *AUDIT_SUITES,
)

#: Tables that what members withdraw, what publishers mend and what is withheld must leave at once, however
#: much of a small table it is.
MAY_SHRINK = frozenset(suite.table for suite in (*MEMBER_SUITES, *AUDIT_SUITES))


def judge_tables(
    connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, rows_before: Mapping[str, int]
) -> dict[str, list[Verdict]]:
    """Return the verdicts on every public table: its own suite, and no loss against the last release.

    Args:
        connection: read-only, on the warehouse.
        dictionary: the public tables.
        rows_before: rows of each table in the last good release; a table that is not in it may shrink.
    """
    return judge_all(
        {
            dataset.name: _measure_table(connection, dataset.name, rows_before.get(dataset.name))
            for dataset in dictionary
        }
    )


def _measure_table(connection: duckdb.DuckDBPyConnection, table: str, before: int | None) -> Suite:
    """Take every measure of a table in one scan; the suite of an empty table judges nothing.

    Against a release that is not there nothing is judged either, rather than passed.
    """
    suite = next((suite for suite in SUITES if suite.table == table), TableSuite(table, {}, ()))
    selected = ", ".join(["count(*)", *(f"{sql} as {name}" for name, sql in suite.measures.items())])
    rows, *measured = connection.execute(f"select {selected} from {quote_name(table)}").fetchone() or (0,)
    measures = dict(zip(suite.measures, measured, strict=True))
    kept = Rule(
        "rows_against_last_release",
        f"{table} keeps at least {MINIMUM_OF_LAST_RELEASE:.0%} of the rows of the last release.",
        "Find which source lost rows; if the loss is right, approve it in approvals/tables.yml.",
        minimum=MINIMUM_OF_LAST_RELEASE,
        blocking=table not in MAY_SHRINK,
    )
    change = {"rows_against_last_release": rows / before} if before else {}
    return Suite({**measures, **change}, [*([kept] if before else []), *(suite.rules if rows else ())])
