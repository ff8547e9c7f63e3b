"""The kinds of pages of a site: every template that extends the base, and the fullest page of each."""

from __future__ import annotations

from pathlib import Path

from warehouse.dictionary import Dictionary
from warehouse.layout import Home
from warehouse.release.catalog import find_release
from warehouse.site.build import FAMILIES
from warehouse.site.publish import read_list
from warehouse.site.render import TEMPLATES
from warehouse.site.source import open_source

#: Templates of pages; the others are parts of them.
KINDS = tuple(
    sorted(
        path.name.removesuffix(".html.jinja")
        for path in TEMPLATES.glob("*.html.jinja")
        if '{% extends "base.html.jinja" %}' in path.read_text(encoding="utf-8")
    )
)


def list_paths(home: Home, dictionary: Dictionary, scratch: Path) -> dict[str, list[str]]:
    """Return the paths of the pages of each kind, below a language."""
    paths: dict[str, list[str]] = {}
    with open_source(find_release(home).resolve(), dictionary, read_list(home), scratch) as source:
        for family in FAMILIES:
            for page in family.list_pages(source):
                paths.setdefault(page.template.removesuffix(".html.jinja"), []).append(page.path)
    return paths


def choose_fullest(public: Path, paths: dict[str, list[str]]) -> dict[str, str]:
    """Return the largest page of each kind: what goes wrong on others goes wrong there first."""
    return {
        kind: max(there, key=lambda path: (public / "ja" / path).stat().st_size)
        for kind, there in paths.items()
    }
