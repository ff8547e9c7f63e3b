"""Bringing the site up to date: whole, repeatable, and never at the cost of a release."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.site.links import find_broken_links, find_foreign_fetches, list_pages
from tests.warehouse.small_warehouse import TABLES, change_tables, make_inputs
from warehouse.approvals import Withdrawal
from warehouse.dictionary import Dictionary
from warehouse.errors import SiteNotBuilt
from warehouse.layout import Home
from warehouse.release import build_release, promote
from warehouse.release.promotion import withdraw_release
from warehouse.site import build as build_module
from warehouse.site import publish as publish_module
from warehouse.site.page import Page, Words
from warehouse.site.publish import STAMP, SiteBuilt, read_stamp
from warehouse.site.source import SiteSource

#: A block of data, which no browser runs.
DATA = re.compile(r' type="application/(ld\+)?json"')

Build = Callable[[], SiteBuilt | None]
Publish = Callable[[str], Path]


class BrokenFamily:
    """Pages that cannot be made."""

    def list_pages(self, source: SiteSource) -> Iterator[Page]:
        yield Page("broken.html", "nowhere.html.jinja", Words("a", "b"), lambda language: {})


def read_all(home: Home) -> dict[str, bytes]:
    """Return the bytes of every file of the site."""
    parts = [home.public / name for name in build_module.PARTS]
    files = [
        file for part in parts for file in ([part] if part.is_file() else part.rglob("*")) if file.is_file()
    ]
    return {str(file.relative_to(home.public)): file.read_bytes() for file in files}


def test_every_page_is_there_in_both_languages(home: Home, publish: Publish, build: Build) -> None:
    publish("2026.11.0")
    built = build()
    japanese, english = (
        sorted(p.relative_to(home.public / x) for p in (home.public / x).rglob("*.html"))
        for x in ("ja", "en")
    )
    assert japanese == english
    assert built is not None and built.pages == len(japanese)


def test_whom_to_ask_stands_on_every_page_where_the_deployment_names_somebody(
    home: Home, dictionary: Dictionary, build: Build
) -> None:
    change_tables(home, TABLES)
    inputs = replace(make_inputs("2026.12.0"), contact="desk@example.org")
    promote(home, build_release(home, dictionary, inputs))
    build()
    pages = [path for path in (home.public / "en").rglob("*.html")]
    assert pages
    assert all("desk@example.org" in page.read_text(encoding="utf-8") for page in pages)


def test_no_link_is_broken_and_nothing_is_loaded_from_elsewhere(
    home: Home, publish: Publish, build: Build
) -> None:
    publish("2026.11.0")
    build()
    assert list(find_broken_links(home.public)) == []
    assert list(find_foreign_fetches(home.public)) == []


def test_a_broken_link_would_be_found(home: Home, publish: Publish, build: Build) -> None:
    publish("2026.11.0")
    build()
    (home.public / "ja/cite/index.html").unlink()
    assert any("ja/index.html" in broken for broken in find_broken_links(home.public))


def test_no_page_has_an_inline_script_or_style(home: Home, publish: Publish, build: Build) -> None:
    publish("2026.11.0")
    build()
    for page in list_pages(home.public):
        text = page.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        assert "<style" not in text and " style=" not in text and " onclick" not in text
        scripts = re.findall(r"<script\b[^>]*>", text)
        assert [one for one in scripts if " src=" not in one and not DATA.search(one)] == []


def test_a_hostile_name_is_shown_as_text(home: Home, publish: Publish, build: Build) -> None:
    publish("2026.11.0")
    build()
    text = (home.public / "ja/datasets/organizations/index.html").read_text(encoding="utf-8")
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "<img" not in text


def test_the_same_release_gives_the_same_bytes(home: Home, publish: Publish, build: Build) -> None:
    publish("2026.11.0")
    build()
    first = read_all(home)
    (home.public / STAMP).unlink()
    build()
    assert read_all(home) == first


def test_a_site_that_is_up_to_date_is_left_alone(home: Home, publish: Publish, build: Build) -> None:
    publish("2026.11.0")
    build()
    again = build()
    assert again is not None and again.pages is None


def test_a_new_release_is_told_and_the_one_before_stays_in_the_list(
    home: Home, publish: Publish, build: Build
) -> None:
    publish("2026.11.0")
    build()
    publish("2026.11.1")
    build()
    stamp = read_stamp(home)
    assert stamp is not None and stamp["release"] == "2026.11.1"
    assert "2026.11.1" in (home.public / "ja/releases/2026.11.0/index.html").read_text(encoding="utf-8")


def test_without_a_release_there_is_no_site(home: Home, build: Build) -> None:
    assert build() is None
    assert not (home.public / "ja").exists()


def test_a_page_that_cannot_be_made_leaves_the_site_before(
    home: Home, publish: Publish, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("2026.11.0")
    build()
    before = read_all(home)
    publish("2026.11.1")
    monkeypatch.setattr(build_module, "FAMILIES", (*build_module.FAMILIES, BrokenFamily()))
    with pytest.raises(SiteNotBuilt, match="nowhere"):
        build()
    assert read_all(home) == before
    assert list(home.staging.iterdir()) == []


def test_a_site_about_a_withdrawn_release_does_not_stay_even_when_the_next_fails(
    home: Home, publish: Publish, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("2026.11.0")
    publish("2026.11.1")
    build()
    withdraw_release(home, Withdrawal("a test", "2026.11.1", date(2026, 11, 2), None, "wrong file"))
    monkeypatch.setattr(build_module, "FAMILIES", (*build_module.FAMILIES, BrokenFamily()))
    with pytest.raises(SiteNotBuilt):
        build()
    assert read_all(home) == {}


def test_the_page_of_a_withdrawn_release_says_when_and_why(
    home: Home, publish: Publish, build: Build
) -> None:
    publish("2026.11.0")
    publish("2026.11.1")
    withdraw_release(home, Withdrawal("a test", "2026.11.1", date(2026, 11, 2), None, "wrong file"))
    build()
    text = (home.public / "en/releases/2026.11.1/index.html").read_text(encoding="utf-8")
    assert "withdrawn on 2026-11-02: wrong file" in text
    assert list(find_broken_links(home.public)) == []


def test_a_build_that_dies_between_two_parts_is_mended_by_the_next(
    home: Home, publish: Publish, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("2026.11.0")
    build()
    publish("2026.11.1")
    real, calls = publish_module.replace_folder, []

    def die_at_the_second(new: Path, current: Path) -> None:
        calls.append(current)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(new, current)

    monkeypatch.setattr(publish_module, "replace_folder", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        build()
    assert read_stamp(home) is None
    monkeypatch.setattr(publish_module, "replace_folder", real)
    built = build()
    assert built is not None and built.pages
    assert list(find_broken_links(home.public)) == []


def test_releases_and_latest_are_not_touched(home: Home, publish: Publish, build: Build) -> None:
    publish("2026.11.0")
    watched = [
        path for folder in (home.releases, home.latest) for path in folder.rglob("*") if path.is_file()
    ]
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in watched}
    build()
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in watched} == before


def test_a_build_that_is_overtaken_by_a_newer_release_does_not_put_its_pages_in_place(
    home: Home, publish: Publish, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("2026.11.0")
    real = publish_module.write_site

    def be_overtaken(source: SiteSource, root: Path, *, offline: bool = False) -> int:
        pages = real(source, root, offline=offline)
        publish("2026.11.1")
        return pages

    monkeypatch.setattr(publish_module, "write_site", be_overtaken)
    build()
    assert read_stamp(home) is None
    assert not (home.public / "ja").exists()
