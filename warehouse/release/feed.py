"""`feed.atom`: one entry a release, for those who want to be told (RFC 4287)."""

from __future__ import annotations

import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ingest.japanese.clock import JAPAN
from warehouse.layout import Home
from warehouse.release.changelog import CHANGELOG

FEED_FILE = "feed.atom"
ATOM = "http://www.w3.org/2005/Atom"
#: Every identifier is made from this one, so that it never depends on where the files are served from.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "tsunagu:releases")
EPOCH = datetime.fromtimestamp(0, UTC)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_feed(home: Home, releases: Sequence[Mapping[str, Any]]) -> str:
    """Return the feed: each release with its changelog; withdrawn ones with the day and the reason.

    Args:
        home: where the changelogs stand.
        releases: as in `releases.json`, newest first.
    """
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "ja"})
    _add(feed, "title", "つなぐ — 日本の市民社会のオープンデータ · Tsunagu")
    _add(feed, "id", NAMESPACE.urn)
    changed = max((_find_change(release) for release in releases), default=EPOCH)
    _add(feed, "updated", changed.isoformat())
    _add(feed, "link", rel="self", type="application/atom+xml", href=FEED_FILE)
    _add(feed, "link", rel="alternate", type="application/json", href="releases.json")
    author = _add(feed, "author")
    _add(author, "name", "つなぐ · Tsunagu")
    for release in releases:
        _add_entry(feed, home, release)
    ET.indent(feed)
    return ET.tostring(feed, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="utf-8"?>\n', "\n")
    )


def _add_entry(feed: ET.Element, home: Home, release: Mapping[str, Any]) -> None:
    entry = _add(feed, "entry")
    is_withdrawn = release["status"] == "withdrawn"
    mark = "【取下げ】 · withdrawn" if is_withdrawn else f"（{release['as_of']}時点）"
    _add(entry, "title", f"{release['id']}{mark}")
    _add(entry, "id", uuid.uuid5(NAMESPACE, release["id"]).urn)
    _add(entry, "published", release["created"])
    _add(entry, "updated", _find_change(release).isoformat())
    for language in ("ja", "en"):
        page = f"{language}/releases/{release['id']}/index.html"
        _add(entry, "link", rel="alternate", type="text/html", hreflang=language, href=page)
    _add(entry, "content", _read_content(home, release), type="text")


def _find_change(release: Mapping[str, Any]) -> datetime:
    """Return when an entry changed last: a withdrawal, at the end of its day in Japan.

    Only its day is known; its entry has to be newer than it was, also where it was published that day.
    """
    created = datetime.fromisoformat(release["created"])
    if release["status"] != "withdrawn":
        return created
    day = date.fromisoformat(release["withdrawn_on"])
    end = datetime.combine(day, time(23, 59, 59), JAPAN).astimezone(UTC)
    return max(end, created + timedelta(seconds=1))


def _read_content(home: Home, release: Mapping[str, Any]) -> str:
    if release["status"] == "withdrawn":
        return f"{release['banner']['ja']}\n{release['banner']['en']}"
    path = home.public / release["path"] / CHANGELOG
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        element.text = _NOT_IN_XML.sub("", text)
    return element
