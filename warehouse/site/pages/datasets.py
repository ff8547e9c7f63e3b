"""The datasets: an index by group, and a page for each with everything one needs to use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from warehouse.database import quote_name
from warehouse.dictionary import Column, Dataset
from warehouse.release.code_lists import name_lists
from warehouse.release.documents import GROUPS, name_type
from warehouse.release.licence import LICENCE_URL
from warehouse.release.paths import BY_PREFECTURE, WORKBOOK_ROWS, EditionPaths, TablePaths
from warehouse.site.page import Language, Page, Words
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words

PREVIEW_ROWS = 8
PREVIEW_LETTERS = 60
#: Groups in the order of the index; the kinds of the dictionary, as the README of a release orders them.
KINDS = (*GROUPS, "connection", "audit")


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the index, then the page of each dataset."""
    groups = group_datasets(source)

    def fill(language: Language) -> Mapping[str, object]:
        return {"groups": groups, "rows": source.manifest["rows"]}

    words = find_words("navigation.datasets")
    yield Page("datasets/index.html", "datasets.html.jinja", words, fill, find_words("datasets.lead"))
    for dataset in source.dictionary:
        yield make_page(source, dataset)


def group_datasets(source: SiteSource) -> list[tuple[str, list[Dataset]]]:
    """Return the datasets of the release by kind; a kind without a name of its own comes last."""
    kinds = [*KINDS, *sorted({dataset.kind for dataset in source.dictionary} - set(KINDS))]
    groups = ((kind, [one for one in source.dictionary if one.kind == kind]) for kind in kinds)
    return [group for group in groups if group[1]]


def make_page(source: SiteSource, dataset: Dataset) -> Page:
    """Return the page of a dataset."""
    context = {
        "dataset": dataset,
        "rows": source.manifest["rows"][dataset.name],
        "registers": [one for one in source.sources["registers"] if one["name"] in dataset.sources],
        "preview": read_preview(source, dataset),
        "downloads": list_downloads(source, dataset.name),
        "prefectures": list_prefectures(source, dataset.name),
        "prefecture_name": name_prefecture(source),
        "workbook_rows": WORKBOOK_ROWS,
        "history": list_history(source, dataset.name),
        "citation": source.citation,
        "licence_url": LICENCE_URL,
        "describe": lambda address: describe_for_machines(source, dataset, address),
        "type_of": lambda column, language: name_type(column)[0 if language == "en" else 1],
        "lists_of": lambda column: link_lists(source, column),
    }
    return Page(
        f"datasets/{dataset.name}/index.html",
        "dataset.html.jinja",
        Words(dataset.title_ja, dataset.title_en),
        lambda language: context,
        Words(dataset.description_ja, dataset.description_en),
    )


def link_lists(source: SiteSource, column: Column) -> Iterator[tuple[str, str, str]]:
    """Yield the lists that name the codes of a column: name, page, and where on it."""
    for name in name_lists(column.name):
        if source.holds(name):
            yield name, f"datasets/{name}/index.html", ""
        elif source.names(name):
            yield name, "dictionary/index.html", f"codes-{name}"


def read_preview(source: SiteSource, dataset: Dataset) -> list[list[str | None]]:
    """Return the first rows of a dataset as texts, long ones shortened; None where a value is empty."""
    key = ", ".join(quote_name(name) for name in dataset.primary_key)
    columns = ", ".join(quote_name(column.name) for column in dataset.columns)
    query = f"select {columns} from {quote_name(dataset.name)} order by {key} limit {PREVIEW_ROWS}"
    return [[show_value(value) for value in row] for row in source.query(query).rows()]


def show_value(value: object) -> str | None:
    """Return a value as a reader of a table expects it; None where it is empty."""
    if value is None or value == []:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return shorten(";".join(str(one) for one in value))
    if isinstance(value, date | int | Decimal):
        return str(value)
    return shorten(f"{value:.6g}" if isinstance(value, float) else str(value))


def shorten(text: str) -> str:
    """Return a text on one line, its end cut off where it is too long for a preview."""
    line = " ".join(text.split())
    return line if len(line) <= PREVIEW_LETTERS else f"{line[: PREVIEW_LETTERS - 1]}…"


def list_history(source: SiteSource, name: str) -> list[dict[str, Any]]:
    """Return the releases that hold a dataset, newest first: number, day, rows, and what changed in it.

    ``counts`` is None where the release is not compared with one that held the dataset.
    """
    history = []
    for release_id, told in source.told_by_release.items():
        summary = told["summary"]
        counts = summary["tables"].get(name) if summary and summary["previous"] else None
        if name in told["rows"]:
            history.append(
                {"id": release_id, "as_of": told["as_of"], "rows": told["rows"][name], "counts": counts}
            )
    return history


def list_downloads(source: SiteSource, name: str) -> list[dict[str, Any]]:
    """Return the files of a dataset for each reader: key of its words, path, bytes."""
    paths, editions = TablePaths.of(name), EditionPaths.of(name)
    wanted = (
        ("xlsx", editions.workbook),
        ("csv_ja", paths.csv_ja),
        ("csv", paths.csv),
        ("parquet", paths.parquet),
        ("json_stat", editions.json_stat),
        ("croissant", editions.croissant),
    )
    found = ((key, path, source.release / path) for key, path in wanted)
    return [
        {"key": key, "path": path.as_posix(), "bytes": file.stat().st_size}
        for key, path, file in found
        if file.is_file()
    ]


def list_prefectures(source: SiteSource, name: str) -> list[tuple[str, str]]:
    """Return code and path of the files of a dataset that hold one prefecture each."""
    files = sorted((source.release / BY_PREFECTURE).glob(f"*/{name}.csv"))
    return [(file.parent.name, file.relative_to(source.release).as_posix()) for file in files]


def name_prefecture(source: SiteSource) -> Callable[[str, Language], str]:
    """Return what names a prefecture by its code; by the code itself where the release has no names."""
    names = source.names("prefectures")
    return lambda code, language: names[code][language] if code in names else code


def describe_for_machines(source: SiteSource, dataset: Dataset, address: str) -> dict[str, Any] | None:
    """Return the Croissant of a dataset, its addresses as the page must write them; None without one.

    Args:
        source: the release.
        dataset: the dataset.
        address: the address of its Parquet file, relative to the page.
    """
    path = EditionPaths.of(dataset.name).croissant
    if not (source.release / path).is_file():
        return None
    described = source.read_json(path)
    described["url"] = "index.html"
    for file in described["distribution"]:
        file["contentUrl"] = address
    return described
