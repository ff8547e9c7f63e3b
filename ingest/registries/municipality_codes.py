"""The ministry's list of municipality codes: prefectures and municipalities, without wards.

The ministry publishes it as a workbook whose address changes with each edition. This register reads the
same table saved as CSV, which is kept by hand in a mirror folder; on the ministry's own page no link to a
CSV is found, and nothing is offered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import polars as pl

from ingest.http.mirror import serve_file, serve_listing
from ingest.http.pages import find_links
from ingest.register import Register, RemoteFile, Tolerance
from ingest.registries.areas import (
    KANA,
    MUNICIPALITY_CODE_6,
    MUNICIPALITY_SCHEMA,
    PREFECTURE,
    note_repaired_codes,
)
from ingest.registries.cells import TEXT, Column, deliver_rows, list_key_fields, type_cells
from ingest.registries.declared_csv import read_declared_csv
from ingest.registries.licences import public_data_licence

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink
    from ingest.http.fetch import Fetcher
    from ingest.landing import LandedFile

NAME = "municipality_codes"
PAGE_URL = "https://www.soumu.go.jp/denshijiti/code.html"
FILENAME = "soumu_zenkoku_chiho_kokyo_dantai_codes.csv"

COLUMNS: tuple[Column, ...] = (
    Column("団体コード", "municipality_code_6", MUNICIPALITY_CODE_6, key=True, required=True),
    Column("都道府県名", "prefecture_code", PREFECTURE, key=True, required=True),
    Column("市区町村名", "name", TEXT, key=True),
    Column("都道府県名カナ", "prefecture_kana", KANA),
    Column("市区町村名カナ", "name_kana", KANA),
)


def discover_files(fetcher: Fetcher) -> Sequence[RemoteFile]:
    """Offer the CSV if the page links one (see the module's note)."""
    page = fetcher.get_text(PAGE_URL)
    urls = [link.url for link in find_links(page, PAGE_URL)] if page else []
    return [RemoteFile(url, FILENAME) for url in urls if PurePosixPath(urlsplit(url).path).name == FILENAME]


def parse_csv(landed: LandedFile, sink: BronzeSink) -> None:
    """Read the list into bronze; a row without municipality is a prefecture."""
    raw = read_declared_csv(landed, landed.path.read_bytes(), COLUMNS, fallback_encoding="cp932")
    sink.encoding, sink.rows_landed, sink.published_on = raw.encoding, raw.rows_landed, landed.data_date
    for finding in raw.findings:
        sink.note(finding)
    typed, problems = type_cells(raw.frame, COLUMNS)
    note_repaired_codes(landed, sink, "団体コード", raw.frame["団体コード"], typed["municipality_code_6"])
    whole = typed.with_columns(
        municipality_code=pl.col("municipality_code_6").str.slice(0, 5),
        prefecture_name=raw.frame["都道府県名"],
        name=pl.coalesce(pl.col("name"), raw.frame["都道府県名"]),
        name_kana=pl.when(pl.col("name").is_null()).then("prefecture_kana").otherwise("name_kana"),
        area_kind=pl.when(pl.col("name").is_null())
        .then(pl.lit("prefecture"))
        .otherwise(pl.lit("municipality")),
        latitude=pl.lit(None, dtype=pl.Float64),
        longitude=pl.lit(None, dtype=pl.Float64),
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
    title_ja="全国地方公共団体コード",
    title_en="Codes of local public entities",
    publisher_ja="総務省",
    publisher_en="Ministry of Internal Affairs and Communications",
    homepage=PAGE_URL,
    licence=public_data_licence(
        "全国地方公共団体コード",
        "Codes of local public entities",
        "総務省",
        "Ministry of Internal Affairs and Communications",
        PAGE_URL,
    ),
    cadence="irregular",
    kind="snapshot",
    bronze_schema=MUNICIPALITY_SCHEMA,
    discover=discover_files,
    parse=parse_csv,
    tolerance=Tolerance(key="municipality_code", filled=list_key_fields(COLUMNS)),
    mirror_routes=(
        serve_listing(re.escape(PAGE_URL), f"codes/{FILENAME}"),
        serve_file(re.escape(f"https://www.soumu.go.jp/denshijiti/{FILENAME}"), f"codes/{FILENAME}"),
    ),
)
