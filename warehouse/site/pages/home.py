"""The first page: what this is, the newest figures, where to go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from warehouse.site.page import Language, Page
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the first page."""

    def fill(language: Language) -> Mapping[str, object]:
        return {}

    yield Page("index.html", "home.html.jinja", find_words("site.tagline"), fill)
