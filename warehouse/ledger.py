"""What a home has published of the tables under disclosure control: read, attacked, written down.

The entry of a release is written beside before the release becomes public, and takes its place after: a
kill between the two leaves a pending entry, which the next run settles by whether the release is there.
"""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from ingest.files import create_folder, fsync_directory
from warehouse.disclosure.attack import attack
from warehouse.disclosure.design import TableDesign
from warehouse.disclosure.equations import read_publication as read_published
from warehouse.disclosure.ledger import read_ledger, write_ledger
from warehouse.disclosure.report import summarise
from warehouse.layout import Home
from warehouse.protected_counts import ALL, design_issues, design_pairs, design_voice_counts

PROTECTED_TABLES = ("stat_voices", "stat_connections")
PENDING = "pending"

Publication = dict[str, tuple[pa.Table, TableDesign]]
"""Cells and design of each protected table; `stat_connections` holds two."""


def read_publication(connection: duckdb.DuckDBPyConnection) -> Publication:
    """Return what the tables now in the database would publish; nothing where nobody has sent anything."""
    return {**_read_voices(connection), **_read_pairs(connection)}


def _read_voices(connection: duckdb.DuckDBPyConnection) -> Publication:
    base = _read(connection, "from int_voice_cells_count")
    if base.is_empty():
        return {}
    design = design_voice_counts(
        base, _read(connection, "from prefectures"), _read(connection, "from issue_terms")
    )
    cells = _read(connection, "select issue, geography_code, period, value, value_status from stat_voices")
    return {design.name: (cells.to_arrow(), design)}


def _read_pairs(connection: duckdb.DuckDBPyConnection) -> Publication:
    base = _read(connection, "from int_connection_pairs_count")
    if base.is_empty():
        return {}
    cells = _read(
        connection,
        "select issue, sector_pair, region_pair, value, value_status, named_pairs as named_n"
        " from stat_connections",
    )
    of_all, of_issues = pl.col("issue") == ALL, pl.col("issue") != ALL
    pairs = design_pairs(base.filter(of_all))
    issues = design_issues(base.filter(of_issues))
    return {
        pairs.name: (cells.filter(of_all).drop("issue").to_arrow(), pairs),
        issues.name: (_add_sum(cells.filter(of_issues).drop("sector_pair", "region_pair"), issues), issues),
    }


def _add_sum(cells: pl.DataFrame, design: TableDesign) -> pa.Table:
    """Return counts by issue with their sum where every one is published: the table leaves it out.

    Pairs that work on two issues are twice in it, so it is no count of pairs; but a reader can add.
    """
    (dimension,) = design.dimensions
    if cells["value"].count() < len(dimension.leaves):
        return cells.to_arrow()
    total = cells.select(
        pl.lit(dimension.root).alias(dimension.name), pl.col("value", "named_n").sum()
    ).with_columns(value_status=pl.lit(None, dtype=pl.String))
    return pl.concat([cells, total.select(cells.columns)]).to_arrow()


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    return pl.DataFrame(connection.execute(query).to_arrow_table())


def attack_tables(connection: duckdb.DuckDBPyConnection, home: Home) -> dict[str, list[str]]:
    """Return, for each protected table, what a reader of it and of all earlier releases could work out."""
    found: dict[str, list[str]] = {table: [] for table in PROTECTED_TABLES}
    for name, (cells, design) in read_publication(connection).items():
        table = next(table for table in PROTECTED_TABLES if name.startswith(table))
        breaches = attack(cells, design, read_ledger(home.ledger, name))
        found[table] += [breach.describe() for breach in breaches]
    return found


def describe_protection(connection: duckdb.DuckDBPyConnection, home: Home) -> list[dict[str, Any]]:
    """Return what ``quality/suppression.json`` says of each protected table."""
    return [
        summarise(read_published("", cells, design), read_ledger(home.ledger, name))
        for name, (cells, design) in sorted(read_publication(connection).items())
    ]


def open_entry(home: Home, release_id: str, connection: duckdb.DuckDBPyConnection) -> None:
    """Write down what a release is about to publish; it counts once the release is public."""
    write_ledger(home.ledger / PENDING, release_id, read_publication(connection))


def settle_entries(home: Home) -> None:
    """Let the pending entry of a public release count; drop that of a release that never came to be."""
    for entry in sorted((home.ledger / PENDING).glob("*.parquet")):
        if (home.releases / entry.stem).is_dir():
            create_folder(home.ledger)
            entry.replace(home.ledger / entry.name)
            fsync_directory(home.ledger)
        else:
            entry.unlink()
