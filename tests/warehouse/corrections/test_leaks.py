"""What is withheld and stands in a public table all the same is found, whatever the dictionary says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.corrections.written import DICTIONARY
from warehouse.corrections import find_leaks
from warehouse.dictionary import Dictionary

SHOWN = Dictionary((DICTIONARY["members"], DICTIONARY["jurisdictions"]))
NAME, SHARED = "特定非営利活動法人みほんの会", "京都市例示町1番地"


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of a country with one organisation that is withheld, and one in the same building."""
    with duckdb.connect(str(tmp_path / "tables.duckdb")) as connection:
        for name in ("members", "jurisdictions"):
            columns = ", ".join(f"{column.name} varchar" for column in DICTIONARY[name].columns)
            connection.execute(f"create table {name} ({columns})")
        connection.execute(
            f"""
            create table int_withheld_words_list as
            select unnest(['{NAME}', '{SHARED}']) as words;
            create table int_withheld_organizations_resolve as select 'JP-JCN-1' as org_id;
            create table int_organizations_assemble
            (org_id varchar, name varchar, kana varchar, name_en varchar, address varchar);
            insert into int_organizations_assemble values
            ('JP-JCN-1', '{NAME}', null, null, '{SHARED}'), ('JP-JCN-2', 'ほかの会', null, null, '{SHARED}');
            """
        )
        yield connection


def test_a_table_without_what_is_withheld_may_go_out(tables: duckdb.DuckDBPyConnection) -> None:
    tables.execute("insert into members (name) values ('ほかの会')")

    assert find_leaks(tables, SHOWN) == {"members": [], "jurisdictions": []}


def test_a_name_in_any_column_stops_the_table_and_is_not_repeated(tables: duckdb.DuckDBPyConnection) -> None:
    tables.execute(f"insert into members (sector) values ('{NAME}'), ('{NAME}'), ('npo')")
    leaks = find_leaks(tables, SHOWN)

    (leak,) = leaks["members"]
    assert leak.stops
    assert "members.sector shows in 2 rows" in leak.sentence
    assert NAME not in leak.sentence
    assert leaks["jurisdictions"] == []


def test_what_another_organisation_bears_as_well_is_no_trace(tables: duckdb.DuckDBPyConnection) -> None:
    tables.execute(f"insert into members (name) values ('{SHARED}')")

    assert find_leaks(tables, SHOWN)["members"] == []


def test_without_requests_no_table_is_looked_into(tables: duckdb.DuckDBPyConnection) -> None:
    tables.execute("delete from int_withheld_words_list; drop table members")

    assert find_leaks(tables, SHOWN) == {"members": [], "jurisdictions": []}
