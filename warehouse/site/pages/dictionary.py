"""The data dictionary on one page: every column of every dataset, and every list of codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from warehouse.release.documents import name_type
from warehouse.site.page import Language, Page
from warehouse.site.pages.datasets import group_datasets, link_lists
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the dictionary."""
    groups = group_datasets(source)

    def fill(language: Language) -> Mapping[str, object]:
        position = 0 if language == "en" else 1
        return {
            "groups": groups,
            "lists": source.vocabularies,
            "type_of": lambda column: name_type(column)[position],
            "lists_of": lambda column: link_lists(source, column),
        }

    words = find_words("navigation.dictionary")
    yield Page("dictionary/index.html", "dictionary.html.jinja", words, fill, find_words("dictionary.lead"))
