"""The shapes the sample's makers pass on: a row a member writes, the file it stands in, how it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

#: What a cell means: codes for vocabularies, tuples for lists.
Value = str | int | bool | date | tuple[str, ...] | None

#: One record by the field names of its contract.
Record = dict[str, Value]

Form = Literal["template", "workbook", "csv_utf8", "csv_bom", "csv_cp932", "json", "jsonl"]


@dataclass(frozen=True)
class Row:
    """One row of a file.

    Attributes:
        values: what the member means, by field.
        typed: what stands in the cell instead, by field, where a person typed it in a way of their own.
        faults: fields for which the intake must refuse the row; empty for a row it must accept.
        slips: names of the mistakes in it, harmless ones too.
    """

    values: Mapping[str, Value]
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()

    def mistype(self, slip: str, *, fault: bool, **typed: str) -> Row:
        """Return the row with cells typed otherwise; with ``fault`` the intake must refuse it for them."""
        return replace(
            self,
            typed={**self.typed, **typed},
            faults=(*self.faults, *typed) if fault else self.faults,
            slips=(*self.slips, slip),
        )


@dataclass(frozen=True)
class Style:
    """How one member types.

    Attributes:
        headers: Japanese headers or field names.
        dates: ``iso``, ``slash``, ``kanji``, ``era``, ``era_letter`` or ``wide`` (full-width digits).
        flags: the words for yes and no.
        codes: labels in Japanese, or codes.
        separator: between the entries of a list.
        order: ``contract`` or ``shuffled`` columns.
    """

    headers: Literal["ja", "name"] = "ja"
    dates: Literal["iso", "slash", "kanji", "era", "era_letter", "wide"] = "slash"
    flags: tuple[str, str] = ("○", "×")
    codes: Literal["ja", "code"] = "ja"
    separator: str = "、"
    order: Literal["contract", "shuffled"] = "contract"


@dataclass(frozen=True)
class SampleFile:
    """A file of a member's inbox before it is written.

    Attributes:
        member_id: whose inbox.
        name: file name.
        kind: kind of its records.
        form: format it is written in.
        rows: its rows, in order.
        version: version of the contract it follows.
        style: how the member types.
        examples: example rows a template brings along, which are not counted as sent.
    """

    member_id: str
    name: str
    kind: str
    form: Form
    rows: tuple[Row, ...]
    version: int = 1
    style: Style = Style()
    examples: int = 0

    @property
    def refused_rows(self) -> int:
        """How many rows the intake must quarantine."""
        return sum(1 for row in self.rows if row.faults)


def refer(full_id: str, member_id: str) -> str:
    """Return an id as a member writes it: bare when it is its own."""
    return full_id.removeprefix(f"{member_id}/")
