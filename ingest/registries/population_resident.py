"""Population of the resident register (住民基本台帳) by municipality and by prefecture.

It is taken from the tables of the ministry's monthly report on the individual-number card, which print
the population of the last 1 January as denominator. The ministry publishes them as PDF; Code for Japan
turns each edition into one CSV of municipalities and one of prefectures.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from ingest.errors import FetchError
from ingest.findings import Finding
from ingest.http.mirror import MirrorAnswer, MirrorRoute, list_files, serve_file
from ingest.japanese.dates import parse_date
from ingest.register import Register, RemoteFile, UsualRows
from ingest.registries.areas import MUNICIPALITY_CODE_6, POPULATION_SCHEMA, PREFECTURE, note_repaired_codes
from ingest.registries.cells import COUNT, DATE, TEXT, Column, deliver_rows, type_cells
from ingest.registries.declared_csv import RawTable, read_declared_csv
from ingest.registries.licences import public_data_licence

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink
    from ingest.http.fetch import Fetcher
    from ingest.landing import LandedFile

NAME = "population_resident"
SITE = "https://mynumbercard.code4japan.org"
FEED_URL = f"{SITE}/feed-1.json"
HOMEPAGE = "https://www.soumu.go.jp/kojinbango_card/"

_KINDS = ("all_localgovs", "all_prefectures")
_EDITION = re.compile(r"/static/data/([0-9]{8})/(all_localgovs|all_prefectures)\.csv\Z")
_MIRRORED = re.compile(r"soumu_mynumber_([0-9]{8})_(all_localgovs|all_prefectures)\.csv\Z")

#: Columns on cards are not read.
MUNICIPALITIES: tuple[Column, ...] = (
    Column("算出基準日", "published_on", DATE, key=True),
    Column("都道府県名", "prefecture_code", PREFECTURE, key=True, required=True),
    Column("市区町村名", "area_name", TEXT, key=True, required=True),
    Column("総数（人口）", "population", COUNT, key=True, required=True),
    Column("交付枚数", None, TEXT),
    Column("人口に対する交付枚数率", None, TEXT),
    Column("人口算出基準日", "population_on", DATE, key=True, required=True),
    Column("交付件数基準日", None, TEXT),
    Column("団体コード", "municipality_code_6", MUNICIPALITY_CODE_6, key=True, required=True),
)
PREFECTURES: tuple[Column, ...] = (
    Column("算出基準日", "published_on", DATE, key=True),
    Column("都道府県名", "prefecture_code", PREFECTURE, key=True, required=True),
    Column("総数（人口）", "population", COUNT, key=True, required=True),
    Column("交付枚数", None, TEXT),
    Column("人口に対する交付枚数率", None, TEXT),
    Column("人口算出基準日", "population_on", DATE, key=True, required=True),
    Column("交付枚数算出基準日", None, TEXT),
)


class Correction(NamedTuple):
    """A code to put where the publisher's file holds none; kept only as long as ``expect`` is found."""

    prefecture: str
    municipality: str
    expect: str
    code: str
    reason: str


_LOST_IN_CONVERSION = "The conversion from PDF lost the code; other editions of the same file carry it."
CORRECTIONS: tuple[Correction, ...] = (
    Correction("東京都", "三宅村", "<NA>", "133817", _LOST_IN_CONVERSION),
    Correction("東京都", "八丈町", "<NA>", "134015", _LOST_IN_CONVERSION),
)


def discover_files(fetcher: Fetcher) -> Sequence[RemoteFile]:
    """Offer the last edition of each year, both tables: a year's editions share their population."""
    feed = fetcher.get_text(FEED_URL)
    hrefs = _read_feed(feed) if feed else []
    editions = {match.groups(): href for href in hrefs if (match := _EDITION.search(href))}
    newest = {day[:4]: day for day, _ in sorted(editions)}
    return [
        RemoteFile(SITE + editions[day, kind], f"soumu_mynumber_{day}_{kind}.csv", parse_date(_dashed(day)))
        for day in newest.values()
        for kind in _KINDS
        if (day, kind) in editions
    ]


def _read_feed(feed: str) -> list[str]:
    try:
        return [str(file["href"]) for item in json.loads(feed)["items"] for file in item["files"]]
    except (ValueError, KeyError, TypeError) as error:
        raise FetchError(
            FEED_URL,
            feed[:80],
            "the feed lists editions with an address each",
            "Open the feed and compare it with the register's module.",
        ) from error


def _dashed(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def parse_csv(landed: LandedFile, sink: BronzeSink) -> None:
    """Read either table into bronze; which one it is, its header says."""
    content = landed.path.read_bytes()
    raw = read_declared_csv(landed, content, MUNICIPALITIES, PREFECTURES)
    sink.encoding, sink.rows_landed, sink.published_on = raw.encoding, raw.rows_landed, landed.data_date
    for finding in raw.findings:
        sink.note(finding)
    if raw.columns is MUNICIPALITIES:
        _deliver_municipalities(landed, sink, raw)
    else:
        _deliver_prefectures(landed, sink, raw)


def _deliver_municipalities(landed: LandedFile, sink: BronzeSink, raw: RawTable) -> None:
    frame = _apply_corrections(landed, sink, raw.frame)
    typed, problems = type_cells(frame, MUNICIPALITIES)
    note_repaired_codes(landed, sink, "団体コード", frame["団体コード"], typed["municipality_code_6"])
    whole = typed.with_columns(
        area_level=pl.lit("municipality"), area_code=pl.col("municipality_code_6").str.slice(0, 5)
    )
    deliver_rows(
        landed,
        sink,
        POPULATION_SCHEMA,
        whole,
        raw=frame,
        columns=MUNICIPALITIES,
        problems=[*raw.problems, *problems],
    )


def _deliver_prefectures(landed: LandedFile, sink: BronzeSink, raw: RawTable) -> None:
    typed, problems = type_cells(raw.frame, PREFECTURES)
    whole = typed.with_columns(
        area_level=pl.lit("prefecture"),
        area_code=pl.col("prefecture_code") + "000",
        area_name=raw.frame["都道府県名"],
    )
    deliver_rows(
        landed,
        sink,
        POPULATION_SCHEMA,
        whole,
        raw=raw.frame,
        columns=PREFECTURES,
        problems=[*raw.problems, *problems],
    )


def _apply_corrections(landed: LandedFile, sink: BronzeSink, frame: pl.DataFrame) -> pl.DataFrame:
    for correction in CORRECTIONS:
        at = (
            (pl.col("都道府県名") == correction.prefecture)
            & (pl.col("市区町村名") == correction.municipality)
            & (pl.col("団体コード") == correction.expect)
        )
        rows = frame.filter(at)
        if rows.height:
            frame = frame.with_columns(
                pl.when(at).then(pl.lit(correction.code)).otherwise("団体コード").alias("団体コード")
            )
            sink.note(
                Finding(
                    landed.source,
                    landed.filename,
                    "noted",
                    "correction.applied",
                    f"Code {correction.code} put in for {correction.municipality}. {correction.reason}",
                    "Tell the publisher; the correction ends when the code is back.",
                    row=rows["file_row"][0],
                    column="団体コード",
                    value=correction.expect,
                )
            )
    return frame


def _render_feed(names: Iterable[str]) -> str:
    editions = [match.groups() for name in names if (match := _MIRRORED.fullmatch(name))]
    files = [{"dir": day, "href": f"/static/data/{day}/{kind}.csv"} for day, kind in editions]
    return json.dumps({"feed_url": FEED_URL, "home_page_url": SITE, "items": [{"files": files}]})


def _answer_feed(root: Path, _: re.Match[str]) -> MirrorAnswer | None:
    names = [path.name for path in list_files(root, "population/soumu_mynumber_*.csv")]
    return MirrorAnswer(_render_feed(names).encode(), "application/json") if names else None


REGISTER = Register(
    name=NAME,
    title_ja="住民基本台帳に基づく人口（マイナンバーカード交付状況の公表資料による）",
    title_en="Population of the resident register (from the reports on individual-number cards)",
    publisher_ja="総務省（CSV化：Code for Japan）",
    publisher_en="Ministry of Internal Affairs and Communications (as CSV by Code for Japan)",
    homepage=HOMEPAGE,
    licence=public_data_licence(
        "マイナンバーカード交付状況について",
        "Reports on individual-number cards issued",
        "総務省、CSV化：Code for Japan",
        "Ministry of Internal Affairs and Communications, as CSV by Code for Japan",
        HOMEPAGE,
    ),
    cadence="yearly",
    kind="increment",
    bronze_schema=POPULATION_SCHEMA,
    discover=discover_files,
    parse=parse_csv,
    hosts=("mynumbercard.code4japan.org",),
    usual_rows=UsualRows(0.95, 1.10),
    mirror_routes=(
        MirrorRoute(re.escape(FEED_URL), _answer_feed),
        serve_file(
            re.escape(SITE) + r"/static/data/(?P<day>[0-9]{8})/(?P<kind>all_localgovs|all_prefectures)\.csv",
            "population/soumu_mynumber_{day}_{kind}.csv",
        ),
    ),
)
