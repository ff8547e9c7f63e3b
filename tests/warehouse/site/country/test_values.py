"""Values: one that is withheld or not known is said to be so, never 0."""

from __future__ import annotations

from decimal import Decimal

import pytest

from warehouse.site.values import write_short, write_value


@pytest.mark.parametrize(
    ("value", "status", "ja", "en"),
    [
        (None, "c", "秘匿", "withheld"),
        (None, "x", "不明", "not available"),
        (None, "z", "該当なし", "not applicable"),
        (None, None, "–", "–"),
        (0, None, "0", "0"),
        (1234, None, "1,234", "1,234"),
        (1234, "p", "1,234(暫定)", "1,234 (provisional)"),
    ],
)
def test_a_value_is_written_with_its_status(value: int | None, status: str | None, ja: str, en: str) -> None:
    assert (write_value(value, status, "ja"), write_value(value, status, "en")) == (ja, en)


def test_digits_behind_the_point_are_those_asked_for() -> None:
    assert write_value(Decimal("12.345"), None, "en", 1) == "12.3"


def test_in_little_room_a_withheld_value_is_still_no_number() -> None:
    assert (write_short(None, "c", "ja"), write_short(None, "c", "en")) == ("秘匿", "[c]")
