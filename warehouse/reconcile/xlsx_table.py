"""A reader's workbook: the added cells are put into its sheet, everything else stays byte for byte.

A workbook that is read and written anew loses its formats, formulas and pictures. Here the XML of one
sheet is copied piece by piece, and each row gets its cells before it is closed; they take the place of
cells that hold nothing but a format.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, BinaryIO

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from ingest.submissions.readers.document import ROW
from ingest.submissions.readers.limits import Limits
from ingest.submissions.readers.tables import HEADER_WITHIN
from ingest.submissions.readers.workbook import RawSheet, read_workbook
from ingest.submissions.readers.workbook_scan import list_sheets
from warehouse.reconcile.columns import (
    ADDED,
    Answers,
    Asked,
    Located,
    Mention,
    guess_header,
    locate_columns,
    refuse_column,
)
from warehouse.reconcile.errors import TableRefused
from warehouse.release.sheet_rows import ESCAPES, LOOKS_ESCAPED

_PIECE = 2**20
#: Columns of a sheet in Excel, A to XFD.
MOST_COLUMNS = 16_384
#: A cell that is not closed by its own tag, so that something is in it.
_HELD = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})\d+"(?:[^>]*[^>/])?>')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?\bref="[A-Z]+\d+:([A-Z]{1,3})(\d+)"')
_TAG = re.compile(
    rb'<(?:\w+:)?c [^>]*?\br="(?P<empty>[A-Z]{1,3})\d+"[^>]*/>'
    rb"|<(?P<prefix>\w+:)?row\b(?P<attributes>[^>]*)>|</(?:\w+:)?row>"
)
_NUMBER = re.compile(rb'\sr="(\d+)"')
#: How far the cells of a row reach: a hint for programs, wrong once there are more of them.
_SPANS = re.compile(rb'\sspans="[^"]*"')
_DIMENSION = re.compile(rb'(<(?:\w+:)?dimension ref="[A-Z]+\d+:)[A-Z]+(\d+")')
_ESCAPES = str.maketrans(ESCAPES)
_PROBABILITY = ADDED.index("tsunagu_probability")

AddCells = Callable[[int, bytes], bytes]


class XlsxTable:
    """The first visible sheet of a workbook that has the column asked for.

    Attributes:
        rows: rows below the header that hold anything.
        mentions: which organisations they name, each once.
    """

    def __init__(self, stream: BinaryIO, filename: str, asked: Asked, limits: Limits) -> None:
        """Read the mentions of a workbook.

        Raises:
            RefusedSubmission: damaged, encrypted, hostile, or over a bound.
            TableRefused: no sheet has the columns asked for.
        """
        self._stream, self._filename = stream, filename
        sheet, located, grid = self._choose_sheet(read_workbook(stream, filename, limits).sheets, asked)
        self._sheet = sheet.name
        self._header_row = int(grid[ROW][located.header_at])
        below = grid[located.header_at + 1 :]
        columns = [str(at) for at in (located.name_at, located.place_at) if at is not None]
        cells = below.select(ROW, pl.col(columns).fill_null("").str.strip_chars())
        self._named: dict[int, Mention] = {row[0]: (row[1], *row[2:], "")[:2] for row in cells.iter_rows()}
        self.rows, self.mentions = below.height, set(self._named.values())

    def _choose_sheet(self, sheets: list[RawSheet], asked: Asked) -> tuple[RawSheet, Located, pl.DataFrame]:
        headers: list[str] = []
        for sheet in sheets:
            grid = sheet.join_rows()
            first = [[cell or "" for cell in row[1:]] for row in grid.head(HEADER_WITHIN).iter_rows()]
            if sheet.hidden or not first:
                continue
            located = locate_columns(first, asked, f"{self._filename} [{sheet.name}]")
            if located is not None:
                return sheet, located, grid
            headers += guess_header(first)
        raise refuse_column(self._filename, asked.name, headers)

    def write(self, path: Path, answers: Answers) -> None:
        """Write the workbook with its answers, to the right of every cell of the sheet that holds anything.

        Raises:
            TableRefused: the sheet has no room to the right, or rows without their number.
        """
        self._stream.seek(0)
        with (
            zipfile.ZipFile(self._stream) as source,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            part = next(sheet.part for sheet in list_sheets(source) if sheet.name == self._sheet)
            first = self._find_room(source, part)
            for entry in source.infolist():
                with source.open(entry) as old, target.open(entry.filename, "w", force_zip64=True) as new:
                    if entry.filename == part:
                        self._copy_sheet(old, new, first, answers)
                    else:
                        shutil.copyfileobj(old, new, _PIECE)

    def _find_room(self, archive: zipfile.ZipFile, part: str) -> int:
        """Return the first column, from 0, of those to be added."""
        first = _find_last_column(archive, part, self._header_row) + 1
        if first + len(ADDED) > MOST_COLUMNS:
            raise TableRefused(
                f"{self._filename} [{self._sheet}]",
                f"a cell in column {xl_col_to_name(first - 1)}",
                f"a sheet has at most {MOST_COLUMNS:,} columns, and {len(ADDED)} are added to the right",
                "Delete or move what stands so far to the right.",
            )
        return first

    def _copy_sheet(self, old: IO[bytes], new: IO[bytes], first: int, answers: Answers) -> None:
        answered = 0

        def add_cells(row: int, prefix: bytes) -> bytes:
            nonlocal answered
            if row == self._header_row:
                return _write_cells(row, prefix, first, ADDED)
            if row not in self._named:
                return b""
            answered += 1
            return _write_cells(row, prefix, first, answers[self._named[row]])

        last = xl_col_to_name(first + len(ADDED) - 1).encode()
        for piece in _edit_rows(_read_whole_tags(old), first, add_cells):
            new.write(_DIMENSION.sub(rb"\g<1>" + last + rb"\g<2>", piece))
        if answered != len(self._named):
            raise TableRefused(
                f"{self._filename} [{self._sheet}]",
                f"{answered} of {len(self._named)} rows",
                "every row of a sheet must say its number",
                "Open the workbook in Excel or LibreOffice, save it as .xlsx, and use that.",
            )


def _find_last_column(archive: zipfile.ZipFile, part: str, header_row: int) -> int:
    """Return the last column, from 0, with a cell that holds anything, or is merged not above the header."""
    letters: set[bytes] = set()
    with archive.open(part) as stream:
        for piece in _read_whole_tags(stream):
            letters.update(_HELD.findall(piece))
            letters.update(name for name, row in _MERGED.findall(piece) if int(row) >= header_row)
    return max((_number_column(name) for name in letters), default=0)


def _number_column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _read_whole_tags(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces none of which ends within a tag."""
    rest = b""
    while piece := stream.read(_PIECE):
        whole, mark, tail = (rest + piece).rpartition(b">")
        yield whole + mark
        rest = tail
    yield rest


def _edit_rows(pieces: Iterator[bytes], first: int, add_cells: AddCells) -> Iterator[bytes]:
    """Yield the XML of a sheet with cells added at the end of each row that has any.

    Cells of that row that are only formatted, from column ``first`` on, make room: a cell stands there once.
    """
    added = b""

    def edit(tag: re.Match[bytes]) -> bytes:
        nonlocal added
        if tag["empty"]:
            return b"" if added and _number_column(tag["empty"]) >= first else tag[0]
        attributes = tag["attributes"]
        if attributes is None:
            return added + tag[0]
        number = _NUMBER.search(attributes)
        row = int(number[1]) if number else 0
        added = b"" if attributes.endswith(b"/") else add_cells(row, tag["prefix"] or b"")
        return _SPANS.sub(b"", tag[0])

    for piece in pieces:
        yield _TAG.sub(edit, piece)


def _write_cells(row: int, prefix: bytes, first: int, texts: tuple[str, ...]) -> bytes:
    cells = []
    for at, text in enumerate(texts):
        place = f"{xl_col_to_name(first + at)}{row}"
        if at == _PROBABILITY and texts is not ADDED:
            cells.append(f'<@c r="{place}"><@v>{text}</@v></@c>' if text else "")
        elif text:
            shown = re.sub(LOOKS_ESCAPED, r"_x005F_\1", text).translate(_ESCAPES)
            cells.append(
                f'<@c r="{place}" t="inlineStr"><@is><@t xml:space="preserve">{shown}</@t></@is></@c>'
            )
    tag = prefix.decode()
    return "".join(cells).replace("<@", f"<{tag}").replace("</@", f"</{tag}").encode()
