"""The tables of decisions that dbt reads."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from warehouse.approvals import write_approval_tables
from warehouse.approvals.bronze import LINK_SCHEMA, VOICE_SCHEMA
from warehouse.approvals.voices import hash_text
from warehouse.errors import ApprovalUnreadable
from warehouse.layout import Home

TEXT = "連絡は090-1234-5678へ"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.approvals.mkdir()
    return home


def approve(home: Home, *entries: str) -> None:
    (home.approvals / "voices.yml").write_text("".join(f"- {{{entry}}}\n" for entry in entries), "utf-8")


def read_voices(home: Home) -> pl.DataFrame:
    write_approval_tables(home, home.bronze)
    return pl.read_parquet(home.bronze / "voice_approvals" / "approvals.parquet")


def read_links(home: Home) -> pl.DataFrame:
    write_approval_tables(home, home.bronze)
    return pl.read_parquet(home.bronze / "link_decisions" / "decisions.parquet")


def send_voice(home: Home, voice_id: str, text: str) -> None:
    folder = home.bronze / "submission_voice"
    folder.mkdir(parents=True)
    pl.DataFrame({"record_key": [voice_id, voice_id], "text": [text, "前の文"]}).write_parquet(
        folder / "a.parquet"
    )


def test_without_decisions_both_tables_are_there_and_empty(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert read_voices(home).schema == VOICE_SCHEMA
    assert read_links(home).schema == LINK_SCHEMA
    assert read_voices(home).height == read_links(home).height == 0


def test_approvals_are_in_the_order_of_their_key(home: Home) -> None:
    entry = f"text_sha256: {hash_text('a')}, approved_on: 2026-11-23"
    approve(home, f"voice_id: cc/V2, {entry}", f"voice_id: cc/V1, {entry}")
    assert read_voices(home)["voice_id"].to_list() == ["cc/V1", "cc/V2"]


def test_the_words_given_are_screened(home: Home) -> None:
    approve(home, f"voice_id: cc/V1, text_sha256: {hash_text('a')}, quote: {TEXT}, approved_on: 2026-11-23")
    assert read_voices(home)["quote_flags"].to_list() == [["phone"]]


def test_without_other_words_the_text_itself_is_screened(home: Home) -> None:
    send_voice(home, "cc/V1", TEXT)
    approve(
        home,
        f"voice_id: cc/V1, text_sha256: {hash_text(TEXT)}, flags_accepted: [url], approved_on: 2026-11-23",
    )
    (row,) = read_voices(home).to_dicts()
    assert row["quote"] is None
    assert row["quote_flags"] == ["phone"]
    assert row["flags_accepted"] == ["url"]


def test_an_approval_of_a_text_that_never_came_has_no_flags(home: Home) -> None:
    send_voice(home, "cc/V1", TEXT)
    approve(home, f"voice_id: cc/V1, text_sha256: {hash_text('b')}, approved_on: 2026-11-23")
    assert read_voices(home)["quote_flags"].to_list() == [[]]


def test_a_decision_is_a_row(home: Home) -> None:
    (home.approvals / "links.yml").write_text(
        "- {mention_key: TSN-0123456789abcdef, org_id: null, decided_on: 2026-11-23, reason: 別の団体}\n",
        "utf-8",
    )
    (row,) = read_links(home).to_dicts()
    assert (row["mention_key"], row["org_id"], str(row["decided_on"])) == (
        "TSN-0123456789abcdef",
        None,
        "2026-11-23",
    )


def test_a_table_that_would_be_the_same_is_left_alone(home: Home) -> None:
    write_approval_tables(home, home.bronze)
    paths = sorted(home.bronze.rglob("*.parquet"))
    before = [(path.stat().st_ino, path.stat().st_mtime_ns) for path in paths]
    write_approval_tables(home, home.bronze)
    assert len(paths) == 2
    assert [(path.stat().st_ino, path.stat().st_mtime_ns) for path in paths] == before


def test_an_unreadable_file_leaves_the_tables_as_they_were(home: Home) -> None:
    before = read_voices(home)
    (home.approvals / "links.yml").write_text("- nonsense\n", "utf-8")
    approve(home, f"voice_id: cc/V1, text_sha256: {hash_text('b')}, approved_on: 2026-11-23")
    with pytest.raises(ApprovalUnreadable):
        write_approval_tables(home, home.bronze)
    assert pl.read_parquet(home.bronze / "voice_approvals" / "approvals.parquet").equals(before)
