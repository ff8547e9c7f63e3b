from __future__ import annotations

import time

import pytest

from tests.warehouse.small_warehouse import change_tables
from warehouse.checks import check_shape
from warehouse.database import connect_read_only
from warehouse.errors import DatabaseUnavailable
from warehouse.layout import Home


def find_notes(home, dictionary) -> str:
    return " ".join(note for result in check_shape(home, dictionary) for note in result.notes)


def test_tables_as_declared_pass_with_one_result_each(home, dictionary):
    results = check_shape(home, dictionary)
    assert [(result.name, result.status) for result in results] == [
        ("shape.organizations", "passed"),
        ("shape.stat_stock", "passed"),
    ]


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ("update organizations set certified = null", "organizations.certified: 4 rows are empty"),
        ("insert into organizations from organizations limit 1", "1 values of the key (org_id) occur more"),
        ("alter table stat_stock alter value type integer", "stat_stock.value: int64 declared, int32 found"),
        ("alter table stat_stock drop rate", "stat_stock.rate: declared, but not in the table"),
        ("alter table stat_stock add extra integer", "stat_stock.extra: in the table, but not declared"),
        ("drop table stat_stock", "stat_stock: the table is not in the database"),
    ],
)
def test_a_deviation_fails_and_is_named(home, dictionary, change, note):
    change_tables(home, change)
    assert note in find_notes(home, dictionary)


def test_a_missing_database_is_refused_with_a_remedy(tmp_path, dictionary):
    with pytest.raises(DatabaseUnavailable, match="tsunagu run"):
        check_shape(Home(tmp_path / "empty"), dictionary)


def test_a_database_being_written_is_refused_after_patience(home):
    import duckdb

    with duckdb.connect(str(home.database)):
        started = time.monotonic()
        with pytest.raises(DatabaseUnavailable, match="running job"), connect_read_only(home, patience=0):
            pass
    assert time.monotonic() - started < 1


def test_a_reader_cannot_write(home):
    with connect_read_only(home) as connection, pytest.raises(Exception, match="read-only"):
        connection.execute("drop table organizations")


def test_a_reader_is_bounded_in_memory_and_threads(home):
    with connect_read_only(home, memory_limit="256MB", threads=1) as connection:
        row = connection.execute(
            "select current_setting('threads'), current_setting('memory_limit'),"
            " current_setting('temp_directory')"
        ).fetchone()
    assert row == (1, "244.1 MiB", str(home.scratch))
