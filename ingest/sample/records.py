"""Renders lines of the tax agency's files: 30 columns, no header, text quoted only when there is some."""

from __future__ import annotations

import polars as pl

from ingest.registries.nta_layout import COLUMNS
from ingest.sample.country import addresses

#: Quoted where there is text; everything else is bare.
_TEXT_COLUMNS = frozenset(
    {
        "name",
        "prefectureName",
        "cityName",
        "streetNumber",
        "addressOutside",
        "changeCause",
        "enName",
        "enPrefectureName",
        "enCityName",
        "enAddressOutside",
        "furigana",
    }
)

_OUTSIDE = "アメリカ合衆国見本州例示市"
_ENGLISH_PREFECTURE = "Sample Prefecture"


def to_records(lines: pl.DataFrame) -> pl.DataFrame:
    """Return history lines with the publisher's columns (without sequenceNumber), all text, null if empty.

    Tombstones (process 99) keep the number, the process and the update date only.
    """
    place = addresses().drop("weight", "old_place")
    frame = lines.join(place, on="place", how="left", maintain_order="left")
    foreign = pl.col("kind") == "401"
    english = pl.col("english").is_not_null()
    columns = {
        "corporateNumber": pl.col("number"),
        "process": pl.col("process"),
        "correct": pl.col("correct"),
        "updateDate": pl.col("update_date"),
        "changeDate": pl.col("change_date"),
        "name": pl.col("name"),
        "nameImageId": pl.col("name_image_id"),
        "kind": pl.col("kind"),
        "prefectureName": pl.col("prefecture"),
        "cityName": pl.col("city"),
        "streetNumber": pl.col("street"),
        "addressImageId": pl.col("address_image_id"),
        "prefectureCode": pl.col("prefecture_code"),
        "cityCode": pl.col("city_code"),
        "postCode": post_code(),
        "addressOutside": pl.when(foreign).then(pl.lit(_OUTSIDE)),
        "closeDate": pl.col("close_date"),
        "closeCause": pl.col("close_cause"),
        "successorCorporateNumber": pl.col("successor_corporate_number"),
        "changeCause": pl.col("change_cause"),
        "assignmentDate": pl.col("assigned"),
        "latest": pl.col("latest"),
        "enName": pl.col("english"),
        "enPrefectureName": pl.when(english).then(pl.lit(_ENGLISH_PREFECTURE)),
        "furigana": pl.col("furigana"),
        "hihyoji": pl.col("hidden").cast(pl.Int8),
    }
    kept = {"corporateNumber", "process", "updateDate"}
    tombstone = pl.col("process") == "99"
    return frame.select(
        **{
            name: (column if name in kept else pl.when(~tombstone).then(column)).cast(pl.String)
            for name, column in columns.items()
        }
    )


def post_code() -> pl.Expr:
    """Return a postcode: three digits by place, four by street; one in a thousand is missing."""
    area = 100 + pl.col("place").cast(pl.Int64) * 5
    delivery = pl.col("street").str.len_bytes().cast(pl.Int64) * 37 % 10_000
    return pl.when(pl.col("number") // 7 % 1_000 != 0).then(area * 10_000 + delivery)


def to_lines(records: pl.DataFrame, first_sequence: int) -> pl.Series:
    """Return each record as one line of text without its line end, numbered from ``first_sequence``."""
    sequence = pl.int_range(first_sequence, first_sequence + records.height, dtype=pl.Int64)
    present = set(records.columns)
    parts = [sequence.cast(pl.String)]
    for name in list(COLUMNS)[1:]:
        parts.append(_field(name) if name in present else pl.lit(""))
    return records.select(line=pl.concat_str(parts, separator=","))["line"]


def _field(name: str) -> pl.Expr:
    column = pl.col(name)
    if name in _TEXT_COLUMNS:
        column = pl.concat_str(pl.lit('"'), column, pl.lit('"'))
    return column.fill_null("")
