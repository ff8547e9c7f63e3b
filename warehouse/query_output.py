"""Writes the answer to a query: as a table to read, or as CSV, JSON or Parquet.

An answer that a format cannot hold is refused before anything is written, and an answer that fails on the way
leaves nothing behind: neither half a file nor half an answer on standard output.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from polars import selectors
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.files import write_atomically
from warehouse.database import quote_name
from warehouse.errors import QueryRefused
from warehouse.release.csv_files import LINE_END, LIST_SEPARATOR, make_header
from warehouse.release.formulas import neutralise_formulas

BATCH_ROWS = 20_000
SHOWN_ROWS = 50
MAX_CELL_WIDTH = 48
CELL_PADDING = 3
HELD_IN_MEMORY = 64 * 1024 * 1024
EPOCH = date(1970, 1, 1)
FIRST_DAY, LAST_DAY = ((day - EPOCH).days for day in (date.min, date.max))
TICKS_A_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000}
PLAN_COLUMNS = ["explain_key", "explain_value"]


class Answer:
    """The rows of an answer, read once, in batches; counts them on the way."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.types = [str(column[1]).lower() for column in cursor.description]
        try:
            self._reader = cursor.to_arrow_reader(BATCH_ROWS)
        except OSError as error:
            # So DuckDB says that Arrow has no such type.
            raise QueryRefused(
                "answer", ", ".join(self.types), "a type of the answer cannot be read", "Cast it to varchar."
            ) from error
        self.schema = _plain_schema(self._reader.schema)
        self.rows = 0

    def __iter__(self) -> Iterator[pa.Table]:
        while (batch := self._read()) is not None:
            self.rows += batch.num_rows
            yield _cast_whole_numbers(pa.Table.from_batches([batch]), self.schema)

    def _read(self) -> pa.RecordBatch | None:
        try:
            return self._reader.read_next_batch()
        except StopIteration:
            return None
        except OSError as error:
            # So Arrow passes on what DuckDB says of a later row.
            raise duckdb.Error(str(error)) from error


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema with sums, which DuckDB gives as 38 digits, as ordinary integers."""
    whole = pa.decimal128(38, 0)
    return pa.schema([field.with_type(pa.int64()) if field.type == whole else field for field in schema])


def _cast_whole_numbers(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return table if table.schema == schema else table.cast(schema)


def _require_columns(answer: Answer, format: str, can_hold: Callable[[pa.DataType], bool]) -> None:
    """Refuse an answer that has a name twice, or a type that the format cannot hold."""
    names = list(answer.schema.names)
    for field, type_name in zip(answer.schema, answer.types, strict=True):
        if names.count(field.name) > 1:
            raise QueryRefused(
                f"column {field.name}",
                f"{names.count(field.name)} columns of this name",
                f"{format} needs a name of its own for every column",
                "Give the others another name with `as`.",
            )
        if not can_hold(field.type):
            raise QueryRefused(
                f"column {field.name}",
                type_name,
                f"{format} cannot hold this type",
                f"Cast it to text: cast({quote_name(field.name)} as varchar) as {quote_name(field.name)}.",
            )


def _is_flat(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_flat(kind.value_type)
    return any(
        is_kind(kind)
        for is_kind in (
            pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal,
            pa.types.is_string, pa.types.is_large_string, pa.types.is_date, pa.types.is_time,
            pa.types.is_timestamp, pa.types.is_null,
        )
    )  # fmt: skip


def _fits_csv(kind: pa.DataType) -> bool:
    return _is_flat(kind) or (pa.types.is_list(kind) and _is_flat(kind.value_type))


def _fits_json(kind: pa.DataType) -> bool:
    if pa.types.is_union(kind):
        return False
    if pa.types.is_map(kind):
        return bool(pa.types.is_string(kind.key_type)) and _fits_json(kind.item_type)
    return all(map(_fits_json, _list_parts(kind))) if pa.types.is_nested(kind) else _is_flat(kind)


def _fits_parquet(kind: pa.DataType) -> bool:
    if pa.types.is_union(kind) or pa.types.is_interval(kind):
        return False
    return all(map(_fits_parquet, _list_parts(kind)))


def _list_parts(kind: pa.DataType) -> list[pa.DataType]:
    return [kind.field(index).type for index in range(kind.num_fields)] if pa.types.is_nested(kind) else []


def _require_calendar_days(table: pa.Table) -> None:
    """Refuse days that only DuckDB can count, such as infinity: no format has a way to write them."""
    for field, column in zip(table.schema, table.columns, strict=True):
        while pa.types.is_list(column.type):
            column = pc.list_flatten(column)
        if pa.types.is_date32(column.type):
            ticks = 1
        elif pa.types.is_timestamp(column.type) and column.type.unit in TICKS_A_DAY:
            ticks = TICKS_A_DAY[column.type.unit]
        else:
            continue
        ends = pc.min_max(column)
        first, last = ends["min"].value, ends["max"].value
        if first is not None and (first < FIRST_DAY * ticks or last >= (LAST_DAY + 1) * ticks):
            raise QueryRefused(
                f"column {field.name}",
                "a day before year 1 or after 9999, or infinity",
                "only days of the years 1 to 9999 can be written",
                f"Leave them out, or cast the column: cast({quote_name(field.name)} as varchar).",
            )


def write_csv(answer: Answer, out: Path | IO[bytes]) -> None:
    """Write CSV as in a release: CRLF, ISO dates, lists joined; a file, not a pipe, gets the BOM."""
    _require_columns(answer, "CSV", _fits_csv)
    header = make_header(list(answer.schema.names))
    with _open(out) as stream:
        stream.write(header if isinstance(out, Path) else header.decode("utf-8-sig").encode())
        for table in answer:
            _require_calendar_days(table)
            frame = pl.DataFrame(pl.from_arrow(table))
            frame, _ = neutralise_formulas(frame.with_columns(_join_lists(frame)))
            stream.write(frame.write_csv(include_header=False, line_terminator=LINE_END).encode())


def _join_lists(frame: pl.DataFrame) -> list[pl.Expr]:
    names = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    return [pl.col(name).cast(pl.List(pl.String)).list.join(LIST_SEPARATOR) for name in names]


def write_json(answer: Answer, out: Path | IO[bytes]) -> None:
    """Write a JSON array with one object a row."""
    _require_columns(answer, "JSON", _fits_json)
    with _open(out) as stream:
        separator = b"[\n"
        for table in answer:
            _require_calendar_days(table)
            # polars writes decimals as strings, which no chart library takes for numbers.
            frame = pl.DataFrame(pl.from_arrow(table)).with_columns(selectors.decimal().cast(pl.Float64))
            lines = frame.write_ndjson().encode().rstrip(b"\n")
            stream.write(separator + lines.replace(b"\n", b",\n"))
            separator = b",\n"
        stream.write(b"[]\n" if separator == b"[\n" else b"\n]\n")


def write_parquet(answer: Answer, out: Path) -> None:
    """Write a Parquet file."""
    _require_columns(answer, "Parquet", _fits_parquet)
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
        shown += _read_rows(table.slice(0, SHOWN_ROWS - len(shown)))
    if out is None:
        _print_table(Console(file=sys.stdout), answer, shown)
        return
    with write_atomically(out) as temporary, temporary.open("w", encoding="utf-8") as stream:
        _print_table(Console(file=stream, width=200), answer, shown)


def _read_rows(table: pa.Table) -> list[tuple[Any, ...]]:
    _require_calendar_days(table)
    try:
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    except (OverflowError, ValueError) as error:
        # A moment within a list, or finer than Python can count.
        raise pa.ArrowInvalid(str(error)) from error


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
            Text(field.name),
            justify="right" if numeric else "left",
            max_width=MAX_CELL_WIDTH,
            overflow="fold",
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
        return LIST_SEPARATOR.join(
            f"[{_format_cell(item)}]" if isinstance(item, list) else _format_cell(item) for item in value
        )
    if isinstance(value, pa.MonthDayNano):
        parts = {"months": value.months, "days": value.days, "seconds": value.nanoseconds / 1e9}
        return " ".join(f"{number:g} {unit}" for unit, number in parts.items() if number) or "0 days"
    return str(value)


@contextmanager
def _open(out: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    if not isinstance(out, Path):
        with tempfile.SpooledTemporaryFile(max_size=HELD_IN_MEMORY) as held:
            yield held
            held.seek(0)
            shutil.copyfileobj(held, out)
        return
    with write_atomically(out) as temporary, temporary.open("wb") as stream:
        yield stream
