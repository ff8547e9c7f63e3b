"""How long organisations live: Kaplan-Meier estimates over lives of which only a part is seen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from operator import itemgetter
from typing import Any, Literal

import numpy as np
import polars as pl
import pyarrow as pa

SHARE = pa.decimal128(7, 6)
SURVIVAL = pa.schema(
    [
        ("legal_form", pa.string()),
        ("field_code", pa.string()),
        ("founding_cohort", pa.string()),
        ("years", pa.int32()),
        ("survival", SHARE),
        ("lower_bound", SHARE),
        ("upper_bound", SHARE),
        ("at_risk", pa.int64()),
        ("ended", pa.int64()),
    ]
)

ANY, ALL = "any", "all"
DAYS_A_YEAR = 365.25
#: Two-sided bounds miss the true share in one case of twenty.
ALPHA = 0.05
_MILLIONTH = Decimal("0.000001")
_GROUP = ["legal_form", "field_code", "founding_cohort"]


def measure_survival(lifetimes: pa.Table, fields: pa.Table) -> pa.Table:
    """Return the share of organisations that live to each whole year of age, a curve a group.

    Groups are legal form by year of founding, legal form with all years together and, where fields are
    stated, legal form by field; an organisation of several fields is in each of them.

    Args:
        lifetimes: one row an organisation: org_id, legal_form, founding_year, entry_days and exit_days (age
            in days at which it comes under observation and leaves it), has_ended (whether it left by ending).
        fields: org_id and field_code, one row a field of an organisation.

    Returns:
        One row a group and year of age, from the first whole year at which anybody is observed to the last
        before nobody is any more: survival (Kaplan and Meier 1958, with delayed entry; a share of those who
        outlived the first age, and so 1 at it), its 95 % bounds (Greenwood, on the log-log scale; empty where
        they are not defined), how many are observed at that age, and how many of those the share is of ended
        in the year before it. A group that nobody of is seen at a whole year of age has no row. Sorted; the
        same rows in another order give the same table.
    """
    rows = [
        {**dict(zip(_GROUP, group, strict=True)), **point}
        for group, lives in _list_groups(lifetimes, fields)
        for point in _draw_curve(lives)
    ]
    return pa.Table.from_pylist(rows, schema=SURVIVAL)


def _list_groups(lifetimes: pa.Table, fields: pa.Table) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    """Yield each group with its lives, in order."""
    by_year = pl.DataFrame(pl.from_arrow(lifetimes)).with_columns(
        field_code=pl.lit(ANY), founding_cohort=pl.col("founding_year").cast(pl.String)
    )
    together = by_year.with_columns(founding_cohort=pl.lit(ALL))
    stated = pl.DataFrame(pl.from_arrow(fields)).unique()
    by_field = together.drop("field_code").join(stated, on="org_id").select(by_year.columns)
    united = pl.concat([by_year, together, by_field])
    lives = united.select(*_GROUP, "entry_days", "exit_days", "has_ended")
    yield from sorted(lives.partition_by(_GROUP, as_dict=True, include_key=False).items(), key=itemgetter(0))


def _draw_curve(lives: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the points of one curve, one for each whole year of age at which somebody is observed."""
    from lifelines import KaplanMeierFitter

    first = _find_first_year(lives)
    if first is None:
        return
    start = first * DAYS_A_YEAR
    seen = _keep_unbroken(_begin_at(lives, start))
    entry, exit_ = seen["entry_days"].to_numpy(), seen["exit_days"].to_numpy()
    ended = seen["has_ended"].to_numpy()
    # Who enters on a day is at risk from the next day on: half a day later says so and keeps every order.
    late = np.where(entry > start, entry - start + 0.5, 0.0)
    fitted = KaplanMeierFitter(alpha=ALPHA).fit(exit_ - start, ended, entry=late)
    years = np.arange(first, int(exit_.max() / DAYS_A_YEAR) + 1)
    ages = years * DAYS_A_YEAR
    curve = fitted.survival_function_.join(fitted.confidence_interval_)
    points = curve.to_numpy()[curve.index.searchsorted(ages - start, side="right") - 1]
    at_risk = _count_below(entry, ages) - _count_below(exit_, ages) + (ages == start) * (entry == start).sum()
    ends = exit_[ended]
    died = _count_below(ends, ages, "right") - _count_below(ends, ages - DAYS_A_YEAR, "right")
    for year, shares, observed, fallen in zip(years, points, at_risk, died, strict=True):
        survival, lower, upper = map(_round, shares)
        yield {
            "years": int(year),
            "survival": survival,
            "lower_bound": lower,
            "upper_bound": upper,
            "at_risk": int(observed),
            "ended": int(fallen),
        }


def _count_below(days: np.ndarray, ages: np.ndarray, side: Literal["left", "right"] = "left") -> np.ndarray:
    """Return how many of the days are below each age; "right" counts those that are equal, too."""
    return np.searchsorted(np.sort(days), ages, side=side)


def _find_first_year(lives: pl.DataFrame) -> int | None:
    """Return the first whole year of age at which anybody is observed; None where nobody is at any."""
    birthday = (pl.col("entry_days") / DAYS_A_YEAR).ceil().cast(pl.Int64)
    reached = lives.select(pl.col("exit_days"), birthday=birthday).filter(
        pl.col("exit_days") > pl.col("birthday") * DAYS_A_YEAR
    )
    return None if reached.is_empty() else int(reached.select(pl.col("birthday").min()).item())


def _begin_at(lives: pl.DataFrame, start: float) -> pl.DataFrame:
    """Return the lives that last beyond an age, seen from that age on.

    A share at a whole year is of those who lived so long. Were the days before the first year counted, when
    few have come under observation, one early end would scale the whole curve.
    """
    entry = pl.col("entry_days").cast(pl.Float64).clip(lower_bound=start)
    return lives.filter(pl.col("exit_days") > start).with_columns(entry)


def _keep_unbroken(lives: pl.DataFrame) -> pl.DataFrame:
    """Return the lives up to the first age at which nobody is observed: beyond it a curve says nothing."""
    ordered = lives.sort("entry_days", "exit_days")
    breaks = ordered["entry_days"] >= ordered["exit_days"].cum_max().shift(1)
    first = breaks.arg_true()
    return ordered if first.is_empty() else ordered.head(int(first[0]))


def _round(share: float) -> Decimal | None:
    return None if math.isnan(share) else Decimal(float(share)).quantize(_MILLIONTH)
