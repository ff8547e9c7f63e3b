"""Tells the life of each organisation as lines of the tax agency's register."""

from __future__ import annotations

import polars as pl

from ingest.sample.calendar import DIFF_DAYS, NATIONAL_DAY, SYSTEM_START
from ingest.sample.country import WARD_REFORM, addresses
from ingest.sample.stories import story_lines

_REIWA_BEGINS_AFTER = 2018


def tell_histories(organisations: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each history line, sorted by number and line.

    Adds to the organisation's columns: line, process, correct, latest, name, furigana, place, street,
    change_date, file_date (of the daily file it comes in, null if none), update_date, close_date,
    close_cause, successor_corporate_number, change_cause.
    """
    days = pl.DataFrame({"file_index": range(len(DIFF_DAYS)), "file_date": list(DIFF_DAYS)}).cast(
        {"file_index": pl.Int32}
    )
    lines = (
        organisations.join(story_lines(), on="story", how="left", maintain_order="left")
        .with_columns(file_index=pl.col("day") + pl.col("file"))
        .join(days, on="file_index", how="left", maintain_order="left")
        .join(
            days.rename({"file_date": "first_told"}),
            left_on="day",
            right_on="file_index",
            how="left",
            maintain_order="left",
        )
        .with_columns(change_date=_change_date())
        .join(
            addresses().select("place", "old_place"),
            left_on="place_0",
            right_on="place",
            how="left",
            maintain_order="left",
        )
        .with_columns(*_chosen_versions(), *_closing())
        .sort("number", "line")
    )
    return _with_mergers(lines)


def national_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the newest line of each corporation known on the day of the national file."""
    known = lines.filter(pl.col("file_date").is_null() | (pl.col("file_date") <= NATIONAL_DAY))
    return (
        known.group_by("number", maintain_order=True)
        .last()
        .filter(pl.col("process") != "99")
        .with_columns(latest=pl.lit(1, pl.Int64))
        .select(lines.columns)
    )


def newest_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the last line of every corporation, whatever file it comes in."""
    return lines.group_by("number", maintain_order=True).last()


def _change_date() -> pl.Expr:
    """Date a line by its rule; repeated news keeps the date it was first told with."""
    return (
        pl.when(pl.col("fixed_date").is_not_null())
        .then("fixed_date")
        .when(pl.col("rule") == "assigned")
        .then("assigned")
        .when(pl.col("rule") == "past")
        .then("past")
        .otherwise(pl.col("first_told") - pl.duration(days=pl.col("lag")))
    )


def _chosen_versions() -> list[pl.Expr]:
    """Choose name and place before or after the change, and the ward an address had on its date."""
    renamed = pl.col("name_version") == 1
    moved = pl.col("place_version") == 1
    before_reform = pl.col("change_date") < WARD_REFORM
    return [
        pl.when(renamed).then("name_1").otherwise("name_0").alias("name"),
        pl.when(renamed).then("core_1").otherwise("core_0").alias("core"),
        pl.when(renamed).then("furigana_1").otherwise("furigana_0").alias("furigana"),
        pl.when(moved)
        .then("place_1")
        .when(before_reform)
        .then("old_place")
        .otherwise("place_0")
        .alias("place"),
        pl.when(moved).then("street_1").otherwise("street_0").alias("street"),
    ]


def _closing() -> list[pl.Expr]:
    learnt = pl.max_horizontal(pl.lit(SYSTEM_START), pl.col("change_date") + pl.duration(days=pl.col("lag")))
    return [
        pl.when(pl.col("process") == "21").then("change_date").alias("close_date"),
        pl.coalesce("file_date", learnt).alias("update_date"),
    ]


def _with_mergers(lines: pl.DataFrame) -> pl.DataFrame:
    """Pair each merged corporation with one that absorbed another, of NPOs with NPOs."""
    parties = lines.with_row_index("row").with_columns(
        is_npo=pl.col("form") == 0, merged=pl.col("close_cause") == "11", absorbed=pl.col("process") == "71"
    )
    merged = _ranked(parties.filter(pl.col("merged")))
    absorbing = _ranked(parties.filter(pl.col("absorbed")))
    sizes = absorbing.group_by("is_npo").len("absorbers")
    pairs = (
        merged.join(sizes, on="is_npo")
        .with_columns(rank=pl.col("rank") % pl.col("absorbers"))
        .join(absorbing, on=["is_npo", "rank"], suffix="_successor")
        .sort("row")
    )
    endings = pairs.select(
        "row",
        successor_corporate_number="number_successor",
        change_cause=_merger_text("_successor") + pl.lit("に合併し解散"),
    )
    takeovers = pairs.unique("row_successor", keep="first", maintain_order=True).select(
        row="row_successor",
        successor_corporate_number=pl.lit(None, pl.Int64),
        change_cause=_merger_text("") + pl.lit("を合併"),
    )
    return (
        parties.drop("is_npo", "merged", "absorbed")
        .join(pl.concat([endings, takeovers]), on="row", how="left", maintain_order="left")
        .drop("row")
    )


def _ranked(parties: pl.DataFrame) -> pl.DataFrame:
    return parties.select(
        "row",
        "is_npo",
        "number",
        "name",
        "street",
        "place",
        "change_date",
        rank=pl.int_range(pl.len()).over("is_npo"),
    )


def _merger_text(side: str) -> pl.Expr:
    """Return date, address, name and number of the other party, in the register's words."""
    day = pl.col("change_date")
    era = (
        pl.when(day.dt.year() > _REIWA_BEGINS_AFTER)
        .then(
            pl.format("令和{}年{}月{}日", day.dt.year() - _REIWA_BEGINS_AFTER, day.dt.month(), day.dt.day())
        )
        .otherwise(pl.format("平成{}年{}月{}日", day.dt.year() - 1988, day.dt.month(), day.dt.day()))
    )
    place = pl.col(f"place{side}").replace_strict(
        addresses()["place"], addresses()["prefecture"] + addresses()["city"]
    )
    wide = era.str.replace_many(list("0123456789"), list("０１２３４５６７８９"))
    return pl.concat_str(
        wide,
        place,
        pl.col(f"street{side}"),
        pl.col(f"name{side}"),
        pl.lit("（"),
        pl.col(f"number{side}").cast(pl.String),
        pl.lit("）"),
    )
