"""How long organisations live: Kaplan-Meier estimates over lives of which only a part is seen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

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
        One row a group and year of age, from the first age at which anybody is observed to the first at which
        nobody is any more: survival (Kaplan and Meier 1958, with delayed entry; a share of those who lived to
        the first age), its 95 % bounds (Greenwood, on the log-log scale; empty where they are not defined),
        how many are observed at that age, and how many ended in the year before it. Sorted; the same rows in
        another order give the same table.
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
    grouped = united.sort(*_GROUP, "exit_days", "entry_days", "org_id")
    for group, members in grouped.group_by(_GROUP, maintain_order=True):
        yield tuple(str(part) for part in group), members


def _draw_curve(lives: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the points of one curve, one for each whole year of age at which somebody is observed."""
    from lifelines import KaplanMeierFitter

    seen = _keep_unbroken(lives)
    entry, exit_ = seen["entry_days"].to_numpy(), seen["exit_days"].to_numpy()
    ended = seen["has_ended"].to_numpy()
    start = entry.min()
    # Who enters on a day is at risk from the next day on: half a day later says so and keeps every order.
    late = np.where(entry > start, entry - start + 0.5, 0.0)
    fitted = KaplanMeierFitter(alpha=ALPHA).fit(exit_ - start, ended, entry=late)
    curve = fitted.survival_function_.join(fitted.confidence_interval_)
    for year in range(math.ceil(start / DAYS_A_YEAR), int(exit_.max() / DAYS_A_YEAR) + 1):
        age = year * DAYS_A_YEAR
        step = curve.index.searchsorted(age - start, side="right") - 1
        survival, lower, upper = (_round(share) for share in curve.iloc[step])
        yield {
            "years": year,
            "survival": survival,
            "lower_bound": lower,
            "upper_bound": upper,
            "at_risk": int(((exit_ >= age) & ((entry < age) | (entry == start) & (age == start))).sum()),
            "ended": int((ended & (exit_ > age - DAYS_A_YEAR) & (exit_ <= age)).sum()),
        }


def _keep_unbroken(lives: pl.DataFrame) -> pl.DataFrame:
    """Return the lives up to the first age at which nobody is observed: beyond it a curve says nothing."""
    ordered = lives.sort("entry_days", "exit_days")
    breaks = ordered["entry_days"] >= ordered["exit_days"].cum_max().shift(1)
    first = breaks.arg_true()
    return ordered if first.is_empty() else ordered.head(int(first[0]))


def _round(share: float) -> Decimal | None:
    return None if math.isnan(share) else Decimal(float(share)).quantize(_MILLIONTH)
