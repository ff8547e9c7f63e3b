"""A clock that stands still, for the tests that compare what was made at two times of a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time, tzinfo
from unittest import mock
from zoneinfo import ZoneInfo

#: Where the day of a run, and the time of a receipt, are asked for.
ASKING = ("warehouse.inputs", "warehouse.submissions")


@contextmanager
def stop_clock(day: date) -> Iterator[None]:
    """Let it be noon in Japan of a day for everything in this process."""
    noon = datetime.combine(day, time(12), ZoneInfo("Asia/Tokyo"))

    class StandingClock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return noon.astimezone(tz)

    with ExitStack() as stack:
        for place in ASKING:
            stack.enter_context(mock.patch(f"{place}.datetime", StandingClock))
        yield
