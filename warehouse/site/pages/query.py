"""The page that asks the published files in SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from warehouse.site.page import Language, Page, Words
from warehouse.site.scripts import list_words
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words

EXAMPLES = Path(__file__).parent.parent / "queries.yml"
TABLE = re.compile(r"\b(?:from|join) (\w+)")


@dataclass(frozen=True)
class Example:
    """A query the page offers.

    Attributes:
        tables: what it reads.
    """

    title: Words
    sql: str
    tables: tuple[str, ...]


@lru_cache(maxsize=1)
def load_examples() -> tuple[Example, ...]:
    """Return the examples, in the order they are shown."""
    entries = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return tuple(
        Example(Words(**entry["title"]), entry["sql"].strip(), tuple(TABLE.findall(entry["sql"])))
        for entry in entries
    )


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the page; it offers the examples whose tables the release has."""
    examples = [example for example in load_examples() if source.holds(*example.tables)]
    if not examples:
        return
    tables = [dataset.name for dataset in source.dictionary]

    def fill(language: Language) -> Mapping[str, object]:
        return {
            "queries": examples,
            "datasets": source.dictionary,
            "script_words": list_words(language, bare=["query"]),
            "script_data": {"tables": tables},
        }

    title, lead = find_words("navigation.query"), find_words("query.lead")
    yield Page("query/index.html", "query.html.jinja", title, fill, lead)
