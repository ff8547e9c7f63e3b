"""What a person of the sample network approved: quotes, redacted quotes, and approvals that must not hold."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date, timedelta
from random import Random
from typing import Any

import yaml

from ingest.sample.submissions.chain import Chain
from ingest.sample.submissions.confidences import FLAGGED, FORMULAS, REWORDED, WITHDRAWN, WITHOUT_CONSENT
from ingest.sample.submissions.issues import list_sensitive_issues
from ingest.sample.submissions.model import SampleFile
from ingest.sample.submissions.personal import CONFIDENCES, UNAPPROVED_MARKERS
from ingest.sample.submissions.plan import strip_marker
from ingest.sample.submissions.voices import Voice

_PLAIN = 22
_SENSITIVE = 3
_HEAD = """\
# Quotes a person let through, one by one. text_sha256 is that of the text as it was read: when the voice
# changes, the approval is void. quote is a wording without what names a person.
"""
_LINKS = """\
# Which organisation a name stands for, where a person decided it. None yet: decisions come from review.
"""

#: A redacted wording for two of the texts told in confidence, by their place among them.
_REDACTED = {2: "一人暮らしの高齢者の家が、坂の多い団地にある。", 4: "一人の若者が、家族の世話を抱えている。"}

#: Texts a spreadsheet would take for formulas, but harmless to read.
_HARMLESS_FORMULAS = (FORMULAS[3],)


def hash_text(text: str) -> str:
    """Return the sha256 of a text as it is stored: composed, trimmed, one kind of line end."""
    stored = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    return hashlib.sha256(stored.encode("utf-8")).hexdigest()


def render_links() -> str:
    """Return the text of `approvals/links.yml`."""
    return _LINKS


def render_voices(entries: list[dict[str, Any]]) -> str:
    """Return the text of `approvals/voices.yml`."""
    return _HEAD + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100)


def approve(chain: Chain, files: list[SampleFile], seed: int) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Return the approvals, and the ids of the voices whose approval must hold."""
    rng = Random(f"{seed} approvals")
    plain = [_approve(voice) for voice in _choose(rng, chain, _list_changed(files))]
    formulas = [_approve(_find(chain, text)) for text in _HARMLESS_FORMULAS]
    redacted = [
        _approve(_find(chain, CONFIDENCES[place][0]), quote=quote, reason="個人がわかる部分を除いた")
        for place, quote in _REDACTED.items()
    ]
    good = [*plain, *formulas, *redacted]
    entries = sorted([*good, *_approve_in_vain(chain)], key=lambda entry: str(entry["voice_id"]))
    return entries, tuple(sorted(str(entry["voice_id"]) for entry in good))


def _approve_in_vain(chain: Chain) -> list[dict[str, Any]]:
    """Return approvals that must have no effect, each for a reason of its own."""
    reworded = chain.confided[REWORDED]
    return [
        _approve(reworded, text=strip_marker(str(reworded.record["text"]))),
        *(_approve(chain.confided[place]) for place in (WITHDRAWN, WITHOUT_CONSENT, FLAGGED)),
    ]


def _approve(
    voice: Voice, *, text: str | None = None, quote: str | None = None, reason: str | None = None
) -> dict[str, Any]:
    """Return one entry; a text, a quote and a reason only where they are given."""
    words = str(voice.record["text"]) if text is None else text
    entry: dict[str, Any] = {"voice_id": voice.full_id, "text_sha256": hash_text(words)}
    if quote is not None:
        entry["quote"] = quote
    entry |= {
        "flags_accepted": [],
        "approved_on": min(voice.heard_on + timedelta(days=40), date(2026, 10, 5)),
    }
    return entry | ({"reason": reason} if reason else {})


def _choose(rng: Random, chain: Chain, changed: set[str]) -> list[Voice]:
    """Choose quotable voices that were sent once only: most of everyday issues, a few of sensitive ones."""
    special = {voice.full_id for voice in chain.confided}
    quotable = [
        voice
        for voice in chain.voices
        if voice.record["consent_aggregate"]
        and voice.record["consent_quote_anonymous"]
        and voice.full_id not in changed | special
    ]
    sensitive = [voice for voice in quotable if voice.issue in list_sensitive_issues()]
    everyday = [voice for voice in quotable if voice.issue not in list_sensitive_issues()]
    return [*rng.sample(everyday, _PLAIN - _SENSITIVE), *rng.sample(sensitive, _SENSITIVE)]


def _list_changed(files: list[SampleFile]) -> set[str]:
    return {
        f"{file.member_id}/{row.values['voice_id']}"
        for file in files
        if file.kind == "voice"
        for row in file.rows
        if {"revision", "withdrawal"} & set(row.slips)
    }


def _find(chain: Chain, words: str) -> Voice:
    """Return the voice told in confidence that ends in some words, and is no marked one."""
    return next(
        voice
        for voice in chain.confided[len(UNAPPROVED_MARKERS) :]
        if str(voice.record["text"]).endswith(words)
    )
