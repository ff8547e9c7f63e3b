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
        '04100' as municipality_code, null as post_code, 'active' as status, null as close_cause,
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


def open_versions(versions: list[tuple], assigned: date | None = None) -> duckdb.DuckDBPyConnection:
    day = pa.date32()
    table = make_table(
        versions,
        org_id=pa.string(), valid_from=day, valid_to=day, known_from=day, known_to=day, name=pa.string(),
    )  # fmt: skip
    with duckdb.connect() as connection:
        connection.register("versions", table)
        history = connection.execute(HISTORY).to_arrow_table()
    return open_tables(
        organization_history=history,
        organizations=make_table(
            [("a", "1", assigned), ("b", None, None)],
            org_id=pa.string(),
            corporate_number=pa.string(),
            number_assigned_on=day,
        ),  # fmt: skip
        certifications=make_certifications([]),
    )


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


def test_one_day_alone_takes_the_other_from_the_release() -> None:
    day, release = date(2021, 1, 1), date(2024, 1, 1)
    assert Moment.of(day, None, release) == Moment(day, release)
    assert Moment.of(None, day, release) == Moment(release, day)
    assert Moment.of(None, None, release) is None


@pytest.mark.parametrize("option", ["as_of", "known_at"])
def test_a_day_the_release_cannot_know_is_refused(option: str) -> None:
    days = {"as_of": None, "known_at": None, option: date(2024, 1, 2)}
    with pytest.raises(QueryRefused, match="up to 2024-01-01"):
        Moment.of(**days, release_day=date(2024, 1, 1))
