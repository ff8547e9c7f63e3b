"""Cells of a workbook as the text a person would write for them.

Runs in the child process of a workbook, and imports nothing but the standard library.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal


def write_value(value: object) -> str:
    """Return a cell that is not text as the text a person would write for it."""
    if isinstance(value, bool):
        return "○" if value else "×"
    if isinstance(value, float):
        return _write_number(value)
    if isinstance(value, datetime):
        day, moment = value.date().isoformat(), value.time()
        return f"{day} {_write_time(moment)}" if moment != time.min else day
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _write_time(value)
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
        return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def _write_time(moment: time) -> str:
    """Return a time of day to the second; what Excel adds below that is the noise of its fractions."""
    return moment.isoformat(timespec="seconds")


def _write_number(value: float) -> str:
    """Return a number without exponent, and without `.0` when it is whole."""
    if value != value or value in {float("inf"), float("-inf")}:
        return str(value)
    text = repr(value)
    text = format(Decimal(text), "f") if "e" in text else text
    return text.removesuffix(".0") if text != "-0.0" else "0"
