"""The pages on which the National Tax Agency offers its files, and the same pages made from a mirror.

Both pages hold three sections, marked by the ids below, one an edition. A section lists files: the label
(the day of a daily file in the Japanese calendar, or a region) and a link that calls
``doDownload(number)``. Numbers change with every issue. A download is asked for with the number and the
token the page carries in a hidden field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from ingest.errors import FetchError
from ingest.http.mirror import list_files
from ingest.japanese.dates import ERAS, find_date_in_text

#: Editions with rows as CSV, the better one first: the Unicode one has kanji the other cannot write.
CSV_SECTIONS = ("csv-unicode", "csv-sjis")
_SECTIONS = (*CSV_SECTIONS, "xml-unicode")
_TOKEN_NAME = "jp.go.nta.houjin_bangou.framework.web.common.CNSFWTokenProcessor.request.token"
_DOWNLOAD_CALL = re.compile(r"doDownload\(\s*([0-9]+)\s*\)")
_REMEDY = "Open the page in a browser; if it was rebuilt, change nta_pages."


class Offer(NamedTuple):
    """A file a page offers.

    Attributes:
        section: id of its edition.
        section_date: the day written at the head of the section, if any.
        label: the text before the link: a day or a region.
        number: what to ask for.
    """

    section: str
    section_date: date | None
    label: str
    number: str


class Listing(NamedTuple):
    """What a page offers, and the token a download has to carry."""

    token: str
    offers: list[Offer]

    def address(self, page_url: str, offer: Offer) -> str:
        """Return the address that answers with the file of an offer."""
        query = urlencode({"event": "download", "selDlFileNo": offer.number, _TOKEN_NAME: self.token})
        return f"{page_url}index.html?{query}"


def read_listing(page: str, url: str) -> Listing:
    """Return what a page offers as CSV.

    Raises:
        FetchError: the page has no token, or offers no CSV at all.
    """
    reader = _ListingReader()
    reader.feed(page)
    reader.close()
    offers = [offer for offer in reader.offers if offer.section in CSV_SECTIONS]
    if not offers or reader.token is None:
        missing = "no CSV files" if not offers else "no token"
        rule = "the page offers CSV files and carries the token their download needs"
        raise FetchError(url, missing, rule, _REMEDY, code="page.other_layout")
    return Listing(reader.token, offers)


def refuse_offer(url: str, offer: Offer, rule: str) -> FetchError:
    """Return the error for an offer that cannot be understood."""
    return FetchError(url, f"{offer.section}: {offer.label}", rule, _REMEDY, code="page.other_layout")


class _ListingReader(HTMLParser):
    """Collects the token and the offers of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.token: str | None = None
        self.offers: list[Offer] = []
        self._section: str | None = None
        self._section_date: date | None = None
        self._label = ""
        self._inside_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note sections, the token and links."""
        attributes = {name: value or "" for name, value in attrs}
        if attributes.get("id") in _SECTIONS:
            self._section, self._section_date = attributes["id"], None
        if tag == "input" and attributes.get("name") == _TOKEN_NAME:
            self.token = attributes.get("value")
        self._inside_link = tag == "a"
        call = _DOWNLOAD_CALL.search(attributes.get("onclick", "")) if self._inside_link else None
        if call and self._section:
            self.offers.append(Offer(self._section, self._section_date, self._label, call[1]))

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a link."""
        if tag == "a":
            self._inside_link = False

    def handle_data(self, data: str) -> None:
        """Keep the last text before a link as its label, and the first day of a section."""
        text = " ".join(data.split())
        if not text or self._inside_link:
            return
        self._label = text
        if self._section and self._section_date is None:
            self._section_date = find_date_in_text(text).day


def render_listing(glob: str, describe: Callable[[Path], Offer | None]) -> Callable[[Path], str | None]:
    """Return what makes such a page of the files of a mirror; None where there are none."""

    def render(root: Path) -> str | None:
        offers = [offer for offer in map(describe, list_files(root, glob)) if offer is not None]
        rows = "".join(map(_render_offer, offers))
        if not rows:
            return None
        return (
            '<!DOCTYPE html><html lang="ja"><body><form id="appForm" action="" method="post">'
            f'<div><input type="hidden" name="{_TOKEN_NAME}" value="mirror"/></div>'
            f'<h2 class="title" id="csv-sjis">CSV形式・Shift_JIS</h2>{rows}</form></body></html>'
        )

    return render


def _render_offer(offer: Offer) -> str:
    stamp = f"<p>{format_day(offer.section_date)}更新</p>" if offer.section_date else ""
    link = f'<a href="#" onclick="return doDownload({offer.number});">zip</a>'
    return f'{stamp}<table class="tbl03"><tr><th scope="row">{offer.label}</th><td>{link}</td></tr></table>'


def format_day(day: date) -> str:
    """Return a day in the Japanese calendar, as the publisher's pages write it."""
    era = next(era for era in reversed(ERAS) if era.first_day <= day)
    year = day.year - era.first_day.year + 1
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
