from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.survival import DAYS_A_YEAR, SURVIVAL, measure_survival

YEAR = 366
"""Days after which an age of whole years is passed, and the next is not, for many years."""


class Life(NamedTuple):
    """Days from the founding to the first and last day of observation, and whether it ended then."""

    entry: float
    exit: int
    ended: bool
    founded: int = 2000


def measure(lives: Iterable[Life], fields: Iterable[tuple[int, str]] = ()) -> list[dict[str, object]]:
    """Return the rows for lives, the organisations being numbered from 0, and the fields of some."""
    lives, fields = list(lives), list(fields)
    lifetimes = pa.table(
        {
            "org_id": pa.array([str(number) for number in range(len(lives))], pa.string()),
            "legal_form": pa.array(["npo"] * len(lives), pa.string()),
            "founding_year": pa.array([life.founded for life in lives], pa.int64()),
            "entry_days": pa.array([life.entry for life in lives], pa.int64()),
            "exit_days": pa.array([life.exit for life in lives], pa.int64()),
            "has_ended": pa.array([life.ended for life in lives], pa.bool_()),
        }
    )
    stated = pa.table(
        {
            "org_id": pa.array([str(number) for number, _ in fields], pa.string()),
            "field_code": pa.array([code for _, code in fields], pa.string()),
        }
    )
    rows: list[dict[str, object]] = measure_survival(lifetimes, stated).to_pylist()
    return rows


def draw(rows: Iterable[dict[str, object]], cohort: str = "all", field: str = "any") -> dict[int, dict]:
    """Return the points of one curve by age."""
    return {
        int(str(row["years"])): row
        for row in rows
        if (row["founding_cohort"], row["field_code"]) == (cohort, field)
    }


def begin_at_a_year(lives: Iterable[Life]) -> list[Life]:
    """Return who lives beyond the first whole year at which anybody is observed, seen from then on."""
    lives = list(lives)
    year = 0
    while not any(life.entry <= year * DAYS_A_YEAR < life.exit for life in lives):
        year += 1
    start = year * DAYS_A_YEAR
    return [life._replace(entry=max(life.entry, start)) for life in lives if life.exit > start]


def list_observed(lives: Iterable[Life]) -> list[Life]:
    """Return the lives before the first day on which nobody is observed."""
    lives = begin_at_a_year(lives)
    day = start = min(life.entry for life in lives)
    while any(life.entry < day + 1 <= life.exit for life in lives if life.entry < day or day == start):
        day += 1
    return [life for life in lives if life.entry < day]


def multiply_chances(lives: Iterable[Life], age: float) -> Fraction:
    """Return the product-limit estimate from its definition, in exact arithmetic."""
    lives = list_observed(lives)
    share = Fraction(1)
    for day in sorted({life.exit for life in lives if life.ended and life.exit <= age}):
        at_risk = sum(life.entry < day <= life.exit for life in lives)
        ended = sum(life.ended and life.exit == day for life in lives)
        share *= 1 - Fraction(ended, at_risk)
    return share


@pytest.mark.parametrize(
    ("week", "expected"),
    [(6, "0.857"), (7, "0.807"), (10, "0.753"), (13, "0.690"), (16, "0.627"), (22, "0.538"), (23, "0.448")],
)
def test_the_leukaemia_trial_of_every_textbook_gives_its_figures(week: int, expected: str) -> None:
    """Freireich et al. 1963, remission under 6-MP in weeks; here a week is a year."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    lives = [Life(0, week * YEAR, True) for week in ended] + [
        Life(0, week * YEAR, False) for week in censored
    ]
    curve = draw(measure(lives))

    assert curve[week + 1]["survival"].quantize(Decimal("0.001")) == Decimal(expected)


def test_who_came_under_observation_later_is_not_counted_before() -> None:
    """Without delayed entry the two late ones would make the first end one of four."""
    lives = [Life(0, YEAR, True), Life(0, 9 * YEAR, False)] + 2 * [Life(5 * YEAR, 9 * YEAR, False)]
    curve = draw(measure(lives))

    assert curve[2]["survival"] == Decimal("0.5")
    assert [curve[age]["at_risk"] for age in (0, 1, 2, 6)] == [2, 2, 1, 3]


def test_who_still_exists_counts_until_observation_ends() -> None:
    curve = draw(measure([Life(0, YEAR, False), Life(0, 3 * YEAR, True), Life(0, 4 * YEAR, False)]))

    assert [curve[age]["survival"] for age in (1, 2, 3, 4)] == [1, 1, 1, Decimal("0.5")]
    assert [curve[age]["at_risk"] for age in (1, 2, 3, 4)] == [3, 2, 2, 1]
    assert [curve[age]["ended"] for age in (1, 2, 3, 4)] == [0, 0, 0, 1]


def test_a_curve_ends_where_nobody_is_observed_any_more() -> None:
    curve = draw(measure([Life(0, YEAR, True), Life(0, 2 * YEAR, False), Life(4 * YEAR, 6 * YEAR, True)]))

    assert curve.keys() == {0, 1, 2}
    assert curve[2]["survival"] == Decimal("0.5")


def test_a_curve_begins_where_observation_begins() -> None:
    curve = draw(measure([Life(3 * YEAR, 5 * YEAR, True), Life(3 * YEAR, 6 * YEAR, False)]))

    assert curve.keys() == {4, 5, 6}
    assert curve[6]["survival"] == Decimal("0.5")


def test_an_end_before_the_first_whole_year_does_not_scale_the_curve() -> None:
    """One of the two seen on day 400 ends on day 500; at the age of two years two of two are there."""
    lives = [Life(400, 500, True), Life(400, 1500, False), Life(600, 900, True), Life(600, 1500, False)]
    curve = draw(measure(lives))

    assert curve.keys() == {2, 3, 4}
    assert [curve[2][bound] for bound in ("survival", "lower_bound", "upper_bound")] == [1, 1, 1]
    assert [curve[age]["survival"] for age in (3, 4)] == [Decimal("0.666667")] * 2
    assert [curve[age]["at_risk"] for age in (2, 3, 4)] == [3, 2, 2]
    assert [curve[age]["ended"] for age in (2, 3, 4)] == [0, 1, 0]


def test_who_ends_on_the_first_birthday_seen_is_not_among_those_who_outlived_it() -> None:
    four_years = int(4 * DAYS_A_YEAR)
    curve = draw(
        measure([Life(1400, four_years, True), Life(1400, 2000, True), Life(four_years, 2000, False)])
    )

    assert (curve[4]["survival"], curve[4]["at_risk"], curve[4]["ended"]) == (1, 2, 0)
    assert curve[5]["survival"] == 1


def test_nobody_seen_before_the_first_whole_year_breaks_no_curve() -> None:
    """The first one is seen at no whole year; the next at two."""
    curve = draw(measure([Life(10, 20, True), Life(400, 1500, False)]))

    assert curve.keys() == {2, 3, 4}
    assert curve[2]["survival"] == 1


def test_lives_seen_at_no_whole_year_give_no_curve() -> None:
    assert measure([Life(400, 500, True), Life(420, 700, False)]) == []


def test_years_of_founding_stand_apart_and_together() -> None:
    rows = measure([Life(0, 2 * YEAR, True, founded=1999), Life(0, 2 * YEAR, False, founded=2001)])

    assert {row["founding_cohort"] for row in rows} == {"1999", "2001", "all"}
    assert draw(rows, "1999").keys() == {0, 1, 2}
    assert draw(rows, "1999")[2]["survival"] == 1
    assert draw(rows)[2]["at_risk"] == 2


def test_an_organisation_of_two_fields_is_in_both_curves_and_once_among_all() -> None:
    rows = measure([Life(0, YEAR, False), Life(0, YEAR, False)], [(0, "01"), (0, "02"), (0, "02"), (1, "02")])

    assert draw(rows, field="01")[0]["at_risk"] == 1
    assert draw(rows, field="02")[0]["at_risk"] == 2
    assert draw(rows)[0]["at_risk"] == 2


def test_no_life_gives_no_row_but_the_same_columns() -> None:
    empty = measure_survival(
        pa.table(
            {
                "org_id": pa.array([], pa.string()),
                "legal_form": pa.array([], pa.string()),
                "founding_year": pa.array([], pa.int64()),
                "entry_days": pa.array([], pa.int64()),
                "exit_days": pa.array([], pa.int64()),
                "has_ended": pa.array([], pa.bool_()),
            }
        ),
        pa.table({"org_id": pa.array([], pa.string()), "field_code": pa.array([], pa.string())}),
    )
    assert empty.num_rows == 0
    assert empty.schema == SURVIVAL


def test_the_order_of_the_rows_does_not_matter() -> None:
    lives = [Life(number % 3, 50 + 37 * number, number % 2 == 0) for number in range(1, 90)]
    shuffled = random.Random(3).sample(lives, len(lives))

    assert measure(lives) == measure(shuffled)


@st.composite
def lifetimes(draw_value: st.DrawFn) -> list[Life]:
    """Lives of days that few share, so that entries and ends fall together often."""
    lives = []
    entries = draw_value(st.sampled_from([[0, 0, 0, 200, 400, 800], [200, 400, 800, 1100, 1461]]))
    for _ in range(draw_value(st.integers(1, 30))):
        entry = draw_value(st.sampled_from(entries))
        exit_ = entry + draw_value(st.sampled_from([1, 200, 400, 401, 661, 800, 1200, 1700]))
        lives.append(Life(entry, exit_, draw_value(st.booleans())))
    return lives


@settings(deadline=None, max_examples=40)
@given(lifetimes())
def test_the_curve_is_the_product_limit_estimate(lives: list[Life]) -> None:
    for age, point in draw(measure(lives)).items():
        expected = multiply_chances(lives, age * DAYS_A_YEAR)

        assert abs(Fraction(point["survival"]) - expected) <= Fraction(1, 10**6), age


@settings(deadline=None, max_examples=20)
@given(lifetimes())
def test_every_curve_starts_with_one(lives: list[Life]) -> None:
    curve = draw(measure(lives))

    assert not curve or curve[min(curve)]["survival"] == 1


@settings(deadline=None, max_examples=20)
@given(lifetimes())
def test_the_share_lies_between_its_bounds(lives: list[Life]) -> None:
    for point in draw(measure(lives)).values():
        lower, upper = point["lower_bound"], point["upper_bound"]

        assert lower is None or upper is None or 0 <= lower <= point["survival"] <= upper <= 1
