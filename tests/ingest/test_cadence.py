from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cadence import (
    JAPAN,
    POLICIES,
    Cadence,
    due_at,
    expected_day,
    is_business_day,
    late_since,
    next_day,
    next_expected,
    poll_interval,
)
from ingest.sample.calendar import DIFF_DAYS

PROMISING = sorted(POLICIES)
DAY = timedelta(days=1)

days = st.dates(date(2016, 1, 1), date(2040, 12, 31))
moments = st.builds(
    lambda day, seconds: datetime.combine(day, time.min, JAPAN) + timedelta(seconds=seconds),
    days,
    st.integers(0, 86_399),
)
cadences = st.sampled_from(PROMISING)


def at(day: str, clock: str = "12:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), JAPAN)


def list_business_days(first: date, last: date) -> list[date]:
    everything = (first + n * DAY for n in range((last - first).days + 1))
    return [day for day in everything if is_business_day(day)]


def test_the_days_the_tax_agency_published_are_the_business_days(real_data: Path) -> None:
    names = (path.name for path in (real_data / "nta" / "diff").glob("diff_*.zip"))
    published = {date.fromisoformat(re.sub(r"\D", "", name)) for name in names}
    for first, last in (
        (date(2021, 7, 14), date(2021, 12, 31)),
        (date(2024, 1, 1), date(2024, 1, 31)),
    ):
        assert list_business_days(first, last) == sorted(day for day in published if first <= day <= last)
    assert [day for day in published if not is_business_day(day)] == []


def test_the_sample_speaks_for_business_days_only() -> None:
    assert [day for day in DIFF_DAYS if not is_business_day(day)] == []


@pytest.mark.parametrize(
    ("first", "last", "open_days"),
    [
        ("2019-04-26", "2019-05-08", ["2019-04-26", "2019-05-07", "2019-05-08"]),  # ten days, a new emperor
        ("2026-04-28", "2026-05-08", ["2026-04-28", "2026-04-30", "2026-05-01", "2026-05-07", "2026-05-08"]),
        ("2026-12-27", "2027-01-05", ["2026-12-28", "2027-01-04", "2027-01-05"]),
        ("2021-07-20", "2021-07-26", ["2021-07-20", "2021-07-21", "2021-07-26"]),  # holidays moved for games
        ("2026-09-18", "2026-09-24", ["2026-09-18", "2026-09-24"]),  # a day between two holidays is one
    ],
    ids=["accession", "golden week", "new year", "olympic games", "silver week"],
)
def test_long_holidays_are_closed(first: str, last: str, open_days: list[str]) -> None:
    found = list_business_days(date.fromisoformat(first), date.fromisoformat(last))
    assert [day.isoformat() for day in found] == open_days


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at("2026-11-05", "06:59"), "2026-11-02"),  # Tuesday the 3rd is a holiday
        (at("2026-11-05", "07:00"), "2026-11-04"),
        (at("2026-11-07", "07:00"), "2026-11-06"),  # Friday's file comes on Saturday morning
        (at("2026-11-09", "23:59"), "2026-11-06"),
        (at("2027-01-05", "06:59"), "2026-12-28"),
        (at("2027-01-05", "07:00"), "2027-01-04"),
        (at("2026-05-08", "06:59"), "2026-05-01"),
    ],
)
def test_a_business_day_is_expected_on_the_morning_after_it(now: datetime, expected: str) -> None:
    assert expected_day("business_daily", now) == date.fromisoformat(expected)


def test_the_day_is_that_of_japan_whatever_the_clock_of_the_machine() -> None:
    assert expected_day("business_daily", datetime(2026, 11, 4, 21, 59, tzinfo=UTC)) == date(2026, 11, 2)
    assert expected_day("business_daily", datetime(2026, 11, 4, 22, 0, tzinfo=UTC)) == date(2026, 11, 4)


def test_nothing_is_expected_over_the_new_year() -> None:
    for day in ("2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"):
        assert late_since("business_daily", date(2026, 12, 28), at(day)) is None


def test_a_missing_day_is_late_from_the_moment_it_should_have_been_out() -> None:
    held = date(2026, 12, 28)
    assert late_since("business_daily", held, at("2027-01-05", "11:59")) is None
    for now in (at("2027-01-05", "12:00"), at("2027-01-20")):
        assert late_since("business_daily", held, now) == at("2027-01-05", "07:00")


@pytest.mark.parametrize("held", ["2026-08-31", "2026-08-28", "2026-09-01"])
def test_a_month_dated_a_little_off_its_end_still_stands_for_it(held: str) -> None:
    assert next_day("monthly", date.fromisoformat(held)) == date(2026, 9, 30)


def test_a_year_may_be_dated_at_either_end() -> None:
    assert next_day("yearly", date(2022, 1, 1)) == date(2022, 12, 31)
    assert next_day("yearly", date(2022, 12, 31)) == date(2023, 12, 31)


def test_an_irregular_register_promises_nothing() -> None:
    now = at("2026-11-05")
    assert (expected_day("irregular", now), next_expected("irregular", now)) == (None, None)
    assert late_since("irregular", date(1999, 1, 1), now) is None


def test_nothing_is_late_before_a_first_file() -> None:
    assert late_since("business_daily", None, at("2026-11-05")) is None


def test_every_cadence_says_how_often_to_ask() -> None:
    assert all(timedelta(minutes=5) < poll_interval(cadence) <= DAY for cadence in get_args(Cadence))


@given(cadences, moments)
def test_what_is_expected_is_due_and_what_follows_is_not(cadence: Cadence, now: datetime) -> None:
    day = expected_day(cadence, now)
    assert day is not None
    due, following = due_at(cadence, day), next_expected(cadence, now)
    assert due is not None and following is not None
    assert due <= now < following


@given(cadences, moments)
def test_who_holds_what_is_expected_is_on_time(cadence: Cadence, now: datetime) -> None:
    assert late_since(cadence, expected_day(cadence, now), now) is None


@given(cadences, days, moments)
def test_who_lacks_an_expected_day_is_late_when_the_grace_is_over(
    cadence: Cadence, held: date, now: datetime
) -> None:
    following = next_day(cadence, held)
    assert following is not None
    due = due_at(cadence, following)
    assert due is not None
    since = late_since(cadence, held, now)
    assert (since == due) if due + POLICIES[cadence].grace <= now else (since is None)


@given(cadences, days, days)
def test_newer_data_is_never_later(cadence: Cadence, first: date, second: date) -> None:
    older, newer = sorted((next_day(cadence, first), next_day(cadence, second)), key=str)
    assert next_day(cadence, min(first, second)) == older
    assert next_day(cadence, max(first, second)) == newer


@given(days)
def test_the_day_after_a_business_days_file_is_the_next_business_day(day: date) -> None:
    following = next_day("business_daily", day)
    assert following is not None and is_business_day(following)
    assert list_business_days(day + DAY, following) == [following]
