"""About the data and the site: methods and limits, how to cite, accessibility."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from warehouse.release.citation import TITLE
from warehouse.release.licence import LEGAL_CODE_URL, LEGAL_CODE_URL_JA, LICENCE_URL
from warehouse.site.page import Language, Page
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the three pages."""
    statistics = [dataset for dataset in source.dictionary if dataset.is_statistic]
    signature = source.manifest["signature"]
    citation = {
        "citation": source.citation,
        "cited_title": TITLE,
        "licence_url": LICENCE_URL,
        "legal_code": {"ja": LEGAL_CODE_URL_JA, "en": LEGAL_CODE_URL},
        "registers": source.sources["registers"],
        "public_key": signature["public_key"].splitlines()[-1] if signature else None,
    }
    yield _make_page("methods", {"statistics": statistics})
    yield _make_page("cite", citation)
    yield _make_page("accessibility", {})


def _make_page(name: str, context: Mapping[str, Any]) -> Page:
    def fill(language: Language) -> Mapping[str, object]:
        return context

    title, lead = find_words(f"navigation.{name}"), find_words(f"{name}.lead")
    return Page(f"{name}/index.html", f"{name}.html.jinja", title, fill, lead)
