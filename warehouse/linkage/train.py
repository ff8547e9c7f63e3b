"""Training the model: ``python -m warehouse.linkage.train --real FOLDER``.

Writes ``model.json``, ``thresholds.json`` and ``quality.json`` beside this file, the picture and the table
in ``docs/linkage.md``. Trained and adjusted on one half of the organisations, measured on the other.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.files import write_text_atomically
from warehouse.linkage.choose import choose_thresholds, find_shift, measure_rules, trace_curve
from warehouse.linkage.comparisons import UNMEASURED_FIELDS, untrained_settings
from warehouse.linkage.database import open_scratch_database
from warehouse.linkage.labelled import Labelled, build_labelled_set
from warehouse.linkage.link import link_organizations
from warehouse.linkage.measure import measure
from warehouse.linkage.model import (
    MODEL_COLUMNS,
    MODEL_FILE,
    QUALITY_FILE,
    THRESHOLDS_FILE,
    load_settings,
    load_thresholds,
    open_linker,
)
from warehouse.linkage.report import DOCUMENT, PICTURE, draw_curve, fill_document
from warehouse.linkage.rules import apply_exact_rules
from warehouse.linkage.schema import DECISIONS
from warehouse.linkage.search import load_keys, load_table, rank_rest

_SEED = 20261005
_SAMPLED_PAIRS = 5e6
#: A level never met by chance among the sampled pairs counts as half a meeting.
_RAREST = 0.5 / _SAMPLED_PAIRS


def main(arguments: list[str] | None = None) -> None:
    """Train, choose the thresholds, measure, and write what came of it."""
    parser = argparse.ArgumentParser(prog="python -m warehouse.linkage.train", description=__doc__)
    parser.add_argument(
        "--real", type=Path, required=True, help="folder of files as the authorities published them"
    )
    labelled = build_labelled_set(parser.parse_args(arguments).real)
    train_and_adjust(labelled)
    quality = measure_half(labelled, "test")
    write_text_atomically(QUALITY_FILE, _format(quality))
    write_text_atomically(PICTURE, draw_curve(trace_test_curve(labelled), quality))
    write_text_atomically(DOCUMENT, fill_document(DOCUMENT.read_text(encoding="utf-8"), quality))
    print(f"precision {quality['precision']}, recall {quality['recall']} on the test half")


def train_and_adjust(labelled: Labelled) -> None:
    """Train on the training half, choose the thresholds on it, and write both."""
    with open_scratch_database() as connection:
        mentions, candidates = load_half(connection, labelled, "train")
        settings = _train(connection, mentions, candidates, labelled.answers)
        exact = apply_exact_rules(connection)
        ranked = rank_rest(connection, mentions, candidates, exact, settings)
    half = labelled.answers.filter(pl.col("half") == "train")
    shift = find_shift(ranked, half, settings)
    ranked = ranked.with_columns(pl.col("match_weight") + shift)
    write_text_atomically(MODEL_FILE, _format(_shift_prior(settings, shift)))
    chosen = choose_thresholds(ranked, exact, half, settings)
    chosen["exact_rules"] = measure_rules(exact, half)
    write_text_atomically(THRESHOLDS_FILE, _format(chosen))
    load_thresholds.cache_clear()


def load_half(
    connection: duckdb.DuckDBPyConnection, labelled: Labelled, half: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Load the mentions of one half, and all candidates."""
    keys = labelled.answers.filter(pl.col("half") == half).select("mention_key")
    mentions = pl.DataFrame(labelled.mentions).join(keys, on="mention_key", how="semi")
    return load_keys(connection, mentions, pl.DataFrame(labelled.candidates))


def _train(
    connection: duckdb.DuckDBPyConnection,
    mentions: pl.DataFrame,
    candidates: pl.DataFrame,
    answers: pl.DataFrame,
) -> dict[str, Any]:
    """Return trained settings: u from random pairs, m from the pairs known to be one organisation."""
    named = mentions.join(answers.select("mention_key", label="truth"), on="mention_key", how="left")
    load_table(connection, "train_mentions", named.select(*MODEL_COLUMNS, "label"))
    load_table(connection, "train_candidates", candidates.select(*MODEL_COLUMNS, label="org_id"))
    prior = named["label"].drop_nulls().len() / (named.height * candidates.height)
    settings = untrained_settings(prior)
    with open_linker(connection, "train_mentions", "train_candidates", settings) as linker:
        linker.training.estimate_u_using_random_sampling(
            max_pairs=_SAMPLED_PAIRS, seed=_SEED, min_count_per_level=None
        )
        linker.training.estimate_m_from_label_column("label")
        trained: dict[str, Any] = linker.misc.save_model_to_json()
    return _complete_weights(trained)


def _complete_weights(settings: dict[str, Any]) -> dict[str, Any]:
    """Fill in what could not be trained and shorten the numbers."""
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if level.get("is_null_level"):
                continue
            if comparison["output_column_name"] == "field_codes":
                level["m_probability"], level["u_probability"] = UNMEASURED_FIELDS[level["label_for_charts"]]
            for share, least in (("m_probability", 0.001), ("u_probability", _RAREST)):
                level[share] = float(f"{max(level.get(share) or 0.0, least):.4g}")
    return settings


def _shift_prior(settings: dict[str, Any], shift: float) -> dict[str, Any]:
    """Return settings whose every match weight is ``shift`` bits higher."""
    prior = settings["probability_two_random_records_match"]
    odds = prior / (1 - prior) * 2.0**shift
    return {**settings, "probability_two_random_records_match": odds / (1 + odds)}


def measure_half(labelled: Labelled, half: str) -> dict[str, Any]:
    """Link the mentions of one half with the committed model and return the figures."""
    answers = labelled.answers.filter(pl.col("half") == half)
    mentions = pl.DataFrame(labelled.mentions).join(
        answers.select("mention_key"), on="mention_key", how="semi"
    )
    links = link_organizations(mentions.to_arrow(), labelled.candidates, DECISIONS.empty_table())
    return {"candidates": len(set(labelled.candidates["org_id"].to_pylist())), **measure(links, answers)}


def trace_test_curve(labelled: Labelled) -> pl.DataFrame:
    """Return precision and recall of the test half at every upper threshold."""
    settings = load_settings()
    with open_scratch_database() as connection:
        mentions, candidates = load_half(connection, labelled, "test")
        exact = apply_exact_rules(connection)
        ranked = rank_rest(connection, mentions, candidates, exact, settings)
    half = labelled.answers.filter(pl.col("half") == "test")
    return trace_curve(ranked, exact, half, settings, load_thresholds().lead)


def _format(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    main()
