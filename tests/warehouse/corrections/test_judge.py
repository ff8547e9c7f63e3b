"""What a person is told of corrections the publisher has mended, and of requests that reach nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.corrections.written import DICTIONARY, correction, request, write
from warehouse.corrections import Remark, judge_corrections, judge_suppressions, list_remarks
from warehouse.layout import Home

SAYS = '{"established_on": "2000-10-01"}'
JUDGED = (
    "create table int_corrections_judge (correction_id varchar, status varchar, says varchar,"
    " otherwise_since date, newest_on date, is_said_again boolean)"
)
SUBJECTS = """
    create table int_organizations_assemble (org_id varchar, portal_id varchar);
    create table int_participants_identify (mention_key varchar, participant_id varchar);
    create table int_identifier_links_match (entry_key varchar);
    create table int_submission_records_permit (kind varchar, record_key varchar);
    create table int_organization_mentions_collect (kind varchar, record_key varchar);
    create table stg_suppressions__requests
    (request_id varchar, org_id varchar, dataset varchar, record_key varchar);
    insert into int_organizations_assemble values ('JP-JCN-7000012050002', '013000101'), ('JP-CAO-1', null);
    insert into int_participants_identify values ('TSN-0123456789abcdef', 'JP-JCN-7000012050002');
    insert into int_identifier_links_match values ('014-0123456789');
    insert into int_submission_records_permit values ('event', 'centre/V01'), ('collaboration', 'centre/1');
    insert into int_organization_mentions_collect values ('member', 'centre');
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path).create()


@pytest.fixture
def tables(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(home.database)) as connection:
        connection.execute(JUDGED)
        connection.execute(SUBJECTS)
        yield connection


def judge(home: Home, tables: duckdb.DuckDBPyConnection, *row: Any, **changes: Any) -> list[Remark]:
    """Return the remarks on a correction that the tables have judged so."""
    write(home, correction(**changes))
    tables.execute("insert into int_corrections_judge values (?, ?, ?, ?, ?, ?)", ["portal-founded", *row])
    return judge_corrections(home, tables)


def test_a_correction_that_is_applied_needs_no_look(home: Home, tables: duckdb.DuckDBPyConnection) -> None:
    assert judge(home, tables, "applied", SAYS, None, date(2026, 11, 2), False) == []


def test_a_mended_row_is_told_with_place_value_day_and_remedy_and_stops_nothing(
    home: Home, tables: duckdb.DuckDBPyConnection
) -> None:
    (remark,) = judge(home, tables, "mended_by_publisher", SAYS, date(2026, 12, 1), date(2026, 12, 2), False)

    assert "a.yml, line 1, portal-founded: npo_portal" in remark.sentence
    assert f"says {SAYS} since the file of 2026-12-01" in remark.sentence
    assert "remove the entry, or write mended_on" in remark.sentence
    assert not remark.stops


def test_a_row_that_is_gone_is_told(home: Home, tables: duckdb.DuckDBPyConnection) -> None:
    (remark,) = judge(home, tables, "mended_by_publisher", None, date(2026, 12, 1), date(2026, 12, 1), False)

    assert "no longer has the row since the file of 2026-12-01" in remark.sentence


def test_a_mended_row_that_a_person_has_taken_note_of_needs_no_look(
    home: Home, tables: duckdb.DuckDBPyConnection
) -> None:
    row = ("mended_by_publisher", SAYS, date(2026, 12, 1), date(2026, 12, 2), False)

    assert judge(home, tables, *row, mended_on=date(2026, 12, 1)) == []


def test_a_mistake_that_the_publisher_makes_again_is_told(
    home: Home, tables: duckdb.DuckDBPyConnection
) -> None:
    row = ("mended_by_publisher", SAYS, None, date(2026, 12, 9), True)
    (remark,) = judge(home, tables, *row, mended_on=date(2026, 12, 1))

    assert "says again what was mended" in remark.sentence
    assert "in the file of 2026-12-09" in remark.sentence


def test_a_row_that_was_never_there_is_told(home: Home, tables: duckdb.DuckDBPyConnection) -> None:
    (remark,) = judge(home, tables, "not_found", None, None, None, False)

    assert "no such row in any file at hand" in remark.sentence
    assert not remark.stops


def ask(home: Home, tables: duckdb.DuckDBPyConnection, **changes: Any) -> list[Remark]:
    """Return the remarks on a request."""
    entry = request(**changes)
    write(home, entry, name="suppressions.yml")
    row = [entry["id"], entry.get("org_id"), entry.get("table"), entry.get("key")]
    tables.execute("insert into stg_suppressions__requests values (?, ?, ?, ?)", row)
    return judge_suppressions(home, DICTIONARY, tables)


def record(table: str, key: str) -> dict[str, Any]:
    return {"org_id": None, "table": table, "key": key, "withhold": ["record"]}


@pytest.mark.parametrize(
    "subject",
    [
        {},
        {"org_id": "JP-CAO-013000101"},
        {"org_id": "JP-CAO-014-0123456789"},
        {"org_id": "TSN-0123456789abcdef"},
        record("programme_events", "centre/V01"),
        record("collaborations", "COL-" + hashlib.md5(b"centre/1").hexdigest()[:16]),
        record("support_centres", "JP-JCN-7000012050002"),
        record("members", "centre"),
        record("voice_quotes", "VQ-0123456789abcdef"),
    ],
    ids=lambda subject: subject.get("table") or subject.get("org_id") or "corporate number",
)
def test_a_request_that_reaches_something_needs_no_look(
    home: Home, tables: duckdb.DuckDBPyConnection, subject: dict[str, Any]
) -> None:
    assert ask(home, tables, **subject) == []


@pytest.mark.parametrize(
    ("subject", "stops"),
    [
        ({"org_id": "JP-JCN-4000012090001"}, False),
        (record("programmes", "centre/F01"), False),
        (record("programmes", "centre/V01"), False),
        ({"org_id": "JP-CAO-013000102"}, True),
        ({"org_id": "TSN-0123456789abcdee"}, True),
    ],
)
def test_a_request_that_reaches_nothing_stops_a_release_where_its_identifier_may_have_changed(
    home: Home, tables: duckdb.DuckDBPyConnection, subject: dict[str, Any], stops: bool
) -> None:
    (remark,) = ask(home, tables, **subject)

    assert "suppressions.yml, line 1, s-2026-001: nothing at hand bears this identifier" in remark.sentence
    assert remark.stops == stops
    assert ("another identifier" in remark.sentence) == stops


def test_before_any_table_is_built_there_is_nothing_to_say(home: Home) -> None:
    write(home, correction())

    assert list_remarks(home, DICTIONARY) == []
