"""A finding: one thing that is not as a register declares it, in words a person can act on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["blocking", "quarantined", "noted"]


@dataclass(frozen=True)
class Finding:
    """One deviation found in a publisher's file.

    Attributes:
        source: name of the register.
        file: the publisher's file name.
        severity: ``blocking`` (the file is not used), ``quarantined`` (the row is kept apart) or
            ``noted`` (the row is used; somebody should look).
        rule: stable dotted name of the rule, such as ``corporate_number.check_digit``.
        message: what is wrong, one sentence.
        remedy: what to do about it, one sentence.
        row: record number in the file, from 1.
        column: the publisher's column name.
        value: the value found.
    """

    source: str
    file: str
    severity: Severity
    rule: str
    message: str
    remedy: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def describe(self) -> str:
        """Return the finding as one line: place, value, rule, remedy."""
        place = f"{self.source}/{self.file}"
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        value = "" if self.value is None else f" (found: {self.value[:80]!r})"
        return f"{place}: {self.message}{value} [{self.rule}] {self.remedy}"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data for a report."""
        return asdict(self)
