"""The receipt: what became of one file, as plain data with a stable form.

``receipt.json`` has these fields under these names; fields may be added, none is renamed or removed
within a ``schema_version``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from ingest.submissions.readers.document import Note

SCHEMA_VERSION = 1

#: More rejections than this are counted, not listed; the quarantine has them all.
MAX_LISTED = 5_000


@dataclass(frozen=True)
class Rejection:
    """One reason why a row, a sheet or a file was not accepted.

    Attributes:
        kind: kind of record; None where it is not known.
        sheet: name of the sheet.
        row: row as the sender sees it; None where the whole sheet or file is meant.
        column: header as the sender wrote it.
        field: name of the field.
        value: the cell as the sender wrote it.
        rule: stable dotted code.
        message_ja: what is wrong.
        message_en: the same in English.
        remedy_ja: how to mend it.
        remedy_en: the same in English.
        suggestions: what may have been meant.
    """

    kind: str | None
    sheet: str | None
    row: int | None
    column: str | None
    field: str | None
    value: str | None
    rule: str
    message_ja: str
    message_en: str
    remedy_ja: str
    remedy_en: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class KindCount:
    """What a file holds of one kind of record.

    Attributes:
        kind: kind of record.
        version: version of the contract it was written in.
        sent: rows, without examples.
        accepted: rows accepted.
        withdrawn: accepted rows that withdraw a record.
        superseded: accepted rows that a later row of the same file replaces; they are not stored.
        may_count: rows to record that may be counted in statistics.
        may_name: rows to record that may be published under the organisation's name.
        may_quote: rows to record that may be quoted without a name.
    """

    kind: str
    version: int
    sent: int = 0
    accepted: int = 0
    withdrawn: int = 0
    superseded: int = 0
    may_count: int = 0
    may_name: int = 0
    may_quote: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of the rows of a file; the same for every receipt of it.

    Attributes:
        format: what the file is by its content; None when it could not be read.
        encoding: of its text; None for workbooks.
        refused: why the whole file was refused.
        kinds: what it holds of each kind and version.
        rows_sent: rows without examples; always ``rows_accepted`` + ``rows_quarantined``.
        rows_accepted: rows taken.
        rows_quarantined: rows kept apart until they are mended.
        rows_example: rows marked as examples, which were skipped.
        rejections: the first ``MAX_LISTED`` rejections.
        rejections_by_rule: how many there are of each rule, all of them.
        notes: what the sender should know of how the file was read.
    """

    format: str | None = None
    encoding: str | None = None
    refused: Rejection | None = None
    kinds: tuple[KindCount, ...] = ()
    rows_sent: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    rows_example: int = 0
    rejections: tuple[Rejection, ...] = ()
    rejections_by_rule: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def rejections_total(self) -> int:
        """How many rejections there are, listed or not."""
        return sum(self.rejections_by_rule.values())


@dataclass(frozen=True)
class Receipt:
    """What a member is told of one file it sent.

    Attributes:
        id: name of the receipt; the folder it is kept in.
        member_id: who sent it.
        member_name: name of that organisation.
        filename: name of the file, for display only.
        sha256: of its bytes.
        received_at: when it was received, in UTC.
        first_received_at: when these bytes came first; the same as ``received_at`` unless repeated.
        is_repeated: these bytes were dealt with before, and nothing was stored anew.
        outcome: what became of the rows.
    """

    id: str
    member_id: str
    member_name: str
    filename: str
    sha256: str
    received_at: datetime
    first_received_at: datetime
    is_repeated: bool
    outcome: Outcome

    @property
    def format(self) -> str | None:
        """What the file is by its content."""
        return self.outcome.format

    @property
    def encoding(self) -> str | None:
        """Encoding of its text."""
        return self.outcome.encoding

    @property
    def refused(self) -> Rejection | None:
        """Why the whole file was refused, or None."""
        return self.outcome.refused

    @property
    def kinds(self) -> tuple[KindCount, ...]:
        """What it holds of each kind and version."""
        return self.outcome.kinds

    @property
    def rows_sent(self) -> int:
        """Rows without examples."""
        return self.outcome.rows_sent

    @property
    def rows_accepted(self) -> int:
        """Rows taken."""
        return self.outcome.rows_accepted

    @property
    def rows_quarantined(self) -> int:
        """Rows kept apart until they are mended."""
        return self.outcome.rows_quarantined

    @property
    def rows_example(self) -> int:
        """Rows marked as examples."""
        return self.outcome.rows_example

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """The first rejections."""
        return self.outcome.rejections

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the sender should know of how the file was read."""
        return self.outcome.notes

    def to_dict(self) -> dict[str, Any]:
        """Return the receipt as plain data, the rows' fate beside the rest."""
        plain = asdict(replace(self, outcome=Outcome()))
        del plain["outcome"]
        plain["received_at"] = self.received_at.isoformat()
        plain["first_received_at"] = self.first_received_at.isoformat()
        return {"schema_version": SCHEMA_VERSION, **plain, **describe_outcome(self.outcome)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Receipt:
        """Return the receipt that ``to_dict`` described."""
        own = {name: plain[name] for name in ("id", "member_id", "member_name", "filename", "sha256")}
        return cls(
            **own,
            received_at=datetime.fromisoformat(plain["received_at"]),
            first_received_at=datetime.fromisoformat(plain["first_received_at"]),
            is_repeated=plain["is_repeated"],
            outcome=restore_outcome(plain),
        )


def describe_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain data."""
    plain = asdict(replace(outcome, rejections_by_rule=dict(sorted(outcome.rejections_by_rule.items()))))
    return plain | {"rejections_total": outcome.rejections_total}


def restore_outcome(plain: Mapping[str, Any]) -> Outcome:
    """Return the outcome that ``describe_outcome`` described; other keys are passed over."""
    return Outcome(
        format=plain["format"],
        encoding=plain["encoding"],
        refused=_restore_rejection(plain["refused"]) if plain["refused"] else None,
        kinds=tuple(KindCount(**count) for count in plain["kinds"]),
        **{name: plain[name] for name in ("rows_sent", "rows_accepted", "rows_quarantined", "rows_example")},
        rejections=tuple(map(_restore_rejection, plain["rejections"])),
        rejections_by_rule=dict(plain["rejections_by_rule"]),
        notes=tuple(Note(**note) for note in plain["notes"]),
    )


def _restore_rejection(plain: Mapping[str, Any]) -> Rejection:
    return Rejection(**{**plain, "suggestions": tuple(plain["suggestions"])})
