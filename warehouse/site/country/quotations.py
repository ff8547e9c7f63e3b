"""Quotations of voices as pages show them: coarse in place and time, shortened where a page has many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from warehouse.site.country.paths import lead_to_issue, lead_to_prefecture
from warehouse.site.page import Language
from warehouse.site.pictures.picture import Link
from warehouse.site.source import SiteSource
from warehouse.site.vocabulary import ISSUES, PREFECTURES, Vocabulary

#: The longest quotation a page shows in full; what it says further is in the table.
LONGEST = 600
Rows = list[dict[str, Any]]


def ask_quotes(source: SiteSource) -> Rows:
    """Return all quotations, the newest first."""
    return source.ask("select * from voice_quotes order by quarter desc, quote_id")


def name_quotes(rows: Iterable[dict[str, Any]], vocabulary: Vocabulary, language: Language) -> Rows:
    """Return what a template shows of quotations, in the words of one language."""
    return [
        {
            "quote": shorten(row["quote"], LONGEST),
            "quarter": row["quarter"],
            "raised_by": vocabulary.name("voice_raisers", row["raised_by"], language),
            "prefecture": Link(
                vocabulary.name(PREFECTURES, row["prefecture_code"], language),
                lead_to_prefecture(row["prefecture_code"]),
            ),
            "issue": Link(vocabulary.name(ISSUES, row["issue"], language), lead_to_issue(row["issue"])),
            "member": row["member_name"] if row["is_named"] else None,
        }
        for row in rows
    ]


def shorten(text: str, longest: int) -> str:
    """Return a text, cut and marked with … where it is longer than so many letters."""
    return text if len(text) <= longest else text[:longest].rstrip() + "…"
