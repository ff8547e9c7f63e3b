"""What `tsunagu demo` makes of the files of its members, and what it keeps to itself."""

from __future__ import annotations

import json

import polars as pl
import pytest

from ingest.sample.submissions import PERSONAL_VALUES, UNAPPROVED_MARKERS
from tests.tsunagu.command import call
from tests.tsunagu.leak_scan import find_leaks
from tests.tsunagu.shared_runs import FinishedRun

pytestmark = pytest.mark.xdist_group("demo")

NAMED_TABLES = ("programmes", "programme_events", "collaborations", "proposals", "grants", "support_centres")


def read_table(demo: FinishedRun, name: str) -> pl.DataFrame:
    return pl.read_parquet(demo.release / "parquet" / f"{name}.parquet")


def test_every_file_of_the_inbox_is_answered(demo: FinishedRun) -> None:
    left = [path for path in demo.home.inbox.rglob("*") if path.is_file()]
    sent = [path for path in (demo.mirror / "submissions" / "inbox").rglob("*") if path.is_file()]
    receipts = list(demo.home.receipts.glob("*/*/receipt.json"))

    assert left == []
    assert len(receipts) == len(sent) > 50


def test_sent_is_accepted_plus_quarantined_in_every_receipt(demo: FinishedRun) -> None:
    for path in demo.home.receipts.glob("*/*/receipt.json"):
        receipt = json.loads(path.read_text(encoding="utf-8"))
        assert receipt["rows_sent"] == receipt["rows_accepted"] + receipt["rows_quarantined"], path


def test_the_demo_says_what_each_member_sent(demo: FinishedRun) -> None:
    line = next(line for line in demo.answer.out.splitlines() if line.startswith("sendai-centre"))
    _, files, new, sent, accepted, mend = line.split()

    assert files == new
    assert int(sent.replace(",", "")) == int(accepted.replace(",", "")) + int(mend)


@pytest.mark.parametrize("table", NAMED_TABLES)
def test_named_tables_have_rows(demo: FinishedRun, table: str) -> None:
    assert read_table(demo, table).height > 0


def test_the_eleven_reference_programmes_are_published(demo: FinishedRun) -> None:
    kinds = set(read_table(demo, "programmes")["programme_kind"])

    assert kinds == {
        "forum", "conference", "liaison_committee", "lab", "research", "fund", "workshop",
        "collaborative_project", "capacity_building",
    }  # fmt: skip


def test_names_without_a_number_are_linked_to_the_registers(demo: FinishedRun) -> None:
    links = read_table(demo, "identifier_links").filter(source="member_submissions")

    assert links.height > 20
    assert links["probability"].min() >= 0.85


def test_small_counts_are_withheld_and_national_totals_are_not(demo: FinishedRun) -> None:
    cells = read_table(demo, "stat_voices")
    national = cells.filter(geography_kind="country", period_kind="all", issue="all")

    assert cells.filter(pl.col("value").is_between(1, 4)).is_empty()
    assert cells.filter(value_status="c")["value"].null_count() == cells.filter(value_status="c").height > 0
    assert national["value"].item() > 500


def test_one_query_tells_what_became_of_the_voices_of_a_region(demo: FinishedRun) -> None:
    kinds = read_table(demo, "connection_chain").select("from_kind", "to_kind").unique().rows()

    assert {("event", "proposal"), ("proposal", "programme")} <= set(kinds)


def test_only_approved_quotes_are_public(demo: FinishedRun) -> None:
    quotes = read_table(demo, "voice_quotes")["quote"].to_list()

    assert len(quotes) >= 20
    assert not any(marker in quote for quote in quotes for marker in UNAPPROVED_MARKERS)


def test_no_personal_or_unapproved_text_is_in_any_public_file(demo: FinishedRun) -> None:
    assert find_leaks(demo.home.public, [*PERSONAL_VALUES, *UNAPPROVED_MARKERS]) == []


def test_the_scan_would_find_what_members_did_send(demo: FinishedRun) -> None:
    assert find_leaks(demo.home.submissions / "accepted", UNAPPROVED_MARKERS) != []


def test_no_file_of_a_member_is_named_in_public(demo: FinishedRun) -> None:
    sources = json.loads((demo.release / "sources.json").read_text(encoding="utf-8"))
    sent = next(source for source in sources["registers"] if source["name"] == "member_submissions")

    assert [file["filename"] for file in sent["files"]] == ["(all files of all members)"]


def test_the_ledger_knows_what_the_release_published(demo: FinishedRun) -> None:
    entry = pl.read_parquet(demo.home.ledger / f"{demo.release.name}.parquet")

    assert set(entry["table"]) == {"stat_voices", "stat_connections", "stat_connections_by_issue"}


def test_voices_that_may_be_quoted_wait_for_review(demo: FinishedRun) -> None:
    waiting = json.loads(call("review", "voices", "--format", "json", "--home", demo.home.root).out)

    assert waiting
