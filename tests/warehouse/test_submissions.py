"""What of members' submissions the tables and a release are made from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.submissions.contracts import KINDS, bronze_schema
from ingest.submissions.intake import submit_file
from ingest.submissions.members import MembersUnreadable
from warehouse.layout import Home
from warehouse.quality.submission_suite import judge_submissions
from warehouse.submissions import (
    choose_batches,
    describe_submissions,
    fingerprint_submissions,
    list_unanswered,
    locate_submissions,
    prepare_submissions,
    read_members,
    receive_inbox,
)

MEMBERS = """\
members:
  - {id: mihon-centre, name: みほんセンター, prefecture_code: "04", sector: support_centre}
"""
RECEIVED = datetime(2026, 4, 1, 3, tzinfo=UTC)
ROW = "V-001,2024-05-12,宮城県,災害復興・防災,NPOの役職員,集会所の鍵を開ける人が足りない。,○"
BAD = "V-002,2024-02-30,宮城県,災害復興・防災,NPOの役職員,昼食を出したい。,○"
HEADER = "声の番号,聞いた日,都道府県,主な課題,どなたの声か,内容,集計への利用"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with one member."""
    home = Home(tmp_path / "home").create()
    home.members.write_text(MEMBERS, encoding="utf-8")
    return home


def send(home: Home, *rows: str, received_at: datetime = RECEIVED) -> None:
    """Let the member send a CSV file."""
    path = home.root / "voices.csv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    member = read_members(home)["mihon-centre"]
    submit_file(locate_submissions(home), member, path, path.name, received_at)


def fingerprint(home: Home) -> str:
    return fingerprint_submissions(home, choose_batches(home, date.max))


def test_every_kind_has_a_table_before_anybody_sends_anything(home: Home) -> None:
    prepare_submissions(home)

    for kind in KINDS:
        assert pl.read_parquet_schema(home.bronze / f"submission_{kind}" / "_empty.parquet") == bronze_schema(
            kind
        )


def test_the_rows_of_each_table_are_counted(home: Home) -> None:
    send(home, ROW, BAD)

    rows = prepare_submissions(home)

    assert (rows["submission_voice"], rows["submission_grant"], rows["submission_members"]) == (1, 0, 1)


def test_a_batch_counts_from_the_day_it_was_received_in_japan(home: Home) -> None:
    send(home, ROW, received_at=datetime(2026, 3, 31, 15, 30, tzinfo=UTC))

    assert choose_batches(home, date(2026, 3, 31)) == ()
    assert len(choose_batches(home, date(2026, 4, 1))) == 1


@pytest.mark.parametrize("change", ["a file", "a member", "a decision"])
def test_whatever_changes_the_tables_changes_the_fingerprint(home: Home, change: str) -> None:
    before = fingerprint(home)
    if change == "a file":
        send(home, ROW)
    elif change == "a member":
        home.members.write_text(MEMBERS.replace("みほん", "れい"), encoding="utf-8")
    else:
        home.approvals.mkdir()
        decision = (
            "- {mention_key: TSN-0123456789abcdef, org_id: null, decided_on: 2026-04-01, reason: nowhere}\n"
        )
        (home.approvals / "links.yml").write_text(decision, encoding="utf-8")

    assert fingerprint(home) != before


def test_the_same_file_again_leaves_the_fingerprint(home: Home) -> None:
    send(home, ROW)
    before = fingerprint(home)
    send(home, ROW, received_at=datetime(2026, 4, 2, tzinfo=UTC))

    assert fingerprint(home) == before


def test_a_release_says_how_many_rows_but_not_who_sent_which_file(home: Home) -> None:
    send(home, ROW, BAD)

    (record,) = describe_submissions(choose_batches(home, date.max))

    assert (record.rows_landed, record.rows_bronze, record.rows_quarantined) == (2, 1, 1)
    assert sum(record.findings_by_rule.values()) >= 1
    assert "voices.csv" not in str(record)
    assert "mihon-centre" not in str(record)


def test_a_stray_file_in_the_inbox_is_named(home: Home) -> None:
    (home.inbox / "stranger").mkdir()
    (home.inbox / "stranger" / "voices.csv").write_text(HEADER, encoding="utf-8")

    intake = receive_inbox(home)

    assert intake.receipts == ()
    assert "stranger" in intake.findings[0]
    assert list_unanswered(home) == list(intake.findings)


@pytest.fixture
def broken(home: Home) -> Home:
    """A home whose members.yml somebody has spoilt after an intake; a file of the member waits."""
    receive_inbox(home)
    home.members.write_text(MEMBERS.replace("id:", "ident:"), encoding="utf-8")
    (home.inbox / "mihon-centre").mkdir()
    (home.inbox / "mihon-centre" / "voices.csv").write_text(HEADER, encoding="utf-8")
    return home


def test_a_spoilt_list_of_members_leaves_the_inbox_as_it_is_and_is_told(broken: Home) -> None:
    intake = receive_inbox(broken)

    assert intake.receipts == ()
    assert "members.yml" in intake.findings[0]
    assert list_unanswered(broken) == list(intake.findings)
    assert (broken.inbox / "mihon-centre" / "voices.csv").exists()


def test_the_tables_are_made_with_the_members_declared_before(broken: Home) -> None:
    prepare_submissions(broken)

    (member,) = pl.read_parquet(broken.bronze / "submission_members" / "members.parquet")["member_id"]
    assert member == "mihon-centre"


def test_a_spoilt_list_of_members_is_nothing_new(home: Home) -> None:
    receive_inbox(home)
    before = fingerprint(home)
    home.members.write_text("members: [", encoding="utf-8")

    assert fingerprint(home) == before


def test_a_list_that_never_could_be_read_is_refused(home: Home) -> None:
    home.members.write_text("members: [", encoding="utf-8")

    with pytest.raises(MembersUnreadable, match=r"members\.yml"):
        fingerprint(home)


def test_rows_that_are_nowhere_fail_the_suite(home: Home) -> None:
    send(home, ROW, BAD)
    next(home.bronze.glob("submission_voice/mihon-*.parquet")).unlink()

    lost = next(verdict for verdict in judge_submissions(home) if verdict.rule.measure == "rows_lost")

    assert (lost.outcome, lost.observed, lost.stops) == ("fail", 1, True)


def test_bronze_that_was_removed_is_made_again_from_the_bytes_received(home: Home) -> None:
    send(home, ROW)
    next(home.bronze.glob("submission_voice/mihon-*.parquet")).unlink()

    receive_inbox(home)

    assert prepare_submissions(home)["submission_voice"] == 1


def test_records_of_which_no_batch_tells_reach_no_table(home: Home) -> None:
    send(home, ROW)
    for record in (home.submissions / "batches").iterdir():
        record.unlink()

    assert prepare_submissions(home)["submission_voice"] == 0
