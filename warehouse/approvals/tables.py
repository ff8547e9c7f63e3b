"""`approvals/tables.yml`: which table may lose rows after which release."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.entries import read_entries
from warehouse.layout import Home

EXAMPLE = "- {table: certifications, after: 2026.11.0, reason: why the rows may fall}"
FIELDS = {"table", "after", "reason"}


@dataclass(frozen=True)
class Approval:
    """A table that may have fewer rows than in the release ``after``, and why; void after the next one."""

    table: str
    after: str
    reason: str


def read_approvals(home: Home) -> list[Approval]:
    """Return the approvals of `approvals/tables.yml`; none without the file.

    Raises:
        ApprovalUnreadable: an entry has other fields than table, after and reason, or an empty one.
    """
    entries = read_entries(home.approvals / "tables.yml", EXAMPLE)
    for entry in entries:
        entry.check_fields(FIELDS, set())
    return [Approval(entry.text("table"), entry.text("after"), entry.text("reason")) for entry in entries]
