"""How the workbooks look, and the names of the sheets that are ours."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from ingest.submissions.contracts import FieldSpec

INSTRUCTIONS = "記入方法"
CHOICES = "選択肢"
RESULT = "確認結果"

#: Sheets of a workbook that hold no records of the member.
SERVICE_SHEETS = frozenset({INSTRUCTIONS, CHOICES, RESULT})

#: Points of one line of text.
LINE_HEIGHT = 20
_LONG_TEXT = 400
_FONT = {"font_name": "Yu Gothic", "font_size": 11, "valign": "vcenter"}
_HEADER = {
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "border": 1,
    "border_color": "#9AA5B1",
    "locked": True,
}
_LINE = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D5DAE1"}
_CELL = {"locked": False, "valign": "top"}
_EXAMPLE = {"font_color": "#7A8490", "italic": True, "bg_color": "#F1F3F5", "locked": False, "valign": "top"}
_BAD = {"bg_color": "#F8C9C4", "font_color": "#8A1C12", "locked": False, "text_wrap": True, "valign": "top"}

_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": "#123B5D"},
    "subtitle": {"font_color": "#5B6672"},
    "section": {"bold": True, "font_size": 13, "font_color": "#FFFFFF", "bg_color": "#123B5D"},
    "body": {"text_wrap": True, "valign": "top"},
    "term": {**_LINE, "bold": True},
    "line": _LINE,
    "line_centred": {**_LINE, "align": "center"},
    "table_header": {**_HEADER, "bg_color": "#DCE6EF", "font_color": "#123B5D"},
    "required": {**_HEADER, "bg_color": "#B5472B", "font_color": "#FFFFFF"},
    "optional": {**_HEADER, "bg_color": "#DCE6EF", "font_color": "#123B5D"},
    "consent": {**_HEADER, "bg_color": "#2F6B4F", "font_color": "#FFFFFF"},
    "plain_header": {**_HEADER, "bg_color": "#ECEFF2"},
    "link": {**_LINE, "font_color": "#0B5CAD", "underline": 1},
    "good": {"bold": True, "font_size": 13, "font_color": "#2F6B4F"},
    "warning": {"bold": True, "font_size": 13, "font_color": "#B5472B"},
}
_NUMBER_FORMATS = {"text": "@", "long": "@", "date": "yyyy-mm-dd", "integer": "#,##0", "flag": "@"}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def take(self, name: str) -> Format:
        """Return a format by its name."""
        return self._make(name, _STYLES[name])

    def take_cell(self, form: str, state: str = "cell") -> Format:
        """Return the format of a data cell.

        Args:
            form: ``text``, ``long``, ``date``, ``integer`` or ``flag``.
            state: ``cell``, ``example`` or ``bad``.
        """
        looks = {"cell": _CELL, "example": _EXAMPLE, "bad": _BAD}[state]
        shapes: dict[str, dict[str, Any]] = {"flag": {"align": "center"}, "long": {"text_wrap": True}}
        return self._make(
            f"{state}.{form}", {**looks, **shapes.get(form, {}), "num_format": _NUMBER_FORMATS[form]}
        )

    def _make(self, name: str, properties: dict[str, Any]) -> Format:
        if name not in self._made:
            self._made[name] = self._workbook.add_format({**_FONT, **properties})
        return self._made[name]


def choose_form(field: FieldSpec | None) -> str:
    """Return the form of the cells of a field: all but numbers, dates and yes or no are kept as text."""
    if field is None:
        return "text"
    if field.type in ("date", "integer", "flag"):
        return field.type
    return "long" if field.type == "text" and (field.longest or 0) >= _LONG_TEXT else "text"


def count_lines(text: str, width: int) -> int:
    """Return on how many lines a text stands in a column; a character of Japanese is two wide."""
    return sum(1 + (sum(1 + (ord(it) > 0x2000) for it in line) - 1) // width for line in text.split("\n"))
