"""Numbers, days and sizes as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from warehouse.site.formats import format_day, format_number, format_size, take_first_sentence


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(1234567, 0, "1,234,567"), (None, 0, "–"), (Decimal("26.04"), 1, "26.0"), (0, 0, "0"), (-5, 0, "-5")],
)
def test_a_number_has_commas_and_a_missing_one_is_a_dash(value: int | None, digits: int, shown: str) -> None:
    assert format_number(value, digits) == shown


def test_a_day_is_read_from_a_date_or_from_iso_text() -> None:
    assert format_day(date(2026, 11, 3), "en") == format_day("2026-11-03T10:00:00", "en") == "3 November 2026"
    assert format_day("2026-11-03", "ja") == "2026年11月3日"


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (18_400, "18 kB"),
        (2_500_000, "2.5 MB"),
        (3 * 10**12, "3000 GB"),
    ],
)
def test_a_size_is_given_in_the_largest_unit_that_fits(size: int, shown: str) -> None:
    assert format_size(size) == shown


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("一つ。二つ。", "一つ。"),
        ("One. Two.", "One."),
        ("Version 1.5 is out. Next", "Version 1.5 is out."),
        ("No end", "No end"),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_where_a_reader_would_pause(text: str, first: str) -> None:
    assert take_first_sentence(text) == first
