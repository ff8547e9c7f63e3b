"""`approvals/tables.yml`: what may change in a table after which release, against the rules of releases."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.entries import read_entries
from warehouse.layout import Home

EXAMPLE = (
    "- {table: certifications, after: 2026.11.0, reason: why the rows may fall}; allow: [rows, key, column, "
    "total] names what may change, rows alone without it"
)
FIELDS = {"table", "after", "reason"}
ROWS = "rows"
KINDS = (ROWS, "key", "column", "total")


@dataclass(frozen=True)
class Approval:
    """A table that may change against a rule since the release ``after``, and why; void after the next one.

    Attributes:
        allows: of `KINDS`, what may change: rows may be removed, the key may become another, a column may go,
            a total may move.
    """

    table: str
    after: str
    reason: str
    allows: tuple[str, ...] = (ROWS,)


def read_approvals(home: Home) -> list[Approval]:
    """Return the approvals of `approvals/tables.yml`; none without the file.

    Raises:
        ApprovalUnreadable: an entry has other fields than table, after, reason and allow, or an empty one.
    """
    entries = read_entries(home.approvals / "tables.yml", EXAMPLE)
    for entry in entries:
        entry.check_fields(FIELDS, {"allow"})
    return [
        Approval(
            entry.text("table"),
            entry.text("after"),
            entry.text("reason"),
            entry.texts("allow", set(KINDS)) or (ROWS,),
        )
        for entry in entries
    ]
