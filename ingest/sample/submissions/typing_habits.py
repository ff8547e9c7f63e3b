"""What stands in a cell: the same value as different people type it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from ingest.japanese.dates import ERAS
from ingest.sample.submissions.model import Row, Style, Value
from ingest.submissions.contracts import FieldSpec
from ingest.submissions.vocabularies import load_vocabulary

_WIDE = str.maketrans("0123456789-/,.", "０１２３４５６７８９－／，．")


def type_row(row: Row, fields: tuple[FieldSpec, ...], style: Style) -> dict[str, str]:
    """Return the text of every cell of a row by field; an empty cell is an empty text."""
    return {
        field.name: row.typed.get(field.name, type_value(row.values.get(field.name), field, style))
        for field in fields
    }


def type_value(value: Value, field: FieldSpec, style: Style) -> str:
    """Return a value as a member of this style types it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return style.flags[0] if value else style.flags[1]
    if isinstance(value, date):
        return type_date(value, style.dates)
    if isinstance(value, tuple):
        return style.separator.join(_type_term(entry, field, style) for entry in value)
    return _type_term(str(value), field, style)


def type_date(day: date, habit: str) -> str:
    """Return a date in the spelling of a habit."""
    return _DATES[habit](day)


def widen(text: str) -> str:
    """Return digits and marks in full width, as an input method leaves them."""
    return text.translate(_WIDE)


def type_json(row: Row, fields: tuple[FieldSpec, ...], style: Style) -> dict[str, object]:
    """Return a row as an object of JSON: numbers, true and false and lists are themselves."""
    cells: dict[str, object] = {}
    for field in fields:
        value = row.values.get(field.name)
        if field.name in row.typed:
            cells[field.name] = row.typed[field.name]
        elif isinstance(value, tuple):
            cells[field.name] = [_type_term(entry, field, style) for entry in value]
        elif isinstance(value, (bool, int)):
            cells[field.name] = value
        elif value is not None:
            cells[field.name] = type_value(value, field, style)
    return cells


def to_json_text(value: object, *, indent: int | None = None) -> str:
    """Return JSON with Japanese as it is."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _type_term(text: str, field: FieldSpec, style: Style) -> str:
    if field.vocabulary is None or style.codes == "code":
        return text
    return load_vocabulary(field.vocabulary).by_code[text].name_ja


def _era_of(day: date) -> tuple[str, str, str]:
    era = next(era for era in reversed(ERAS) if era.first_day <= day)
    year = day.year - era.first_day.year + 1
    return era.name, era.letter, "元" if year == 1 else str(year)


def _type_era(day: date) -> str:
    name, _, year = _era_of(day)
    return f"{name}{year}年{day.month}月{day.day}日"


def _type_era_letter(day: date) -> str:
    _, letter, year = _era_of(day)
    return f"{letter}{year}.{day.month}.{day.day}"


_DATES: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "slash": lambda day: f"{day.year}/{day.month}/{day.day}",
    "kanji": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "era": _type_era,
    "era_letter": _type_era_letter,
    "wide": lambda day: widen(f"{day.year}/{day.month:02}/{day.day:02}"),
}
