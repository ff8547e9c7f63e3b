"""Writes the certified list as the Cabinet Office prints it: a ruled table of 17 columns in a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.files import write_atomically
from ingest.sample.calendar import CERTIFIED_DAY
from ingest.sample.certifications import Certification

#: One of the Japanese fonts every PDF reader brings along; no font file is needed.
_FONT = "HeiseiKakuGo-W5"

_PAGE = (595.22, 842.0)
_HEAD_ROWS = (39.0, 48.0, 57.0, 66.0)
_ROW_HEIGHT = 10.316
_ROWS_A_PAGE = 72

#: Left edges of the 17 columns, and the right edge of the last.
_EDGES = (28, 53, 77, 119, 128, 138, 147, 226, 312, 345, 356, 368, 379, 400, 441, 483, 525, 567)
_SIZES = (5.2, 4.3, 4.0, 4.4, 4.4, 4.4, 4.4, 4.4, 5.2, 4.4, 4.4, 4.4, 4.1, 3.9, 3.9, 3.9, 3.9)

#: Width of digits and Latin letters of the font, rounded up, in units of its size.
_NARROW = 0.75

#: Head cells: text, first and last column, first and last of the three head rows.
_HEAD = (
    ("所轄庁コード", 0, 0, 0, 2),
    ("所轄庁", 1, 1, 0, 2),
    ("法人番号", 2, 2, 0, 2),
    ("認\n定", 3, 3, 0, 2),
    ("特\n例\n認\n定", 4, 4, 0, 2),
    ("更\n新\n申\n請\n中", 5, 5, 0, 2),
    ("法人名", 6, 6, 0, 2),
    ("主たる事務所の\n所在地", 7, 7, 0, 2),
    ("代表者氏名", 8, 8, 0, 2),
    ("PST基準", 9, 12, 0, 0),
    ("認定 有効期間", 13, 14, 0, 0),
    ("特例認定 有効期間", 15, 16, 0, 0),
    ("相対\n値", 9, 9, 1, 2),
    ("絶対\n値", 10, 10, 1, 2),
    ("条例指定\n", 11, 12, 1, 2),
    ("自治体名", 12, 12, 2, 2),
    ("自", 13, 13, 1, 2),
    ("至", 14, 14, 1, 2),
    ("自", 15, 15, 1, 2),
    ("至", 16, 16, 1, 2),
)


def write_certified_list(path: Path, entries: Sequence[Certification]) -> int:
    """Write the list with 72 entries a page; return its entries."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    pages = [entries[start : start + _ROWS_A_PAGE] for start in range(0, len(entries), _ROWS_A_PAGE)]
    with write_atomically(path) as temporary:
        canvas = Canvas(str(temporary), pagesize=_PAGE, invariant=1, pageCompression=1)
        for number, page in enumerate(pages, start=1):
            _draw_page(canvas, page, f"{number}／{len(pages)}")
            canvas.showPage()
        canvas.save()
    return len(entries)


def _draw_page(canvas: Canvas, entries: Sequence[Certification], footer: str) -> None:
    canvas.setLineWidth(0.4)
    _write(canvas, "所轄庁による認定・特例認定 法人名簿", 54.0, 35.0, 5.9)
    _write(canvas, f"{CERTIFIED_DAY:%Y年%m月%d日}更新", 500.0, 35.0, 5.9)
    _write(canvas, footer, 290.0, 825.0, 5.2)
    for text, first, last, upper, lower in _HEAD:
        box = (_EDGES[first], _HEAD_ROWS[upper], _EDGES[last + 1], _HEAD_ROWS[lower + 1])
        _draw_cell(canvas, text, box, 3.7)
    for position, entry in enumerate(entries):
        top = _HEAD_ROWS[3] + position * _ROW_HEIGHT
        for column, text in enumerate(_cells_of(entry)):
            box = (_EDGES[column], top, _EDGES[column + 1], top + _ROW_HEIGHT)
            _draw_cell(canvas, text, box, _SIZES[column])


def _cells_of(entry: Certification) -> tuple[str, ...]:
    return (
        entry.authority_code,
        entry.authority,
        "" if entry.listed_number is None else str(entry.listed_number),
        _mark(entry.certified),
        _mark(entry.specially_certified),
        _mark(entry.renewal_pending),
        entry.name,
        entry.address,
        entry.representative,
        _mark(entry.pst == "relative"),
        _mark(entry.pst == "absolute"),
        _mark(entry.pst == "ordinance"),
        entry.pst_by,
        _day(entry.certified_from),
        _day(entry.certified_to),
        _day(entry.special_from),
        _day(entry.special_to),
    )


def _draw_cell(canvas: Canvas, text: str, box: tuple[float, float, float, float], size: float) -> None:
    """Rule a cell and write its text, broken into lines where it is too long."""
    left, top, right, bottom = box
    canvas.rect(left, _flip(bottom), right - left, bottom - top)
    if not text:
        return
    lines = _break_lines(text, right - left - 2, size)
    step = min(size, (bottom - top - 0.6) / len(lines))
    start = top + (bottom - top - step * len(lines)) / 2
    for index, line in enumerate(lines):
        _write(canvas, line, left + 1, start + step * (index + 0.85), min(size, step))


def _break_lines(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    used = 0.0
    for character in text:
        advance = size * (_NARROW if character.isascii() else 1.0)
        if character == "\n" or used + advance > width:
            lines.append("")
            used = 0.0
        if character != "\n":
            lines[-1] += character
            used += advance
    return lines


def _write(canvas: Canvas, text: str, left: float, baseline: float, size: float) -> None:
    canvas.setFont(_FONT, size)
    # Some readers take a text of one character to be of no width, and drop it.
    canvas.drawString(left, _flip(baseline), text if len(text) > 1 else f"{text} ")


def _flip(from_top: float) -> float:
    return _PAGE[1] - from_top


def _mark(holds: bool) -> str:
    return "○" if holds else ""


def _day(day: date | None) -> str:
    return f"{day:%Y年%m月%d日}" if day else ""
