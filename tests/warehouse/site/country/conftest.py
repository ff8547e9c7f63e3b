"""A release of all datasets with the few rows that a test needs, and the pages about the country."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.dictionary import Dictionary, load_dictionary
from warehouse.site.build import STATIC
from warehouse.site.page import Language, Page, Words
from warehouse.site.pages import blank_spots, connections, prefectures, statistics, themes, voices
from warehouse.site.render import ASSETS, Renderer
from warehouse.site.source import SiteSource, open_source
from warehouse.transform import DBT_PROJECT

FAMILIES = (statistics, prefectures, themes, connections, blank_spots, voices)
RELEASE = "2026.11.0"
Rows = list[dict[str, Any]]
Open = Callable[..., SiteSource]
Show = Callable[..., str]
NAMES = {
    "prefectures": [("04", "宮城県", "Miyagi"), ("13", "東京都", "Tokyo")],
    "regions": [("tohoku", "東北", "Tohoku"), ("kanto", "関東", "Kanto")],
    "sectors": [("npo", "NPO", "NPO"), ("company", "企業", "Company")],
    "legal_forms": [("npo", "NPO法人", "NPO corporation")],
    "voice_raisers": [("resident", "地域住民", "Local resident")],
    "programme_kinds": [("lab", "ラボ", "Lab")],
}
ISSUES = [("isolation", "孤立", "Isolation", ["03"]), ("addiction", "依存症", "Addiction", [])]


@pytest.fixture(scope="session")
def marts() -> Dictionary:
    """Every public dataset."""
    return load_dictionary(DBT_PROJECT)


@pytest.fixture
def open_release(tmp_path: Path, marts: Dictionary) -> Iterator[Open]:
    """Open a release that has the rows given, the names above, and nothing else."""
    with ExitStack() as stack:

        def open_with(**rows: Rows) -> SiteSource:
            root = tmp_path / "public" / "releases" / RELEASE
            write_release(root, marts, {**make_names(), **rows})
            return stack.enter_context(open_source(root, marts, [], tmp_path / "scratch"))

        yield open_with


@pytest.fixture
def show(tmp_path: Path, open_release: Open) -> Show:
    """Render a page about the country from the rows given."""

    def show_page(path: str, language: Language = "en", **rows: Rows) -> str:
        source = open_release(**rows)
        return render_all(source, tmp_path / "site", only=path)[path, language]

    return show_page


def render_all(source: SiteSource, root: Path, only: str | None = None) -> dict[tuple[str, Language], str]:
    """Return the HTML of the pages about the country, by path and language."""
    shutil.copytree(STATIC, root / ASSETS)
    pages = [page for family in FAMILIES for page in family.list_pages(source)]
    elsewhere = ("index.html", f"releases/{RELEASE}/index.html")
    known = [*pages, *(Page(path, "", Words("別", "Other"), lambda language: {}) for path in elsewhere)]
    renderer = Renderer(source, known, root, offline=False)
    languages: tuple[Language, ...] = ("ja", "en")
    return {
        (page.path, language): renderer.render(page, language)
        for page in pages
        for language in languages
        if only in (None, page.path)
    }


def make_names() -> dict[str, Rows]:
    """Return the tables that name codes."""
    codes = [
        {"vocabulary": vocabulary, "code": code, "name_ja": ja, "name_en": en}
        for vocabulary, entries in NAMES.items()
        for code, ja, en in entries
    ]
    issues = [
        {
            "issue": code,
            "name_ja": ja,
            "name_en": en,
            "is_sensitive": False,
            "threshold": 5,
            "field_codes": fields,
        }
        for code, ja, en, fields in ISSUES
    ]
    fields = [{"field_code": "03", "name_ja": "まちづくり", "name_en": "Town planning"}]
    return {"vocabularies": codes, "issues": issues, "activity_fields": fields}


def write_release(root: Path, marts: Dictionary, rows: dict[str, Rows]) -> None:
    """Write the Parquet files of every dataset and what else a site reads of a release."""
    (root / "parquet").mkdir(parents=True)
    for dataset in marts:
        schema = pa.schema([(column.name, column.arrow_type) for column in dataset.columns])
        table = pa.Table.from_pylist(rows.get(dataset.name, []), schema=schema)
        pq.write_table(table, root / "parquet" / f"{dataset.name}.parquet")
    manifest = {
        "release": RELEASE,
        "as_of": "2026-11-27",
        "data_through": "2024-08-30",
        "rows": {dataset.name: len(rows.get(dataset.name, [])) for dataset in marts},
        "files": [],
    }
    (root / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (root / "sources.json").write_text('{"registers": []}', encoding="utf-8")
