"""Writes the workbook of a dataset: cover, contents, data, columns, codes and notes, for a newsroom.

No formulas, no merged cells; codes are text, numbers are numbers, days are days. What a sheet cannot hold is
said on the cover, with the file that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from warehouse.dictionary import Column, Dataset
from warehouse.release.code_lists import CodeLists
from warehouse.release.cover import (
    CODES,
    COLUMNS,
    CONTENTS,
    COVER,
    DATA,
    NOTES,
    Row,
    describe_codes,
    describe_columns,
    describe_contents,
    describe_cover,
    describe_notes,
)
from warehouse.release.csv_files import LIST_SEPARATOR
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.paths import WORKBOOK_ROWS, TablePaths
from warehouse.release.sheet_rows import fill_sheet

#: What a cell can hold, in UTF-16 units.
TEXT_LIMIT = 32_767
#: A spreadsheet counts days from 1900 and takes that year for a leap year; earlier days stay text.
FIRST_DAY = date(1900, 3, 1)
#: Stands in the properties of the file in place of the clock, so that the same tables give the same bytes.
CREATED = datetime(2000, 1, 1)
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
WIDTHS = (8, 40)
#: The third sheet, within the file.
DATA_PART = "xl/worksheets/sheet3.xml"


@dataclass(frozen=True)
class SheetContent:
    """What is in the data sheet.

    Attributes:
        rows: rows in the sheet.
        total: rows in the table.
        shortened: cells whose text is longer than a cell can hold.
    """

    rows: int
    total: int
    shortened: int

    @property
    def is_whole(self) -> bool:
        """Whether the sheet holds the table as it is."""
        return self.rows == self.total and not self.shortened


def write_workbook(
    path: Path,
    root: Path,
    dataset: Dataset,
    inputs: ReleaseInputs,
    lists: CodeLists,
    limit: int = WORKBOOK_ROWS,
) -> SheetContent:
    """Write the workbook of a dataset from its Parquet file.

    Args:
        path: the file to write.
        root: the release that holds the Parquet file.
        dataset: what the columns are.
        inputs: number, dates and sources of the release.
        lists: the names of the codes.
        limit: rows the data sheet holds at most.
    """
    scan = pl.scan_parquet(root / TablePaths.of(dataset.name).parquet)
    total = scan.select(pl.len()).collect().item()
    frame = scan.head(limit).collect(engine="streaming")
    frame, shortened = _fit_cells(frame)
    content = SheetContent(len(frame), total, shortened)
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": dataset.title_ja, "author": "つなぐ Tsunagu", "created": CREATED})
        styles = _Styles(book)
        _write_sheet(book, styles, COVER, describe_cover(dataset, inputs, content.rows, total, shortened))
        _write_sheet(book, styles, CONTENTS, describe_contents(dataset))
        _prepare_data(book, styles, dataset, frame)
        _write_sheet(book, styles, COLUMNS, describe_columns(dataset))
        _write_sheet(book, styles, CODES, describe_codes(dataset, lists, frame))
        _write_sheet(book, styles, NOTES, describe_notes(dataset))
    fill_sheet(path, DATA_PART, frame)
    return content


class _Styles:
    """The formats of a workbook: a header, a day, a text that is wrapped."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.text = book.add_format({"num_format": "@"})
        self.plain = book.add_format({"num_format": "General"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})


def _write_sheet(book: xlsxwriter.Workbook, styles: _Styles, name: str, rows: Iterator[Row]) -> None:
    """Write a sheet of words: its first row is the header."""
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 8, 40)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            style = styles.wrapped if number else styles.header
            if isinstance(value, int):
                sheet.write_number(number, place, value, style)
            elif value:
                sheet.write_string(number, place, value, style)


def _prepare_data(book: xlsxwriter.Workbook, styles: _Styles, dataset: Dataset, frame: pl.DataFrame) -> None:
    """Write the data sheet with its header and one row of empty cells, as `fill_sheet` wants it."""
    sheet = book.add_worksheet(DATA)
    formats = {pl.String: styles.text, pl.Date: styles.day}
    for place, column in enumerate(dataset.columns):
        sheet.set_column(place, place, _measure_width(column, frame[column.name]))
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(dataset.columns):
        sheet.write_string(0, place, column.title_ja, styles.header)
    for place, dtype in enumerate(frame.dtypes):
        sheet.write_blank(1, place, None, formats.get(dtype.base_type(), styles.plain))
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(dataset.columns) - 1)


def _fit_cells(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return what cells can hold: lists joined, early days as text, long texts cut; and how many were cut."""
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    frame = frame.with_columns(pl.col(name).list.join(LIST_SEPARATOR) for name in lists)
    frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in lists)
    days = [name for name, dtype in frame.schema.items() if dtype == pl.Date]
    early = [name for name in days if (frame[name] < FIRST_DAY).any()]
    frame = frame.with_columns(pl.col(early).dt.to_string("iso"))
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    # A character outside the basic plane takes two units: half the limit always fits.
    long = frame.select(pl.col(texts).str.len_chars() > TEXT_LIMIT // 2)
    shortened = sum(int(long[name].sum()) for name in texts)
    if shortened:
        frame = frame.with_columns(pl.col(texts).str.slice(0, TEXT_LIMIT // 2))
    return frame, shortened


def _measure_width(column: Column, series: pl.Series) -> int:
    """Return the width of a column: that of its title and of its first values, within bounds."""
    head = series.head(200).cast(pl.String, strict=False).drop_nulls()
    values = max((_width(value) for value in head), default=0)
    low, high = WIDTHS
    return max(low, min(high, max(values, _width(column.title_ja)) + 2))


def _width(text: str) -> int:
    """Return the cells a text takes on a screen: two for a Japanese character."""
    return sum(1 if character.isascii() else 2 for character in text)
