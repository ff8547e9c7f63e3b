"""The certified NPOs of the sample: periods, renewals and expired entries that the list still keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from ingest.sample.calendar import CERTIFIED_DAY
from ingest.sample.names import Generator
from ingest.sample.organisations import draw_bare_names

_SPECIAL_SHARE = 129 / 1618  # specially certified only
_EXPIRED_SHARE = 285 / 1489  # certified entries past their last day
_RENEWAL_SHARE = 44 / 285  # of the expired: a renewal is pending, so they still count
_EXPIRED_SPECIAL_SHARE = 94 / 129
_SPECIAL_BEFORE_SHARE = 243 / 1489
_NUMBERLESS = 5
_CERTIFICATION_YEARS = 5
_SPECIAL_YEARS = 3

_FORMS = (
    "特定非営利活動法人",
    "認定特定非営利活動法人",
    "特定非営利活動法人　",
    "認定NPO法人 ",
    "認定ＮＰＯ法人　",
    "NPO法人",
)
_WITH_FORM_SHARE = 978 / 1618
_DIFFERENT_NAME_SHARE = 0.06
_DASHES = ("－", "ー", "-", "―", "‐")


@dataclass(frozen=True)
class Certification:
    """One entry of the certified list; dates are null where there is none."""

    number: int
    listed_number: int | None
    portal_id: str
    authority_code: str
    authority: str
    name: str
    address: str
    representative: str
    certified: bool
    specially_certified: bool
    renewal_pending: bool
    pst: str
    pst_by: str
    certified_from: date | None
    certified_to: date | None
    special_from: date | None
    special_to: date | None

    def begins_by(self, day: date) -> bool:
        """Whether the first period of either kind had begun."""
        return any(first is not None and first <= day for first in (self.special_from, self.certified_from))

    def holds_on(self, day: date) -> bool:
        """Whether the certification holds: not past its last day, or its renewal is pending."""
        last = self.certified_to if self.certified else self.special_to
        return self.renewal_pending or (last is not None and last >= day)


def draw_certifications(rng: Generator, npos: pl.DataFrame, count: int) -> list[Certification]:
    """Draw the entries of the certified list, ordered by authority and number."""
    alive = npos.filter(pl.col("ended").is_null() & ~pl.col("without_address") & ~pl.col("without_number"))
    chosen = alive[sorted(rng.permutation(alive.height)[:count].tolist())]
    different = draw_bare_names(rng, chosen["form"].to_numpy().astype(int))["core"]
    numberless = set(rng.permutation(chosen.height)[:_NUMBERLESS].tolist())
    return [
        _draw_entry(rng, row, different[index], listed=index not in numberless)
        for index, row in enumerate(chosen.iter_rows(named=True))
    ]


def _draw_entry(rng: Generator, npo: dict[str, Any], different: str, *, listed: bool) -> Certification:
    special = rng.random() < _SPECIAL_SHARE
    pst = "" if special else str(rng.choice(["relative", "absolute", "ordinance"], p=[0.2, 0.7, 0.1]))
    core = different if rng.random() < _DIFFERENT_NAME_SHARE else npo["core"]
    prefix = str(rng.choice(_FORMS)) if rng.random() < _WITH_FORM_SHARE else ""
    space = "" if rng.random() < 0.04 else " "
    return Certification(
        number=npo["number"],
        listed_number=npo["number"] if listed else None,
        portal_id=npo["portal_id"],
        authority_code=npo["authority_code"],
        authority=npo["authority"],
        name=prefix + core,
        address=_write_address(rng, npo),
        representative=npo["representative"].replace(" ", space),
        certified=not special,
        specially_certified=special,
        pst=pst,
        pst_by=npo["city_name"] if pst == "ordinance" else "",
        **(_draw_special_period(rng) if special else _draw_period(rng)),
    )


def _draw_period(rng: Generator) -> dict[str, Any]:
    """Draw a certification: the first day of the first period, the last day of the newest."""
    expired = rng.random() < _EXPIRED_SHARE
    days = rng.integers(1, 700) if expired else -rng.integers(0, _CERTIFICATION_YEARS * 365 - 60)
    last = CERTIFIED_DAY - timedelta(days=int(days))
    periods = int(rng.integers(1, 3))
    first = add_years(last, -_CERTIFICATION_YEARS * periods) + timedelta(days=1)
    special_to = special_from = None
    if rng.random() < _SPECIAL_BEFORE_SHARE:
        special_to = first + timedelta(days=int(rng.integers(-1, 400)))
        special_from = add_years(special_to, -_SPECIAL_YEARS) + timedelta(days=1)
    return {
        "certified_from": first,
        "certified_to": last,
        "special_from": special_from,
        "special_to": special_to,
        "renewal_pending": bool(expired and rng.random() < _RENEWAL_SHARE),
    }


def _draw_special_period(rng: Generator) -> dict[str, Any]:
    expired = rng.random() < _EXPIRED_SPECIAL_SHARE
    days = rng.integers(1, 1500) if expired else -rng.integers(0, _SPECIAL_YEARS * 365 - 30)
    last = CERTIFIED_DAY - timedelta(days=int(days))
    return {
        "certified_from": None,
        "certified_to": None,
        "special_to": last,
        "renewal_pending": False,
        "special_from": add_years(last, -_SPECIAL_YEARS) + timedelta(days=1),
    }


def add_years(day: date, years: int) -> date:
    """Return the same day of another year; 29 February becomes the 28th."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _write_address(rng: Generator, npo: dict[str, Any]) -> str:
    """Write an address as the list does: no prefecture, any width, any dash; sometimes only the city."""
    city, street = str(npo["city"]), str(npo["street"])
    if rng.random() < 0.01:
        return city
    if rng.random() < 0.34:
        street = street.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    return city + street.replace("－", str(rng.choice(_DASHES)))
