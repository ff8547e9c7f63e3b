"""How numbers, days and sizes are written in either language."""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal

from warehouse.site.page import Language

MISSING = "–"
UNITS = ("B", "kB", "MB", "GB")
FIRST_SENTENCE = re.compile(r".*?(?:。|[.!?](?=\s)|$)", re.DOTALL)


def format_number(value: int | float | Decimal | None, digits: int = 0) -> str:
    """Return a number with commas between thousands; a dash where there is none."""
    return MISSING if value is None else f"{value:,.{digits}f}"


def format_day(day: date | str | None, language: Language) -> str:
    """Return a day in words; a text is an ISO date, or begins with one."""
    if not day:
        return MISSING
    parsed = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    if language == "ja":
        return f"{parsed.year}年{parsed.month}月{parsed.day}日"
    return f"{parsed.day} {calendar.month_name[parsed.month]} {parsed.year}"


def take_first_sentence(text: str) -> str:
    """Return the first sentence of a text in either language; the whole text where it is one."""
    found = FIRST_SENTENCE.match(text)
    return found[0] if found else text


def format_size(size: int) -> str:
    """Return a number of bytes in the largest unit that leaves at least one, as 1.2 MB."""
    amount, unit = float(size), UNITS[0]
    for unit in UNITS:
        if amount < 1000 or unit == UNITS[-1]:
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 else f"{amount:.1f} {unit}"
