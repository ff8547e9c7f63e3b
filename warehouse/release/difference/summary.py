"""Counts a difference by table and column, and says it in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from warehouse.database import quote_text
from warehouse.release.difference.schemas import Schemas, TableSchema
from warehouse.release.paths import CHANGED_LINES, TablePaths


def summarise_changes(
    connection: duckdb.DuckDBPyConnection, root: Path, previous: Path | None, before: Schemas, after: Schemas
) -> dict[str, Any]:
    """Return `summary.json`: rows before and after, added, removed and changed; cells by column; in words.

    Args:
        connection: for counting the lines, which are written already.
        root: folder of the later release.
        previous: folder of the earlier release; None for a first one.
        before: tables of the earlier release.
        after: tables of the later release.
    """
    rows, cells = _count_lines(connection, root)
    tables: dict[str, dict[str, Any]] = {}
    for name in sorted(before.keys() | after.keys()):
        added, removed, changed = rows.get(name, (0, 0, 0))
        tables[name] = {
            "rows_before": _count_rows(previous, name) if previous and name in before else 0,
            "rows_after": _count_rows(root, name) if name in after else 0,
            "added": added,
            "removed": removed,
            "changed": changed,
            "cells": cells.get(name, {}),
        }
    words = [
        _describe_table(after.get(name) or before[name], table)
        for name, table in tables.items()
        if has_changed(table)
    ]
    return {
        "tables": tables,
        "words": {"ja": [japanese for japanese, _ in words], "en": [english for _, english in words]},
    }


def has_changed(table: Mapping[str, Any]) -> bool:
    """Return whether any row of a table was added, removed or changed."""
    return bool(table["added"] or table["removed"] or table["changed"])


def _count_rows(root: Path, name: str) -> int:
    return int(pq.read_metadata(root / TablePaths.of(name).parquet).num_rows)


def _count_lines(
    connection: duckdb.DuckDBPyConnection, root: Path
) -> tuple[dict[str, tuple[int, int, int]], dict[str, dict[str, int]]]:
    """Return rows added, removed and changed by table, and changed cells by table and column."""
    lines = f"read_parquet({quote_text(str(root / CHANGED_LINES))})"
    rows = connection.execute(
        "select dataset, count(*) filter (change_type = 'added' and \"column\" is null),"
        " count(*) filter (change_type = 'removed'),"
        f" count(distinct key) filter (change_type = 'changed') from {lines} group by dataset"
    ).fetchall()
    by_column = connection.execute(
        f"select dataset, \"column\", count(*) from {lines} where change_type = 'changed'"
        ' group by all order by dataset, count(*) desc, "column"'
    ).fetchall()
    cells: dict[str, dict[str, int]] = {}
    for dataset, column, count in by_column:
        cells.setdefault(dataset, {})[column] = count
    return {dataset: (added, removed, changed) for dataset, added, removed, changed in rows}, cells


def _describe_table(schema: TableSchema, table: dict[str, Any]) -> tuple[str, str]:
    """Return one sentence in Japanese and one in English."""
    titles = {column.name: (column.title_ja, column.title_en) for column in schema.columns}
    cells = table["cells"].items()
    details_ja = "、".join(f"{titles.get(name, (name,))[0]} {count:,}件" for name, count in cells)
    details_en = ", ".join(f"{titles.get(name, (name, name))[1]} {count:,}" for name, count in cells)
    return (
        f"{schema.title_ja}：追加 {table['added']:,}行、変更 {table['changed']:,}行"
        f"{f'（{details_ja}）' if details_ja else ''}、削除 {table['removed']:,}行",
        f"{schema.title_en}: {table['added']:,} rows added, {table['changed']:,} changed"
        f"{f' ({details_en})' if details_en else ''}, {table['removed']:,} removed",
    )
