"""Writes the folder `changes/` of a release: lines as Parquet and CSV, schemas, and a summary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.database import bound_connection
from warehouse.dictionary import Dictionary
from warehouse.release.csv_files import LINE_END, make_header
from warehouse.release.difference.compare import TableFile, list_changes
from warehouse.release.difference.lines import describe_lines
from warehouse.release.difference.reasons import find_reasons
from warehouse.release.difference.schemas import Schemas, describe_schemas, read_schemas
from warehouse.release.difference.summary import has_changed, summarise_changes
from warehouse.release.difference.withheld import NOTHING_WITHHELD, Withheld
from warehouse.release.formulas import neutralise_formulas
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.json_files import read_json, write_json
from warehouse.release.parquet import COMPRESSION_LEVEL, SCAN_GROUP_ROWS
from warehouse.release.paths import (
    CHANGED_LINES,
    CHANGED_LINES_CSV,
    CHANGES,
    SCHEMA_DIFF,
    SOURCES,
    SUMMARY,
    TablePaths,
)
from warehouse.release.tables import regroup

#: Tables of members' records: what a member has taken back is not repeated as an old value.
KINDS_WITHOUT_OLD = frozenset({"connection"})


@dataclass(frozen=True)
class Comparison:
    """What a release is compared with.

    Attributes:
        previous: folder of the release before; None for a first release.
        withheld: what is not to be shown any more.
        scratch: where DuckDB may spill.
    """

    previous: Path | None
    scratch: Path
    withheld: Withheld = NOTHING_WITHHELD


def write_changes(root: Path, inputs: ReleaseInputs, dictionary: Dictionary, compared: Comparison) -> None:
    """Write `changes/` below ``root``, which holds the tables and the descriptor already.

    The first release has the same files, without lines. The same two releases give the same bytes; memory is
    bounded, whatever has changed.
    """
    folder = root / CHANGES
    folder.mkdir()
    previous = compared.previous
    before, after = read_schemas(previous) if previous else {}, read_schemas(root)
    schemas = {
        "release": inputs.release_id,
        "previous": previous.name if previous else None,
        **describe_schemas(before, after),
    }
    write_json(root / SCHEMA_DIFF, schemas)
    with closing(duckdb.connect(":memory:")) as connection:
        bound_connection(connection, compared.scratch)
        lines = _compare_tables(connection, root, dictionary, compared, before, after)
        _write_lines(folder, lines, inputs.release_id)
        summary = summarise_changes(connection, root, previous, before, after)
    changed = {name for name, table in summary["tables"].items() if has_changed(table)}
    reasons = find_reasons(previous, inputs, read_json(root / SOURCES), changed, schemas) if previous else []
    write_json(
        root / SUMMARY,
        {
            "release": inputs.release_id,
            "previous": schemas["previous"],
            "because": reasons,
            **summary,
        },
    )


def _compare_tables(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    dictionary: Dictionary,
    compared: Comparison,
    before: Schemas,
    after: Schemas,
) -> Iterator[pa.RecordBatch]:
    """Yield the lines of all tables, by name; none for a first release."""
    if compared.previous is None:
        return
    private = {dataset.name for dataset in dictionary if dataset.kind in KINDS_WITHOUT_OLD}
    for name in sorted(before.keys() | after.keys()):
        yield from list_changes(
            connection,
            _find(compared.previous, before, name),
            _find(root, after, name),
            compared.withheld,
            tells_old=name not in private,
        )


def _find(root: Path, schemas: Schemas, name: str) -> TableFile | None:
    schema = schemas.get(name)
    return TableFile(root / TablePaths.of(name).parquet, schema) if schema else None


def _write_lines(folder: Path, lines: Iterator[pa.RecordBatch], release: str) -> None:
    schema = describe_lines(release)
    with (
        (folder / CHANGED_LINES_CSV.name).open("wb") as csv,
        pq.ParquetWriter(
            folder / CHANGED_LINES.name,
            schema,
            version="2.6",
            compression="zstd",
            compression_level=COMPRESSION_LEVEL,
            use_dictionary=["dataset", "change_type", "column"],
            write_page_index=True,
            write_page_checksum=True,
        ) as parquet,
    ):
        csv.write(make_header(list(schema.names)))
        for batches in regroup(lines, SCAN_GROUP_ROWS):
            table = pa.Table.from_batches(batches).combine_chunks()
            parquet.write_table(table.cast(schema), row_group_size=SCAN_GROUP_ROWS)
            frame, _ = neutralise_formulas(pl.DataFrame(pl.from_arrow(table)))
            frame.write_csv(csv, include_header=False, line_terminator=LINE_END)
