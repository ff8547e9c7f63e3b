"""The trained model: reading it, and scoring pairs of a mention and a candidate with it.

The model is a settings file of Splink. It is read, never trained, during a run.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from splink import Linker

FOLDER = Path(__file__).parent
MODEL_FILE = FOLDER / "model.json"
THRESHOLDS_FILE = FOLDER / "thresholds.json"
QUALITY_FILE = FOLDER / "quality.json"

#: Columns of both sides that the model sees.
MODEL_COLUMNS = (
    "row_id",
    "name_key",
    "name_fold",
    "name_head",
    "name_tail",
    "name_marks",
    "kana_key",
    "forms",
    "form_family",
    "prefecture_code",
    "municipality_code",
    "city_code",
    "address_key",
    "address_town",
    "address_end",
    "field_codes",
)


class ModelUnreadable(WarehouseError):
    """The model or its thresholds are missing or not what this code expects."""


@dataclass(frozen=True)
class Thresholds:
    """Where a match weight (in bits) becomes a link or a question for a person.

    Attributes:
        linked: from this weight on the best candidate is the organisation.
        doubtful: from this weight on a person is asked.
        lead: bits by which the best organisation must lead the second, or a person is asked.
        exact_rules: probability of a link by each exact rule, as measured.
    """

    linked: float
    doubtful: float
    lead: float
    exact_rules: dict[str, float]


@cache
def load_thresholds(path: Path = THRESHOLDS_FILE) -> Thresholds:
    """Read the thresholds that belong to the model.

    Raises:
        ModelUnreadable: the file is missing or lacks a value.
    """
    content = _read_json(path)
    try:
        return Thresholds(
            float(content["linked"]),
            float(content["doubtful"]),
            float(content["lead"]),
            {str(rule): float(share) for rule, share in content["exact_rules"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(path, repr(error)) from error


def load_settings(path: Path = MODEL_FILE) -> dict[str, Any]:
    """Read the settings of the trained model.

    Raises:
        ModelUnreadable: the file is missing or no settings of a model.
    """
    content = _read_json(path)
    if "comparisons" not in content:
        raise _unreadable(path, "no comparisons")
    return content


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(path, str(error)) from error
    if not isinstance(content, dict):
        raise _unreadable(path, type(content).__name__)
    return content


def _unreadable(path: Path, value: str) -> ModelUnreadable:
    return ModelUnreadable(
        str(path),
        value[:200],
        "linking needs the trained model and its thresholds",
        "Restore the file from the repository, or train anew with `python -m warehouse.linkage.train`.",
    )


@contextmanager
def open_linker(
    connection: duckdb.DuckDBPyConnection, mentions: str, candidates: str, settings: dict[str, Any]
) -> Iterator[Linker]:
    """Open a linker of Splink on two tables of ``connection``; it says nothing but errors.

    How common a name is comes from ``name_frequencies``, counted on the candidates alone: the score of a
    mention must not change with the other mentions that happen to be sent.
    """
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        from splink import DuckDBAPI, Linker

        api = DuckDBAPI(connection=connection)
        sides = [
            api.register(mentions, dataset_display_name="a_mention"),
            api.register(candidates, dataset_display_name="b_candidate"),
        ]
        linker = Linker(sides, settings, log_level=None, validate_settings=False)
        linker.table_management.register_term_frequency_lookup(
            api.register("name_frequencies", table_name="name_frequencies_lookup"), "name_key"
        )
        yield linker
    finally:
        logger.setLevel(level)


def score_pairs(
    connection: duckdb.DuckDBPyConnection, mentions: str, candidates: str, settings: dict[str, Any]
) -> pl.DataFrame:
    """Return every pair the blocking rules find, with its match weight and what each comparison gave.

    Columns: row_id_l (mention), row_id_r (candidate), match_weight, and for each comparison gamma_<name>
    (its level) and mw_<name> (its weight in bits), for names also mw_tf_adj_name_key.
    """
    with open_linker(connection, mentions, candidates, settings) as linker:
        found = linker.inference.predict(warning_mode="never")
        pairs: pl.DataFrame = connection.execute(
            f"select * from {found.physical_name} order by row_id_l, row_id_r"
        ).pl()
    return pairs
