"""For journalists: what the release says in sentences, its pictures and story leads, to be taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from markupsafe import Markup, escape

from warehouse.press.desk import open_desk
from warehouse.press.drawing import declare_pictures
from warehouse.press.findings import tell_findings
from warehouse.press.kit import list_sources
from warehouse.press.leads import STORY_LEADS, count_kinds
from warehouse.press.wording import SPECIAL, make_press_environment
from warehouse.release.paths import PRESS
from warehouse.site.page import Language, Page, Words
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words

BOLD = re.compile(r"\*\*(.+?)\*\*")


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the page; none where the release has no press kit."""
    if not (source.release / PRESS).is_dir():
        return
    findings, pictures, kinds = read_findings(source), list_pictures(source), list(read_kinds(source))

    def fill(language: Language) -> Mapping[str, object]:
        return {
            "findings": [(title[language], sentence[language]) for title, sentence in findings],
            "pictures": [(name, title[language]) for name, title in pictures],
            "kinds": kinds,
            "citation": source.citation,
        }

    words = find_words("navigation.press")
    yield Page("press/index.html", "press.html.jinja", words, fill, find_words("press.lead"))


def read_findings(source: SiteSource) -> list[tuple[Words, Words]]:
    """Return title and sentence of what the press kit finds; none where a table it reads is missing."""
    if not source.holds(*list_sources()):
        return []
    with open_desk(source.release) as desk:
        found = list(tell_findings(desk, source.dictionary, make_press_environment()))
    return [
        (Words(finding.title_ja, finding.title_en), Words(mark_up(finding.ja), mark_up(finding.en)))
        for finding in found
    ]


def mark_up(sentence: str) -> Markup:
    """Return a sentence of the press kit as HTML: bold stays, what Markdown escapes is a letter again."""
    shown = BOLD.sub(r"<strong>\1</strong>", str(escape(sentence)))
    return Markup(re.sub(r"\\" + SPECIAL.pattern, r"\1", shown))


def list_pictures(source: SiteSource) -> list[tuple[str, Words]]:
    """Return name and title of the pictures that the release has."""
    return [
        (picture["name"], Words(picture["title_ja"], picture["title_en"]))
        for picture in declare_pictures()
        if (source.release / PRESS / "ja" / f"{picture['name']}.svg").is_file()
    ]


def read_kinds(source: SiteSource) -> Iterator[dict[str, Any]]:
    """Yield the kinds of story leads of which the release has any, with how many."""
    leads = pl.read_csv(source.release / PRESS / STORY_LEADS, infer_schema=False)
    yield from (kind for kind in count_kinds(leads) if kind["leads"])
