"""CSV and TSV, by RFC 4180 with what Excel and people make of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import PurePosixPath
from typing import NamedTuple

import polars as pl

from ingest.submissions.readers.document import ROW, Document, Limits, Note
from ingest.submissions.readers.encodings import decode_text
from ingest.submissions.readers.refusals import refuse
from ingest.submissions.readers.tables import HEADER_WITHIN, build_table, fold_title

_DELIMITERS = ",\t;"
_BLOCK_ROWS = 20_000
_EXCEL_ROWS = 2**20
_LONGEST_FIELD = 2**17  # characters; a longer one is taken for a quote that is not closed
_MOST_DELIMITERS = 50_000  # of one line; a list of more cells is not even made

Record = tuple[int, list[str]]


class Shape(NamedTuple):
    """How a delimited file is written.

    Attributes:
        encoding: as Python names it.
        delimiter: the character between two cells.
        is_declared: a first line such as ``sep=;``, which is no row, names the delimiter.
        note: what to tell the sender of the encoding.
    """

    encoding: str
    delimiter: str
    is_declared: bool
    note: Note


def find_shape(content: bytes, filename: str, known_headers: frozenset[str]) -> Shape:
    """Tell how a delimited file is written.

    Raises:
        RefusedSubmission: no encoding or several.
    """
    text = decode_text(content, filename)
    encoding, note = text.encoding, text.note
    declared = _read_separator_line(text.content)
    del text  # read again in pieces: the whole need not be held twice
    delimiter = declared or _choose_delimiter(content, encoding, filename, known_headers)
    return Shape(encoding, delimiter, declared is not None, note)


def read_delimited(content: bytes, filename: str, known_headers: frozenset[str], limits: Limits) -> Document:
    """Read a delimited file as one sheet.

    A row's number is that of its record, as Excel shows it: a cell with line breaks does not count twice.
    The line ``sep=;`` which Excel understands is no row. Cells beyond the header become a column without
    a name, so that nothing is lost.

    Args:
        content: the file.
        filename: the sender's name of it.
        known_headers: names of fields as people write them.
        limits: bounds of a submission.

    Raises:
        RefusedSubmission: its encoding, an open quote (with its line), too many rows or columns, no rows.
    """
    encoding, delimiter, is_declared, note = find_shape(content, filename, known_headers)
    lines = split_lines(content, encoding, skipped=int(is_declared))
    records = _read_records(lines, delimiter, filename, limits)
    grid = _build_grid(records, filename, limits)
    table = build_table(PurePosixPath(filename).stem, grid, filename, known_headers, limits)
    if table is None:
        raise refuse("file.no_rows", filename, f"{len(content)} bytes")
    return Document("csv", encoding, (table.sheet,), (note, *table.notes))


def _read_separator_line(content: str) -> str | None:
    """Return the delimiter that a first line ``sep=;`` names."""
    lines = content[:8].splitlines()
    line = lines[0].strip('"').lower() if lines else ""
    if line.startswith("sep=") and len(line) == 5 and line[4] in _DELIMITERS + "|":
        return line[4]
    return None


def _choose_delimiter(content: bytes, encoding: str, filename: str, known_headers: frozenset[str]) -> str:
    """Return the delimiter which gives most known headers, then most columns, in the first rows."""
    known = {fold_title(title) for title in known_headers}
    usual = "\t" if PurePosixPath(filename).suffix.lower() in {".tsv", ".tab"} else ","

    def rate(delimiter: str) -> tuple[int, int, bool]:
        rows = _read_first_rows(split_lines(content, encoding), delimiter)
        names = max((len(known.intersection(map(fold_title, row))) for row in rows), default=0)
        columns = next((len(row) for row in rows if len(row) > 1), 1)
        return names, columns, delimiter == usual

    return max(_DELIMITERS, key=rate)


def _read_first_rows(lines: Iterator[str], delimiter: str) -> list[list[str]]:
    rows = []
    try:
        for row in islice(csv.reader(lines, delimiter=delimiter), HEADER_WITHIN):
            rows.append(row[:_MOST_DELIMITERS])
    except csv.Error:
        return rows  # the real reading says what is wrong and where
    return rows


def split_lines(content: bytes, encoding: str, skipped: int = 0) -> Iterator[str]:
    """Return the physical lines of a file, with their ends as they are."""
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    return islice(lines, skipped, None)


def _read_records(lines: Iterator[str], delimiter: str, filename: str, limits: Limits) -> Iterator[Record]:
    """Yield the records that hold anything, with their numbers from 1.

    Raises:
        RefusedSubmission: a quote that is not closed, a row with too many cells.
    """
    csv.field_size_limit(_LONGEST_FIELD)  # of the whole process: other packages raise it
    reader = csv.reader(_bound_lines(lines, delimiter, filename, limits), delimiter=delimiter, strict=True)
    number = first_line = 0
    while True:
        first_line, number = reader.line_num + 1, number + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise refuse("csv.quote", f"{filename}:{first_line}", str(error)) from error
        if cells is None:
            return
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > limits.columns:
            raise refuse("columns.too_many", f"{filename}:{first_line}", str(len(cells)), limits.columns)
        if number > _EXCEL_ROWS:
            raise refuse("rows.too_many", filename, f"> {_EXCEL_ROWS}", limits.rows)
        if cells:
            yield number, cells


def _bound_lines(lines: Iterator[str], delimiter: str, filename: str, limits: Limits) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if line.count(delimiter) > _MOST_DELIMITERS:
            raise refuse("columns.too_many", f"{filename}:{number}", f"> {_MOST_DELIMITERS}", limits.columns)
        yield line


def _build_grid(records: Iterator[Record], filename: str, limits: Limits) -> pl.DataFrame:
    """Return all records as columns of text, made in blocks so that the cells are never all lists."""
    blocks, count = [pl.DataFrame(schema={ROW: pl.Int64})], 0
    while block := list(islice(records, _BLOCK_ROWS)):
        count += len(block)
        if count > limits.rows + HEADER_WITHIN:
            raise refuse("rows.too_many", filename, f"> {limits.rows}", limits.rows)
        numbers, rows = zip(*block, strict=True)
        columns = enumerate(zip_longest(*rows))
        cells = [pl.Series(str(index), column, dtype=pl.String) for index, column in columns]
        blocks.append(pl.DataFrame([pl.Series(ROW, numbers, dtype=pl.Int64), *cells]))
    return pl.concat(blocks, how="diagonal")
