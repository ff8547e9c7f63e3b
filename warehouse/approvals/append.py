"""Appends a decision to an approval file: what stands there, comments included, stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from ingest.files import write_text_atomically
from warehouse.approvals import links, voices, withdrawals
from warehouse.approvals.links import LinkDecision
from warehouse.approvals.voices import VoiceApproval
from warehouse.approvals.withdrawals import Withdrawal
from warehouse.entries import Entry, parse_entries
from warehouse.errors import ApprovalUnreadable
from warehouse.layout import Home
from warehouse.locks import hold_lock

_PATIENCE_SECONDS = 10.0
_VOICES_HEADING = """\
# Voices that may be quoted. An entry holds for the text with that sha256 only; delete it to take it back.
"""
_LINKS_HEADING = """\
# Which organisation a mention means (org_id: null: none of the registers). Delete an entry to decide anew.
"""
_WITHDRAWALS_HEADING = """\
# Releases that are not public any more. The reasons are published. An entry stays: the files are gone.
"""


def append_voice_approval(home: Home, approval: VoiceApproval) -> None:
    """Add an approval to `approvals/voices.yml`.

    Raises:
        ApprovalUnreadable: the file cannot be read, holds this wording already, or could not be read with
            the new entry; it stays as it was.
        LockHeld: another process is writing to the approvals.
    """
    fields = {
        "voice_id": approval.voice_id,
        "text_sha256": approval.text_sha256,
        "quote": approval.quote,
        "flags_accepted": list(approval.flags_accepted) or None,
        "approved_on": approval.approved_on,
        "reason": approval.reason,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    _append(voices.name_voices_file(home), given, _VOICES_HEADING, voices.check_voice_entries, voices.EXAMPLE)


def append_link_decision(home: Home, decision: LinkDecision) -> None:
    """Add a decision to `approvals/links.yml`; errors as in `append_voice_approval`."""
    fields = {
        "mention_key": decision.mention_key,
        "org_id": decision.org_id,
        "decided_on": decision.decided_on,
        "reason": decision.reason,
    }
    _append(links.name_links_file(home), fields, _LINKS_HEADING, links.check_link_entries, links.EXAMPLE)


def append_withdrawal(home: Home, withdrawal: Withdrawal) -> None:
    """Add a withdrawal to `approvals/withdrawals.yml`; errors as in `append_voice_approval`."""
    fields = {
        "release": withdrawal.release,
        "withdrawn_on": withdrawal.withdrawn_on,
        "reason_ja": withdrawal.reason_ja,
        "reason_en": withdrawal.reason_en,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    _append(
        withdrawals.name_withdrawals_file(home),
        given,
        _WITHDRAWALS_HEADING,
        withdrawals.check_withdrawal_entries,
        withdrawals.EXAMPLE,
    )


def _append(
    path: Path,
    fields: Mapping[str, Any],
    heading: str,
    check: Callable[[list[Entry]], Sequence[object]],
    example: str,
) -> None:
    with hold_lock(path.with_name(f".{path.name}.lock"), _PATIENCE_SECONDS):
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else heading
        before = check(parse_entries(text, str(path), example))
        longer = _add_entry(text, fields)
        after = check(_parse_longer(longer, path, example))
        if list(after[:-1]) != list(before):
            raise _refuse_layout(path)
        write_text_atomically(path, longer)


def _parse_longer(text: str, path: Path, example: str) -> list[Entry]:
    try:
        return parse_entries(text, str(path), example)
    except ApprovalUnreadable:
        raise _refuse_layout(path) from None


def _refuse_layout(path: Path) -> ApprovalUnreadable:
    return ApprovalUnreadable(
        str(path),
        "a list in brackets, or a second document",
        "an entry can be added only below a list with one dash an entry",
        "Write the file with a dash before each entry, then decide again.",
    )


def _add_entry(text: str, fields: Mapping[str, Any]) -> str:
    """Return the text with one more entry, as far to the right as the entries before it."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    margin = " " * (root.start_mark.column if root else 0)
    if isinstance(root, yaml.SequenceNode) and not root.value:
        # [] says that there is none yet; below it there is going to be one.
        text, margin = text[: root.start_mark.index] + text[root.end_mark.index :].lstrip("\n"), ""
    entry = yaml.safe_dump([dict(fields)], allow_unicode=True, sort_keys=False, width=100)
    lines = (margin + line for line in entry.splitlines(keepends=True))
    return text + ("" if text.endswith("\n") or not text else "\n") + "".join(lines)
