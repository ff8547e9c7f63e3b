"""The last look at quotes: screened as they would be published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.small_warehouse import change_tables
from warehouse.approvals import VoiceApproval, append_voice_approval
from warehouse.approvals.voices import hash_text
from warehouse.database import connect_read_only
from warehouse.layout import Home
from warehouse.quality.quotes import judge_quotes

PHONE = "電話は090-1234-5678"
CLEAN = "夜の居場所がない"


def publish(folder: Path, *quotes: str, approvals: tuple[VoiceApproval, ...] = ()) -> Home:
    """Return a home with these quotes and approvals."""
    home = Home(folder).create()
    change_tables(home, "create table voice_quotes (quote_id varchar, quote varchar)")
    for number, quote in enumerate(quotes):
        change_tables(home, f"insert into voice_quotes values ('VQ-{number}', '{quote}')")
    for approval in approvals:
        append_voice_approval(home, approval)
    return home


def approve(text: str, quote: str | None = None, *flags: str) -> VoiceApproval:
    return VoiceApproval("centre/V1", hash_text(text), date(2026, 11, 23), quote, flags)


@pytest.mark.parametrize("approval", [approve("別の文", CLEAN), approve(CLEAN)])
def test_a_clean_quote_that_was_approved_may_go_out(tmp_path: Path, approval: VoiceApproval) -> None:
    assert judge_quotes(publish(tmp_path, CLEAN, approvals=(approval,))) == []


@pytest.mark.parametrize("approval", [approve("別の文", PHONE), approve(PHONE, None, "mail")])
def test_a_flag_that_nobody_accepted_is_reported(tmp_path: Path, approval: VoiceApproval) -> None:
    assert judge_quotes(publish(tmp_path, PHONE, approvals=(approval,))) == [
        "VQ-0: the screening finds what nobody accepted (phone)"
    ]


def test_an_accepted_flag_may_go_out(tmp_path: Path) -> None:
    assert judge_quotes(publish(tmp_path, PHONE, approvals=(approve(PHONE, None, "phone"),))) == []


def test_the_approval_of_a_text_does_not_let_its_text_out_in_place_of_the_words_given(tmp_path: Path) -> None:
    home = publish(tmp_path, CLEAN, approvals=(approve(CLEAN, "別の文"),))
    assert judge_quotes(home) == ["VQ-0: nobody approved this wording"]


def test_without_approvals_every_quote_is_reported(tmp_path: Path) -> None:
    assert len(judge_quotes(publish(tmp_path, CLEAN, PHONE))) == 2


def test_the_report_never_repeats_the_words(tmp_path: Path) -> None:
    notes = judge_quotes(publish(tmp_path, PHONE, CLEAN, approvals=(approve("別の文", PHONE),)))
    assert len(notes) == 2
    assert not any("090" in note or CLEAN in note for note in notes)


def test_without_quotes_nothing_is_wrong(tmp_path: Path) -> None:
    assert judge_quotes(publish(tmp_path)) == []


def test_an_open_connection_may_be_used(tmp_path: Path) -> None:
    home = publish(tmp_path, CLEAN)
    with connect_read_only(home) as connection:
        assert judge_quotes(home, connection) == ["VQ-0: nobody approved this wording"]
