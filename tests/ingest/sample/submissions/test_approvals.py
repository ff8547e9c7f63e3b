from __future__ import annotations

import unicodedata
from hashlib import sha256
from typing import Any

import polars as pl
import pytest
import yaml

from ingest.sample.submissions import UNAPPROVED_MARKERS, SubmissionSummary
from ingest.sample.submissions.chain import Chain
from ingest.sample.submissions.confidences import FLAGGED, REWORDED, WITHDRAWN, WITHOUT_CONSENT
from ingest.sample.submissions.issues import list_sensitive_issues
from ingest.submissions.screening import screen_texts

Entries = dict[str, dict[str, Any]]


@pytest.fixture
def approvals(written: SubmissionSummary) -> Entries:
    text = (written.root / "approvals" / "voices.yml").read_text(encoding="utf-8")
    return {entry["voice_id"]: entry for entry in yaml.safe_load(text)}


@pytest.fixture
def texts(chain: Chain) -> dict[str, str]:
    return {voice.full_id: str(voice.record["text"]) for voice in chain.voices}


def digest(text: str) -> str:
    return sha256(unicodedata.normalize("NFC", text).strip().encode()).hexdigest()


def test_about_twenty_five_quotes_were_approved(approvals: Entries, written: SubmissionSummary) -> None:
    assert len(written.approved) == 25
    assert len(approvals) == 25 + 4
    assert set(written.approved) < set(approvals)


def test_an_approval_that_holds_is_of_the_text_that_was_sent(
    approvals: Entries, written: SubmissionSummary, texts: dict[str, str]
) -> None:
    for voice_id in written.approved:
        assert approvals[voice_id]["text_sha256"] == digest(texts[voice_id])


def test_what_would_be_published_holds_no_personal_data(
    approvals: Entries, written: SubmissionSummary, texts: dict[str, str]
) -> None:
    quotes = [approvals[voice_id].get("quote", texts[voice_id]) for voice_id in written.approved]
    assert screen_texts(pl.Series(quotes)).list.len().sum() == 0
    assert not [quote for quote in quotes if any(marker in quote for marker in UNAPPROVED_MARKERS)]


def test_two_quotes_are_worded_anew_because_their_text_tells_too_much(
    approvals: Entries, texts: dict[str, str]
) -> None:
    redacted = [voice_id for voice_id, entry in approvals.items() if "quote" in entry]
    assert len(redacted) == 2
    assert all(approvals[voice_id]["reason"] for voice_id in redacted)
    assert screen_texts(pl.Series([texts[voice_id] for voice_id in redacted])).list.len().min() > 0  # type: ignore[operator]


def test_approved_voices_may_be_quoted(written: SubmissionSummary, chain: Chain) -> None:
    voices = {voice.full_id: voice for voice in chain.voices}
    for voice_id in written.approved:
        record = voices[voice_id].record
        assert record["consent_aggregate"]
        assert record["consent_quote_anonymous"]
    assert {voices[voice_id].issue for voice_id in written.approved} & list_sensitive_issues()


def test_an_approval_is_stale_when_the_text_has_changed(approvals: Entries, chain: Chain) -> None:
    reworded = chain.confided[REWORDED]
    entry = approvals[reworded.full_id]
    assert UNAPPROVED_MARKERS[REWORDED] in str(reworded.record["text"])
    assert entry["text_sha256"] != digest(str(reworded.record["text"]))


def test_some_approvals_are_of_voices_that_must_not_be_quoted(
    approvals: Entries, written: SubmissionSummary, chain: Chain
) -> None:
    for place in (WITHDRAWN, WITHOUT_CONSENT, FLAGGED):
        voice = chain.confided[place]
        assert approvals[voice.full_id]["text_sha256"] == digest(str(voice.record["text"]))
        assert voice.full_id not in written.approved
    assert not chain.confided[WITHOUT_CONSENT].record["consent_quote_anonymous"]
    flagged = pl.Series([str(chain.confided[FLAGGED].record["text"])])
    assert "phone" in screen_texts(flagged).to_list()[0]
    assert approvals[chain.confided[FLAGGED].full_id]["flags_accepted"] == []


def test_harmless_voices_raise_no_flag(chain: Chain) -> None:
    special = {voice.full_id for voice in chain.confided}
    harmless = [str(voice.record["text"]) for voice in chain.voices if voice.full_id not in special]
    flags = screen_texts(pl.Series(harmless).unique())
    assert flags.list.len().sum() == 0
