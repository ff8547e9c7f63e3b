"""Population of the 2020 census by area: country, prefectures, municipalities and wards.

These are the preliminary counts (人口速報集計, 126,226,568) and not the final ones (126,146,099). The
statistics portal gives the table as workbooks behind a search page; this register reads it saved as CSV,
which is kept by hand in a mirror folder. On the portal's own page no link to it is found, and nothing is
offered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import polars as pl

from ingest.http.mirror import serve_file, serve_listing
from ingest.http.pages import find_links
from ingest.register import Register, RemoteFile, Tolerance
from ingest.registries.areas import AREA_CODE, POPULATION_SCHEMA
from ingest.registries.cells import (
    COUNT,
    TEXT,
    Column,
    Rule,
    deliver_rows,
    find_problems,
    list_key_fields,
    type_cells,
)
from ingest.registries.declared_csv import read_declared_csv
from ingest.registries.licences import public_data_licence

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink
    from ingest.http.fetch import Fetcher
    from ingest.landing import LandedFile

NAME = "population_census"
PAGE_URL = "https://www.e-stat.go.jp/stat-search/files?page=1&toukei=00200521&tstat=000001136464"
FILENAME = "estat_census2020_municipality.csv"
CENSUS_DAY = date(2020, 10, 1)
PUBLISHED_ON = date(2021, 6, 25)

COLUMNS: tuple[Column, ...] = (
    Column("area_code", "area_code", AREA_CODE, key=True, required=True),
    Column("area_name", "area_name", TEXT, key=True, required=True),
    Column("population", "population", COUNT, key=True),
)
_EMPTY = Rule(
    "population.empty",
    "No population is given.",
    "Look the area up in the publisher's table: nobody may live there.",
)

_COUNTRY = "00000"
#: All special wards of Tokyo together; it stands beside them and must not be summed with them.
_SPECIAL_WARDS = "13100"


def discover_files(fetcher: Fetcher) -> Sequence[RemoteFile]:
    """Offer the CSV if the page links one (see the module's note)."""
    page = fetcher.get_text(PAGE_URL)
    urls = [link.url for link in find_links(page, PAGE_URL)] if page else []
    return [
        RemoteFile(url, FILENAME, PUBLISHED_ON)
        for url in urls
        if PurePosixPath(urlsplit(url).path).name == FILENAME
    ]


def parse_csv(landed: LandedFile, sink: BronzeSink) -> None:
    """Read the table into bronze."""
    raw = read_declared_csv(landed, landed.path.read_bytes(), COLUMNS)
    sink.encoding, sink.rows_landed = raw.encoding, raw.rows_landed
    sink.published_on = landed.data_date or PUBLISHED_ON
    for finding in raw.findings:
        sink.note(finding)
    typed, problems = type_cells(raw.frame, COLUMNS)
    whole = typed.with_columns(population_on=pl.lit(CENSUS_DAY), area_level=_level_of_area())
    without = find_problems(
        raw.frame, raw.frame["population"].is_null(), "area_name", _EMPTY, quarantined=False
    )
    deliver_rows(
        landed,
        sink,
        POPULATION_SCHEMA,
        whole,
        raw=raw.frame,
        columns=COLUMNS,
        problems=[*raw.problems, *problems, without],
    )


def _level_of_area() -> pl.Expr:
    """Return the level of an area; Tokyo's special wards are municipalities, other wards are not."""
    code, name = pl.col("area_code"), pl.col("area_name")
    return (
        pl.when(code == _COUNTRY)
        .then(pl.lit("country"))
        .when(code.str.ends_with("000"))
        .then(pl.lit("prefecture"))
        .when(code == _SPECIAL_WARDS)
        .then(pl.lit("aggregate"))
        .when(name.str.contains(r"\A.+市.+区\z"))
        .then(pl.lit("ward"))
        .otherwise(pl.lit("municipality"))
    )


REGISTER = Register(
    name=NAME,
    title_ja="令和2年国勢調査 人口速報集計",
    title_en="Population Census 2020, preliminary counts",
    publisher_ja="総務省統計局",
    publisher_en="Statistics Bureau of Japan",
    homepage=PAGE_URL,
    licence=public_data_licence(
        "令和2年国勢調査 人口速報集計",
        "Population Census 2020, preliminary counts",
        "総務省統計局",
        "Statistics Bureau of Japan",
        PAGE_URL,
    ),
    cadence="irregular",
    kind="snapshot",
    bronze_schema=POPULATION_SCHEMA,
    discover=discover_files,
    parse=parse_csv,
    tolerance=Tolerance(key="area_code", filled=list_key_fields(COLUMNS)),
    mirror_routes=(
        serve_listing(re.escape(PAGE_URL), f"population/{FILENAME}"),
        serve_file(re.escape(f"https://www.e-stat.go.jp/stat-search/{FILENAME}"), f"population/{FILENAME}"),
    ),
)
