"""`approvals/voices.yml`: which voice may be quoted, in which wording."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.submissions.screening import FLAG_TITLES
from warehouse.entries import Entry, read_entries
from warehouse.errors import ApprovalUnreadable
from warehouse.layout import Home

EXAMPLE = "- {voice_id: member/V01, text_sha256: '64 hexadecimal digits', approved_on: 2026-11-23}"
MAX_QUOTE = 2000
_REQUIRED = {"voice_id", "text_sha256", "approved_on"}
_OPTIONAL = {"quote", "flags_accepted", "reason"}
_VOICE_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}/[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class VoiceApproval:
    """A voice that may be quoted.

    Attributes:
        voice_id: ``<member>/<id>``.
        text_sha256: of the text that was read; when the voice is revised, the approval no longer holds.
        approved_on: the day of the decision.
        quote: the wording to publish in place of the text; None for the text as it is.
        flags_accepted: what the screening may find in the wording that is published.
        reason: why, for the next reviewer; never published.
    """

    voice_id: str
    text_sha256: str
    approved_on: date
    quote: str | None = None
    flags_accepted: tuple[str, ...] = ()
    reason: str | None = None


def name_voices_file(home: Home) -> Path:
    """Return where the approvals of voices are written."""
    return home.approvals / "voices.yml"


def hash_text(text: str) -> str:
    """Return the sha256 of a voice's text, which an approval is bound to."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_voice_approvals(home: Home) -> list[VoiceApproval]:
    """Return the approvals of `approvals/voices.yml` in the order of the file; none without the file.

    Raises:
        ApprovalUnreadable: an entry lacks a field, has an unknown one or a wrong value, or stands twice.
    """
    return check_voice_entries(read_entries(name_voices_file(home), EXAMPLE))


def check_voice_entries(entries: list[Entry]) -> list[VoiceApproval]:
    """Return what the entries approve; see `read_voice_approvals`."""
    approvals: dict[tuple[str, str], VoiceApproval] = {}
    for entry in entries:
        approval = _check_entry(entry)
        key = approval.voice_id, approval.text_sha256
        if key in approvals:
            raise ApprovalUnreadable(
                entry.place,
                approval.voice_id,
                "a wording of a voice is approved once",
                "Keep one of the two entries and delete the other.",
            )
        approvals[key] = approval
    return list(approvals.values())


def _check_entry(entry: Entry) -> VoiceApproval:
    entry.check_fields(_REQUIRED, _OPTIONAL)
    return VoiceApproval(
        voice_id=entry.matching("voice_id", _VOICE_ID, "a voice is named <member>/<id>"),
        text_sha256=entry.matching("text_sha256", _SHA256, "a sha256 is 64 digits of 0-9 and a-f"),
        approved_on=entry.day("approved_on"),
        quote=entry.optional_text("quote", MAX_QUOTE),
        flags_accepted=entry.texts("flags_accepted", FLAG_TITLES.keys()),
        reason=entry.optional_text("reason"),
    )
