"""What the registers of municipalities and of population share: codes, names and kana of areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from ingest.findings import Finding
from ingest.identifiers import repaired_municipality_code_6
from ingest.japanese.prefectures import PREFECTURE_CODES
from ingest.registries.cells import CellType, Rule

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink
    from ingest.landing import LandedFile

#: Schema of both lists of municipalities.
MUNICIPALITY_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("file_row", pa.int64()),
        ("published_on", pa.date32()),
        ("municipality_code", pa.string()),
        ("municipality_code_6", pa.string()),
        ("prefecture_code", pa.string()),
        ("prefecture_name", pa.string()),
        ("name", pa.string()),
        ("name_kana", pa.string()),
        ("area_kind", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
    ]
)

#: Schema of both registers of population.
POPULATION_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("file_row", pa.int64()),
        ("published_on", pa.date32()),
        ("population_on", pa.date32()),
        ("area_level", pa.string()),
        ("area_code", pa.string()),
        ("area_name", pa.string()),
        ("population", pa.int64()),
    ]
)

_HIRAGANA = [chr(code) for code in range(0x3041, 0x3097)]
_KATAKANA = [chr(code + 0x60) for code in range(0x3041, 0x3097)]


def _read_codes_with_check_digit(texts: pl.Series) -> pl.Series:
    return pl.select(repaired_municipality_code_6(pl.lit(texts))).to_series()


def _read_area_codes(texts: pl.Series) -> pl.Series:
    return texts.str.extract(r"\A([0-9]{5})\z", 1)


def _read_kana(texts: pl.Series) -> pl.Series:
    full_width = texts.str.normalize("NFKC").str.replace_all(r"\s", "")
    return full_width.str.replace_many(_HIRAGANA, _KATAKANA)


def _read_prefecture_codes(texts: pl.Series) -> pl.Series:
    return texts.replace_strict(PREFECTURE_CODES, default=None, return_dtype=pl.String)


MUNICIPALITY_CODE_6 = CellType(
    _read_codes_with_check_digit,
    Rule(
        "municipality_code.check_digit",
        "Not a municipality code of 6 digits with a correct check digit.",
        "Look the code up in the ministry's list; tell the publisher.",
    ),
)
AREA_CODE = CellType(
    _read_area_codes, Rule("area_code.form", "Not an area code of 5 digits.", "Look it up at the publisher.")
)
KANA = CellType(_read_kana)
PREFECTURE = CellType(
    _read_prefecture_codes, Rule("prefecture.unknown", "Not the name of a prefecture.", "Look the row up.")
)


def note_repaired_codes(
    landed: LandedFile, sink: BronzeSink, header: str, texts: pl.Series, codes: pl.Series
) -> None:
    """Note once a file how many codes had lost their leading zero; the check digit proved each."""
    repaired = texts.filter(codes.is_not_null() & (texts.str.len_bytes() == 5))
    if repaired.len():
        finding = Finding(
            landed.source,
            landed.filename,
            "noted",
            "municipality_code.leading_zero",
            f"{repaired.len()} codes had lost their leading zero; put back, as the check digit proves.",
            "Nothing to do; the publisher might keep codes as text.",
            column=header,
            value=repaired[0],
        )
        sink.note(finding, rows=repaired.len())
