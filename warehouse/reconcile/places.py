"""What people write for a place, read as codes: a code, a prefecture, a municipality, or a whole address."""

from __future__ import annotations

import polars as pl

from ingest.japanese.prefectures import PREFECTURE_CODES

#: Names of municipalities, with their city or county, are not longer.
_LONGEST_NAME = 14
_PREFECTURE = f"^({'|'.join(PREFECTURE_CODES)})"
_SHORT_NAMES = {name[:-1]: code for name, code in PREFECTURE_CODES.items() if name != "北海道"}
_COUNTY = r"^.{1,5}?郡"


def list_areas(municipalities: pl.DataFrame) -> pl.DataFrame:
    """Return the names that are looked for: name, prefecture_code, municipality_code, is_current.

    A name of a former municipality means its successor; of a divided ward only the city is sure.

    Args:
        municipalities: the dataset of that name.
    """
    areas = municipalities.filter(pl.col("area_level").is_in(["municipality", "ward"]))
    code = pl.when("is_current").then("municipality_code")
    return areas.select(
        _fold(pl.col("name")).alias("area"),
        "prefecture_code",
        pl.coalesce(code, "successor_code", "city_code", "municipality_code").alias("municipality_code"),
        "is_current",
    )


def locate_places(places: pl.Series, areas: pl.DataFrame) -> pl.DataFrame:
    """Return place, prefecture_code and municipality_code of each text; null where it does not say.

    A municipality of a name that several have is left open unless the prefecture is given. Short names
    (東京, 大阪) are prefectures only where they stand alone: 福島町 lies in Hokkaido.

    Args:
        places: texts, each once.
        areas: what ``list_areas`` returned.
    """
    texts = pl.DataFrame({"place": places.cast(pl.String)}).with_columns(text=_fold(pl.col("place")))
    texts = texts.with_columns(
        digits=pl.col("text").str.extract(r"^(\d{2}|\d{5,6})$"),
        given=pl.coalesce(
            pl.col("text").str.extract(_PREFECTURE).replace_strict(PREFECTURE_CODES, default=None),
            pl.col("text").replace_strict(_SHORT_NAMES, default=None, return_dtype=pl.String),
        ),
        rest=pl.col("text").str.replace(_PREFECTURE, ""),
    )
    named = _find_names(texts, areas)
    coded = _read_codes(texts, areas)
    found = texts.join(named, on="place", how="left").join(coded, on="place", how="left")
    municipality = pl.coalesce("coded", "named")
    return found.select(
        "place",
        pl.coalesce("given", "coded_prefecture", municipality.str.slice(0, 2)).alias("prefecture_code"),
        municipality.alias("municipality_code"),
    )


def _fold(text: pl.Expr) -> pl.Expr:
    plain = text.str.normalize("NFKC").str.replace_all(r"\s", "").str.replace_all("ヶ", "ケ", literal=True)
    return plain.str.replace(r"^〒?\d{3}-?\d{4}", "")


def _read_codes(texts: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """Return place, coded_prefecture and coded of the texts that are codes of our tables."""
    codes = texts.select("place", code=pl.col("digits").str.slice(0, 5)).drop_nulls()
    known = areas.select(code="municipality_code", coded="municipality_code").unique()
    prefectures = list(PREFECTURE_CODES.values())
    return codes.join(known, on="code", how="left").select(
        "place",
        pl.when(pl.col("code").is_in(prefectures)).then("code").alias("coded_prefecture"),
        "coded",
    )


def _find_names(texts: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """Return place and named: the municipality whose name, the longest that fits, begins the text."""
    # 郡山市 and 蒲郡市 have no county: what is written is looked for before what follows the county
    ways = pl.concat(
        [
            texts.select("place", "given", "rest", way=pl.lit(0)),
            texts.select("place", "given", pl.col("rest").str.replace(_COUNTY, ""), way=pl.lit(1)),
        ]
    )
    lengths = pl.DataFrame({"length": range(2, _LONGEST_NAME + 1)}, schema={"length": pl.UInt32})
    heads = ways.join(lengths, how="cross").filter(pl.col("rest").str.len_chars() >= pl.col("length"))
    heads = heads.with_columns(area=pl.col("rest").str.slice(0, pl.col("length")))
    fitting = heads.join(areas, on="area").filter(
        pl.col("given").is_null() | (pl.col("given") == pl.col("prefecture_code"))
    )
    # what is written before what follows a county, then the longest name, then one of today
    score = (1 - pl.col("way")) * 100 + 2 * pl.col("length").cast(pl.Int32) + pl.col("is_current")
    fitting = fitting.with_columns(score.alias("score"))
    best = fitting.filter(pl.col("score") == pl.col("score").max().over("place"))
    counted = best.group_by("place").agg(pl.col("municipality_code").unique().alias("codes"))
    return counted.filter(pl.col("codes").list.len() == 1).select(
        "place", pl.col("codes").list.first().alias("named")
    )
