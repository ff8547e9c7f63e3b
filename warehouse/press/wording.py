"""Turns values into words: the filters of sentences and headlines, in Japanese and English."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import jinja2

from warehouse.database import quote_text
from warehouse.release.documents import make_environment

TEMPLATES = Path(__file__).parent / "templates"
#: What Markdown, or HTML inside it, would take for more than a letter.
SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$-])")


def make_press_environment() -> jinja2.Environment:
    """Return what renders the texts of the press kit, with filters that escape them."""
    environment = make_environment(TEMPLATES)
    filters: dict[str, Callable[..., str]] = {
        "count": lambda number: f"{int(number):,}",
        "whole": lambda number: f"{number:.0f}",
        "text": escape_markdown,
        "sql": quote_value,
        "day_en": lambda day: f"{day.day} {calendar.month_name[day.month]} {day.year}",
        "month_ja": lambda day: f"{day.year}年{day.month}月",
        "month_en": lambda day: f"{calendar.month_name[day.month]} {day.year}",
    }
    environment.filters.update(filters)
    return environment


def escape_markdown(text: object) -> str:
    """Return a text on one line that Markdown shows as it is: no link, no markup, no HTML."""
    return SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def quote_value(value: str | date | int | Decimal) -> str:
    """Return a value as an SQL literal."""
    if isinstance(value, int | Decimal):
        return str(value)
    return quote_text(value.isoformat() if isinstance(value, date) else value)
