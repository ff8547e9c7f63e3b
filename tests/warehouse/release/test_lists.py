from __future__ import annotations

import dataclasses
import json
import xml.etree.ElementTree as ET
from datetime import datetime

import pytest

from tests.warehouse.small_warehouse import SOURCE, make_inputs
from warehouse.release import build_release, promote

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def releases(home, dictionary):
    """Publish two releases of a month and one of the next; return the list by number."""
    promote(home, build_release(home, dictionary, make_inputs("2026.10.0")))
    patch = dataclasses.replace(make_inputs("2026.10.1"), previous="2026.10.0", code_version="1.0.1 <&>")
    promote(home, build_release(home, dictionary, patch))
    newer = dataclasses.replace(
        make_inputs("2026.11.0"),
        previous="2026.10.1",
        sources=(dataclasses.replace(SOURCE, title_en="Numbers <&> \x0b changes", files=()),),
    )
    promote(home, build_release(home, dictionary, newer))
    listed = json.loads((home.public / "releases.json").read_text(encoding="utf-8"))["releases"]
    return {release["id"]: release for release in listed}


@pytest.fixture
def feed(releases, home):
    return ET.parse(home.public / "feed.atom").getroot()


def test_one_release_is_current_and_the_others_name_what_supersedes_them(releases):
    found = {name: (one["status"], one.get("superseded_by")) for name, one in releases.items()}
    assert found == {
        "2026.11.0": ("current", None),
        "2026.10.1": ("superseded", "2026.11.0"),
        "2026.10.0": ("superseded", "2026.10.1"),
    }


def test_a_patch_says_why_it_was_made(releases):
    old = releases["2026.10.0"]
    assert (old["superseded_as"], [why["kind"] for why in old["superseded_because"]]) == ("patch", ["code"])
    assert old["banner"]["en"] == (
        "Release 2026.10.0 is superseded by 2026.10.1."
        " Because of the program that makes the tables has changed."
    )
    assert [why["kind"] for why in releases["2026.11.0"]["because"]] == ["new_data", "code"]


def test_the_feed_has_what_atom_requires(feed):
    assert all(feed.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author"))
    for entry in feed.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert entry.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")).tzinfo
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None


def test_the_feed_has_an_entry_a_release_newest_first_with_its_changelog(feed, home):
    titles = [entry.findtext(f"{ATOM}title", "") for entry in feed.findall(f"{ATOM}entry")]
    assert [title.partition("（")[0] for title in titles] == ["2026.11.0", "2026.10.1", "2026.10.0"]
    content = feed.findtext(f"{ATOM}entry/{ATOM}content", "")
    assert "Numbers <&>" in content
    assert content.startswith("# 2026.11.0")


def test_an_entry_keeps_its_id_whatever_follows(feed, home, dictionary):
    before = {
        entry.findtext(f"{ATOM}title"): entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")
    }
    promote(home, build_release(home, dictionary, make_inputs("2026.11.1")))
    after = ET.parse(home.public / "feed.atom").getroot().findall(f"{ATOM}entry")
    assert (
        before.items() <= {one.findtext(f"{ATOM}title"): one.findtext(f"{ATOM}id") for one in after}.items()
    )
    assert len({one.findtext(f"{ATOM}id") for one in after}) == 4
