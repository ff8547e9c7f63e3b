"""How bounds and measures are written on the page of quality."""

from __future__ import annotations

import pytest

from warehouse.site.pages.quality import tell_bounds, tell_measure


@pytest.mark.parametrize(
    ("minimum", "maximum", "told"),
    [
        (0.99, None, "≥ 0.99"),
        (None, 0, "≤ 0"),
        (1, 20, "1–20"),
        (67, 67, "67"),
        (None, 10**12, "≤ 1,000,000,000,000"),
    ],
)
def test_bounds_are_told_as_people_write_them(
    minimum: float | None, maximum: float | None, told: str
) -> None:
    assert tell_bounds(minimum, maximum) == told


@pytest.mark.parametrize(
    ("measured", "told"), [(300000, "300,000"), (1.0, "1"), (0.0378787, "0.0379"), (0.5, "0.5")]
)
def test_a_measure_has_commas_or_a_few_decimals(measured: float, told: str) -> None:
    assert tell_measure(measured) == told
