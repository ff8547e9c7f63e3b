"""Precision and recall of linking on mentions whose answer is known."""

from __future__ import annotations

import math
import random
from typing import Any

import polars as pl
import pyarrow as pa

from warehouse.linkage.schema import DOUBTFUL, LINKED

_RESAMPLES = 1_000
_SEED = 20261005


def measure(links: pa.Table, answers: pl.DataFrame) -> dict[str, Any]:
    """Return the figures of one set of mentions.

    A mention counts as right if it is linked to the organisation it is about; as wrong if it is linked to
    another one or to any although the right answer is nobody. Doubtful mentions are not linked.

    Args:
        links: what ``link_organizations`` returned.
        answers: mention_key, truth, about, origin and kinds.

    Returns:
        Counts, precision and recall with 95 % intervals, also by origin and by kind of change.
    """
    judged = _judge(links, answers)
    by_kind = judged.explode("kinds")
    return {
        **_count(judged),
        "precision_interval": _bootstrap(judged, "linked"),
        "recall_interval": _bootstrap(judged, "findable"),
        "by_origin": _count_each(judged, "origin"),
        "by_change": _count_each(by_kind, "kinds"),
        "by_rule": _count_each(judged.filter(pl.col("linked")), "rule"),
    }


def _judge(links: pa.Table, answers: pl.DataFrame) -> pl.DataFrame:
    return (
        answers.join(pl.DataFrame(links), on="mention_key", how="inner")
        .with_columns(
            linked=pl.col("state") == LINKED,
            doubtful=pl.col("state") == DOUBTFUL,
            findable=pl.col("truth").is_not_null(),
        )
        .with_columns(right=pl.col("linked") & pl.col("org_id").eq_missing(pl.col("truth")))
        .sort("mention_key")
    )


def _count(judged: pl.DataFrame) -> dict[str, Any]:
    linked, right, findable = (int(judged[name].sum()) for name in ("linked", "right", "findable"))
    asked = judged.filter("doubtful" if judged.height else pl.lit(True))
    return {
        "mentions": judged.height,
        "organisations": judged["about"].n_unique(),
        "findable": findable,
        "nobody": judged.height - findable,
        "linked": linked,
        "right": right,
        "wrong": linked - right,
        "doubtful": asked.height,
        "doubtful_and_right": int((asked["candidate_org_id"] == asked["truth"]).fill_null(False).sum()),
        "precision": round(right / linked, 5) if linked else None,
        "precision_lower_95": round(wilson_lower(right, linked), 5) if linked else None,
        "recall": round(right / findable, 5) if findable else None,
    }


def _count_each(judged: pl.DataFrame, column: str) -> dict[str, dict[str, Any]]:
    return {
        str(group[0]): _count(rows)
        for group, rows in sorted(judged.group_by(column), key=lambda part: str(part[0][0]))
    }


def wilson_lower(successes: int, trials: int, z: float = 1.96) -> float:
    """Return the lower end of Wilson's interval for a share (95 % with the default)."""
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return (centre - spread) / (1 + z * z / trials)


def _bootstrap(judged: pl.DataFrame, denominator: str) -> list[float]:
    """Return the middle 95 % of a share over resamples of whole organisations.

    The mentions of one organisation share its difficulties; drawn one by one they would promise more
    certainty than there is.
    """
    groups = judged.group_by("about", maintain_order=True).agg(
        pl.col("right").sum(), pl.col(denominator).sum()
    )
    pairs = [
        pair for pair in zip(groups["right"].to_list(), groups[denominator].to_list(), strict=True) if pair[1]
    ]
    rng = random.Random(_SEED)
    shares = []
    for _ in range(_RESAMPLES if pairs else 0):
        drawn = rng.choices(pairs, k=len(pairs))
        shares.append(sum(right for right, _ in drawn) / sum(all_ for _, all_ in drawn))
    shares.sort()
    return [round(shares[int(len(shares) * share)], 5) for share in (0.025, 0.975)] if shares else []
