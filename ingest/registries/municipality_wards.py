"""Municipalities and the wards of the designated cities, with coordinates of their offices.

The ministry's list has no wards, while the corporate-number register uses their codes. This list has
175; it lacks the three that Hamamatsu made out of seven on 2024-01-01.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from ingest.http.mirror import serve_file
from ingest.register import Register, RemoteFile, Tolerance
from ingest.registries.areas import (
    KANA,
    MUNICIPALITY_CODE_6,
    MUNICIPALITY_SCHEMA,
    PREFECTURE,
    note_repaired_codes,
)
from ingest.registries.cells import DEGREES, TEXT, Column, deliver_rows, list_key_fields, type_cells
from ingest.registries.declared_csv import read_declared_csv
from ingest.registries.licences import cc0_licence

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink
    from ingest.http.fetch import Fetcher
    from ingest.landing import LandedFile

NAME = "municipality_wards"
HOMEPAGE = "https://code4fukui.github.io/localgovjp/"
FILENAME = "localgovjp-utf8.csv"
CSV_URL = HOMEPAGE + FILENAME

#: ``pid`` and ``cid`` are the codes again, as numbers; address and slogan of the city are not used.
COLUMNS: tuple[Column, ...] = (
    Column("pid", None, TEXT),
    Column("pref", "prefecture_code", PREFECTURE, key=True, required=True),
    Column("cid", None, TEXT),
    Column("city", "name", TEXT, key=True, required=True),
    Column("citykana", "name_kana", KANA),
    Column("lat", "latitude", DEGREES),
    Column("lng", "longitude", DEGREES),
    Column("url", None, TEXT),
    Column("phrase", None, TEXT),
    Column("lgcode", "municipality_code_6", MUNICIPALITY_CODE_6, key=True, required=True),
)


def discover_files(fetcher: Fetcher) -> Sequence[RemoteFile]:
    """Offer the one CSV, if it is there."""
    return [RemoteFile(CSV_URL, FILENAME)] if fetcher.head_exists(CSV_URL) else []


def parse_csv(landed: LandedFile, sink: BronzeSink) -> None:
    """Read the list into bronze; a ward is written as its city, a space and the ward."""
    raw = read_declared_csv(landed, landed.path.read_bytes(), COLUMNS)
    sink.encoding, sink.rows_landed, sink.published_on = raw.encoding, raw.rows_landed, landed.data_date
    for finding in raw.findings:
        sink.note(finding)
    typed, problems = type_cells(raw.frame, COLUMNS)
    note_repaired_codes(landed, sink, "lgcode", raw.frame["lgcode"], typed["municipality_code_6"])
    is_ward = pl.col("name").str.contains(r"\s")
    whole = typed.with_columns(
        municipality_code=pl.col("municipality_code_6").str.slice(0, 5),
        prefecture_name=raw.frame["pref"],
        name=pl.col("name").str.replace_all(r"\s", ""),
        area_kind=pl.when(is_ward).then(pl.lit("ward")).otherwise(pl.lit("municipality")),
    )
    deliver_rows(
        landed,
        sink,
        MUNICIPALITY_SCHEMA,
        whole,
        raw=raw.frame,
        columns=COLUMNS,
        problems=[*raw.problems, *problems],
    )


REGISTER = Register(
    name=NAME,
    title_ja="localgovjp 全国の自治体と行政区",
    title_en="localgovjp, municipalities and wards of Japan",
    publisher_ja="Code for FUKUI",
    publisher_en="Code for FUKUI",
    homepage=HOMEPAGE,
    licence=cc0_licence(
        "localgovjp 全国の自治体と行政区",
        "localgovjp, municipalities and wards of Japan",
        "Code for FUKUI",
        "Code for FUKUI",
        HOMEPAGE,
    ),
    cadence="irregular",
    kind="snapshot",
    bronze_schema=MUNICIPALITY_SCHEMA,
    discover=discover_files,
    parse=parse_csv,
    tolerance=Tolerance(key="municipality_code", filled=list_key_fields(COLUMNS)),
    mirror_routes=(serve_file(re.escape(CSV_URL), f"codes/{FILENAME}"),),
)
