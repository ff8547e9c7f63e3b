"""Approvals: what a person let through once, with the reason; a file people write, never the software."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from warehouse.errors import ApprovalUnreadable
from warehouse.layout import Home

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
    path = home.root / "approvals" / "tables.yml"
    if not path.exists():
        return []
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except yaml.YAMLError as error:
        entries = [str(error)]
    for entry in entries if isinstance(entries, list) else [entries]:
        if not isinstance(entry, dict) or set(entry) != FIELDS or not all(entry.values()):
            raise ApprovalUnreadable(
                str(path),
                str(entry)[:80],
                "an approval names the table, the release after which it holds, and the reason",
                "Write it as: - {table: certifications, after: 2026.11.0, reason: why the rows may fall}",
            )
    return [Approval(str(entry["table"]), str(entry["after"]), str(entry["reason"])) for entry in entries]
