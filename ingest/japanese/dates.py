"""Dates as Japanese registers write them: ISO, slashes, 年月日, eras, and dates inside free text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import polars as pl

from ingest.japanese.text import normalise_dashes


class Era(NamedTuple):
    """An era: its first and last day, both included. Two eras share the day of an accession."""

    name: str
    letter: str
    first_day: date
    last_day: date


#: Days before 1873 were counted in the lunar calendar; registers restate them in the solar one.
ERAS: tuple[Era, ...] = (
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", date(2019, 5, 1), date.max),
)
_ERA_BY_MARK = {mark: era for era in ERAS for mark in (era.name, era.letter)}

_YEAR = (
    r"(?:(?P<era>明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR])\s*(?P<era_year>元|[0-9]{1,2})"
    r"|(?P<year>[0-9]{4}))"
)
_DATE = re.compile(
    rf"(?<![0-9]){_YEAR}"
    r"(?:\s*年\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*日"
    r"|(?P<mark>[-/.])(?P<month2>[0-9]{1,2})(?P=mark)(?P<day2>[0-9]{1,2})(?![0-9]))"
)


class DateInText(NamedTuple):
    """A date found in free text, and what the text says besides it."""

    day: date | None
    rest: str


def parse_date(text: str) -> date | None:
    """Return the date ``text`` is, or None when it is no possible date.

    Read are ``2020-02-19``, ``2020/2/19``, ``2020.2.19``, ``2020年02月19日``, ``令和2年2月19日``,
    ``平成元年1月8日``, ``R2.2.19``, in any width. A day outside its era is not a date.
    """
    match = _DATE.fullmatch(_flatten(text).strip())
    return _date_of(match) if match else None


def find_date_in_text(text: str) -> DateInText:
    """Return the first possible date inside ``text``, and the text without it.

    ``2020年02月19日 認証取消し(...)`` gives 2020-02-19 and ``認証取消し(...)``. Without a date the whole
    text is the rest.
    """
    flat = _flatten(text)
    for match in _DATE.finditer(flat):
        if day := _date_of(match):
            rest = f"{flat[: match.start()].rstrip()} {flat[match.end() :].lstrip()}"
            return DateInText(day, rest.strip())
    return DateInText(None, flat.strip())


def parse_dates(texts: pl.Series) -> pl.Series:
    """Return ``texts`` as dates, null where a text is null or no possible date.

    Western dates are read in one vectorised pass; only the distinct other texts go one by one.
    """
    western = texts.str.extract_groups(r"\A([0-9]{4})(?:[-/]|年)([0-9]{1,2})(?:[-/]|月)([0-9]{1,2})日?\z")
    parts = western.struct.unnest()
    quick = pl.Series(
        parts.select(
            pl.concat_str(
                pl.col("1"), pl.col("2").str.zfill(2), pl.col("3").str.zfill(2), separator="-"
            ).str.to_date("%Y-%m-%d", strict=False)
        ).to_series()
    ).alias(texts.name)
    return _fill_dates(texts, quick, parse_date)


def find_dates_in_texts(texts: pl.Series) -> pl.Series:
    """Return the first possible date inside each text, null where there is none."""
    leading = texts.str.extract(r"\A\s*([0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)", 1)
    quick = parse_dates(leading)
    return _fill_dates(texts, quick, lambda text: find_date_in_text(text).day)


def _fill_dates(texts: pl.Series, quick: pl.Series, parse: Callable[[str], date | None]) -> pl.Series:
    left = texts.filter(texts.is_not_null() & quick.is_null()).unique(maintain_order=True)
    if left.is_empty():
        return quick
    days = pl.Series([parse(text) for text in left], dtype=pl.Date)
    slow = texts.replace_strict(left, days, default=None, return_dtype=pl.Date)
    return quick.zip_with(quick.is_not_null(), slow)


def _flatten(text: str) -> str:
    return normalise_dashes(unicodedata.normalize("NFKC", text))


def _date_of(match: re.Match[str]) -> date | None:
    year = _year_of(match)
    month = int(match["month"] or match["month2"])
    day_of_month = int(match["day"] or match["day2"])
    try:
        day = date(year, month, day_of_month)
    except ValueError:
        return None
    era = _ERA_BY_MARK.get(match["era"] or "")
    return None if era and not era.first_day <= day <= era.last_day else day


def _year_of(match: re.Match[str]) -> int:
    if match["year"]:
        return int(match["year"])
    number = 1 if match["era_year"] == "元" else int(match["era_year"])
    # Year 0 of an era does not exist; year 0 of the calendar makes it impossible.
    return _ERA_BY_MARK[match["era"]].first_day.year + number - 1 if number else 0
