"""Tests of the list of members."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.submissions.contracts import KINDS
from ingest.submissions.members import (
    Member,
    MembersUnreadable,
    UnknownMember,
    find_member,
    load_members,
    tabulate_members,
)

GOOD = """
members:
  - id: sendai-centre
    name: 仙台みらいセンター
    corporate_number: "1180301018771"
    prefecture_code: "04"
    municipality: 仙台市
    sector: support_centre
    kinds: [voice, event]
    represents: ["みちのく子ども会"]
  - id: nagoya
    name: 名古屋の会
    corporate_number: null
    prefecture_code: "23"
    sector: npo
"""


def load(tmp_path: Path, text: str) -> dict[str, Member]:
    path = tmp_path / "members.yml"
    path.write_text(text, encoding="utf-8")
    return load_members(path)


def test_members_are_read_with_what_they_may_send(tmp_path: Path) -> None:
    members = load_members(write(tmp_path, GOOD))
    assert list(members) == ["sendai-centre", "nagoya"]
    assert members["sendai-centre"].kinds == ("voice", "event")
    assert members["sendai-centre"].represents == ("みちのく子ども会",)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "members.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_member_without_kinds_may_send_all(tmp_path: Path) -> None:
    assert load_members(write(tmp_path, GOOD))["nagoya"].kinds == KINDS


@pytest.mark.parametrize("text", ["", "members:\n", "members: []\n"])
def test_a_list_without_members_has_none(text: str, tmp_path: Path) -> None:
    assert load(tmp_path, text) == {}


def test_without_a_file_there_are_no_members(tmp_path: Path) -> None:
    assert load_members(tmp_path / "members.yml") == {}


@pytest.mark.parametrize(
    ("old", "new", "place", "remedy"),
    [
        ("id: nagoya", "id: Nagoya", "member 2 ('Nagoya'), field id", "small letters"),
        ("id: nagoya", "id: sendai-centre", "member 2, field id", "another id"),
        ('prefecture_code: "23"', "prefecture_code: 23", "field prefecture_code", "in quotes"),
        ('prefecture_code: "23"', 'prefecture_code: "48"', "field prefecture_code", "two digits"),
        ("sector: npo", "sector: club", "field sector", "support_centre"),
        ("    sector: npo\n", "", "member 2 ('nagoya'), field sector", "Write one of"),
        ("sector: npo", "sektor: npo", "member 2 ('nagoya')", "Did you mean sector?"),
        ("[voice, event]", "[voices]", "field kinds", "voice"),
        ('"1180301018771"', '"2180301018771"', "field corporate_number", "13 digits"),
        ('"1180301018771"', "1180301018771", "field corporate_number", "in quotes"),
        ("members:", "member:", "members.yml", "members:"),
        ("  - id: nagoya", "  - id: [", "members.yml", "line"),
    ],
)
def test_a_wrong_entry_is_named_with_what_to_write(
    old: str, new: str, place: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(MembersUnreadable) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert place in caught.value.place
    assert remedy in caught.value.remedy


def test_an_unknown_member_is_told_who_may_add_it(tmp_path: Path) -> None:
    members = load_members(write(tmp_path, GOOD))
    with pytest.raises(UnknownMember, match=r"Did you mean sendai-centre\? Whoever keeps members.yml"):
        find_member(members, "sendai-center")


def test_the_table_of_members_is_sorted_and_typed(tmp_path: Path) -> None:
    table = tabulate_members(load_members(write(tmp_path, GOOD)))
    assert table["member_id"].to_list() == ["nagoya", "sendai-centre"]
    assert table["corporate_number"].to_list() == [None, "1180301018771"]
    assert tabulate_members({}).schema == table.schema
