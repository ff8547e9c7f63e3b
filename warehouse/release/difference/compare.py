"""Finds what changed in one table between two releases, inside DuckDB, from their Parquet files.

A difference is a list of lines. Lines without a column name rows: added or removed. Lines with a column give
a cell: of an added row what it holds, where it holds anything; of a row in both what changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.database import quote_name, quote_text
from warehouse.release.difference.cells import hash_key, write_cell, write_key
from warehouse.release.difference.lines import LINES
from warehouse.release.difference.schemas import TableSchema
from warehouse.release.difference.withheld import NOTHING_WITHHELD, Withheld

BATCH_ROWS = 60_000


@dataclass(frozen=True)
class TableFile:
    """A table of a release: its Parquet file, and its columns and key."""

    path: Path
    schema: TableSchema

    @property
    def source(self) -> str:
        """The file as SQL reads it."""
        return f"read_parquet({quote_text(str(self.path))})"


def list_changes(
    connection: duckdb.DuckDBPyConnection,
    before: TableFile | None,
    after: TableFile | None,
    withheld: Withheld = NOTHING_WITHHELD,
    *,
    tells_old: bool = True,
) -> Iterator[pa.RecordBatch]:
    """Yield the lines of one table, of the columns of `LINES`, by key and then by column.

    Where the key is made of other columns, or columns of another type, no row can be followed: every old one
    is removed, every new one added. An old value is never given for what is empty now, nor where something
    withheld stands in it; a removed row that held something withheld is named by the sum of its key.

    Args:
        connection: bounded in memory; it may hold nothing.
        before: the table in the earlier release; None where it is new.
        after: the table in the later release; None where it is gone.
        withheld: what is not to be shown any more.
        tells_old: whether old values may be given at all.
    """
    if before and after and before.schema.key == after.schema.key:
        yield from _read(connection, _compare_rows(before, after, withheld, tells_old))
        return
    if before:
        yield from _read(connection, _remove_all(before, withheld))
    if after:
        yield from _read(connection, _add_all(after))


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.RecordBatch]:
    for batch in connection.execute(query).to_arrow_reader(BATCH_ROWS):
        yield pa.RecordBatch.from_arrays(
            [column.cast(field.type) for column, field in zip(batch.columns, LINES, strict=True)],
            schema=LINES,
        )


def _compare_rows(before: TableFile, after: TableFile, withheld: Withheld, tells_old: bool) -> str:
    schema = after.schema
    keys = [quote_name(name) for name in schema.primary_key]
    matched = " and ".join(f"b.{key} = a.{key}" for key in keys)
    cells = [
        _compare_cell(position, before.schema, schema, name, tells_old)
        for position, name in enumerate(schema.types, start=1)
        if name not in schema.primary_key
    ]
    removed_key = _name_removed(before.schema, withheld)
    return f"""
        select {quote_text(schema.dataset)}, key, change_type, line.name,
            case when not ({withheld.is_in("line.old")}) then line.old end, line.new
        from (
            select {", ".join(f"coalesce(a.{key}, b.{key}) as k{n}" for n, key in enumerate(keys))},
                case when a.{keys[0]} is null then {removed_key}
                    else {write_key(schema.primary_key, "a")} end as key,
                case when a.{keys[0]} is null then 'removed' when b.{keys[0]} is null then 'added'
                    else 'changed' end as change_type,
                unnest(list_filter([
                    {", ".join([_name_row(keys[0]), *cells])}
                ], lambda line: line is not null)) as line
            from {before.source} as b full join {after.source} as a on {matched}
        )
        order by {", ".join(f"k{n} asc" for n in range(len(keys)))}, line.position
    """


def _name_row(key: str) -> str:
    """Return SQL for the line that names a row which is in one of the two only."""
    return f"case when a.{key} is null or b.{key} is null then {_line(0, 'null', 'null', 'null')} end"


def _compare_cell(position: int, before: TableSchema, after: TableSchema, name: str, tells_old: bool) -> str:
    """Return SQL for the line of a cell, null where there is nothing to tell."""
    column, types = quote_name(name), (before.types.get(name), after.types[name])
    new = write_cell(f"a.{column}", after.types[name])
    old = write_cell(f"b.{column}", types[0]) if types[0] else "null"
    is_same = (
        f"a.{column} is not distinct from b.{column}"
        if types[0] == types[1]
        else f"{new} is not distinct from {old}"
    )
    told = f"case when {new} is not null then {old} end" if tells_old else "null"
    line = _line(position, quote_text(name), told, new)
    return f"case when a.{quote_name(after.primary_key[0])} is not null and not ({is_same}) then {line} end"


def _line(position: int, name: str, old: str, new: str) -> str:
    return (
        f"{{'position': {position}, 'name': cast({name} as varchar), 'old': cast({old} as varchar),"
        f" 'new': cast({new} as varchar)}}"
    )


def _name_removed(schema: TableSchema, withheld: Withheld) -> str:
    """Return SQL for the key of a removed row; whatever of the row is withheld, its key goes by its sum."""
    key = write_key(schema.primary_key, "b")
    row = ", ".join(f"to_json(b.{quote_name(name)})" for name in schema.types)
    is_withheld = withheld.is_in(f"concat_ws(' ', {row})")
    return f"case when {is_withheld} then {hash_key(key)} else {key} end"


def _remove_all(before: TableFile, withheld: Withheld) -> str:
    schema = before.schema
    return f"""
        select {quote_text(schema.dataset)}, {_name_removed(schema, withheld)}, 'removed', null, null, null
        from {before.source} as b
        order by {", ".join(f"b.{quote_name(name)} asc" for name in schema.primary_key)}
    """


def _add_all(after: TableFile) -> str:
    schema = after.schema
    keys = [quote_name(name) for name in schema.primary_key]
    cells = [
        f"case when a.{quote_name(name)} is not null then"
        f" {_line(position, quote_text(name), 'null', write_cell(f'a.{quote_name(name)}', data_type))} end"
        for position, (name, data_type) in enumerate(schema.types.items(), start=1)
        if name not in schema.primary_key
    ]
    lines = ", ".join([_line(0, "null", "null", "null"), *cells])
    return f"""
        select {quote_text(schema.dataset)}, key, 'added', line.name, line.old, line.new
        from (
            select {", ".join(f"a.{key} as k{n}" for n, key in enumerate(keys))},
                {write_key(schema.primary_key, "a")} as key,
                unnest(list_filter([{lines}], lambda line: line is not null)) as line
            from {after.source} as a
        )
        order by {", ".join(f"k{n} asc" for n in range(len(keys)))}, line.position
    """
