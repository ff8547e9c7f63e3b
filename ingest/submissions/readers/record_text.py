"""One JSON record, read strictly: no field twice, numbers as they are written, nothing nested."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from ingest.submissions.readers.document import BrokenRow, Limits
from ingest.submissions.readers.hygiene import has_lone_surrogate
from ingest.submissions.readers.refusals import shorten

#: From a place outside a string to just after the next bracket; strings are passed over.
TO_NEXT_BRACKET = re.compile(
    r'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+([\[\]{}])', re.DOTALL
)

_LONGEST = 2 * 2**20

Record = dict[str, str | None]


class BadRecord(ValueError):
    """A record which cannot be given as cells: the rule, and what is wrong in both languages."""

    def __init__(self, rule: str, message_ja: str, message_en: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.message_ja = message_ja
        self.message_en = message_en

    def describe(self, row: int, text: str) -> BrokenRow:
        """Return it as a row to be quarantined."""
        return BrokenRow(row, shorten(text), self.rule, self.message_ja, self.message_en)


def read_record(text: str, limits: Limits) -> Record:
    """Return the fields of a record as text.

    Numbers stay as they are written, whatever their length; true and false become ○ and ×; a list of
    such values becomes lines of one text.

    Args:
        text: the JSON of one record.
        limits: bounds of a submission.

    Raises:
        BadRecord: no JSON, no object, too deep or too long, a field twice, NaN, or nested.
    """
    if len(text) > _LONGEST:
        ja, en = f"1 件は {_LONGEST:,} 文字までです。", f"A record has at most {_LONGEST:,} characters."
        raise BadRecord("json.record_too_long", ja, en)
    if is_too_deep(text, limits.depth):
        ja, en = (
            f"入れ子は {limits.depth} 段までです。",
            f"A record is nested at most {limits.depth} levels deep.",
        )
        raise BadRecord("json.depth", ja, en)
    try:
        found = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        ja = f"JSON として読めません（{error.colno} 文字目）。引用符、コンマ、括弧を確かめてください。"
        en = f"Not JSON ({error.msg}, at character {error.colno}). Check quotes, commas and brackets."
        raise BadRecord("json.syntax", ja, en) from error
    if not isinstance(found, dict):
        raise no_record()
    record = {name: _write_value(name, value) for name, value in found.items()}
    if "\\u" in text and any(map(has_lone_surrogate, (*record, *filter(None, record.values())))):
        ja = "文字の片割れ（サロゲート）だけがあります。元の文字に直してください。"
        en = "Half a character (a lone surrogate) stands there. Write the whole character."
        raise BadRecord("text.surrogate", ja, en)
    return record


def no_record() -> BadRecord:
    """Return what is wrong with a number, a text or a list where a record should be."""
    ja = 'レコードは {"項目": "値"} の形のオブジェクトです。'
    return BadRecord("json.not_a_record", ja, 'A record is an object, {"field": "value"}.')


def is_too_deep(text: str, bound: int) -> bool:
    """Tell whether brackets outside strings nest deeper than a bound, before anything recurses into them."""
    if text.count("[") + text.count("{") <= bound:
        return False
    depth = position = 0
    while found := TO_NEXT_BRACKET.match(text, position):
        depth += 1 if found[1] in "[{" else -1
        if depth > bound:
            return True
        position = found.end()
    return False


def _write_value(name: str, value: Any) -> str | None:
    if isinstance(value, list):
        if any(isinstance(item, (list, dict)) for item in value):
            raise _nested(name)
        return "\n".join(text for item in value if (text := _write_value(name, item)) is not None)
    if isinstance(value, dict):
        raise _nested(name)
    if isinstance(value, bool):
        return "○" if value else "×"
    return None if value is None else str(value)


def _nested(name: str) -> BadRecord:
    name = shorten(name)
    ja = f"「{name}」の値は文字、数、真偽、またはその一覧です。オブジェクトや一覧の一覧は置けません。"
    en = f"The value of “{name}” is a text, a number, true, false, or a list of these; nothing nested."
    return BadRecord("json.nested", ja, en)


def refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, if no name is there twice.

    Raises:
        BadRecord: one is; which of the two is meant cannot be known.
    """
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            shown = shorten(name)
            ja, en = f"「{shown}」が 2 回書かれています。", f"“{shown}” is there twice."
            raise BadRecord("json.duplicate_key", ja + "1 つにしてください。", en + " Keep one of them.")
        found[name] = value
    return found


def refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and the infinities, which are no JSON.

    Raises:
        BadRecord: always.
    """
    ja = f"{name} は JSON の値ではありません。空欄は null と書いてください。"
    raise BadRecord("json.not_a_number", ja, f"{name} is no value of JSON. Write null for an empty cell.")


_DECODER = json.JSONDecoder(
    object_pairs_hook=refuse_repeated, parse_constant=refuse_constant, parse_float=str, parse_int=str
)
