"""Reading a CSV whose header a register declares: strict about columns, tolerant about line ends."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv

from ingest.errors import UnreadableFile
from ingest.findings import Finding
from ingest.registries.cells import FILE_ROW, Column, Rule, clean_texts, find_problems

if TYPE_CHECKING:
    from ingest.landing import LandedFile

CELL_COUNT = Rule(
    "row.cell_count",
    "The row has more or fewer cells than the header.",
    "Look the row up in the publisher's file; tell the publisher.",
)
UNDECODABLE = Rule(
    "encoding.undecodable",
    "The cell holds bytes that are no character, or one that only its author's machine knows.",
    "Look the cell up in the publisher's file; tell the publisher.",
)
#: A record longer than this is no record.
_BLOCK_SIZE = 2**23
# Python's CP932 turns stray bytes into private-use and control characters instead of refusing them.
_ODD_CHARACTERS = "[\ufffd\ue000-\uf8ff\u0080-\u009f]"
#: Bytes that any of them has in UTF-8; looked for first, as they are rare.
_ODD_BYTES = (b"\xef\xbf\xbd", b"\xee", b"\xef\xa3", b"\xc2")
_DECLARE = "Compare with the publisher's notes, then declare the column in the register's module."


@dataclass(frozen=True)
class RawTable:
    """The texts of a file, before typing.

    Attributes:
        frame: ``file_row`` (record number without header, from 1) and one text column per header.
        problems: rows with too many or too few cells, and undecodable cells.
        findings: what is odd about the header.
        rows_landed: records of the file, counted by another reader than the one that parsed them.
        encoding: the encoding found.
        columns: the edition that holds.
    """

    frame: pl.DataFrame
    problems: list[pl.DataFrame]
    findings: list[Finding]
    rows_landed: int
    encoding: str
    columns: Sequence[Column]


@dataclass
class _BrokenRows:
    """Collects records whose number of cells is wrong; their text may name persons and is not kept."""

    numbers: list[int] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)

    def skip(self, row: Any) -> str:
        """Remember a record and tell the parser to go on."""
        self.numbers.append(row.number - 1)
        self.counts.append(f"{row.actual_columns} cells instead of {row.expected_columns}")
        return "skip"


def read_declared_csv(
    landed: LandedFile,
    content: bytes,
    *editions: Sequence[Column],
    fallback_encoding: str | None = None,
) -> RawTable:
    """Read a CSV with a header row, multi-line quoted cells and blank lines between records.

    Args:
        landed: the file, for messages.
        content: its bytes.
        editions: what the register declares; of several, the one nearest to the header holds.
        fallback_encoding: encoding of a file that is not UTF-8; None if it must be.

    Raises:
        UnreadableFile: wrong encoding, broken quotation, or a key column is missing.
    """
    utf8, encoding = recode_to_utf8(landed, content, fallback_encoding)
    del content
    header, rows_landed = count_records(landed, utf8)
    columns = min(editions, key=lambda edition: len({column.header for column in edition} ^ set(header)))
    findings = check_header(landed, header, columns)
    frame, problems = _parse_records(landed, utf8)
    if frame.height + sum(problem.height for problem in problems) != rows_landed:
        raise UnreadableFile(
            landed.filename,
            f"{frame.height} of {rows_landed} records",
            "two readers do not agree on the records of the file",
            "Look for a quotation mark that is not closed; tell the publisher.",
        )
    if any(odd in utf8 for odd in _ODD_BYTES):
        problems += _find_undecodable(frame, columns)
    return RawTable(frame, problems, findings, rows_landed, encoding, columns)


def recode_to_utf8(landed: LandedFile, content: bytes, fallback: str | None) -> tuple[bytes, str]:
    """Return the text as UTF-8 without byte-order mark, and its encoding: UTF-8, or else the fallback.

    Japanese in CP932 is practically never valid UTF-8, so the order decides. A byte the fallback does
    not know becomes U+FFFD; that row is reported.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if fallback is None:
            raise UnreadableFile(
                landed.filename,
                f"byte {content[error.start]:#04x} at {error.start}",
                "the file is not UTF-8",
                "See whether the publisher changed the encoding.",
            ) from error
        return content.decode(fallback, errors="replace").encode("utf-8"), fallback
    return content.removeprefix(codecs.BOM_UTF8), "utf-8"


def count_records(landed: LandedFile, utf8: bytes) -> tuple[list[str], int]:
    """Return the header and the number of records after it; blank lines are none."""
    reader = csv.reader(_open_text(utf8), strict=True)
    try:
        header = next((record for record in reader if record), [])
        return [name.strip() for name in header], sum(1 for record in reader if record)
    except csv.Error as error:
        raise UnreadableFile(
            landed.filename,
            f"line {reader.line_num}: {error}",
            "the quotation of the file is broken",
            "Look at that line of the publisher's file; tell the publisher.",
        ) from error


def check_header(landed: LandedFile, header: Sequence[str], columns: Sequence[Column]) -> list[Finding]:
    """Return what is odd about the header.

    Raises:
        UnreadableFile: a key column is missing, or a name occurs twice.
    """
    declared = [column.header for column in columns]
    missing_keys = [column.header for column in columns if column.key and column.header not in header]
    twice = sorted({name for name in header if header.count(name) > 1})
    if missing_keys or twice:
        raise UnreadableFile(
            f"{landed.filename}, header",
            ", ".join(twice or header)[:200],
            f"columns occur twice: {', '.join(twice)}"
            if twice
            else f"key columns are missing: {', '.join(missing_keys)}",
            _DECLARE,
            code="column.duplicate" if twice else "column.missing_key",
        )
    known = [name for name in header if name in declared]
    moved = known != [name for name in declared if name in header]
    return [
        *(
            _report_column(landed, "column.missing", "A declared column is missing", name)
            for name in declared
            if name not in header
        ),
        *(
            _report_column(landed, "column.unknown", "A column nobody declared; it is not read", name)
            for name in header
            if name not in declared
        ),
        *(
            [_report_column(landed, "column.moved", "Columns stand in another order than declared", None)]
            if moved
            else []
        ),
    ]


def _report_column(landed: LandedFile, rule: str, message: str, name: str | None) -> Finding:
    return Finding(
        landed.source, landed.filename, "noted", rule, f"{message}.", _DECLARE, column=name, value=name
    )


def _open_text(utf8: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(utf8), encoding="utf-8", newline="")


def _parse_records(landed: LandedFile, utf8: bytes) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    broken = _BrokenRows()
    names = next(record for record in csv.reader(_open_text(utf8)) if record)
    try:
        table = pa_csv.read_csv(
            io.BytesIO(utf8.lstrip(b"\r\n")),
            # One thread, or broken rows would not know their number.
            read_options=pa_csv.ReadOptions(use_threads=False, block_size=_BLOCK_SIZE),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=broken.skip),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        )
    except pa.ArrowInvalid as error:
        raise UnreadableFile(
            landed.filename,
            str(error)[:200],
            "the file is not a table",
            "Look at the publisher's file; tell the publisher.",
        ) from error
    numbers = np.setdiff1d(np.arange(1, table.num_rows + len(broken.numbers) + 1), broken.numbers)
    columns = [pl.Series(FILE_ROW, numbers, dtype=pl.Int64)]
    for name in names:
        # Column by column, letting go of each: a second copy of the whole table would be too much.
        columns.append(clean_texts(pl.Series(name.strip(), table[name])))
        table = table.drop_columns(name)
    return pl.DataFrame(columns), _describe_broken(broken)


def _describe_broken(broken: _BrokenRows) -> list[pl.DataFrame]:
    if not broken.numbers:
        return []
    rows = pl.DataFrame(
        {FILE_ROW: broken.numbers, "cells": broken.counts}, schema={FILE_ROW: pl.Int64, "cells": pl.String}
    )
    return [find_problems(rows, pl.Series([True] * rows.height), "cells", CELL_COUNT, quarantined=True)]


def _find_undecodable(frame: pl.DataFrame, columns: Sequence[Column]) -> list[pl.DataFrame]:
    shown = [column.header for column in columns if column.field and column.header in frame.columns]
    found = []
    for name in shown:
        damaged = frame[name].str.contains(_ODD_CHARACTERS)
        found.append(find_problems(frame, damaged, name, UNDECODABLE, quarantined=False))
    return [problem for problem in found if problem.height]
