"""`approvals/withdrawals.yml`: which releases are not public any more, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.entries import Entry, read_entries
from warehouse.layout import Home
from warehouse.public_words import read_public_words

EXAMPLE = "- {release: 2026.11.0, withdrawn_on: 2026-11-27, reason_ja: なぜ, reason_en: why it is withdrawn}"
_NUMBER = re.compile(r"\d{4}\.(1[0-2]|[1-9])\.(0|[1-9]\d*)")


@dataclass(frozen=True)
class Withdrawal:
    """A release whose files are taken away, since when and why; the reason is public.

    Attributes:
        place: file and line, for messages.
    """

    place: str
    release: str
    withdrawn_on: date
    reason_ja: str | None
    reason_en: str | None


def name_withdrawals_file(home: Home) -> Path:
    """Return where withdrawals are written."""
    return home.approvals / "withdrawals.yml"


def read_withdrawals(home: Home) -> list[Withdrawal]:
    """Return the withdrawals of a home in the order of the file; none without the file.

    Raises:
        ApprovalUnreadable: an entry lacks a field or a reason, has an unknown field, names a release twice,
            or tells of a person.
    """
    return check_withdrawal_entries(read_entries(name_withdrawals_file(home), EXAMPLE))


def check_withdrawal_entries(entries: list[Entry]) -> list[Withdrawal]:
    """Return the withdrawals that entries hold; errors as in `read_withdrawals`."""
    withdrawals: dict[str, Withdrawal] = {}
    for entry in entries:
        withdrawal = _check_entry(entry)
        if withdrawal.release in withdrawals:
            raise entry.refusal(withdrawal.release, "a release is withdrawn once")
        withdrawals[withdrawal.release] = withdrawal
    return list(withdrawals.values())


def _check_entry(entry: Entry) -> Withdrawal:
    entry.check_fields({"release", "withdrawn_on"}, {"reason_ja", "reason_en"})
    reason_ja, reason_en = (read_public_words(entry, field) for field in ("reason_ja", "reason_en"))
    if not (reason_ja or reason_en):
        raise entry.refusal("no reason", "give reason_ja, reason_en or both")
    return Withdrawal(
        entry.place,
        entry.matching("release", _NUMBER, "a release number is YYYY.M.patch, in quotes or not"),
        entry.day("withdrawn_on"),
        reason_ja,
        reason_en,
    )
