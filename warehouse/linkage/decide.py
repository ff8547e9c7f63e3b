"""From scored pairs to one answer a mention: linked, doubtful, or unlinked, and why."""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.linkage.model import Thresholds
from warehouse.linkage.schema import DOUBTFUL, LINKED, UNLINKED

SAME_NAME = "same"
SAME_BUT_FOR_SIGNS = "same but for signs, brackets and kind of kana"
TYPED_SLIP = "a character more, less or swapped"
#: Names that a hand may have written differently. Any other name, however alike and at whatever address,
#: may be a neighbour's (two funds of one bank under one roof), and a person decides.
SURE_NAMES = (SAME_NAME, SAME_BUT_FOR_SIGNS, TYPED_SLIP)
#: ... unless both give a reading and it is the same one.
SURE_READINGS = ("same",)

#: Comparisons in the order in which their evidence is told, and what people call them.
COMPARED = {
    "name_key": "name",
    "kana_key": "reading",
    "forms": "legal form",
    "municipality_code": "place",
    "address_key": "address",
    "field_codes": "fields",
}


def rank_organizations(pairs: pl.DataFrame, mentions: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Return the best organisation of each mention and by how much it leads the second.

    Args:
        pairs: what ``score_pairs`` found.
        mentions: row_id, mention_key, name_key and forms of each mention.
        candidates: row_id, org_id, name, name_key, is_former and forms of each candidate row.

    Returns:
        One row a mention that has a pair: mention_key, org_id, candidate_name, match_weight, lead
        (null without a second organisation), forms_differ, barred, and the pair's gamma_ and mw_ columns.
    """
    sided = pairs.join(
        mentions.select("row_id", "mention_key", "name_key", "forms").rename(lambda name: f"m_{name}"),
        left_on="row_id_l",
        right_on="m_row_id",
    ).join(
        candidates.select("row_id", "org_id", "name", "is_former", c_name_key="name_key"),
        left_on="row_id_r",
        right_on="row_id",
    )
    best_rows = sided.sort(
        ["m_mention_key", "match_weight", "is_former", "org_id", "row_id_r"],
        descending=[False, True, False, False, False],
    ).unique(["m_mention_key", "org_id"], keep="first", maintain_order=True)
    second = best_rows.group_by("m_mention_key", maintain_order=True).agg(
        pl.col("match_weight").slice(1, 1).first().alias("second_weight")
    )
    best = best_rows.unique("m_mention_key", keep="first", maintain_order=True)
    return (
        best.join(second, on="m_mention_key", maintain_order="left")
        .with_columns(
            lead=pl.col("match_weight") - pl.col("second_weight"),
            forms_differ=pl.col("gamma_forms") == 0,
            barred=_is_barred(),
        )
        .rename({"m_mention_key": "mention_key", "name": "candidate_name"})
    )


def _is_barred() -> pl.Expr:
    """No person need be asked: the name of a town that only resembles the organisation's."""
    town = pl.col("m_forms").list.contains("municipality_like").fill_null(False)
    return town & (pl.col("m_name_key") != pl.col("c_name_key"))


def decide_links(ranked: pl.DataFrame, thresholds: Thresholds, settings: dict[str, Any]) -> pl.DataFrame:
    """Return state, probability and evidence of each ranked mention.

    Linked is whose best organisation reaches the upper threshold, leads the second by the margin, has the
    legal form that the mention states, and the same name but for what a hand does. Otherwise a candidate
    that reaches the lower threshold is doubtful.
    """
    sure = (
        (pl.col("match_weight") >= thresholds.linked)
        & (pl.col("lead").is_null() | (pl.col("lead") >= thresholds.lead))
        & ~pl.col("forms_differ")
        & pl.col("name_is_sure")
    )
    known = ~pl.col("barred") & (pl.col("match_weight") >= thresholds.doubtful)
    state = pl.when(known & sure).then(pl.lit(LINKED)).when(known).then(pl.lit(DOUBTFUL))
    judged = ranked.with_columns(
        name_is_sure=_reaches(settings, "name_key", SURE_NAMES)
        | _reaches(settings, "kana_key", SURE_READINGS)
    ).with_columns(
        state=state.otherwise(pl.lit(UNLINKED)),
        probability=(1 / (1 + (-pl.col("match_weight")).map_elements(_power_of_two, pl.Float64))).round(4),
    )
    told = pl.Series(
        "evidence",
        [_tell(row, thresholds, settings) for row in judged.iter_rows(named=True)],
        dtype=pl.String,
    )
    return judged.with_columns(told)


def _power_of_two(exponent: float) -> float:
    return float(2.0 ** min(exponent, 1000.0))


def _tell(row: dict[str, Any], thresholds: Thresholds, settings: dict[str, Any]) -> str:
    """Return the comparisons of a pair in words, each with its weight in bits, and what held a link up."""
    parts = []
    for comparison in settings["comparisons"]:
        column = comparison["output_column_name"]
        gamma = row[f"gamma_{column}"]
        if gamma < 0:
            continue
        weight = row[f"mw_{column}"] + (row.get(f"mw_tf_adj_{column}") or 0.0)
        parts.append(f"{COMPARED[column]} {_label(comparison, gamma)} ({weight:+.1f})")
    if not row["name_is_sure"]:
        parts.append("so different a name is not linked without a person")
    if row["forms_differ"]:
        parts.append("the legal form stated is another")
    if row["lead"] is not None and row["lead"] < thresholds.lead:
        parts.append(f"another organisation fits almost as well ({row['lead']:.1f} bits behind)")
    return "; ".join([*parts, f"total {row['match_weight']:+.1f} bits"])


def _reaches(settings: dict[str, Any], column: str, labels: tuple[str, ...]) -> pl.Expr:
    """Return whether a comparison came out at one of the levels named."""
    comparison = next(one for one in settings["comparisons"] if one["output_column_name"] == column)
    count = sum(not level.get("is_null_level") for level in comparison["comparison_levels"])
    gammas = [gamma for gamma in range(count) if _label(comparison, gamma) in labels]
    return pl.col(f"gamma_{column}").is_in(gammas)


def _label(comparison: dict[str, Any], gamma: int) -> str:
    """Return the name of a level; Splink counts them from the last, which is 0."""
    levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
    label: str = levels[len(levels) - 1 - gamma]["label_for_charts"]
    return label
