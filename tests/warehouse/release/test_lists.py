from __future__ import annotations

import dataclasses
import json
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

import pytest

from tests.warehouse.small_warehouse import SOURCE, make_inputs
from warehouse.approvals import Withdrawal
from warehouse.inputs import today_in_japan
from warehouse.release import build_release, promote, withdraw_release
from warehouse.release.feed import _find_change
from warehouse.release.lists import _word_banner, write_lists

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
    assert old["banner"] == {
        "ja": "2026.10.0は2026.10.1に置き換えられました。理由：表を作るプログラムの改訂。",
        "en": "Release 2026.10.0 is superseded by 2026.10.1."
        " Reason: the program that makes the tables has changed.",
    }
    assert [why["kind"] for why in releases["2026.11.0"]["because"]] == ["new_data", "code"]


def test_a_patch_for_several_reasons_names_them_all_and_one_without_none():
    why = [
        {"ja": "訂正", "en": "corrections"},
        {"ja": "表や列の変更", "en": "tables or columns have changed"},
    ]
    assert _word_banner("2026.10.0", "2026.10.1", True, why) == {
        "ja": "2026.10.0は2026.10.1に置き換えられました。理由：訂正、表や列の変更。",
        "en": "Release 2026.10.0 is superseded by 2026.10.1."
        " Reasons: corrections; tables or columns have changed.",
    }
    assert _word_banner("2026.10.0", "2026.10.1", True, []) == {
        "ja": "2026.10.0は2026.10.1に置き換えられました。",
        "en": "Release 2026.10.0 is superseded by 2026.10.1.",
    }


def test_the_feed_has_what_atom_requires(feed):
    assert all(feed.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author"))
    for entry in feed.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert entry.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")).tzinfo
        pages = entry.findall(f"{ATOM}link[@rel='alternate']")
        assert {page.get("hreflang") for page in pages} == {"ja", "en"}


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


def read_updated(home):
    root = ET.parse(home.public / "feed.atom").getroot()
    entry = root.find(f"{ATOM}entry")
    return [datetime.fromisoformat(one.findtext(f"{ATOM}updated")) for one in (root, entry)]


@pytest.mark.parametrize("days_later", [-1, 0, 1])
def test_a_withdrawal_makes_feed_and_entry_newer_also_on_the_day_of_publication(
    releases, home, monkeypatch, days_later
):
    before = read_updated(home)
    day = today_in_japan() + timedelta(days=days_later)
    withdraw_release(home, Withdrawal("test", "2026.11.0", day, "誤り", "wrong"))

    after = read_updated(home)

    assert after[0] == after[1]
    assert all(new > old for new, old in zip(after, before, strict=True))
    assert not write_lists(home, {})


def test_the_time_of_a_withdrawal_is_the_end_of_its_day_in_japan():
    release = {"status": "withdrawn", "created": "2026-11-27T01:00:00+00:00", "withdrawn_on": "2026-11-27"}
    assert _find_change(release).isoformat() == "2026-11-27T14:59:59+00:00"
    late = {**release, "created": "2026-11-27T14:59:59+00:00"}
    assert _find_change(late).isoformat() == "2026-11-27T15:00:00+00:00"
