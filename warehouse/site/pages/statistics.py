"""The statistics: a page for each with its pictures, and the list of all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from warehouse.dictionary import Dataset
from warehouse.press.desk import open_desk
from warehouse.site.country.statistic_pictures import DRAWINGS
from warehouse.site.page import Language, Page, Words
from warehouse.site.source import SiteSource
from warehouse.site.vocabulary import NAMES, Vocabulary

INDEX = "statistics/index.html"
TITLE = Words("統計", "Statistics")
SUMMARY = Words(
    "数・移り変わり・存続・分野・つながり・声を、図と表で。",
    "Numbers, change, survival, fields, connections and voices, in pictures and tables.",
)
#: Where a description begins to go into details.
DETAILS = re.compile(r"(?<=。)|[:：] ?|(?<=\.) ")
#: Statistics that another page tells of.
ELSEWHERE = {
    "stat_connections": "connections/index.html",
    "stat_blank_spots": "blank-spots/index.html",
    "stat_voices": "voices/index.html",
    "stat_reconciliation": "quality/index.html",
}


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the list, and a page for every statistic of the release that no other page tells of."""
    statistics = [dataset for dataset in source.dictionary if dataset.is_statistic]
    if not statistics or not source.holds(*NAMES):
        return
    fill = partial(_fill_index, statistics)
    yield Page(INDEX, "statistics.html.jinja", TITLE, fill, SUMMARY)
    vocabulary = Vocabulary(source)
    for dataset in statistics:
        if dataset.name in DRAWINGS:
            title = Words(dataset.title_ja, dataset.title_en)
            path = lead_to_statistic(dataset.name)
            yield Page(path, "statistic.html.jinja", title, partial(_fill, source, dataset, vocabulary, path))


def lead_to_statistic(name: str) -> str:
    """Return the path of the page that tells of a statistic."""
    return ELSEWHERE.get(name, f"statistics/{name.removeprefix('stat_').replace('_', '-')}/index.html")


def _fill_index(statistics: list[Dataset], language: Language) -> Mapping[str, object]:
    return {
        "statistics": [
            (dataset, lead_to_statistic(dataset.name), begin(getattr(dataset, f"description_{language}")))
            for dataset in statistics
        ]
    }


def begin(description: str) -> str:
    """Return what a description says before it goes into details."""
    return DETAILS.split(description, maxsplit=1)[0]


def _fill(
    source: SiteSource, dataset: Dataset, vocabulary: Vocabulary, path: str, language: Language
) -> Mapping[str, object]:
    with open_desk(source.release) as desk:
        shown = DRAWINGS[dataset.name](source, desk, vocabulary, language, path)
    return {"dataset": dataset, "shown": shown}
