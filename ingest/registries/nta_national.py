"""The whole corporate-number register as of the end of a month: one zip of five million rows."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UnreadableFile
from ingest.http.mirror import serve_file, serve_page
from ingest.register import Register, RemoteFile, Tolerance
from ingest.registries.nta_layout import BRONZE_SCHEMA, HOMEPAGE, LICENCE, PUBLISHER_EN, PUBLISHER_JA
from ingest.registries.nta_pages import CSV_SECTIONS, Offer, read_listing, refuse_offer, render_listing
from ingest.registries.nta_parser import find_file_date, parse_records

if TYPE_CHECKING:
    from ingest.http.fetch import Fetcher

NAME = "nta_national"
PAGE = "https://www.houjin-bangou.nta.go.jp/download/zenken/"

_WHOLE_COUNTRY = "全国"
_MAX_CSV_BYTES = 16 * 2**30


def discover_files(fetcher: Fetcher) -> Sequence[RemoteFile]:
    """Offer the file of the whole country (or, from a mirror, every month it holds), Unicode edition first.

    Raises:
        FetchError: the page cannot be understood.
    """
    page = fetcher.get_text(PAGE)
    if page is None:
        return []
    listing = read_listing(page, PAGE)
    by_name: dict[str, RemoteFile] = {}
    for offer in sorted(listing.offers, key=lambda offer: CSV_SECTIONS.index(offer.section)):
        if offer.label != _WHOLE_COUNTRY:
            continue
        if offer.section_date is None:
            raise refuse_offer(PAGE, offer, "an edition is headed by the day it was made")
        filename = f"00_zenkoku_all_{offer.section_date:%Y%m%d}.zip"
        by_name.setdefault(filename, RemoteFile(listing.address(PAGE, offer), filename, offer.section_date))
    if not by_name:
        raise refuse_offer(PAGE, listing.offers[0], f"a file is labelled {_WHOLE_COUNTRY}")
    return [by_name[name] for name in sorted(by_name)]


def _describe_mirrored(path: Path) -> Offer | None:
    """Return the offer of a mirrored file; its number is the day, so that the address names the file."""
    try:
        day = find_file_date(path.name)
    except UnreadableFile:
        return None
    return Offer("csv-sjis", day, _WHOLE_COUNTRY, f"{day:%Y%m%d}")


REGISTER = Register(
    name=NAME,
    title_ja="法人番号 全件データ（全国）",
    title_en="Corporate numbers, whole country",
    publisher_ja=PUBLISHER_JA,
    publisher_en=PUBLISHER_EN,
    homepage=HOMEPAGE,
    licence=LICENCE,
    cadence="monthly",
    kind="snapshot",
    bronze_schema=BRONZE_SCHEMA,
    discover=discover_files,
    # A row says when the corporation last changed: any day up to that of the file.
    parse=partial(parse_records, max_bytes=_MAX_CSV_BYTES, fits=operator.ge),
    tolerance=Tolerance(0.98, 1.05, key="corporate_number", keys_kept=0.99),
    mirror_routes=(
        serve_page(
            r"https://www\.houjin-bangou\.nta\.go\.jp/download/zenken/",
            render_listing("nta/national/00_zenkoku_all_*.zip", _describe_mirrored),
        ),
        serve_file(
            r"https://www\.houjin-bangou\.nta\.go\.jp/download/zenken/index\.html"
            r"\?event=download&selDlFileNo=(?P<day>[0-9]{8})&.*",
            "nta/national/00_zenkoku_all_{day}.zip",
        ),
    ),
    max_bytes=4 * 2**30,
    immutable_files=True,
)
