"""When a register is due: the business days of Japan, and what each cadence promises.

A register speaks for *data days*: every business day, every day, the last day of a month or of a year. Its
cadence says how long after a data day has begun the publisher usually gives that day out, and how much more
may pass before anybody calls it late. Each cadence is declared once, in ``POLICIES``. Days begin and end in
Japan, which has no summer time; moments are aware of their time zone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal

from ingest.japanese.clock import JAPAN

Cadence = Literal["business_daily", "daily", "monthly", "yearly", "irregular"]

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_NEW_YEAR_FROM, _NEW_YEAR_TO = (12, 29), (1, 3)


@dataclass(frozen=True)
class CadencePolicy:
    """What a cadence promises.

    Attributes:
        close: returns the first data day on or after a day.
        apart: two editions are at least this far apart; one dated a little before or after its data day
            still stands for it.
        out_after: from the beginning of a data day until its file is usually out.
        grace: how much longer it may take before it counts as late.
        poll: how often it is worth asking the publisher.
    """

    close: Callable[[date], date]
    apart: timedelta
    out_after: timedelta
    grace: timedelta
    poll: timedelta


def is_business_day(day: date) -> bool:
    """Return whether the offices of the state are open in Japan.

    Closed are Saturdays, Sundays, public holidays, and 29 December to 3 January (Act on Holidays of
    Administrative Organs, article 1).
    """
    monthday = (day.month, day.day)
    at_new_year = monthday >= _NEW_YEAR_FROM or monthday <= _NEW_YEAR_TO
    return day.weekday() < _SATURDAY and not at_new_year and day not in _public_holidays(day.year)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    import holidays  # late: it knows every country, and a process that asks for no day need not load it

    return frozenset(holidays.country_holidays("JP", years=year))


def _close_business_day(day: date) -> date:
    while not is_business_day(day):
        day += _ONE_DAY
    return day


def _close_day(day: date) -> date:
    return day


def _close_month(day: date) -> date:
    return (day.replace(day=28) + 4 * _ONE_DAY).replace(day=1) - _ONE_DAY


def _close_year(day: date) -> date:
    return day.replace(month=12, day=31)


POLICIES: dict[Cadence, CadencePolicy] = {
    # The tax agency gives a day out in the night after it, or in the early morning.
    "business_daily": CadencePolicy(
        _close_business_day,
        apart=_ONE_DAY,
        out_after=timedelta(days=1, hours=7),
        grace=timedelta(hours=5),
        poll=timedelta(minutes=30),
    ),
    # The portal is written anew every day, at weekends too; a day without it is no trouble yet.
    "daily": CadencePolicy(
        _close_day,
        apart=_ONE_DAY,
        out_after=timedelta(days=1, hours=12),
        grace=timedelta(days=1),
        poll=timedelta(hours=1),
    ),
    "monthly": CadencePolicy(
        _close_month,
        apart=timedelta(days=20),
        out_after=timedelta(days=4),
        grace=timedelta(days=4),
        poll=timedelta(hours=6),
    ),
    "yearly": CadencePolicy(
        _close_year,
        apart=timedelta(days=300),
        out_after=timedelta(days=183),
        grace=timedelta(days=92),
        poll=_ONE_DAY,
    ),
}
_POLL_WITHOUT_PROMISE = _ONE_DAY


def poll_interval(cadence: Cadence) -> timedelta:
    """Return how often it is worth asking the publisher."""
    policy = POLICIES.get(cadence)
    return policy.poll if policy else _POLL_WITHOUT_PROMISE


def expected_day(cadence: Cadence, now: datetime) -> date | None:
    """Return the newest data day that should be out by ``now``; None where nothing is promised."""
    policy = POLICIES.get(cadence)
    if policy is None:
        return None
    day = (now.astimezone(JAPAN) - policy.out_after).date()
    while policy.close(day) != day:
        day -= _ONE_DAY
    return day


def next_day(cadence: Cadence, held: date) -> date | None:
    """Return the data day that follows an edition dated ``held``; None where nothing is promised."""
    policy = POLICIES.get(cadence)
    return policy.close(held + policy.apart) if policy else None


def due_at(cadence: Cadence, day: date) -> datetime | None:
    """Return when a data day should be out, in Japan's time; None where nothing is promised."""
    policy = POLICIES.get(cadence)
    return datetime.combine(day, time.min, JAPAN) + policy.out_after if policy else None


def next_expected(cadence: Cadence, now: datetime, held: date | None = None) -> datetime | None:
    """Return when the next edition should be out, in Japan's time; None where nothing is promised.

    Args:
        cadence: of the register.
        now: the moment of asking.
        held: the newest data day in use. What should have been out before ``now`` may come at any moment:
            the answer is then in the past. Without it, the next edition that is due after ``now``.
    """
    day = held or expected_day(cadence, now)
    following = next_day(cadence, day) if day else None
    return due_at(cadence, following) if following else None


def late_since(cadence: Cadence, held: date | None, now: datetime) -> datetime | None:
    """Return when the first data day missing should have been out, in Japan's time; None when on time.

    Args:
        cadence: of the register.
        held: the newest data day in use; nothing is late before the first file has been seen.
        now: the moment of asking.
    """
    policy = POLICIES.get(cadence)
    due = next_expected(cadence, now, held) if held else None
    return due if policy and due and due + policy.grace <= now else None
