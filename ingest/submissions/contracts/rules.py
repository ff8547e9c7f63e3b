"""Rules that need more than one value, or more than a pattern; each is a small function of plain values.

The models run them after pydantic-core has passed every value. They are kept out of the models so that a
receipt can name all broken rules of a row, also when some values of it are no values at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.submissions.contracts.fields import FieldSpec

#: A rule may ask for the day of receipt as if it were a field.
RECEIVED_ON = "received_on"


@dataclass(frozen=True)
class RowRule:
    """What the values of one row must fulfil together.

    Attributes:
        code: stable dotted name.
        field: the field a message points at.
        needs: the fields ``holds`` is called with, in this order; None where a field is empty.
        holds: tells whether the rule is fulfilled.
        message_ja: what is wrong, with ``{title}`` for the header of the field.
        message_en: the same in English.
        remedy_ja: what to do.
        remedy_en: the same in English.
        json_schema: the rule as a fragment of JSON Schema, where it has the words for it.
    """

    code: str
    field: str
    needs: tuple[str, ...]
    holds: Callable[..., bool]
    message_ja: str
    message_en: str
    remedy_ja: str
    remedy_en: str
    json_schema: Mapping[str, Any] | None = None

    def holds_for(self, values: Mapping[str, Any]) -> bool:
        """Tell whether a row fulfils the rule."""
        return self.holds(*(values.get(name) for name in self.needs))


def list_field_rules(fields: Iterable[FieldSpec]) -> list[RowRule]:
    """Return the rules that follow from the type of a field: no future, true check digits."""
    rules = []
    for field in fields:
        if field.type == "date" and not field.may_be_future:
            rules.append(_forbid_future(field.name))
        if field.type == "corporate_number":
            rules.append(_check_corporate_number(field.name))
    return rules


def order_dates(first: str, last: str) -> RowRule:
    """Return the rule that a period does not end before it starts."""
    return RowRule(
        code="period.reversed",
        field=last,
        needs=(first, last),
        holds=lambda starts_on, ends_on: starts_on is None or ends_on is None or starts_on <= ends_on,
        message_ja="「{title}」が開始の日より前になっています。",
        message_en='"{title}" is before the day of the start.',
        remedy_ja="開始と終了の日付を確かめ、終了の日が開始の日と同じか後になるように直してください。",
        remedy_en="Check both dates; the end must be on or after the start.",
    )


def has_true_check_digit(number: str) -> bool:
    """Tell whether a corporate number of 13 digits has the check digit its other digits give.

    It is 9 - (sum of Pn * Qn mod 9), Pn the n-th of the other twelve from the right, Qn 1 for odd and 2
    for even n (Ordinance of the Ministry of Finance No. 70 of 2014, article 2).
    """
    odd = sum(map(int, number[:0:-2]))
    even = sum(map(int, number[-2:0:-2]))
    return int(number[0]) == 9 - (odd + 2 * even) % 9


def _forbid_future(name: str) -> RowRule:
    def is_past(day: date | None, received_on: date) -> bool:
        return day is None or day <= received_on

    return RowRule(
        code="date.future",
        field=name,
        needs=(name, RECEIVED_ON),
        holds=is_past,
        message_ja="「{title}」が、受け取った日より先の日付になっています。",
        message_en='"{title}" is later than the day the file was received.',
        remedy_ja="年・月・日の書きまちがいがないか確かめてください。これからの予定は、その日が過ぎてから送ってください。",
        remedy_en="Check year, month and day. Send what is planned once it has taken place.",
    )


def _check_corporate_number(name: str) -> RowRule:
    return RowRule(
        code="corporate_number.check_digit",
        field=name,
        needs=(name,),
        holds=lambda number: number is None or has_true_check_digit(number),
        message_ja="「{title}」の13桁の数字のどこかがちがっています（先頭の検査用数字と合いません）。",
        message_en='One of the 13 digits of "{title}" is wrong: the check digit does not agree.',
        remedy_ja="国税庁法人番号公表サイトで番号を確かめてください。わからないときは空欄にしてください。",
        remedy_en="Look the number up on the tax agency's corporate number site, or leave the cell empty.",
    )
