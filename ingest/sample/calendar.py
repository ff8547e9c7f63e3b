"""The days the sample's files speak for."""

from __future__ import annotations

from datetime import date

#: Last day of the Unicode edition: the publisher switched to CP932 without notice on 2021-10-04.
LAST_UTF8_DAY = date(2021, 10, 1)

SYSTEM_START = date(2015, 10, 5)
NATIONAL_DAY = date(2024, 7, 31)
CERTIFIED_DAY = date(2024, 8, 30)
PORTAL_DAY = date(2024, 8, 30)
POPULATION_DAY = date(2022, 1, 1)
CARDS_DAY = date(2022, 12, 31)


def _days(year: int, month: int, days: str) -> list[date]:
    return [date(year, month, int(day)) for day in days.split()]


#: Business days with a daily file: two weeks around the switch of encoding, the whole month of the ward
#: reform and the registrar's closures, and eight days that come after the national file.
DIFF_DAYS: tuple[date, ...] = tuple(
    _days(2021, 9, "21 22 24 27 28 29 30")
    + _days(2021, 10, "1 4 5 6 7 8")
    + _days(2024, 1, "4 5 9 10 11 12 15 16 17 18 19 22 23 24 25 26 29 30 31")
    + _days(2024, 8, "19 20 21 22 23 26 27 28")
)

#: Places of that month's days among the daily files.
JANUARY_2024: tuple[int, ...] = tuple(
    index for index, day in enumerate(DIFF_DAYS) if (day.year, day.month) == (2024, 1)
)

#: Days on which the registrar's closures of dormant corporations were published.
MASS_CLOSURE: tuple[int, ...] = tuple(i for i in JANUARY_2024 if DIFF_DAYS[i].day >= 24)

#: Days whose archive also holds the publisher's signature.
SIGNED_DAYS: tuple[date, ...] = (date(2021, 9, 28), date(2024, 1, 11), date(2024, 8, 21))
