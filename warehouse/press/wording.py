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

TEMPLATES = Path(__file__).parent / "templates"
#: What Markdown, or HTML inside it, would take for more than a letter.
SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$-])")


def make_environment() -> jinja2.Environment:
    """Return the environment that renders the texts of the press kit."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=False,  # Markdown and CSV, each with an escape of its own
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., str]] = {
        "count": lambda number: f"{int(number):,}",
        "whole": lambda number: f"{number:.0f}",
        "text": escape_markdown,
        "sql": quote_value,
        "day_ja": lambda day: f"{day.year}年{day.month}月{day.day}日",
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
