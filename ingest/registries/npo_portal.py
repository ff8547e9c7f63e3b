"""The Cabinet Office's portal of NPO corporations: one zip a day, one CSV for the whole country."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from ingest.archives import open_single_member
from ingest.errors import UnreadableFile
from ingest.findings import Finding
from ingest.http.mirror import serve_file
from ingest.japanese.dates import find_dates_in_texts, parse_date
from ingest.japanese.dissolution import dissolution_ground_expression
from ingest.register import Register, RemoteFile, Tolerance
from ingest.registries.cells import Rule, deliver_rows, find_problems, list_key_fields, type_cells
from ingest.registries.declared_csv import read_declared_csv
from ingest.registries.licences import public_data_licence
from ingest.registries.npo_portal_layout import BRONZE_SCHEMA, COLUMNS, COLUMNS_2019

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink
    from ingest.http.fetch import Fetcher
    from ingest.landing import LandedFile

NAME = "npo_portal"
HOMEPAGE = "https://www.npo-homepage.go.jp/npoportal/download/all"
ZIP_URL = "https://www.npo-homepage.go.jp/npoportal/download/zip/gyousei_000.zip"
FILENAME = "gyousei_000.zip"

_UNDATED_PARTITION = "gyousei_000"
_MAX_CSV_BYTES = 512 * 2**20
_MEMBER_DATE = re.compile(r"_([0-9]{4})([0-9]{2})([0-9]{2})\.csv\Z", re.IGNORECASE)
_PORTAL_ID = r"/detail/([0-9]{9})/?\z"

_URL_WITHOUT_ID = Rule(
    "portal_url.id",
    "The address ends with no portal id of 9 digits.",
    "Open the address; tell the publisher.",
)
_TEXT_WITHOUT_DATE = Rule(
    "text.no_date", "A text that should begin with a date holds none.", "Look the date up at the authority."
)
_UNKNOWN_GROUND = Rule(
    "dissolution_ground.unknown",
    "The text names no ground of article 31-1 of the NPO Act.",
    "Look the ground up at the authority; if the wording is new, declare it.",
)


def discover_files(fetcher: Fetcher) -> Sequence[RemoteFile]:
    """Offer the one zip of the whole country, if it is there."""
    return [RemoteFile(ZIP_URL, FILENAME)] if fetcher.head_exists(ZIP_URL) else []


def name_partition(landed: LandedFile) -> str:
    """Return one partition a day: the zip's name never changes, the date is in the name of its CSV."""
    try:
        member = open_single_member(landed.path, suffix=".csv", max_bytes=_MAX_CSV_BYTES)
    except UnreadableFile:
        return _UNDATED_PARTITION
    member.stream.close()
    day = _find_date(member.name)
    return f"{day:%Y%m%d}" if day else _UNDATED_PARTITION


def parse_zip(landed: LandedFile, sink: BronzeSink) -> None:
    """Read the CSV in the zip into bronze."""
    member = open_single_member(landed.path, suffix=".csv", max_bytes=_MAX_CSV_BYTES)
    with member.stream as stream:
        raw = read_declared_csv(landed, stream.read(), COLUMNS, COLUMNS_2019, fallback_encoding="cp932")
    sink.encoding = raw.encoding
    sink.rows_landed = raw.rows_landed
    sink.published_on = _find_date(member.name) or landed.data_date
    for finding in [*raw.findings, *_check_date(landed, member.name, sink.published_on)]:
        sink.note(finding)
    typed, problems = type_cells(raw.frame, COLUMNS)
    typed = _derive_fields(typed)
    deliver_rows(
        landed,
        sink,
        BRONZE_SCHEMA,
        typed,
        raw=raw.frame,
        columns=COLUMNS,
        problems=[*raw.problems, *problems, *_judge_derived(raw.frame, typed)],
    )


def _find_date(member_name: str) -> date | None:
    found = _MEMBER_DATE.search(member_name)
    return parse_date("-".join(found.groups())) if found else None


def _check_date(landed: LandedFile, member_name: str, published_on: date | None) -> list[Finding]:
    if published_on is not None:
        return []
    return [
        Finding(
            landed.source,
            landed.filename,
            "noted",
            "file.no_date",
            "The name of the CSV carries no date; rows go without a date of publication.",
            "See how the publisher names the file now.",
            value=member_name,
        )
    ]


def _derive_fields(typed: pl.DataFrame) -> pl.DataFrame:
    ground = dissolution_ground_expression(pl.col("dissolution_text"))
    return typed.with_columns(
        find_dates_in_texts(typed["supervision_text"]).alias("supervision_on"),
        find_dates_in_texts(typed["dissolution_text"]).alias("dissolved_on"),
        ground.alias("dissolution_ground"),
        pl.col("portal_url").str.extract(_PORTAL_ID, 1).alias("portal_id"),
    )


def _judge_derived(raw: pl.DataFrame, typed: pl.DataFrame) -> list[pl.DataFrame]:
    checks = (
        ("監督情報", "supervision_text", "supervision_on", _TEXT_WITHOUT_DATE),
        ("解散情報", "dissolution_text", "dissolved_on", _TEXT_WITHOUT_DATE),
        ("解散情報", "dissolution_text", "dissolution_ground", _UNKNOWN_GROUND),
        ("法人情報URL", "portal_url", "portal_id", _URL_WITHOUT_ID),
    )
    problems = []
    for header, text, value, rule in checks:
        broken = typed[text].is_not_null() & typed[value].is_null()
        problems.append(find_problems(raw, broken, header, rule, quarantined=False))
    return problems


REGISTER = Register(
    name=NAME,
    title_ja="NPO法人ポータルサイト 行政入力情報",
    title_en="NPO corporation portal, information entered by the authorities",
    publisher_ja="内閣府",
    publisher_en="Cabinet Office, Government of Japan",
    homepage=HOMEPAGE,
    licence=public_data_licence(
        "NPO法人ポータルサイト 行政入力情報",
        "NPO corporation portal, information entered by the authorities",
        "内閣府",
        "Cabinet Office, Government of Japan",
        HOMEPAGE,
    ),
    cadence="daily",
    kind="snapshot",
    bronze_schema=BRONZE_SCHEMA,
    discover=discover_files,
    parse=parse_zip,
    name_partition=name_partition,
    tolerance=Tolerance(key="corporate_number", filled=list_key_fields(COLUMNS)),
    mirror_routes=(serve_file(re.escape(ZIP_URL), "portal/gyousei_000.zip"),),
)
