"""The table of the certified list, out of the PDF: ruled lines make the cells, nothing is guessed.

Only the ruled table and its header are relied on, never coordinates, so that another paper size or
column width reads the same. How many rows a page holds is counted a second time, in the plain text and
with another reader.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_text

from ingest.errors import UnreadableFile
from ingest.japanese.prefectures import JURISDICTION_NAMES

_TITLE_DATE = re.compile(r"([0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)\s*更新")
#: Every entry begins with the code of an authority and its name, and nothing else does.
_ENTRY = re.compile(
    r"(?<![0-9])(?:" + "|".join(rf"{code}\s*{name}" for code, name in JURISDICTION_NAMES.items()) + ")"
)
_ASK = "Open the publisher's PDF and compare its table with the register's module."
_Box = tuple[float, float, float, float]
_Char = dict[str, Any]
# PDFium is not safe to use from two threads at once.
_PDFIUM_LOCK = threading.Lock()


@dataclass(frozen=True)
class PdfList:
    """What the PDF says.

    Attributes:
        title_date: the date in the title line, as written; None when there is none.
        rows: the texts of the entries, in order, lines within a cell joined.
        rows_in_text: entries counted in the plain text by another reader.
    """

    title_date: str | None
    rows: list[list[str]]
    rows_in_text: int


def read_pdf_list(path: Path, name: str, header: Sequence[frozenset[str]]) -> PdfList:
    """Read all pages.

    Args:
        path: the PDF.
        name: its file name, for messages.
        header: for each column the spellings of its heading, group and column in one, without spaces.

    Raises:
        UnreadableFile: not a PDF, another header, or a page whose rows do not agree with its text.
    """
    texts = _read_texts(path, name)
    found = _TITLE_DATE.search(texts[0]) if texts else None
    rows: list[list[str]] = []
    with _open_pdf(path, name) as pdf:
        for number, (page, text) in enumerate(zip(pdf.pages, texts, strict=True), start=1):
            place = f"{name}, page {number}"
            entries = _read_page(page, place, header)
            _compare_counts(place, len(entries), len(_ENTRY.findall(text)))
            rows += entries
            page.close()
    return PdfList(found.group(1) if found else None, rows, sum(len(_ENTRY.findall(text)) for text in texts))


def _read_texts(path: Path, name: str) -> list[str]:
    with _PDFIUM_LOCK:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(name, str(error)[:100], "the file is not a readable PDF", _ASK) from error
        try:
            return [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()


def _open_pdf(path: Path, name: str) -> PDF:
    try:
        return pdfplumber.open(path)
    except (PdfminerException, PDFSyntaxError, ValueError) as error:
        raise UnreadableFile(name, str(error)[:100], "the file is not a readable PDF", _ASK) from error


def _compare_counts(place: str, in_table: int, in_text: int) -> None:
    if in_table != in_text:
        raise UnreadableFile(
            place,
            f"{in_table} rows in the table, {in_text} in the text",
            "the rows of the ruled table are those of the plain text",
            _ASK,
            code="pdf.rows_do_not_agree",
        )


def _read_page(page: Page, place: str, header: Sequence[frozenset[str]]) -> list[list[str]]:
    tables = [table for table in page.find_tables() if _width(table) == len(header)]
    if len(tables) > 1:
        raise UnreadableFile(place, f"{len(tables)} tables", "a page holds one table", _ASK)
    if not tables:
        return []
    rows = [row.cells for row in tables[0].rows]
    first = next((number for number, cells in enumerate(rows) if None not in cells), len(rows))
    entries = [[cell for cell in cells if cell] for cells in rows[first:]]
    body_top = entries[0][0][1] if entries else page.height
    heading = [char for char in page.chars if char["top"] < body_top]
    _check_header(place, [_read_boxes(heading, cells) for cells in rows[:first]], header)
    return _read_entries(page.chars, entries, place)


def _width(table: Table) -> int:
    return max(len(row.cells) for row in table.rows)


def _read_boxes(chars: Sequence[_Char], boxes: Iterable[_Box | None]) -> list[str | None]:
    """Return the text in each box of a header row; merged cells reach over several rows."""
    return [
        None if box is None else _join([char for char in chars if _is_inside(char, box)]) for box in boxes
    ]


def _is_inside(char: _Char, box: _Box) -> bool:
    x, y = _middle(char)
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _middle(char: _Char) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def _join(chars: list[_Char]) -> str:
    return extract_text(chars).replace("\n", "").strip() if chars else ""


def _check_header(place: str, rows: Sequence[Sequence[str | None]], header: Sequence[frozenset[str]]) -> None:
    """Compare the stacked heading of each column with the declared ones.

    A heading over several columns counts for each of them.
    """
    stacked = [""] * len(header)
    for depth, row in enumerate(rows):
        for place_in_row, text in enumerate(row):
            above = stacked[place_in_row - 1] if depth == 0 and place_in_row else ""
            stacked[place_in_row] += above if text is None else re.sub(r"\s", "", text)
    wrong = [text for text, spellings in zip(stacked, header, strict=True) if text not in spellings]
    if wrong:
        raise UnreadableFile(
            f"{place}, header",
            ", ".join(wrong)[:200],
            "the header is not the declared one",
            _ASK,
            code="column.unknown",
        )


def _read_entries(chars: Iterable[_Char], rows: Sequence[Sequence[_Box]], place: str) -> list[list[str]]:
    """Return the texts of whole rows; each character is put in its cell by bisection, once."""
    if any(len(row) != len(rows[0]) for row in rows):
        raise UnreadableFile(place, "a row with merged cells", "an entry has one cell a column", _ASK)
    tops = [row[0][1] for row in rows]
    lefts = [[box[0] for box in row] for row in rows]
    cells: list[list[list[_Char]]] = [[[] for _ in row] for row in rows]
    for char in chars:
        x, y = _middle(char)
        at = bisect_right(tops, y) - 1
        if at < 0:
            continue
        column = bisect_right(lefts[at], x) - 1
        if column >= 0 and _is_inside(char, rows[at][column]):
            cells[at][column].append(char)
    return [[_join(cell) for cell in row] for row in cells]
