"""Views as of a day, against the same question asked in Python of the same rows."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.as_of import Moment, replace_tables
from warehouse.errors import QueryRefused

DAYS = st.integers(0, 5).map(lambda n: date(2021, 1, 1) + timedelta(days=n))
HISTORY = """
    select *, null as kana, null as name_en, 'npo' as legal_form, 'x' as address,
        '04100' as municipality_code, null as post_code, 'active' as status, null::varchar as close_cause,
        null as successor_org_id
    from versions
"""


def open_tables(**tables: pa.Table) -> duckdb.DuckDBPyConnection:
    """Return a connection with the views a query session has."""
    connection = duckdb.connect(":memory:")
    connection.execute("create schema released")
    for name, table in tables.items():
        connection.register(f"{name}_rows", table)
        for schema in ("main", "released"):
            connection.execute(f"create view {schema}.{name} as from {name}_rows")
    return connection


def make_table(rows: list[tuple], **columns: pa.DataType) -> pa.Table:
    schema = pa.schema(list(columns.items()))
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)


@st.composite
def make_versions(draw: st.DrawFn) -> list[tuple]:
    """Return versions of organisations: any windows, as long as none ends before it begins."""
    rows = []
    for org_id in ("a", "b"):
        for number in range(draw(st.integers(0, 4))):
            windows = [draw(DAYS), draw(st.none() | DAYS), draw(DAYS), draw(st.none() | DAYS)]
            for begin, end in ((0, 1), (2, 3)):
                if windows[end] is not None and windows[end] <= windows[begin]:
                    windows[end] = windows[begin] + timedelta(days=1)
            rows.append((org_id, *windows, f"{org_id}{number}"))
    return rows


def open_versions(
    versions: list[tuple],
    assigned: date | None = None,
    status: str = "active",
    ended: date | None = None,
    events: pa.Table | None = None,
    closed: str = "active",
) -> duckdb.DuckDBPyConnection:
    """Return the tables of two organisations; the first may have a number, events and an end by the portal.

    ``closed`` is what the register says of every version.
    """
    day = pa.date32()
    table = make_table(
        versions,
        org_id=pa.string(), valid_from=day, valid_to=day, known_from=day, known_to=day, name=pa.string(),
    )  # fmt: skip
    with duckdb.connect() as connection:
        connection.register("versions", table)
        history = connection.execute(HISTORY.replace("'active'", f"'{closed}'")).to_arrow_table()
    return open_tables(
        organization_history=history,
        organizations=make_table(
            [("a", "1", assigned, status, ended, None), ("b", None, None, "active", None, None)],
            org_id=pa.string(), corporate_number=pa.string(), number_assigned_on=day, status=pa.string(),
            dissolved_on=day, closed_on=day,
        ),
        organization_events=make_events([]) if events is None else events,
        certifications=make_certifications([]),
    )  # fmt: skip


def make_events(rows: list[tuple]) -> pa.Table:
    day, text = pa.date32(), pa.string()
    return make_table(
        rows,
        org_id=text, event_type=text, occurred_on=day, published_on=day, close_cause=text, source=text,
    )  # fmt: skip


def make_certifications(rows: list[tuple]) -> pa.Table:
    day, text = pa.date32(), pa.string()
    return make_table(
        rows,
        certification_id=text, org_id=text, certification_kind=text, valid_from=day, valid_to=day,
        renewal_pending=pa.bool_(), is_current=pa.bool_(), revoked_on=day, first_listed_on=day, listed_on=day,
        source=text,
    )  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(make_versions(), DAYS, DAYS)
def test_an_organisation_is_the_version_that_held_by_what_was_known(versions, day, known) -> None:
    expected = sorted(
        name
        for _, valid_from, valid_to, known_from, known_to, name in versions
        if valid_from <= day < (valid_to or date.max) and known_from <= known < (known_to or date.max)
    )
    with open_versions(versions) as connection:
        replace_tables(connection, Moment(day, known))
        found = connection.execute("select name from organizations order by name").fetchall()
    assert [name for (name,) in found] == expected


@settings(deadline=None, max_examples=60)
@given(make_versions(), DAYS, DAYS)
def test_the_history_ends_at_the_day_and_knows_nothing_later(versions, day, known) -> None:
    with open_versions(versions) as connection:
        replace_tables(connection, Moment(day, known))
        found = connection.execute(
            "select valid_from, valid_to, known_from, known_to, name from organization_history"
        ).fetchall()
    assert sorted(row[4] for row in found) == sorted(
        name
        for _, valid_from, _, known_from, _, name in versions
        if valid_from <= day and known_from <= known
    )
    assert all(
        (valid_to or day) <= day and (known_to or known) <= known for _, valid_to, _, known_to, _ in found
    )


@pytest.mark.parametrize(
    ("day", "expected"), [(1, []), (2, [("a0", "active", False)]), (4, [("a0", "active", True)])]
)
def test_who_was_numbered_before_the_first_version_existed(day: int, expected: list[tuple]) -> None:
    first, second, fourth = (date(2021, 1, n) for n in (1, 2, 4))
    with open_versions([("a", fourth, None, first, None, "a0")], assigned=second) as connection:
        replace_tables(connection, Moment(date(2021, 1, day), fourth))
        found = connection.execute("select name, status, is_stated from organizations").fetchall()
    assert found == expected


FIRST, SECOND, THIRD, FOURTH = (date(2021, 1, n) for n in (1, 2, 3, 4))
ACTIVE = [("a", FIRST, None, FIRST, None, "a0")]


def ask_status(day: date, known: date, cause: str | None, closed: str = "active") -> tuple:
    """Return status and cause of one that ended on the second; the portal said so on the third."""
    event = "revoked" if cause == "authentication_revoked" else "dissolved"
    events = make_events([("a", event, SECOND, THIRD, cause, "npo_portal")])
    with open_versions(ACTIVE, FIRST, event, SECOND, events, closed) as connection:
        replace_tables(connection, Moment(day, known))
        (row,) = connection.execute("select status, close_cause from organizations").fetchall()
    return row


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("members_resolution", "dissolved"),
        ("authentication_revoked", "revoked"),
        ("dissolved_by_merger", "merged"),
    ],
)
def test_whom_the_portal_says_ended_is_not_active(cause: str, expected: str) -> None:
    assert ask_status(SECOND, FOURTH, cause) == (expected, cause)
    assert ask_status(FIRST, FOURTH, cause) == ("active", None)
    assert ask_status(SECOND, SECOND, cause) == ("active", None)


@pytest.mark.parametrize(
    ("register", "cause", "expected"),
    [
        ("closed", "members_resolution", "closed"),
        ("closed", "authentication_revoked", "revoked"),
        ("closed", "dissolved_by_merger", "merged"),
        ("merged", "authentication_revoked", "merged"),
        ("deleted", "authentication_revoked", "deleted"),
    ],
)
def test_registers_that_differ_go_in_the_order_of_the_table(register: str, cause: str, expected: str) -> None:
    status, _ = ask_status(SECOND, FOURTH, cause, closed=register)
    assert status == expected


def test_an_end_without_a_day_leaves_the_status_empty() -> None:
    with open_versions(ACTIVE, FIRST, "dissolved") as connection:
        replace_tables(connection, Moment(SECOND, FOURTH))
        assert connection.execute("select status from organizations").fetchall() == [(None,)]


def test_an_end_that_the_portal_took_back_is_none() -> None:
    events = make_events([("a", "dissolved", SECOND, THIRD, "members_resolution", "npo_portal")])
    with open_versions(ACTIVE, FIRST, events=events) as connection:
        replace_tables(connection, Moment(SECOND, FOURTH))
        assert connection.execute("select status, close_cause from organizations").fetchall() == [
            ("active", None)
        ]


def test_events_are_those_that_had_happened_and_were_published() -> None:
    days = [date(2021, 1, n) for n in (1, 2, 3)]
    rows = [(f"{a.day}{b.day}", a, b) for a in days for b in days]
    events = make_table(rows, org_id=pa.string(), occurred_on=pa.date32(), published_on=pa.date32())
    with open_tables(organization_events=events) as connection:
        replace_tables(connection, Moment(days[0], days[1]))
        found = connection.execute("select org_id from organization_events order by 1").fetchall()
    assert [name for (name,) in found] == ["11", "12"]


def certification(name: str, **fields: object) -> tuple:
    values = {
        "certification_id": name, "org_id": name, "certification_kind": "certified",
        "valid_from": date(2021, 1, 1), "valid_to": date(2021, 12, 31), "renewal_pending": False,
        "is_current": False, "revoked_on": None, "first_listed_on": date(2021, 2, 1),
        "listed_on": date(2021, 8, 1), "source": "list",
    }  # fmt: skip
    return tuple((values | fields).values())


@pytest.mark.parametrize(
    ("fields", "day", "known", "expected"),
    [
        ({}, date(2021, 6, 1), date(2021, 12, 1), [True]),
        ({}, date(2021, 12, 31), date(2021, 12, 31), [True]),
        ({}, date(2022, 1, 1), date(2022, 1, 1), [False]),
        ({}, date(2021, 6, 1), date(2021, 1, 31), []),
        ({}, date(2020, 12, 31), date(2021, 12, 1), []),
        ({"renewal_pending": True}, date(2022, 1, 1), date(2022, 1, 1), [True]),
        ({"revoked_on": date(2021, 6, 1)}, date(2021, 6, 1), date(2021, 12, 1), [False]),
        ({"revoked_on": date(2021, 6, 1)}, date(2021, 5, 31), date(2021, 12, 1), [True]),
        ({"valid_from": None, "valid_to": None}, date(2021, 2, 1), date(2021, 2, 1), [True]),
    ],
)
def test_a_certification_is_current_within_its_period(fields, day, known, expected) -> None:
    with open_tables(certifications=make_certifications([certification("a", **fields)])) as connection:
        replace_tables(connection, Moment(day, known))
        found = connection.execute("select is_current from certifications").fetchall()
    assert [flag for (flag,) in found] == expected


def test_a_special_certification_ends_where_a_full_one_begins() -> None:
    rows = [
        certification("special", org_id="a", certification_kind="specially_certified"),
        certification("full", org_id="a", valid_from=date(2021, 6, 1)),
    ]
    with open_tables(certifications=make_certifications(rows)) as connection:
        replace_tables(connection, Moment(date(2021, 6, 1), date(2021, 8, 1)))
        found = connection.execute("select certification_id from certifications where is_current").fetchall()
    assert found == [("full",)]


def test_one_list_decides_what_is_current() -> None:
    rows = [
        certification("newest", listed_on=date(2021, 9, 1)),
        certification("dropped"),
        certification("other", source="portal"),
    ]
    with open_tables(certifications=make_certifications(rows)) as connection:
        replace_tables(connection, Moment(date(2021, 9, 1), date(2021, 9, 1)))
        found = connection.execute("select org_id from certifications where is_current").fetchall()
    assert found == [("newest",)]


def test_tables_of_one_time_stay_as_they_are() -> None:
    with open_tables(stat_stock=pa.table({"value": [1]})) as connection:
        replace_tables(connection, Moment(date(2021, 1, 1), date(2021, 1, 1)))
        assert connection.execute("from stat_stock").fetchall() == [(1,)]


def test_a_day_alone_is_by_all_that_is_known_and_knowledge_alone_is_of_its_own_day() -> None:
    day, release = date(2021, 1, 1), date(2024, 1, 1)
    assert Moment.of(day, None, release) == Moment(day, release)
    assert Moment.of(None, day, release) == Moment(day, day)
    assert Moment.of(None, None, release) is None


@pytest.mark.parametrize(
    ("as_of", "known_at", "expected"),
    [
        (date(2024, 1, 1), date(2024, 2, 1), []),
        (date(2015, 10, 5), date(2024, 1, 1), []),
        (date(2024, 1, 2), date(2024, 2, 1), ["reach 2024-01-01"]),
        (date(2015, 10, 4), date(2024, 1, 1), ["begin on 2015-10-05"]),
        (date(2020, 1, 1), date(2014, 1, 1), ["begin on 2015-10-05"]),
    ],
)
def test_a_day_out_of_reach_is_told(as_of: date, known_at: date, expected: list[str]) -> None:
    limits = Moment(as_of, known_at).list_limits(date(2024, 1, 1))
    assert len(limits) == len(expected)
    assert all(words in limit for words, limit in zip(expected, limits, strict=True))


def test_a_release_whose_registers_give_no_day_tells_no_limit() -> None:
    assert Moment(date(2024, 1, 1), date(2024, 1, 1)).list_limits(None) == []


@pytest.mark.parametrize("option", ["as_of", "known_at"])
def test_a_day_the_release_cannot_know_is_refused(option: str) -> None:
    days = {"as_of": None, "known_at": None, option: date(2024, 1, 2)}
    with pytest.raises(QueryRefused, match="up to 2024-01-01"):
        Moment.of(**days, release_day=date(2024, 1, 1))
