"""What is compared: names, kana, addresses and forms of both sides, written in one way.

The same function prepares mentions and candidates; a difference between the two would be read by the
model as a difference between organisations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import polars as pl
import pyarrow as pa

from ingest.japanese.prefectures import PREFECTURE_NAMES
from ingest.japanese.text import normalise_name
from warehouse.linkage.forms import FORM_FAMILIES, read_stated_forms
from warehouse.linkage.places import city_expression

_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_BRACKETS = re.compile(r"[(\[「『【〔<].*?[)\]」』】〕>]")
_OLD_FORMS = re.compile("社団法人|財団法人")
_NOT_WORD = re.compile(r"[\W_ー]+")

_KANA_FOLD = str.maketrans("ァィゥェォッャュョヮヵヶヂヅヲヱヰ", "アイウエオツヤユヨワカケジズオエイ")
_KANA_PAIRS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
_KANA_FORMS = re.compile(
    "(?:ニンテイ)?(?:トクテイヒエイリカツドウ|エヌピーオー|NPO|コウエキシャダン|コウエキザイダン"
    "|イッパンシャダン"
    "|イッパンザイダン|シャカイフクシ|ガッコウ|コウセイホゴ|シャダン|ザイダン)ホウジン",
    re.IGNORECASE,
)

#: What tells neighbouring organisations apart: kinds of places, directions, numbers, ages, sexes.
_MARKS = "[^市県都府道町村区郡国東西南北中央左右上下前後内外第一二三四五六七八九十百0-9男女老幼新旧大小]"

_NUMERALS = {digit: str(value) for value, digit in enumerate("一二三四五六七八九", 1)} | {"十": "10"}


def fold_name(name_key: str) -> str:
    """Return a looser key: letters and digits only, one kind of kana.

    Forms of before 2008, additions in brackets, signs and long vowels are left out.
    """
    bare = (
        _NOT_WORD.sub("", _BRACKETS.sub("", _OLD_FORMS.sub("", name_key)))
        or _NOT_WORD.sub("", name_key)
        or name_key
    )
    return bare.translate(_TO_KATAKANA)


def fold_kana(kana: str) -> str | None:
    """Return a key for comparing readings, or None where nothing is left.

    Small and large kana, ヂ and ジ, ヴァ and バ, long vowels and spaces are not told apart: they are
    written as the writer is used to.
    """
    text = unicodedata.normalize("NFKC", kana).translate(_TO_KATAKANA)
    text = _KANA_FORMS.sub("", re.sub(r"\s", "", text))
    for written, read in _KANA_PAIRS:
        text = text.replace(written, read)
    return _NOT_WORD.sub("", text.translate(_KANA_FOLD)) or None


def prepare_keys(table: pa.Table) -> pl.DataFrame:
    """Return the rows of ``table`` with the keys that are compared.

    Args:
        table: name, kana, prefecture_code, municipality_code, address and fields of each row; what else
            it has is kept.

    Returns:
        The rows in their order, with name_key, name_fold, name_head, name_tail, name_marks,
        kana_key, forms, form_family, city_code, address_key, address_town, address_end and field_codes.
        What is not known is null.
    """
    rows = pl.DataFrame(table)
    keys = _map_distinct(rows["name"], normalise_name).alias("name_key")
    rows = rows.with_columns(
        keys,
        _map_distinct(keys, fold_name).alias("name_fold"),
        _map_distinct(rows["kana"].cast(pl.String), fold_kana).alias("kana_key"),
        _map_distinct(rows["name"], _join_forms).str.split(" ").alias("forms"),
        city_expression(rows["municipality_code"].cast(pl.String)).alias("city_code"),
        pl.coalesce("prefecture_code", pl.col("municipality_code").str.slice(0, 2)).alias("prefecture_code"),
        _prepare_address("address").alias("address_key"),
        pl.when(pl.col("fields").list.len() > 0).then("fields").cast(pl.List(pl.String)).alias("field_codes"),
    )
    return rows.with_columns(
        pl.col("name_fold").str.slice(0, 3).alias("name_head"),
        pl.col("name_fold").str.slice(-3).alias("name_tail"),
        pl.col("name_fold").str.replace_all(_MARKS, "").alias("name_marks"),
        pl.col("forms").list.first().replace(FORM_FAMILIES).alias("form_family"),
        pl.col("address_key").str.extract(r"^(.*[^\d\-])\d+(?:-\d+)*$").alias("address_town"),
        pl.col("address_key").str.extract(r"(\D{2}\d+(?:-\d+)*)$").alias("address_end"),
    )


def _join_forms(name: str) -> str | None:
    forms = read_stated_forms(name)
    return " ".join(forms) if forms else None


def _map_distinct(texts: pl.Series, convert: Callable[[str], str | None]) -> pl.Series:
    """Apply a function of Python once to each distinct text; null stays null."""
    distinct = texts.drop_nulls().unique().to_list()
    table = pl.DataFrame(
        {"text": distinct, "value": [convert(text) for text in distinct]},
        schema={"text": pl.String, "value": pl.String},
    )
    rows = pl.DataFrame({"text": texts.cast(pl.String)})
    return rows.join(table, on="text", how="left", maintain_order="left")["value"]


def _prepare_address(column: str) -> pl.Expr:
    """Return an address down to its house number: digits and dashes in one way, no prefecture, no building.

    An address without any number says no more than the municipality does and becomes null.
    """
    text = pl.col(column).cast(pl.String).str.normalize("NFKC").str.replace_all(r"[\s〒]", "")
    text = text.str.replace(r"^\d{3}[\p{Pd}ー]?\d{4}", "")
    for digit, value in _NUMERALS.items():
        text = text.str.replace_all(f"{digit}丁目", f"{value}丁目", literal=True)
    text = text.str.replace(f"^(?:{'|'.join(PREFECTURE_NAMES)})", "").str.replace(
        "^[^0-9市区町村]{1,4}郡", ""
    )
    text = text.str.replace_all("大字|字", "").str.replace_all("ヶ|ヵ|ケ", "が").str.replace_all("が|の", "")
    text = text.str.replace_all(r"(\d)(?:丁目|番地|番町|番|号|[\p{Pd}−ー])+", "${1}-")
    # In planned towns numbers are part of the place: 北1条西2丁目, 西1線北15番地.
    return text.str.extract(r"^(\D*\d+(?:(?:条|線|号線)\D{0,2}\d+)*(?:-\d+)*)", 1)
