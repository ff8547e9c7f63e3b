"""Daily changes of the corporate-number register: one zip a business day, kept online for 40 days."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UnreadableFile
from ingest.http.mirror import serve_file, serve_page
from ingest.japanese.dates import parse_date
from ingest.register import Register, RemoteFile, UsualRows
from ingest.registries.nta_layout import BRONZE_SCHEMA, HOMEPAGE, LICENCE, PUBLISHER_EN, PUBLISHER_JA
from ingest.registries.nta_pages import (
    CSV_SECTIONS,
    Offer,
    format_day,
    read_listing,
    refuse_offer,
    render_listing,
)
from ingest.registries.nta_parser import find_file_date, parse_records

if TYPE_CHECKING:
    from ingest.http.fetch import Fetcher

NAME = "nta_diff"
PAGE = "https://www.houjin-bangou.nta.go.jp/download/sabun/"

_MAX_CSV_BYTES = 2 * 2**30


def discover_files(fetcher: Fetcher) -> Sequence[RemoteFile]:
    """Offer one file a day, oldest first; the Unicode edition where both are there.

    Raises:
        FetchError: the page cannot be understood.
    """
    page = fetcher.get_text(PAGE)
    if page is None:
        return []
    listing = read_listing(page, PAGE)
    by_day: dict[date, RemoteFile] = {}
    for offer in sorted(listing.offers, key=lambda offer: CSV_SECTIONS.index(offer.section)):
        day = parse_date(offer.label)
        if day is None:
            raise refuse_offer(PAGE, offer, "a daily file is labelled with its day")
        filename = f"diff_{day:%Y%m%d}.zip"
        by_day.setdefault(day, RemoteFile(listing.address(PAGE, offer), filename, day))
    return [by_day[day] for day in sorted(by_day)]


def _describe_mirrored(path: Path) -> Offer | None:
    """Return the offer of a mirrored file; its number is the day, so that the address names the file."""
    try:
        day = find_file_date(path.name)
    except UnreadableFile:
        return None
    return Offer("csv-sjis", None, format_day(day), f"{day:%Y%m%d}")


REGISTER = Register(
    name=NAME,
    title_ja="法人番号 差分データ",
    title_en="Corporate numbers, daily changes",
    publisher_ja=PUBLISHER_JA,
    publisher_en=PUBLISHER_EN,
    homepage=HOMEPAGE,
    licence=LICENCE,
    cadence="business_daily",
    kind="increment",
    bronze_schema=BRONZE_SCHEMA,
    discover=discover_files,
    parse=partial(parse_records, max_bytes=_MAX_CSV_BYTES, fits=operator.eq),
    usual_rows=UsualRows(0.1, 10.0),
    mirror_routes=(
        serve_page(
            r"https://www\.houjin-bangou\.nta\.go\.jp/download/sabun/",
            render_listing("nta/diff/diff_*.zip", _describe_mirrored),
        ),
        serve_file(
            r"https://www\.houjin-bangou\.nta\.go\.jp/download/sabun/index\.html"
            r"\?event=download&selDlFileNo=(?P<day>[0-9]{8})&.*",
            "nta/diff/diff_{day}.zip",
        ),
    ),
    max_bytes=256 * 2**20,
    immutable_files=True,
)
