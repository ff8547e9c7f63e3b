"""Is a source late, since when, and why: judged from the data in use, and from who could be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ingest.cadence import late_since, next_day
from ingest.japanese.clock import JAPAN
from ingest.register import Register
from warehouse.visits import Visit


@dataclass(frozen=True)
class Lateness:
    """Why a source is not as new as its publisher promises, or why nobody knows whether it is.

    Attributes:
        since: the beginning: when the first missing day was due, or when the publisher was first missed.
        reason_ja: why, in Japanese.
        reason_en: why, in English.
    """

    since: datetime
    reason_ja: str
    reason_en: str


def judge_lateness(
    register: Register, reached_on: date | None, visit: Visit | None, now: datetime
) -> Lateness | None:
    """Return why a source is late at a moment, or None when it is on time.

    Args:
        register: declares the cadence.
        reached_on: the newest day the data in use speaks for.
        visit: how the publisher was last found; an absence that began on a later day does not count.
        now: the moment to judge at.
    """
    found = [
        lateness
        for lateness in (_judge_absence(visit, now), _judge_age(register, reached_on, now))
        if lateness is not None
    ]
    if not found:
        return None
    return Lateness(
        min(lateness.since for lateness in found),
        "".join(lateness.reason_ja for lateness in found),
        " ".join(lateness.reason_en for lateness in found),
    )


def _judge_absence(visit: Visit | None, now: datetime) -> Lateness | None:
    """Judge by the publisher: out of reach, it may have published what we do not know."""
    if visit is None or visit.absent_since is None:
        return None
    since = datetime.fromisoformat(visit.absent_since).astimezone(JAPAN)
    if since.date() > now.astimezone(JAPAN).date():
        return None
    return Lateness(
        since,
        f"公表元に接続できません（{visit.absence}）。最後の正常なデータを使っています。",
        f"The publisher cannot be reached ({visit.absence}); the last good data is used.",
    )


def _judge_age(register: Register, reached_on: date | None, now: datetime) -> Lateness | None:
    """Judge by the data: older than the cadence promises."""
    due = late_since(register.cadence, reached_on, now)
    if due is None or reached_on is None:
        return None
    missing = next_day(register.cadence, reached_on)
    return Lateness(
        due,
        f"使用中の資料は{reached_on}付です。{missing}付の資料は{due.date()}に公表される予定でした。",
        f"The newest file in use is of {reached_on}; that of {missing} was due on {due.date()}.",
    )
