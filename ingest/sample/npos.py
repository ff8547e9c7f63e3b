"""The NPOs as their authorities know them: who supervises them, and how they ended."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from ingest.sample.calendar import PORTAL_DAY
from ingest.sample.country import addresses
from ingest.sample.histories import newest_lines
from ingest.sample.names import Generator, pick
from ingest.sample.words import person_names

_UNREGISTERED_SHARE = 0.01  # in the tax agency's register but not in the portal
_UNDER_PREFECTURE_SHARE = 0.1  # in a designated city, with another office outside it
_NUMBERLESS_SHARE = 0.004
_UNNOTICED_SHARE = 0.03  # closed in the register, alive in the portal
_WINDING_UP_SHARE = 0.01  # dissolved in the portal, not yet closed in the register
_ENDED_EARLY = date(2024, 3, 29)

#: Grounds of article 31-1 of the NPO Act as the portal words them, with their shares.
GROUNDS = {
    "社員総会の決議": 0.62,
    "定款で定めた解散事由の発生": 0.02,
    "目的とする特定非営利活動に係る事業の成功の不能": 0.02,
    "社員の欠亡": 0.01,
    "合併": 0.03,
    "破産手続開始の決定": 0.02,
    "認証取消し": 0.28,
}


def draw_npos(rng: Generator, histories: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each NPO of the portal, ordered by authority, those without address first.

    Adds to the newest line of each NPO: prefecture, city, city_name, authority_code, authority, portal_id,
    ended (date or null), ground, without_address, without_number, representative.
    """
    newest = newest_lines(histories.filter(pl.col("form") == 0)).filter(
        (pl.col("process") != "99") & (pl.col("assigned") < PORTAL_DAY)
    )
    newest = newest.filter(~pl.Series(pick(rng, newest.height, _UNREGISTERED_SHARE)))
    count = newest.height
    ground = rng.choice(list(GROUNDS), count, p=list(GROUNDS.values()))
    npos = (
        newest.join(addresses(), on="place", how="left", maintain_order="left")
        .with_columns(
            ended=_draw_endings(rng, count),
            branched=pl.Series(rng.random(count) < _UNDER_PREFECTURE_SHARE),
            without_number=pl.Series(pick(rng, count, _NUMBERLESS_SHARE, 5)),
            representative=person_names().gather(rng.integers(0, len(person_names()), count)),
        )
        .with_columns(
            ground=pl.when(pl.col("ended").is_not_null()).then(_ground(ground.tolist())),
            authority_code=pl.when("branched")
            .then(pl.lit("0") + pl.col("prefecture_code"))
            .otherwise("authority_code"),
            authority=pl.when("branched").then("prefecture").otherwise("authority"),
        )
    )
    npos = npos.with_columns(without_address=_draw_missing_addresses(rng, npos["ended"]))
    return (
        npos.with_columns(serial=pl.int_range(pl.len()).over("authority_code") + 101)
        .with_columns(portal_id=pl.col("authority_code") + pl.col("serial").cast(pl.String).str.zfill(6))
        .sort("authority_code", pl.col("without_address").not_(), "serial")
    )


def _draw_endings(rng: Generator, count: int) -> pl.Expr:
    """Date dissolutions some months before the closing of the register; now and then one side lags."""
    lead = pl.duration(days=pl.lit(pl.Series(rng.integers(20, 200, count))))
    registered = pl.max_horizontal(pl.col("close_date") - lead, pl.col("assigned") + pl.duration(days=30))
    unnoticed = pl.lit(pl.Series(rng.random(count) < _UNNOTICED_SHARE))
    winding_up = pl.lit(pl.Series(rng.random(count) < _WINDING_UP_SHARE))
    noticed = pl.col("close_date").is_not_null() & ~unnoticed
    return (
        pl.when(noticed)
        .then(pl.min_horizontal(registered, "close_date"))
        .when(winding_up & (pl.col("assigned") < _ENDED_EARLY))
        .then(pl.lit(_ENDED_EARLY))
    )


def _ground(drawn: list[str]) -> pl.Expr:
    """Mergers of the register are mergers of the portal; other endings are as drawn."""
    return pl.when(pl.col("close_cause") == "11").then(pl.lit("合併")).otherwise(pl.Series(drawn))


def _draw_missing_addresses(rng: Generator, ended: pl.Series) -> pl.Series:
    """Empty the address of 12.2 % of all rows; 99.3 % of these are of NPOs that ended."""
    over = np.flatnonzero(ended.is_not_null().to_numpy())
    alive = np.flatnonzero(ended.is_null().to_numpy())
    missing = round(0.122 * len(ended))
    of_ended = min(round(0.993 * missing), len(over))
    mask = np.zeros(len(ended), dtype=np.bool_)
    mask[rng.permutation(over)[:of_ended]] = True
    mask[rng.permutation(alive)[: max(1, missing - round(0.993 * missing))]] = True
    return pl.Series(mask)
