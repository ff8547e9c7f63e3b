"""Tests of what a member is told of a file in the light of what it sent before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.submissions.intake import rebuild_missing
from ingest.submissions.receipts import Receipt
from ingest.submissions.store import list_batches
from tests.ingest.submissions.desk import MEMBER, NOON, PROFILE, Desk, voice

LATER = NOON + timedelta(days=1)


def find_notes(receipt: Receipt, code: str) -> list[str]:
    """Return the notes of one code in Japanese."""
    assert all(note.message_ja and note.message_en for note in receipt.notes)
    return [note.message_ja for note in receipt.notes if note.code == code]


def withdraw(number: str) -> dict[str, str]:
    return {"操作": "取下げ", "声の番号": number}


def test_a_withdrawal_of_what_was_never_sent_is_told(desk: Desk) -> None:
    desk.send([voice()])
    receipt = desk.send([withdraw("V1"), withdraw("V9")])
    (note,) = find_notes(receipt, "withdrawal.unknown")
    assert "3行目「V9」" in note and "V1" not in note


def test_a_number_that_differs_only_in_case_is_mentioned(desk: Desk) -> None:
    desk.send([voice(声の番号="C-1")])
    (note,) = find_notes(desk.send([withdraw("c-1")]), "withdrawal.unknown")
    assert "「c-1」（大文字・小文字だけがちがう「C-1」があります）" in note


def test_a_withdrawal_of_a_row_in_the_same_file_is_not_told(desk: Desk) -> None:
    receipt = desk.send([voice(), voice(操作="取下げ")])
    assert find_notes(receipt, "withdrawal.unknown") == []


def test_a_withdrawal_that_comes_again_is_not_told(desk: Desk) -> None:
    desk.send([voice()])
    for number in ("V7", "V8"):
        receipt = desk.send([withdraw("V1"), withdraw(number)])
        (note,) = find_notes(receipt, "withdrawal.unknown")
        assert "V1" not in note


@pytest.mark.parametrize("other", ["sendai", "sendai-centre-2"])
def test_what_another_member_sent_does_not_count(other: str, desk: Desk) -> None:
    desk.send([voice()], member=replace(MEMBER, id=other))
    assert len(find_notes(desk.send([withdraw("V1")]), "withdrawal.unknown")) == 1


def test_a_record_sent_again_after_its_withdrawal_is_told(desk: Desk) -> None:
    desk.send([voice()])
    desk.send([withdraw("V1")])
    receipt = desk.send([voice(声の番号="V2"), voice(内容="もう一度")])
    (note,) = find_notes(receipt, "record.withdrawn_before")
    assert "3行目「V1」" in note and "V2" not in note
    assert "取下げ済みの番号です。新しい番号で送ってください。" in note


def test_a_profile_that_was_withdrawn_is_not_asked_for_another_number(desk: Desk) -> None:
    desk.send([{**PROFILE, "操作": "取下げ"}])
    (note,) = find_notes(desk.send([PROFILE]), "record.withdrawn_before")
    assert "2行目「みちのく子ども会・04・仙台市」" in note and "事務局" in note


def test_a_row_updated_before_what_was_received_is_told(desk: Desk) -> None:
    desk.send([voice(更新日="2026-03-20")])
    (note,) = find_notes(desk.send([voice(内容="古い", 更新日="2026-03-19")]), "record.older")
    assert "2行目「V1」" in note


def test_a_row_updated_before_is_not_told_where_a_revision_states_no_day(desk: Desk) -> None:
    desk.send([voice(内容="日付なし")])
    desk.send([voice(更新日="2026-03-20")])
    assert find_notes(desk.send([voice(更新日="2026-03-19")]), "record.older") == []


def test_a_consent_taken_back_without_dates_is_the_last_word(desk: Desk) -> None:
    desk.send([voice()])
    receipt = desk.send([voice(集計への利用="×", 更新日="2026-03-29")], received_at=LATER)
    assert find_notes(receipt, "record.older") == []
    assert [record["consent_aggregate"] for record in desk.read_records()] == [True, False]


def test_a_file_that_comes_again_does_not_speak_of_its_own_rows(desk: Desk) -> None:
    rows = [voice(), withdraw("V9") | dict.fromkeys(set(voice()) - {"操作", "声の番号"}, "")]
    bad = voice(声の番号="V2", 聞いた日="2026-04-02")
    desk.send([*rows, bad])
    receipt = desk.send([*rows, bad], received_at=LATER)
    assert receipt.rows_accepted == 3
    assert find_notes(receipt, "record.withdrawn_before") == []
    assert len(find_notes(receipt, "withdrawal.unknown")) == 1


def test_what_was_told_stays_when_tables_are_made_again(desk: Desk) -> None:
    receipts = [desk.send([voice()]), desk.send([withdraw("V9")]), desk.send([withdraw("V1")])]
    for path in desk.list_tables():
        (desk.root / path).unlink()
    rebuild_missing(desk.places)
    told = {batch.sha256: batch.outcome for batch in list_batches(desk.places)}
    assert told == {receipt.sha256: receipt.outcome for receipt in receipts}


def test_personal_data_in_a_voice_to_be_quoted_is_told_with_row_and_kind(desk: Desk) -> None:
    rows = [voice(), voice(声の番号="V2", 内容="連絡は 090-1234-5678 へ。")]
    (note,) = find_notes(desk.send(rows), "text.personal_data")
    assert note.startswith("3行目の内容に電話番号らしい部分があります。")
    assert "090" not in note


def test_personal_data_in_a_voice_nobody_may_quote_is_not_told(desk: Desk) -> None:
    receipt = desk.send([voice(匿名での引用="×", 内容="連絡は 090-1234-5678 へ。")])
    assert find_notes(receipt, "text.personal_data") == []


def test_a_long_list_of_rows_is_cut(desk: Desk) -> None:
    (note,) = find_notes(desk.send([withdraw(f"V{number}") for number in range(30)]), "withdrawal.unknown")
    assert note.count("行目") == 20 and "（ほか10行）" in note
