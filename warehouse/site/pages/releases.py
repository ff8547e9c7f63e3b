"""The releases: a list, and for each a page with what is different from the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from warehouse.release.json_files import read_json
from warehouse.release.paths import SCHEMA_DIFF
from warehouse.site.page import Language, Page, Words
from warehouse.site.source import WITHDRAWN, SiteSource
from warehouse.site.words import find_words

COUNTED = ("added", "changed", "removed")


def list_pages(source: SiteSource) -> Iterator[Page]:
    """Yield the list, then the page of each release that ever was, also of those that were withdrawn."""

    def fill(language: Language) -> Mapping[str, object]:
        return {"releases": source.releases}

    words = find_words("navigation.releases")
    yield Page("releases/index.html", "releases.html.jinja", words, fill, find_words("releases.lead"))
    for entry in source.releases:
        yield make_page(source, entry)


def make_page(source: SiteSource, entry: dict[str, Any]) -> Page:
    """Return the page of one release."""
    context = {"entry": entry, "difference": None if entry["status"] == WITHDRAWN else compare(source, entry)}
    return Page(
        f"releases/{entry['id']}/index.html",
        "release.html.jinja",
        Words(f"公開 {entry['id']}", f"Release {entry['id']}"),
        lambda language: context,
    )


def compare(source: SiteSource, entry: dict[str, Any]) -> dict[str, Any]:
    """Return what the difference of a release says: the release before, counts by table, columns."""
    told = source.told_by_release[entry["id"]]
    summary = told["summary"] or {"previous": None, "tables": {}}
    path = source.release.parent / entry["id"] / SCHEMA_DIFF
    tables = [{"name": name, **counts} for name, counts in sorted(summary["tables"].items())]
    return {
        "previous": summary["previous"],
        "tables": tables,
        "moved": [table for table in tables if any(table[count] for count in COUNTED)],
        "schema": list(tell_schema(read_json(path))) if summary["previous"] and path.is_file() else [],
    }


def tell_schema(difference: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield which tables and columns came, went or will go: key of its words, name."""
    yield from (("table_added", name) for name in difference["datasets_added"])
    yield from (("table_removed", name) for name in difference["datasets_removed"])
    for table in difference["tables"]:
        name = table["dataset"]
        yield from (("column_added", f"{name}.{column}") for column in table["columns_added"])
        yield from (("column_removed", f"{name}.{column}") for column in table["columns_removed"])
        yield from (("type_changed", f"{name}.{change['column']}") for change in table["types_changed"])
        yield from (("deprecated", f"{name}.{column['column']}") for column in table["deprecated"])
