"""What is written down of a release counts if, and only if, the release became public."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.disclosure.ledger import read_ledger
from warehouse.layout import Home
from warehouse.ledger import attack_tables, open_entry, read_publication, settle_entries

RELEASE = "2026.11.0"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path).create()


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables a release is made from, with two issues in two prefectures of two regions."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create table prefectures as from (values ('04', 'tohoku'), ('13', 'kanto'))
                as rows (prefecture_code, region);
            create table issue_terms as from (values ('isolation', false), ('climate', false))
                as rows (issue, is_sensitive);
            create table int_voice_cells_count as from (values
                ('isolation', '04', '2026-Q1', 20, 5), ('isolation', '13', '2026-Q1', 30, 5),
                ('climate', '04', '2026-Q1', 40, 5), ('climate', '13', '2026-Q1', 3, 5))
                as rows (issue, geography_code, period, n, threshold);
            create table stat_voices as
                with every as (
                    select coalesce(issue, 'all') as issue,
                        coalesce(geography_code, region, 'JP') as geography_code,
                        coalesce(period, '2026', 'all') as period, cast(sum(n) as bigint) as value
                    from int_voice_cells_count join prefectures on geography_code = prefecture_code
                    group by grouping sets (
                        (issue, geography_code, period), (issue, region, period), (issue, period),
                        (geography_code, period), (region, period), (period)))
                select issue, geography_code, unnest([period, '2026', 'all']) as period, value,
                    cast(null as varchar) as value_status from every;
            create table int_connection_pairs_count (
                issue varchar, sector_pair varchar, region_pair varchar, n bigint, hidden_n bigint);
            create table stat_connections (
                issue varchar, sector_pair varchar, region_pair varchar, value bigint, value_status varchar,
                named_pairs bigint);
            """
        )
        yield connection


def test_an_entry_counts_once_its_release_is_public(
    home: Home, connection: duckdb.DuckDBPyConnection
) -> None:
    open_entry(home, RELEASE, connection)
    assert read_ledger(home.ledger, "stat_voices") == []

    (home.releases / RELEASE).mkdir()
    settle_entries(home)

    assert [entry.release_id for entry in read_ledger(home.ledger, "stat_voices")] == [RELEASE]


def test_the_entry_of_a_release_that_never_came_to_be_is_dropped(
    home: Home, connection: duckdb.DuckDBPyConnection
) -> None:
    open_entry(home, RELEASE, connection)
    settle_entries(home)

    connection.execute("update stat_voices set value = value + 100")
    open_entry(home, RELEASE, connection)  # another content under the same number is no contradiction

    assert read_ledger(home.ledger, "stat_voices") == []


def test_nothing_is_written_of_tables_nobody_has_sent_anything_for(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert set(read_publication(connection)) == {"stat_voices"}


def test_a_small_count_that_is_published_is_a_breach(
    home: Home, connection: duckdb.DuckDBPyConnection
) -> None:
    found = attack_tables(connection, home)

    assert any("climate / 13" in breach for breach in found["stat_voices"])
    assert found["stat_connections"] == []


def test_a_small_count_that_is_only_left_out_can_be_worked_out(
    home: Home, connection: duckdb.DuckDBPyConnection
) -> None:
    connection.execute("update stat_voices set value = null, value_status = 'c' where value = 3")

    assert any("climate / 13" in breach for breach in attack_tables(connection, home)["stat_voices"])
