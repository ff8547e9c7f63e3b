"""Reading the registers' own files for the labelled set: organisations, and lists that name them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.acquire import acquire, open_fetcher
from ingest.bronze import build_partitions
from ingest.japanese.prefectures import JURISDICTION_NAMES, PREFECTURE_CODES
from ingest.landing import LandingStore
from ingest.registries import REGISTERS
from warehouse.linkage.places import DESIGNATED_CITIES, city_of

_FOUNDATIONS = "koeki/koeki-zaidan.csv"
_LONGEST_CITY_NAME = 14

#: Names of municipalities and wards of a prefecture, with their codes.
Places = dict[str, dict[str, str]]


@dataclass(frozen=True)
class RealFiles:
    """What the files say, one way of writing for all three.

    Attributes:
        lines: number, name, kana, prefecture_code, municipality_code, address, is_former: every name and
            place of an organisation of the civil sector in the daily files of corporate numbers.
        certified: number, name, kana, prefecture_code, municipality_code, address of the certified list.
        foundations: the same of the list of public-interest foundations.
    """

    lines: pl.DataFrame
    certified: pl.DataFrame
    foundations: pl.DataFrame


def read_real_files(real: Path) -> RealFiles:
    """Read the daily files, the certified list and the foundations below ``real``."""
    with tempfile.TemporaryDirectory(prefix="tsunagu-labelled-") as folder:
        home = Path(folder)
        store = LandingStore(home / "landing")
        for name in ("nta_diff", "certified_list"):
            register = REGISTERS[name]
            acquire(register, store, open_fetcher([register], real))
            build_partitions(register, store.current(name), home / "bronze", home / "quarantine")
        lines = _read_lines(home / "bronze" / "nta_diff")
        certified = pl.read_parquet(home / "bronze" / "certified_list" / "*.parquet")
    places = _list_places(lines)
    return RealFiles(
        lines.drop("city_name"),
        _read_certified(certified, places),
        _read_foundations(real / _FOUNDATIONS, places),
    )


def _read_lines(folder: Path) -> pl.DataFrame:
    rows = (
        pl.scan_parquet(folder / "*.parquet")
        .filter(pl.col("legal_form").is_not_null() & pl.col("municipality_code").is_not_null())
        .sort("published_on", "file_row")
        .select(
            "name",
            "prefecture_code",
            "municipality_code",
            pl.col("city_name").cast(pl.String),
            number="corporate_number",
            kana="furigana",
            address=pl.concat_str("prefecture_name", "city_name", "street_number", ignore_nulls=True),
        )
        .collect()
    )
    stages = rows.unique(["number", "name", "municipality_code", "address"], keep="last", maintain_order=True)
    return stages.with_columns(is_former=~pl.col("number").is_last_distinct())


def _list_places(lines: pl.DataFrame) -> Places:
    """Return the municipalities the daily files name: with and without county, wards also as their city."""
    places: Places = {}
    named = lines.select("prefecture_code", "city_name", "municipality_code").unique().drop_nulls()
    for prefecture, name, code in sorted(named.iter_rows()):
        known = places.setdefault(prefecture, {})
        known[name] = code
        county, _, rest = name.partition("郡")
        if rest and len(county) <= 5:
            known.setdefault(rest, code)
        if city_of(code) != code:
            known.setdefault(name.partition("市")[0] + "市", city_of(code))
    return places


def _locate(rows: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Add the municipality whose name, the longest that fits, begins the address."""
    codes = []
    for prefecture, address in rows.select("prefecture_code", "address").iter_rows():
        known = places.get(prefecture, {})
        heads = (address[:length] for length in range(_LONGEST_CITY_NAME, 1, -1))
        codes.append(next((known[head] for head in heads if head in known), None))
    return rows.with_columns(pl.Series("municipality_code", codes, dtype=pl.String))


def _read_certified(rows: pl.DataFrame, places: Places) -> pl.DataFrame:
    prefectures = {
        code: code[1:] if code < "100" else DESIGNATED_CITIES[int(code) - 101][:2]
        for code in JURISDICTION_NAMES
    }
    numbered = rows.filter(pl.col("corporate_number").is_not_null() & pl.col("address").is_not_null())
    named = numbered.select(
        "name",
        "address",
        kana=pl.lit(None, pl.String),
        number="corporate_number",
        prefecture_code=pl.col("jurisdiction_code").replace_strict(prefectures),
    )
    return _locate(named, places)


def _read_foundations(path: Path, places: Places) -> pl.DataFrame:
    rows = pl.read_csv(path, infer_schema=False).select(
        name="法人の名称", kana="法人の名称フリガナ", number="法人番号(JCN)", address="主たる事務所の住所"
    )
    prefecture = pl.col("address").str.extract(f"^({'|'.join(PREFECTURE_CODES)})")
    named = rows.with_columns(
        prefecture_code=prefecture.replace_strict(PREFECTURE_CODES, default=None, return_dtype=pl.String),
        address=pl.col("address").str.strip_prefix(prefecture),
    ).filter(pl.col("prefecture_code").is_not_null())
    return _locate(named, places)
