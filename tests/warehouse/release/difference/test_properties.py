"""A difference turns the first table into the second exactly, whatever the tables hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings

from tests.warehouse.release.difference.tables import RandomTable, make_pairs
from warehouse.release.difference import NOTHING_WITHHELD, Withheld, list_changes
from warehouse.release.difference.apply import apply_lines
from warehouse.release.difference.lines import LINES


def find_lines(
    before: RandomTable | None, after: RandomTable | None, withheld: Withheld = NOTHING_WITHHELD
) -> pa.Table:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        files = (
            table.write(Path(folder) / f"{name}.parquet") if table else None
            for name, table in (("before", before), ("after", after))
        )
        return pa.Table.from_batches(list_changes(connection, *files, withheld), LINES)


def apply(before: RandomTable | None, lines: pa.Table, after: RandomTable) -> pa.Table:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path, changes = Path(folder) / "before.parquet", Path(folder) / "changes.parquet"
        if before:
            before.write(path)
        pq.write_table(lines, changes)
        return apply_lines(
            connection,
            f"read_parquet('{path}')",
            before.schema if before else None,
            f"read_parquet('{changes}')",
            after.schema,
        )


def rows_of(table: pa.Table) -> list[dict[str, object]]:
    return table.to_pylist()


@settings(deadline=None, max_examples=200)
@given(make_pairs())
def test_applying_the_difference_gives_the_second_table(pair: tuple[RandomTable, RandomTable]) -> None:
    before, after = pair
    found = apply(before, find_lines(before, after), after)
    assert found.column_names == after.table.column_names
    assert rows_of(found) == rows_of(after.table)


@settings(deadline=None, max_examples=50)
@given(make_pairs())
def test_a_table_that_is_new_comes_out_of_nothing(pair: tuple[RandomTable, RandomTable]) -> None:
    _, after = pair
    assert rows_of(apply(None, find_lines(None, after), after)) == rows_of(after.table)


@settings(deadline=None, max_examples=50)
@given(make_pairs())
def test_a_table_differs_from_itself_in_nothing(pair: tuple[RandomTable, RandomTable]) -> None:
    before, _ = pair
    assert find_lines(before, before).num_rows == 0


@settings(deadline=None, max_examples=50)
@given(make_pairs())
def test_a_removed_row_is_named_and_nothing_of_it_is_told(pair: tuple[RandomTable, RandomTable]) -> None:
    removed = [line for line in rows_of(find_lines(*pair)) if line["change_type"] == "removed"]
    assert all(line["column"] is line["old"] is line["new"] is None for line in removed)


@settings(deadline=None, max_examples=50)
@given(make_pairs())
def test_rows_named_by_their_sum_are_found_all_the_same(pair: tuple[RandomTable, RandomTable]) -> None:
    """Nothing stands in every row, so every removed row counts as holding something withheld."""
    before, after = pair
    lines = find_lines(before, after, Withheld(words=("",)))
    removed = [line["key"] for line in rows_of(lines) if line["change_type"] == "removed"]
    assert all(key.startswith("sha256:") for key in removed)
    assert rows_of(apply(before, lines, after)) == rows_of(after.table)
