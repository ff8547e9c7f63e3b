"""Applies a difference: turns the table of one release into that of the next, exactly."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.database import MEMORY_LIMIT, quote_name, quote_text
from warehouse.errors import ReleaseDamaged
from warehouse.release.difference.cells import hash_key, read_cell, read_key, write_cell, write_key
from warehouse.release.difference.schemas import TableSchema, read_described, read_schemas
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.paths import CHANGED_LINES, SCHEMA_DIFF, TablePaths


def apply_changes(before: Path, changes: Path, dataset: str) -> pa.Table:
    """Return a table as it is in the later release, from the earlier release and the difference.

    The later release itself is not read. Rows, their order and every cell are those of its Parquet file.

    Args:
        before: folder of the earlier release.
        changes: folder `changes/` of the later one.
        dataset: name of the table; it must be in the later release.

    Raises:
        ReleaseDamaged: the difference is one to another release, or does not describe the table.
    """
    description = read_json(changes / SCHEMA_DIFF.name)
    release = read_json(before / MANIFEST)["release"]
    if description["previous"] != release:
        raise ReleaseDamaged(
            str(changes),
            f"{release}, while it is to {description['previous']}",
            "a difference is applied to the release it was made against",
            "Apply the differences one after the other, from the release you have.",
        )
    after = read_described(description).get(dataset)
    if after is None:
        raise ReleaseDamaged(
            str(changes), dataset, "the later release has no such table", "Name a table it has."
        )
    source = f"read_parquet({quote_text(str(before / TablePaths.of(dataset).parquet))})"
    lines = f"read_parquet({quote_text(str(changes / CHANGED_LINES.name))})"
    with closing(duckdb.connect(":memory:")) as connection:
        connection.execute(f"set memory_limit = {quote_text(MEMORY_LIMIT)}")
        return apply_lines(connection, source, read_schemas(before).get(dataset), lines, after)


def apply_lines(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    before: TableSchema | None,
    lines: str,
    after: TableSchema,
) -> pa.Table:
    """Do the work of `apply_changes` on SQL relations.

    Args:
        connection: where both can be read.
        source: the earlier table, as SQL reads it; not read where ``before`` is None.
        before: columns and key of the earlier table; None where there was none.
        lines: the difference, as SQL reads it; lines of other tables are passed over.
        after: columns and key of the later table.
    """
    cells = [column.name for column in after.columns if column.name not in after.primary_key]
    given = ", ".join(
        f"max(new) filter (where {_names(name)}) as v{n}, bool_or({_names(name)}) as h{n}"
        for n, name in enumerate(cells)
    )
    parts = [_take_added(after, cells)]
    if before is not None and before.key == after.key:
        parts.append(_take_kept(source, before, after, cells))
    order = ", ".join(f"{quote_name(name)} asc" for name in after.primary_key)
    columns = ", ".join(quote_name(name) for name in after.types)
    query = f"""
        with lines as materialized (
            select key, change_type, "column" as name, new from {lines}
            where dataset = {quote_text(after.dataset)}
        ),
        given as (select key{f", {given}" if given else ""} from lines where name is not null group by key),
        added as (select key from lines where change_type = 'added' and name is null),
        gone as (select key from lines where change_type = 'removed')
        select {columns} from ({" union all by name ".join(parts)}) order by {order}
    """
    return connection.execute(query).to_arrow_table()


def _names(column: str) -> str:
    return f"name = {quote_text(column)}"


def _take_added(after: TableSchema, cells: list[str]) -> str:
    keys = read_key(after.primary_key, [after.types[name] for name in after.primary_key], "added.key")
    selected = [f"{value} as {quote_name(name)}" for name, value in keys.items()]
    selected += [
        f"{read_cell(f'given.v{n}', after.types[name])} as {quote_name(name)}" for n, name in enumerate(cells)
    ]
    return f"select {', '.join(selected)} from added left join given on added.key = given.key"


def _take_kept(source: str, before: TableSchema, after: TableSchema, cells: list[str]) -> str:
    key = write_key(before.primary_key, "b")
    selected = [f"b.{quote_name(name)}" for name in after.primary_key]
    for n, name in enumerate(cells):
        new = read_cell(f"given.v{n}", after.types[name])
        old = _keep_cell(name, before.types.get(name), after.types[name])
        selected.append(f"case when given.h{n} then {new} else {old} end as {quote_name(name)}")
    return f"""
        select {", ".join(selected)}
        from {source} as b left join given on {key} = given.key
        where {key} not in (from gone) and {hash_key(key)} not in (from gone)
    """


def _keep_cell(name: str, before: str | None, after: str) -> str:
    if before is None:
        return "null"
    cell = f"b.{quote_name(name)}"
    return cell if before == after else read_cell(write_cell(cell, before), after)
