"""Streams a table out of DuckDB, in the order of its key, into its Parquet and CSV files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import astuple, dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.database import quote_name
from warehouse.dictionary import Dataset
from warehouse.release.csv_files import LINE_END, CsvSink, make_japanese_header
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.parquet import ParquetSink, choose_dictionary_columns, rows_per_group
from warehouse.release.paths import TablePaths
from warehouse.release.prefectures import PrefectureSink, prefecture_of
from warehouse.release.swap import link_or_copy

CHUNK_ROWS = 60_000

Progress = Callable[[str, int, int], None]
"""Called with the dataset, the rows written so far, and the rows there are."""


@dataclass(frozen=True)
class TableReport:
    """What was written for one dataset.

    Attributes:
        neutralised: cells marked in CSV because a spreadsheet would run them, by column.
        parts: rows of the files that hold a part of it, by path.
    """

    dataset: str
    rows: int
    neutralised: dict[str, int]
    parts: Mapping[str, int] = field(default_factory=dict)


def write_table(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    schema: pa.Schema,
    root: Path,
    progress: Progress | None = None,
    *,
    by_prefecture: bool,
) -> TableReport:
    """Write the files of one dataset under ``root``, reading the table once and in bounded memory."""
    rows, distinct = _count_distinct(connection, dataset)
    paths = TablePaths.of(dataset.name)
    encoded = choose_dictionary_columns(dataset, rows, distinct)
    with (
        ParquetSink(root / paths.parquet, dataset, schema, encoded) as parquet,
        _open_prefectures(root, dataset, by_prefecture) as prefectures,
        CsvSink(root / paths.csv, root / paths.csv_ja, dataset, prefectures) as csv,
        # Left first, so that no thread still writes to a sink that is being closed.
        ThreadPoolExecutor(max_workers=2) as pool,
    ):
        for chunk in _read_chunks(connection, dataset, schema):
            for written in (pool.submit(parquet.write, chunk), pool.submit(csv.write, chunk)):
                written.result()
            if progress:
                progress(dataset.name, parquet.rows, rows)
    parts = dict(sorted(prefectures.rows.items())) if prefectures else {}
    return TableReport(dataset.name, parquet.rows, csv.neutralised, parts)


def _open_prefectures(
    root: Path, dataset: Dataset, wanted: bool
) -> AbstractContextManager[PrefectureSink | None]:
    place = prefecture_of(dataset)
    if not wanted or place is None:
        return nullcontext()
    return PrefectureSink(root, dataset, place, make_japanese_header(dataset), LINE_END)


def take_over_table(dataset: str, source: Path, root: Path) -> TableReport:
    """Take the files of one dataset over from another release, by hard links; they are never written to."""
    for path in astuple(TablePaths.of(dataset)):
        link_or_copy(source / path, root / path)
    manifest = read_json(source / MANIFEST)
    return TableReport(
        dataset, manifest["rows"][dataset], manifest.get("neutralised_cells", {}).get(dataset, {})
    )


def _count_distinct(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> tuple[int, dict[str, int]]:
    """Return the number of rows, and about how many different values each column has."""
    names = [column.name for column in dataset.columns]
    estimates = ", ".join(f"approx_count_distinct({quote_name(name)})" for name in names)
    row = connection.execute(f"select count(*), {estimates} from {quote_name(dataset.name)}").fetchone()
    rows, *distinct = row or (0, *(0 for _ in names))
    return rows, dict(zip(names, distinct, strict=True))


def _read_chunks(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, schema: pa.Schema
) -> Iterator[pa.Table]:
    names = ", ".join(quote_name(column.name) for column in dataset.columns)
    order = ", ".join(f"{quote_name(key)} asc nulls last" for key in dataset.primary_key)
    reader = connection.execute(
        f"select {names} from {quote_name(dataset.name)} order by {order}"
    ).to_arrow_reader(CHUNK_ROWS)
    group = rows_per_group(dataset)
    for batches in regroup(reader, max(group, CHUNK_ROWS // group * group)):
        yield pa.Table.from_batches(batches).cast(schema).combine_chunks()


def regroup(reader: Iterable[pa.RecordBatch], rows: int) -> Iterator[list[pa.RecordBatch]]:
    """Yield batches that together have exactly ``rows`` rows.

    So the bytes of a file do not depend on how the database happened to cut its answer.
    """
    held: list[pa.RecordBatch] = []
    missing = rows
    for batch in reader:
        while batch.num_rows:
            part = batch.slice(0, missing)
            batch = batch.slice(part.num_rows)
            held.append(part)
            missing -= part.num_rows
            if not missing:
                yield held
                held, missing = [], rows
    if held:
        yield held
