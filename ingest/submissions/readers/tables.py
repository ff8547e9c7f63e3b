"""From a grid of cells to a sheet: which row is the header, what the columns are called, what is left out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import NamedTuple

import polars as pl

from ingest.submissions.readers.document import ROW, BrokenRow, Limits, Note, Sheet
from ingest.submissions.readers.refusals import refuse, shorten

#: The header stands among the first rows that hold anything; above it may be a title.
HEADER_WITHIN = 10

#: Rule of a row with a cell longer than any field of ours.
TOO_LONG_RULE = "cell.too_long"


class Table(NamedTuple):
    """A sheet made of a grid, and what the sender should know about it."""

    sheet: Sheet
    notes: tuple[Note, ...]


def build_table(
    name: str, grid: pl.DataFrame, place: str, known_headers: frozenset[str], limits: Limits
) -> Table | None:
    """Return the sheet in a grid; None where no cell holds anything.

    The header is, among the first ten rows that hold anything, the one with the most known names; when
    none has any, the first with at least two cells of text that is no number; else the first.

    Args:
        name: name of the sheet.
        grid: ``_row`` and String columns ``0``, ``1``, …; an empty cell is null or an empty text.
        place: the file and its sheet, for messages.
        known_headers: names of fields as people write them; may be empty.
        limits: bounds of a submission.

    Raises:
        RefusedSubmission: too many columns.
    """
    grid = clean_cells(grid)
    if grid.is_empty():
        return None
    header_at = _find_header(grid, known_headers)
    above, titles, rows = grid[:header_at], grid.row(header_at)[1:], grid[header_at + 1 :]
    filled = [
        index for index, title in enumerate(titles) if title or rows[str(index)].null_count() < rows.height
    ]
    if len(filled) > limits.columns:
        raise refuse("columns.too_many", place, str(len(filled)), limits.columns)
    rows = rows.select(ROW, *(pl.col(str(old)).alias(str(new)) for new, old in enumerate(filled)))
    header = tuple(titles[index] or f"（列{index + 1}）" for index in filled)
    rows, broken = set_long_rows_apart(rows, header, limits)
    notes = _describe_header(name, above.height, [titles[index] for index in filled], header)
    sheet = Sheet(name, header, int(grid[ROW][header_at]), rows, broken=broken)
    return Table(sheet, (*notes, *_describe_overhang(sheet, [titles[index] for index in filled])))


def clean_cells(grid: pl.DataFrame) -> pl.DataFrame:
    """Return a grid with null for cells without anything visible, one line break, no empty rows."""
    cells = pl.exclude(ROW)
    if grid.width == 1:
        return grid.clear()
    trimmed = cells.str.strip_chars()
    grid = grid.with_columns(pl.when(trimmed != "").then(cells))
    returns = [
        column.name for column in grid if column.name != ROW and column.str.contains("\r", literal=True).any()
    ]
    grid = grid.with_columns(pl.col(returns).str.replace_all("\r\n?", "\n"))
    return grid.filter(pl.any_horizontal(cells.is_not_null()))


def set_long_rows_apart(
    rows: pl.DataFrame, header: tuple[str, ...], limits: Limits
) -> tuple[pl.DataFrame, tuple[BrokenRow, ...]]:
    """Take out the rows with a cell over the bound; they are told about, not cut."""
    cells = rows.select(pl.exclude(ROW).str.len_chars().fill_null(0))
    if not cells.width or rows.is_empty():
        return rows, ()
    is_long = cells.select(pl.max_horizontal(pl.all()) > limits.cell_length).to_series()
    broken = []
    for row in rows.filter(is_long).iter_rows():
        index = next(at for at, cell in enumerate(row[1:]) if cell and len(cell) > limits.cell_length)
        broken.append(_describe_long_cell(row[0], header[index], row[index + 1], limits))
    return rows.filter(~is_long), tuple(broken)


def _describe_long_cell(row: int, title: str, cell: str, limits: Limits) -> BrokenRow:
    title, bound = shorten(title), f"{limits.cell_length:,}"
    ja = f"「{title}」が {len(cell):,} 文字あります。1 つのセルは {bound} 文字までです。短くしてください。"
    en = f"“{title}” has {len(cell):,} characters; a cell has at most {bound}. Shorten it."
    return BrokenRow(row, shorten(cell), TOO_LONG_RULE, ja, en)


def fold_title(title: str) -> str:
    """Return a header in the form in which headers are compared: normal width, no spaces, no case."""
    return "".join(unicodedata.normalize("NFKC", title).split()).casefold()


def _find_header(grid: pl.DataFrame, known_headers: frozenset[str]) -> int:
    known = {fold_title(title) for title in known_headers}
    rows = [[cell for cell in row[1:] if cell] for row in grid.head(HEADER_WITHIN).iter_rows()]
    matches = [len(known.intersection(map(fold_title, row))) for row in rows]
    if any(matches):
        return matches.index(max(matches))
    return next((at for at, row in enumerate(rows) if sum(map(_is_wording, row)) >= 2), 0)


def _is_wording(cell: str) -> bool:
    return any(character.isalpha() for character in cell)


def _describe_header(
    name: str, above: int, titles: list[str | None], header: tuple[str, ...]
) -> tuple[Note, ...]:
    notes = []
    if above:
        ja = f"「{name}」の見出しより上にある {above} 行（題名など）は読み取っていません。"
        en = f"The {above} rows above the header of “{name}” (a title or so) were not read."
        notes.append(Note("header.rows_above", ja, en))
    if unnamed := [own for own, title in zip(header, titles, strict=True) if title is None]:
        ja = f"「{name}」に見出しのない列があります: {'、'.join(unnamed)}。"
        en = f"“{name}” has columns without a header: {', '.join(unnamed)}."
        notes.append(Note("header.unnamed_columns", ja, en))
    counts = Counter(fold_title(title) for title in header)
    if repeated := sorted({shorten(title) for title in header if counts[fold_title(title)] > 1}):
        ja = f"「{name}」に同じ見出しの列が 2 つ以上あります: {'、'.join(repeated)}。"
        en = f"“{name}” has several columns of one name: {', '.join(repeated)}."
        notes.append(Note("header.repeated", ja, en))
    return tuple(notes)


def _describe_overhang(sheet: Sheet, titles: list[str | None]) -> tuple[Note, ...]:
    """Note the rows with cells to the right of the last header, which an unquoted comma often makes."""
    width = max((at for at, title in enumerate(titles, start=1) if title), default=0)
    beyond = [str(index) for index in range(width, len(titles))]
    if not beyond:
        return ()
    wide = sheet.rows.filter(pl.any_horizontal(pl.col(beyond).is_not_null()))[ROW]
    if wide.is_empty():
        return ()
    ja = f"「{sheet.name}」に、見出しより右に値のある行が {len(wide)} 行（最初は {wide[0]} 行目）あります。"
    en = f"“{sheet.name}” has {len(wide)} rows with more cells than the header (the first is row {wide[0]})."
    return (Note("rows.beyond_header", ja, en),)
