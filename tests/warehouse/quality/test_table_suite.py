from __future__ import annotations

import duckdb
import pytest

from warehouse.dictionary import load_dictionary
from warehouse.quality.table_suite import SUITES, judge_tables
from warehouse.transform import DBT_PROJECT

EVENTS = (
    "create table organization_events"
    " (org_id varchar, event_type varchar, occurred_on date, published_on date)"
)


class OneTable:
    """A dictionary of one table."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __iter__(self):
        return iter([self])


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute(EVENTS)
        opened.execute(
            "insert into organization_events values ('a', 'registered', '2024-01-01', '2024-01-05'),"
            " ('b', 'registered', '2024-01-01', '2024-01-05')"
        )
        yield opened


def judge_events(connection, rows_before=None):
    before = {"organization_events": rows_before} if rows_before else {}
    verdicts = judge_tables(connection, OneTable("organization_events"), before)["organization_events"]
    return {verdict.rule.measure: verdict.outcome for verdict in verdicts}


def test_sound_events_pass(connection):
    assert set(judge_events(connection).values()) == {"pass"}


def test_a_birth_counted_twice_fails(connection):
    connection.execute(
        "insert into organization_events values ('a', 'registered', '2023-07-03', '2024-05-14')"
    )
    assert judge_events(connection)["repeated_births"] == "fail"


def test_exchanged_dates_fail(connection):
    connection.execute("update organization_events set published_on = '2023-01-01'")
    assert judge_events(connection)["learned_before_it_happened"] == "fail"


def test_a_loss_of_rows_against_the_last_release_fails(connection):
    assert judge_events(connection, rows_before=3)["rows_against_last_release"] == "fail"


def test_an_empty_table_is_held_against_the_last_release_only(connection):
    connection.execute("delete from organization_events")
    assert judge_events(connection, rows_before=3) == {"rows_against_last_release": "fail"}


def test_every_public_table_has_a_suite_of_its_own():
    assert {suite.table for suite in SUITES} == {dataset.name for dataset in load_dictionary(DBT_PROJECT)}
