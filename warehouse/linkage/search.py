"""Looking for the organisation of each mention: the tables that are searched, and the model's answers."""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl

from warehouse.linkage.decide import rank_organizations
from warehouse.linkage.forms import is_outside
from warehouse.linkage.keys import prepare_keys
from warehouse.linkage.model import MODEL_COLUMNS, score_pairs

#: About as many organisations of the civil sector as the national register has. The model's prior is that
#: of a search among so many.
NATIONAL_ORGANISATIONS = 70_000


def load_keys(
    connection: duckdb.DuckDBPyConnection, mentions: pl.DataFrame, known: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Prepare both sides and put them into ``connection`` as ``mention_keys`` and ``candidate_keys``.

    How common a name is goes into ``name_frequencies``. A mention that says it is a company, a town hall
    or another body outside the civil sector is left out, and so are candidates of prefectures nobody
    mentions.
    """
    mention_keys = prepare_keys(mentions.sort("mention_key").to_arrow()).with_row_index("row_id")
    outside = pl.Series([is_outside(forms) for forms in mention_keys["forms"].to_list()], dtype=pl.Boolean)
    mention_keys = mention_keys.filter(~outside)
    bearers = pl.col("org_id").n_unique().over("name_key").alias("bearers")
    ordered = known.sort("org_id", "is_former", "name", "municipality_code", "address", "kana")
    candidate_keys = prepare_keys(ordered.to_arrow())
    candidate_keys = candidate_keys.with_columns(bearers).with_row_index("row_id")
    load_table(connection, "name_frequencies", _count_names(candidate_keys))
    candidate_keys = candidate_keys.join(
        mention_keys.select("prefecture_code").unique(),
        on="prefecture_code",
        how="semi",
        maintain_order="left",
    )
    load_table(connection, "mention_keys", mention_keys)
    load_table(connection, "candidate_keys", candidate_keys)
    return mention_keys, candidate_keys


def load_table(connection: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame) -> None:
    """Copy rows into a table of ``connection``, in place of what was there."""
    connection.register("incoming", rows.to_arrow())
    connection.execute(f"create or replace table {name} as select * from incoming")
    connection.unregister("incoming")


def _count_names(candidate_keys: pl.DataFrame) -> pl.DataFrame:
    """Return how common each name is among the organisations of the whole country.

    Of a part of the country, as in a sample, a name's share says nothing: the organisations that are not
    there count as well.
    """
    bearers = candidate_keys.group_by("name_key").agg(pl.col("org_id").n_unique().alias("count"))
    share = pl.col("count") / pl.max_horizontal(pl.col("count").sum(), NATIONAL_ORGANISATIONS)
    return bearers.sort("name_key").select("name_key", share.alias("tf_name_key"))


def rank_rest(
    connection: duckdb.DuckDBPyConnection,
    mention_keys: pl.DataFrame,
    candidate_keys: pl.DataFrame,
    exact: pl.DataFrame,
    settings: dict[str, Any],
) -> pl.DataFrame:
    """Return the best organisation, by the model, of each mention the exact rules left.

    The columns are those of ``rank_organizations``.
    """
    rest = mention_keys.join(exact, on="mention_key", how="anti")
    load_table(connection, "model_mentions", rest.select(MODEL_COLUMNS))
    load_table(connection, "model_candidates", candidate_keys.select(MODEL_COLUMNS))
    pairs = score_pairs(connection, "model_mentions", "model_candidates", settings)
    return rank_organizations(pairs, rest, candidate_keys)
