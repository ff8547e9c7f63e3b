"""The first page: the newest figures, what the release says in sentences, what changed, where to go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from warehouse.release.paths import SUMMARY
from warehouse.site.country.prefecture_maps import ask_corporations, draw_prefecture_tiles
from warehouse.site.page import Language, Page
from warehouse.site.pages.press import read_findings
from warehouse.site.source import SiteSource
from warehouse.site.vocabulary import NAMES, Vocabulary
from warehouse.site.words import find_words

#: Key of the words, dataset it is drawn from, page it leads to, query that gives ``value`` and ``day``.
FIGURES = (
    (
        "npo",
        "stat_stock",
        """select value, value_status, as_of_on as day from stat_stock
        where geography_code = 'JP' and legal_form = 'npo' and certification_kind = 'any'
            and value is not null
        order by as_of_on desc limit 1""",
    ),
    (
        "certified",
        "stat_certification",
        """select value, as_of_on as day from stat_certification
        where geography_code = 'JP' and certification_kind = 'certified' and measure = 'current'
            and value is not null
        order by as_of_on desc limit 1""",
    ),
    ("organizations", "organizations", "select count(*) as value, null as day from organizations"),
    (
        "voices",
        "stat_voices",
        """select value, null as day from stat_voices
        where geography_code = 'JP' and issue = 'all' and period_kind = 'all' and value is not null""",
    ),
    ("programmes", "programmes", "select count(*) as value, null as day from programmes having count(*) > 0"),
    (
        "collaborations",
        "collaborations",
        "select count(*) as value, null as day from collaborations having count(*) > 0",
    ),
)
DOORS = (
    "statistics/index.html",
    "prefectures/index.html",
    "themes/index.html",
    "organizations/index.html",
    "voices/index.html",
    "connections/index.html",
    "blank-spots/index.html",
    "datasets/index.html",
    "query/index.html",
    "press/index.html",
    "members/index.html",
)
SHOWN_TABLES = 6
HOME = "index.html"


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the first page."""
    figures, findings = list(read_figures(source)), read_findings(source)
    changes, sources = read_changes(source), source.sources["registers"]
    corporations = ask_corporations(source) if source.holds("stat_stock", *NAMES) else None
    names = Vocabulary(source) if corporations else None

    def fill(language: Language) -> Mapping[str, object]:
        return {
            "figures": figures,
            "findings": [(title[language], sentence[language]) for title, sentence in findings],
            "changes": changes,
            "sources": sources,
            "doors": DOORS,
            "map": draw_prefecture_tiles(corporations, names, language, HOME)
            if corporations and names
            else None,
        }

    yield Page(HOME, "home.html.jinja", find_words("home.title"), fill, find_words("home.lead"))


def read_figures(source: SiteSource) -> Iterator[dict[str, Any]]:
    """Yield the headline figures that the release knows: key of its words, dataset, value, day."""
    for key, dataset, query in FIGURES:
        rows = source.ask(query) if source.holds(dataset) else []
        if rows:
            yield {"key": key, "dataset": dataset, **rows[0]}


def read_changes(source: SiteSource) -> dict[str, Any]:
    """Return why the release was made, and the tables in which most rows came, went or changed."""
    if not (source.release / SUMMARY).is_file():
        return {"previous": None, "because": [], "tables": []}
    summary = source.read_json(SUMMARY)
    tables = [
        {"name": name, **counts}
        for name, counts in summary["tables"].items()
        if name in source.manifest["rows"] and counts["added"] + counts["removed"] + counts["changed"]
    ]
    tables.sort(key=lambda table: (-table["added"] - table["removed"] - table["changed"], table["name"]))
    return {
        "previous": summary["previous"],
        "because": summary["because"],
        "tables": tables[:SHOWN_TABLES],
        "more": max(len(tables) - SHOWN_TABLES, 0),
    }
