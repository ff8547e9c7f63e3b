"""Linking: decisions of a person, exact rules, the model; one row out for every mention in."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from warehouse.linkage.database import open_scratch_database
from warehouse.linkage.decide import decide_links
from warehouse.linkage.model import Thresholds, load_settings, load_thresholds
from warehouse.linkage.rules import apply_exact_rules
from warehouse.linkage.schema import (
    CANDIDATES,
    DECIDED,
    DECISIONS,
    LINKED,
    LINKS,
    MENTIONS,
    UNLINKED,
    conform,
    refuse_repeated_mentions,
)
from warehouse.linkage.search import load_keys, rank_rest

_COLUMNS = LINKS.names


def link_organizations(mentions: pa.Table, candidates: pa.Table, decisions: pa.Table) -> pa.Table:
    """Tie each mention to an organisation of the registers, or say why not.

    Args:
        mentions: mention_key, name, kana, prefecture_code, municipality_code, address, fields.
        candidates: org_id and the same columns, is_former; several rows an organisation.
        decisions: mention_key, org_id (null: none of them), decided_on, reason. The newest counts.

    Returns:
        One row a mention, in the order of mention_key: mention_key, org_id (null unless linked or
        decided), state (linked, doubtful, unlinked, decided), rule, probability, evidence,
        candidate_org_id and candidate_name (the best candidate, also of a doubtful one).

    Raises:
        ShapeError: a column is missing, or a mention occurs twice.
        ModelUnreadable: the trained model is missing.
    """
    mentions = conform(mentions, MENTIONS, "mentions")
    refuse_repeated_mentions(mentions)
    known = pl.DataFrame(conform(candidates, CANDIDATES, "candidates"))
    decided = _apply_decisions(pl.DataFrame(mentions), known, conform(decisions, DECISIONS, "decisions"))
    undecided = pl.DataFrame(mentions).join(decided, on="mention_key", how="anti")
    found = [decided]
    if undecided.height and known.height:
        found += _search(undecided, known)
    return _complete(pl.DataFrame(mentions), pl.concat(found))


def _apply_decisions(mentions: pl.DataFrame, known: pl.DataFrame, decisions: pa.Table) -> pl.DataFrame:
    newest = (
        pl.DataFrame(decisions)
        .sort(["mention_key", "decided_on", "org_id", "reason"], nulls_last=False)
        .unique("mention_key", keep="last", maintain_order=True)
        .join(mentions, on="mention_key", how="semi")
    )
    names = known.sort("org_id", "is_former", "name").unique("org_id", keep="first", maintain_order=True)
    told = pl.concat_str(
        pl.lit("decided on "),
        pl.col("decided_on").cast(pl.String),
        pl.lit(": "),
        pl.col("reason").fill_null(""),
    )
    return newest.join(names.select("org_id", "name"), on="org_id", how="left").select(
        "mention_key",
        "org_id",
        state=pl.lit(DECIDED),
        rule=pl.lit("decision"),
        probability=pl.lit(1.0),
        evidence=told,
        candidate_org_id="org_id",
        candidate_name="name",
    )


def _search(mentions: pl.DataFrame, known: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what the exact rules find and what the model finds of the rest."""
    thresholds = load_thresholds()
    with open_scratch_database() as connection:
        mention_keys, candidate_keys = load_keys(connection, mentions, known)
        exact = apply_exact_rules(connection)
        found = [_describe_exact(exact, thresholds)]
        if exact.height < mention_keys.height:
            settings = load_settings()
            ranked = rank_rest(connection, mention_keys, candidate_keys, exact, settings)
            found.append(_describe_ranked(decide_links(ranked, thresholds, settings)))
    return found


def _describe_exact(exact: pl.DataFrame, thresholds: Thresholds) -> pl.DataFrame:
    return exact.select(
        "mention_key",
        "org_id",
        state=pl.lit(LINKED),
        rule="rule",
        probability=pl.col("rule").replace_strict(thresholds.exact_rules, return_dtype=pl.Float64),
        evidence="evidence",
        candidate_org_id="org_id",
        candidate_name="candidate_name",
    )


def _describe_ranked(judged: pl.DataFrame) -> pl.DataFrame:
    is_known = pl.col("state") != UNLINKED
    return judged.select(
        "mention_key",
        org_id=pl.when(pl.col("state") == LINKED).then("org_id"),
        state="state",
        rule=pl.when(is_known).then(pl.lit("splink")).otherwise(pl.lit("none")),
        probability="probability",
        evidence="evidence",
        candidate_org_id=pl.when(is_known).then("org_id"),
        candidate_name=pl.when(is_known).then("candidate_name"),
    )


def _complete(mentions: pl.DataFrame, found: pl.DataFrame) -> pa.Table:
    """Return one row for every mention; what nothing was found for is unlinked."""
    rows = (
        mentions.select("mention_key")
        .join(found, on="mention_key", how="left")
        .with_columns(
            pl.col("state").fill_null(UNLINKED),
            pl.col("rule").fill_null("none"),
        )
        .sort("mention_key")
    )
    return rows.select(_COLUMNS).to_arrow().cast(LINKS)
