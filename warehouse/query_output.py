"""Writes the answer to a query: as a table to read, or as CSV, JSON or Parquet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from polars import selectors
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.files import write_atomically
from warehouse.release.csv_files import LINE_END, LIST_SEPARATOR, make_header
from warehouse.release.formulas import neutralise_formulas

BATCH_ROWS = 20_000
SHOWN_ROWS = 50
MAX_CELL_WIDTH = 48
CELL_PADDING = 3
PLAN_COLUMNS = ["explain_key", "explain_value"]


class Answer:
    """The rows of an answer, read once, in batches; counts them on the way."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._reader = cursor.to_arrow_reader(BATCH_ROWS)
        self.schema = _plain_schema(self._reader.schema)
        self.rows = 0

    def __iter__(self) -> Iterator[pa.Table]:
        for batch in self._reader:
            self.rows += batch.num_rows
            yield _cast_whole_numbers(pa.Table.from_batches([batch]), self.schema)


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema with sums, which DuckDB gives as 38 digits, as ordinary integers."""
    whole = pa.decimal128(38, 0)
    return pa.schema([field.with_type(pa.int64()) if field.type == whole else field for field in schema])


def _cast_whole_numbers(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return table if table.schema == schema else table.cast(schema)


def write_csv(answer: Answer, out: Path | IO[bytes]) -> None:
    """Write CSV as in a release: CRLF, ISO dates, lists joined; a file, not a pipe, gets the BOM."""
    header = make_header(list(answer.schema.names))
    with _open(out) as stream:
        stream.write(header if isinstance(out, Path) else header.decode("utf-8-sig").encode())
        for table in answer:
            frame = pl.DataFrame(pl.from_arrow(table))
            frame, _ = neutralise_formulas(frame.with_columns(_join_lists(frame)))
            stream.write(frame.write_csv(include_header=False, line_terminator=LINE_END).encode())


def _join_lists(frame: pl.DataFrame) -> list[pl.Expr]:
    names = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    return [pl.col(name).cast(pl.List(pl.String)).list.join(LIST_SEPARATOR) for name in names]


def write_json(answer: Answer, out: Path | IO[bytes]) -> None:
    """Write a JSON array with one object a row."""
    with _open(out) as stream:
        separator = b"[\n"
        for table in answer:
            # polars writes decimals as strings, which no chart library takes for numbers.
            frame = pl.DataFrame(pl.from_arrow(table)).with_columns(selectors.decimal().cast(pl.Float64))
            lines = frame.write_ndjson().encode().rstrip(b"\n")
            stream.write(separator + lines.replace(b"\n", b",\n"))
            separator = b",\n"
        stream.write(b"[]\n" if separator == b"[\n" else b"\n]\n")


def write_parquet(answer: Answer, out: Path) -> None:
    """Write a Parquet file."""
    with (
        write_atomically(out) as temporary,
        pq.ParquetWriter(temporary, answer.schema, compression="zstd") as writer,
    ):
        for table in answer:
            writer.write_table(table)


def write_table(answer: Answer, out: Path | None) -> None:
    """Write a table for people: the first rows, as many columns as fit, and a note on what is left out."""
    shown: list[tuple[Any, ...]] = []
    for table in answer:
        missing = SHOWN_ROWS - len(shown)
        shown += zip(*(column.to_pylist() for column in table.slice(0, missing).columns), strict=True)
    if out is None:
        _print_table(Console(file=sys.stdout), answer, shown)
        return
    with write_atomically(out) as temporary, temporary.open("w", encoding="utf-8") as stream:
        _print_table(Console(file=stream, width=200), answer, shown)


def _print_table(console: Console, answer: Answer, shown: list[tuple[Any, ...]]) -> None:
    names = list(answer.schema.names)
    if names == PLAN_COLUMNS:
        for _, plan in shown:
            console.print(plan, markup=False, highlight=False, no_wrap=True)
        return
    cells = [[_format_cell(value) for value in row] for row in shown]
    fitting = _count_fitting(console.width, names, cells)
    table = Table(header_style="bold", show_edge=False, pad_edge=False)
    for field in list(answer.schema)[:fitting]:
        numeric = (
            pa.types.is_integer(field.type)
            or pa.types.is_floating(field.type)
            or pa.types.is_decimal(field.type)
        )
        table.add_column(
            field.name, justify="right" if numeric else "left", max_width=MAX_CELL_WIDTH, overflow="fold"
        )
    for row in cells:
        table.add_row(*(Text(text) for text in row[:fitting]))
    console.print(table)
    for note in _describe_rest(answer.rows, len(shown), names[fitting:]):
        console.print(note, markup=False, highlight=False, style="dim")


def _count_fitting(width: int, names: list[str], cells: list[list[str]]) -> int:
    """Return how many columns fit side by side; at least one."""
    used = 0
    for index, name in enumerate(names):
        widest = max((cell_len(text) for text in (name, *(row[index] for row in cells))), default=0)
        used += min(widest, MAX_CELL_WIDTH) + CELL_PADDING
        if used > width + CELL_PADDING and index:
            return index
    return len(names)


def _describe_rest(rows: int, shown: int, hidden: list[str]) -> Iterator[str]:
    yield f"{rows:,} row{'' if rows == 1 else 's'}" + (f", the first {shown} shown" if shown < rows else "")
    if hidden:
        yield f"{len(hidden)} more columns do not fit: {', '.join(hidden)}"
    if hidden or shown < rows:
        yield "--format csv, json or parquet gives everything."


def _format_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return LIST_SEPARATOR.join(_format_cell(item) for item in value)
    return str(value)


@contextmanager
def _open(out: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    if not isinstance(out, Path):
        yield out
        return
    with write_atomically(out) as temporary, temporary.open("wb") as stream:
        yield stream
