"""Choosing the thresholds on the training half."""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.linkage.decide import decide_links
from warehouse.linkage.measure import wilson_lower
from warehouse.linkage.model import Thresholds
from warehouse.linkage.rules import EXACT_RULES
from warehouse.linkage.schema import LINKED

#: Above what is asked of the test half, as a threshold always fits its own half a little too well.
WANTED_PRECISION = 0.9975
#: From here on a person is asked: at least so many of the best candidates are the right ones.
_WANTED_DOUBTFUL = 0.5
_UPPER = [step / 2 for step in range(-20, 61)]
#: A link is never less probable than about 0.9.
_LEAST_UPPER = 3.0
_LEADS = (1.0, 2.0, 3.0, 5.0)


def find_shift(ranked: pl.DataFrame, answers: pl.DataFrame, settings: dict[str, Any]) -> float:
    """Return the bits to add to every match weight so that the probabilities of links come true.

    The weights are trained on pairs drawn at random. What is judged is the best candidate of each mention,
    whose name is sure: among these the right ones are far more frequent. The shift makes the expected
    number of right ones that of the training half, with one wrong one added for caution.
    """
    everything = Thresholds(linked=-1000.0, doubtful=-1000.0, lead=min(_LEADS), exact_rules={})
    judged = decide_links(ranked, everything, settings).filter(pl.col("state") == LINKED)
    truths = judged.join(answers.select("mention_key", "truth"), on="mention_key")
    right = int(truths["org_id"].eq_missing(truths["truth"]).sum())
    weights = truths["match_weight"].to_list()
    wanted = len(weights) * right / (len(weights) + 1) if weights else 0.0
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        expected = sum(1 / (1 + 2.0 ** -(weight + middle)) for weight in weights)
        low, high = (middle, high) if expected < wanted else (low, middle)
    return round((low + high) / 2, 2)


def choose_thresholds(
    ranked: pl.DataFrame, exact: pl.DataFrame, answers: pl.DataFrame, settings: dict[str, Any]
) -> dict[str, Any]:
    """Return the thresholds with which most is linked at the wanted precision, and how they were chosen.

    Args:
        ranked: the best candidate of each mention the exact rules left.
        exact: what the exact rules linked.
        answers: mention_key and truth of the training half.
        settings: the trained model.
    """
    curves = [
        trace_curve(ranked, exact, answers, settings, lead).with_columns(lead=pl.lit(lead)) for lead in _LEADS
    ]
    tried = pl.concat(curves).filter(
        (pl.col("precision") >= WANTED_PRECISION) & (pl.col("linked") >= _LEAST_UPPER)
    )
    best = tried.sort(["recall", "precision", "linked", "lead"], descending=[True, True, False, True]).row(
        0, named=True
    )
    return {
        "linked": best["linked"],
        "doubtful": _choose_doubtful(ranked, answers, best["linked"]),
        "lead": best["lead"],
        "chosen": (
            f"on the training half: the most links at a precision of at least {WANTED_PRECISION}"
            f" (there {best['precision']:.4f} at recall {best['recall']:.4f}); doubtful from the lowest"
            f" weight at which at least {_WANTED_DOUBTFUL:.0%} of the best candidates within two bits are"
            " right"
        ),
    }


def trace_curve(
    ranked: pl.DataFrame, exact: pl.DataFrame, answers: pl.DataFrame, settings: dict[str, Any], lead: float
) -> pl.DataFrame:
    """Return precision and recall of exact rules and model together, for each upper threshold (linked)."""
    truths = answers.select("mention_key", "truth")
    findable = truths["truth"].drop_nulls().len()
    by_rule = exact.join(truths, on="mention_key").select(right=pl.col("org_id").eq_missing(pl.col("truth")))
    everything = Thresholds(linked=-1000.0, doubtful=-1000.0, lead=lead, exact_rules={})
    judged = decide_links(ranked, everything, settings).filter(pl.col("state") == LINKED)
    judged = judged.join(truths, on="mention_key").with_columns(
        right=pl.col("org_id").eq_missing(pl.col("truth"))
    )
    points = []
    for upper in _UPPER:
        taken = judged.filter(pl.col("match_weight") >= upper)
        links, right = taken.height + by_rule.height, int(taken["right"].sum()) + int(by_rule["right"].sum())
        points.append(
            {"linked": upper, "precision": right / max(links, 1), "recall": right / max(findable, 1)}
        )
    return pl.DataFrame(points)


def _choose_doubtful(ranked: pl.DataFrame, answers: pl.DataFrame, upper: float) -> float:
    judged = ranked.filter(~pl.col("barred")).join(answers.select("mention_key", "truth"), on="mention_key")
    for lower in [step for step in _UPPER if step <= upper]:
        near = judged.filter(pl.col("match_weight").is_between(lower, lower + 2.0))
        right = int(near["org_id"].eq_missing(near["truth"]).sum())
        if near.height and right / near.height >= _WANTED_DOUBTFUL:
            return lower
    return upper


def measure_rules(exact: pl.DataFrame, answers: pl.DataFrame) -> dict[str, float]:
    """Return for each exact rule the probability of its links: the cautious end of what was measured."""
    judged = exact.join(answers.select("mention_key", "truth"), on="mention_key").with_columns(
        right=pl.col("org_id").eq_missing(pl.col("truth"))
    )
    counted = judged.group_by("rule").agg(pl.col("right").sum(), pl.len().alias("links")).sort("rule")
    measured = {rule: round(wilson_lower(right, links), 4) for rule, right, links in counted.iter_rows()}
    # A rule that found nothing to prove itself on is trusted as little as the least proven one.
    least = min(measured.values(), default=0.0)
    return {rule.name: measured.get(rule.name, least) for rule in EXACT_RULES}
