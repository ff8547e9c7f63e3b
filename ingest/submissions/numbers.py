"""Whole numbers as people write them in cells: separators, full width, 円 and 名, 万 and 億."""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

from ingest.submissions.columns import map_distinct

_UNITS = "円|名|人|件|団体|社|者|回|か所|ヶ所|箇所"
_DIGITS = "[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+"
_PLAIN = re.compile(rf"[¥\\]?\s*(?P<sign>-?)\s*(?P<digits>{_DIGITS})(?:\.0*)?\s*(?:{_UNITS})?")
_PART = rf"(?:{_DIGITS})(?:\.[0-9]+)?"
_LARGE = re.compile(
    rf"[¥\\]?\s*(?:(?P<oku>{_PART})億)?(?:(?P<man>{_PART})万)?(?:(?P<sen>{_PART})千)?(?P<rest>{_DIGITS})?\s*(?:{_UNITS})?"
)
_FACTORS = {"oku": 10**8, "man": 10**4, "sen": 10**3, "rest": 1}
_LONGEST = 60
_LARGEST = 10**18


def parse_integers(texts: pl.Series) -> pl.Series:
    """Return a column of folded texts as whole numbers, null where a text is none.

    Plain digits are read in one pass; only the distinct other texts go one by one.
    """
    plain = texts.str.extract(r"\A(-?[0-9]{1,18})\z", 1).cast(pl.Int64)
    left = texts.filter(texts.is_not_null() & plain.is_null())
    if left.is_empty():
        return plain
    slow = map_distinct(texts.set(plain.is_not_null(), None), parse_integer, pl.Int64())
    return plain.zip_with(plain.is_not_null(), slow)


def parse_integer(text: str) -> int | None:
    """Return the whole number a folded text is, or None.

    ``1,200``, ``1200円``, ``¥1,200``, ``25名``, ``50万円``, ``1億2,000万``, ``3万5千円``, ``12.0``.
    A separator must stand before three digits: ``1,20`` is no number.
    """
    if len(text) > _LONGEST:
        return None
    if match := _PLAIN.fullmatch(text):
        return _bound(int(match["sign"] + match["digits"].replace(",", "")))
    match = _LARGE.fullmatch(text)
    if match is None or not any(match[name] for name in _FACTORS):
        return None
    amount = sum(
        Decimal(match[name].replace(",", "")) * factor for name, factor in _FACTORS.items() if match[name]
    )
    return _bound(int(amount)) if amount == int(amount) else None


def _bound(number: int) -> int | None:
    return number if abs(number) < _LARGEST else None
