"""How values of statistics are written: a number that is withheld or not known is said to be so, never 0."""

from __future__ import annotations

from decimal import Decimal

from warehouse.site.formats import MISSING, format_number
from warehouse.site.page import Language, Words

Number = int | float | Decimal
WITHHELD, UNAVAILABLE, INAPPLICABLE, PROVISIONAL = "c", "x", "z", "p"
#: What ``value_status`` means where there is no number.
REASONS = {
    WITHHELD: Words("秘匿", "withheld"),
    UNAVAILABLE: Words("不明", "not available"),
    INAPPLICABLE: Words("該当なし", "not applicable"),
}
#: The same where there is little room.
SHORT_REASONS = {
    WITHHELD: Words("秘匿", "[c]"),
    UNAVAILABLE: Words("不明", "[x]"),
    INAPPLICABLE: Words("–", "[z]"),
}
PROVISIONAL_WORDS = Words("{}(暫定)", "{} (provisional)")


def write_value(value: Number | None, status: str | None, language: Language, digits: int = 0) -> str:
    """Return a number with its status in words, or why there is none.

    Args:
        value: the number.
        status: its ``value_status``.
        language: of the words.
        digits: behind the point.
    """
    if value is None:
        return REASONS[status][language] if status in REASONS else MISSING
    number = format_number(value, digits)
    return PROVISIONAL_WORDS[language].format(number) if status == PROVISIONAL else number


def write_short(value: Number | None, status: str | None, language: Language, digits: int = 0) -> str:
    """Return a number, or in at most three letters why there is none."""
    if value is None:
        return SHORT_REASONS[status][language] if status in SHORT_REASONS else MISSING
    return format_number(value, digits)
