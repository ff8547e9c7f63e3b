"""Writes the workbook of a dataset: cover, contents, data, columns, codes and notes, for a newsroom.

No formulas, no merged cells; codes are text, numbers are numbers, days are days. What a sheet cannot hold is
said on the cover, with the file that holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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

Write = Callable[[int, int, object], object]


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
        _write_data(book, styles, dataset, frame)
        _write_sheet(book, styles, COLUMNS, describe_columns(dataset))
        _write_sheet(book, styles, CODES, describe_codes(dataset, lists))
        _write_sheet(book, styles, NOTES, describe_notes(dataset))
    return content


class _Styles:
    """The formats of a workbook: a header, a day, a text that is wrapped."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.text = book.add_format({"num_format": "@"})
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


def _write_data(book: xlsxwriter.Workbook, styles: _Styles, dataset: Dataset, frame: pl.DataFrame) -> None:
    sheet = book.add_worksheet(DATA)
    writers: list[Write] = []
    for place, column in enumerate(dataset.columns):
        series = frame[column.name]
        writers.append(_choose_writer(sheet, styles, series.dtype))
        style = styles.day if series.dtype == pl.Date else None
        sheet.set_column(place, place, _measure_width(column, series), style or _text_style(styles, series))
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(dataset.columns):
        sheet.write_string(0, place, column.title_ja, styles.header)
    for number, row in enumerate(frame.iter_rows(), start=1):
        for place, value in enumerate(row):
            if value is not None:
                writers[place](number, place, value)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(dataset.columns) - 1)


def _text_style(styles: _Styles, series: pl.Series) -> object:
    return styles.text if series.dtype == pl.String else None


def _choose_writer(sheet: xlsxwriter.worksheet.Worksheet, styles: _Styles, dtype: pl.DataType) -> Write:
    """Return how a value of a column is written: by its declared type, never by what it looks like."""
    if dtype == pl.String:
        return lambda row, place, value: sheet.write_string(row, place, value, styles.text)
    if dtype == pl.Boolean:
        return sheet.write_boolean  # type: ignore[no-any-return]
    if dtype == pl.Date:
        return lambda row, place, value: sheet.write_datetime(row, place, value, styles.day)
    return sheet.write_number  # type: ignore[no-any-return]


def _fit_cells(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return what cells can hold: lists joined, early days as text, long texts cut; and how many were cut."""
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    frame = frame.with_columns(pl.col(name).list.join(LIST_SEPARATOR) for name in lists)
    frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in lists)
    days = [name for name, dtype in frame.schema.items() if dtype == pl.Date]
    early = [name for name in days if (first := frame[name].min()) is not None and first < FIRST_DAY]
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
