"""The columns of the bronze files of a kind."""

from __future__ import annotations

import polars as pl

from ingest.submissions.contracts.registry import current_contract

_TECHNICAL: dict[str, pl.DataType] = {
    "member_id": pl.String(),
    "batch": pl.String(),
    "received_at": pl.Datetime("us", "UTC"),
    "received_on": pl.Date(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "contract_version": pl.Int32(),
    "record_key": pl.String(),
    "action": pl.String(),
    "content_hash": pl.String(),
}


def bronze_schema(kind: str) -> pl.Schema:
    """Return names and types of a kind's bronze columns: how a row came, then what it says.

    Records of an older version are upgraded before they are stored, so a kind has one schema. What is never
    stored (``is_kept`` false) is not in it. ``screening_flags`` of voices name what looks like personal data.
    """
    columns = dict(_TECHNICAL)
    for field in current_contract(kind).fields:
        if field.is_kept and field.name not in columns:
            columns[field.name] = field.polars_type
    if kind == "voice":
        columns["screening_flags"] = pl.List(pl.String())
    return pl.Schema(columns)
