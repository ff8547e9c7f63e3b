"""The table of the certified list, out of the PDF: ruled lines make the cells, nothing is guessed.

Only the ruled table and its header are relied on, never coordinates, so that another paper size or
column width reads the same. Another reader's plain text is the second opinion: it must hold as many
entries, and the words of every entry in the same order.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from ingest.errors import UnreadableFile
from ingest.japanese.prefectures import JURISDICTION_NAMES

_TITLE_DATE = re.compile(r"([0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)\s*更新")
#: Every entry begins with the code of an authority and its name, and nothing else does.
_ENTRY = re.compile(
    r"(?<![0-9])(?:" + "|".join(rf"{code}\s*{name}" for code, name in JURISDICTION_NAMES.items()) + ")"
)
_MARK = "○"
_ASK = "Open the publisher's PDF and compare its table with the register's module."
_Box = tuple[float, float, float, float]
_Char = dict[str, Any]
#: Baselines of one text are no further apart than so many times the size of its letters.
_WIDEST_LEADING = 1.5
#: So much of a letter's box may lie beyond a rule before the letter itself does.
_ROOM = 0.2
# PDFium is not safe to use from two threads at once.
_PDFIUM_LOCK = threading.Lock()


@dataclass(frozen=True)
class PdfList:
    """What the PDF says.

    Attributes:
        title_date: the date in the title line, as written; None when there is none.
        rows: the texts of the entries, in order, lines within a cell joined.
        rows_in_text: entries counted in the plain text by another reader.
        doubts: cells that the other reader reads otherwise: index of the row and of the column.
    """

    title_date: str | None
    rows: list[list[str]]
    rows_in_text: int
    doubts: list[tuple[int, int]]


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
    doubts: list[tuple[int, int]] = []
    with _open_pdf(path, name) as pdf:
        for number, (page, text) in enumerate(zip(pdf.pages, texts, strict=True), start=1):
            place = f"{name}, page {number}"
            entries = _read_page(page, place, header)
            _compare_counts(place, len(entries), len(_ENTRY.findall(text)))
            doubts += [(len(rows) + at, column) for at, column in _find_doubts(entries, text)]
            rows += entries
            page.close()
    counted = sum(len(_ENTRY.findall(text)) for text in texts)
    return PdfList(found.group(1) if found else None, rows, counted, doubts)


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


def _find_doubts(entries: Sequence[Sequence[str]], text: str) -> list[tuple[int, int]]:
    """Return the cells, by row and column, whose words do not follow one another in the plain text.

    Marks are left out: some fonts make the other reader take a single letter to be of no width.
    """
    flat = _flatten(text, _MARK)
    doubts: list[tuple[int, int]] = []
    for at, entry in enumerate(entries):
        words = [_flatten(cell, _MARK) for cell in entry]
        cells = [(column, cell) for column, cell in enumerate(words) if cell]
        if "".join(cell for _, cell in cells) in flat:
            continue
        strange = {column for column, cell in cells if cell not in flat}
        known = [pair for pair in pairwise(cells) if strange.isdisjoint(column for column, _ in pair)]
        # Either for itself is there: then one of two neighbours has lost its end or its beginning.
        apart = {left[0] for left, right in known if left[1] + right[1] not in flat}
        doubts += [(at, column) for column in sorted(strange | apart) or [0]]
    return doubts


def _flatten(text: str, without: str = "") -> str:
    return re.sub(rf"[\s{without}]", "", text)


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
    """Return the text of a cell: lines from top to bottom, each from left to right.

    Lines are told apart by their baselines, for tight ones overlap: two of them may be nearer than any
    fixed distance, but not than half the size of their letters.
    """
    lines: list[list[_Char]] = []
    for char in sorted(chars, key=_baseline):
        above = lines[-1][0] if lines else None
        if above and _baseline(char) - _baseline(above) <= min(char["size"], above["size"]) / 2:
            lines[-1].append(char)
        else:
            lines.append([char])
    texts = ("".join(char["text"] for char in sorted(line, key=lambda char: char["x0"])) for line in lines)
    return "".join(" ".join(text.split()) for text in texts)


def _baseline(char: _Char) -> float:
    """Return where the letter stands, growing downwards."""
    return -float(char["matrix"][5])


def _check_header(place: str, rows: Sequence[Sequence[str | None]], header: Sequence[frozenset[str]]) -> None:
    """Compare the stacked heading of each column with the declared ones.

    A heading over several columns counts for each of them.
    """
    stacked = [""] * len(header)
    for depth, row in enumerate(rows):
        for place_in_row, text in enumerate(row):
            above = stacked[place_in_row - 1] if depth == 0 and place_in_row else ""
            stacked[place_in_row] += above if text is None else _flatten(text)
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
    if not rows:
        return []
    # One row more on both sides takes what stands above and below the table, and is thrown away.
    cells: list[list[list[_Char]]] = [[[] for _ in rows[0]] for _ in range(len(rows) + 2)]
    rules = [row[0][1] for row in rows] + [rows[-1][0][3]]
    lefts = [box[0] for box in rows[0]] + [rows[0][-1][2]]
    for column, piece in _split_pieces(chars, lefts):
        if any(_is_cut(char, rules) for char in piece):
            middle = (min(char["top"] for char in piece) + max(char["bottom"] for char in piece)) / 2
            cells[bisect_right(rules, middle)][column] += piece
        else:
            for char in piece:
                cells[bisect_right(rules, _middle(char)[1])][column].append(char)
    return [[_join(cell) for cell in row] for row in cells[1:-1]]


def _split_pieces(chars: Iterable[_Char], lefts: Sequence[float]) -> Iterator[tuple[int, list[_Char]]]:
    """Yield what was written in one go: characters in one column, on lines close below each other.

    The order of writing tells to which entry a line belongs that is set over the rule of its cell.
    """
    piece: list[_Char] = []
    last = -1
    for char in chars:
        column = bisect_right(lefts, _middle(char)[0]) - 1
        if piece and not (column == last and _follows(char, piece[-1])):
            yield last, piece
            piece = []
        if 0 <= column < len(lefts) - 1:
            piece.append(char)
        last = column
    if piece:
        yield last, piece


def _follows(char: _Char, before: _Char) -> bool:
    down = _baseline(char) - _baseline(before)
    size = float(char["size"])
    return -size / 2 <= down <= size * _WIDEST_LEADING


def _is_cut(char: _Char, rules: Sequence[float]) -> bool:
    """Tell whether a rule goes through a letter; its box may touch one, having room around the letter."""
    room = (char["bottom"] - char["top"]) * _ROOM
    return bisect_right(rules, char["top"] + room) != bisect_right(rules, char["bottom"] - room)
