"""`corrections/*.yml`: mistakes in the publishers' rows, mended until the publisher mends them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.registries import REGISTERS
from warehouse.corrections.cells import PROVENANCE, Cells, read_cells
from warehouse.corrections.conflicts import refuse_contradictions
from warehouse.corrections.requests import name_requests_file
from warehouse.entries import Entry, read_entries
from warehouse.errors import CorrectionUnreadable
from warehouse.layout import Home
from warehouse.public_words import read_public_words

EXAMPLE = (
    "- {id: portal-founded, register: npo_portal, rows: {portal_id: '013000101'}, "
    "expect: {values: {established_on: 1900-10-01}, rows: 1}, set: {established_on: 2000-10-01}, "
    "reason_ja: なぜ, reason_en: why, evidence: 'https://example.jp/', reported_to: 内閣府, "
    "reported_on: 2026-11-23}; drop: true in place of set takes the rows out"
)
#: What is wrong in more rows of a file is mended in the parser of the register, not row by row.
MAX_ROWS = 1000
_REQUIRED = {"id", "register", "rows", "expect", "evidence", "reported_to", "reported_on"}
_OPTIONAL = {"set", "drop", "reason_ja", "reason_en", "mended_on"}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{2,59}")
_ADDRESS = re.compile(r"https?://[^\s]+")


@dataclass(frozen=True)
class Correction:
    """A mistake of a publisher and what stands in its place.

    Attributes:
        id: names the correction in the public table.
        place: file and line, for messages.
        registers: where the rows are; several where one statement stands in several registers.
        rows: values of columns that name the rows.
        expected: what the publisher's rows say, each of the columns that are set among them.
        expected_rows: how many rows of a file are named; in each file that has any.
        replacements: what to say in place of it; nothing when the rows are taken out.
        reason_ja: why, in Japanese.
        reason_en: why, in English.
        evidence: address of a page that shows what is right.
        reported_to: the organisation that was told.
        reported_on: the day it was told.
        mended_on: from files of this day on the publisher has it right; older files are still corrected.
    """

    id: str
    place: str
    registers: tuple[str, ...]
    rows: Cells
    expected: Cells
    expected_rows: int
    replacements: Cells
    reason_ja: str | None
    reason_en: str | None
    evidence: str
    reported_to: str
    reported_on: date
    mended_on: date | None = None

    @property
    def drops(self) -> bool:
        """Whether the rows are taken out."""
        return not self.replacements

    @property
    def action(self) -> str:
        """``set`` or ``drop``."""
        return "drop" if self.drops else "set"


def read_corrections(home: Home) -> list[Correction]:
    """Return the corrections of a home, in the order of the files and of their entries.

    Raises:
        CorrectionUnreadable: an entry lacks a field, has an unknown one, a wrong value, or an id that
            stands twice; it names an unknown register or column; or two could change the same value.
    """
    corrections: dict[str, Correction] = {}
    for path in list_files(home):
        for entry in read_entries(path, EXAMPLE, CorrectionUnreadable):
            correction = _check_entry(entry)
            if other := corrections.get(correction.id):
                raise CorrectionUnreadable(
                    entry.place,
                    correction.id,
                    f"an id is used once; it stands at {other.place}",
                    "Rename one.",
                )
            corrections[correction.id] = correction
    refuse_contradictions(list(corrections.values()))
    return list(corrections.values())


def list_files(home: Home) -> list[Path]:
    """Return the files of corrections, sorted by name.

    Raises:
        CorrectionUnreadable: something lies there that nobody would read.
    """
    if not home.corrections.is_dir():
        return []
    visible = sorted(path for path in home.corrections.iterdir() if not path.name.startswith("."))
    for path in visible:
        if path.suffix != ".yml" or not path.is_file():
            raise CorrectionUnreadable(
                str(path), path.name, "a file of corrections ends in .yml", "Rename it, or move it away."
            )
    return [path for path in visible if path != name_requests_file(home)]


def _check_entry(entry: Entry) -> Correction:
    entry.check_fields(_REQUIRED, _OPTIONAL)
    registers = _read_registers(entry)
    expected = entry.nested("expect")
    expected.check_fields({"values"}, {"rows"})
    correction = Correction(
        id=entry.matching("id", _ID, "an id is 3 to 60 of a-z, 0-9 and -"),
        place=entry.place,
        registers=registers,
        rows=read_cells(entry, "rows", registers),
        expected=read_cells(expected, "values", registers),
        expected_rows=_read_count(expected),
        replacements=_read_replacements(entry, registers),
        reason_ja=read_public_words(entry, "reason_ja"),
        reason_en=read_public_words(entry, "reason_en"),
        evidence=entry.matching("evidence", _ADDRESS, "evidence is an address that begins with https://"),
        reported_to=read_public_words(entry, "reported_to") or "",
        reported_on=entry.day("reported_on"),
        mended_on=None if entry.values.get("mended_on") is None else entry.day("mended_on"),
    )
    _check_whole(entry, correction)
    return correction


def _read_registers(entry: Entry) -> tuple[str, ...]:
    named = entry.values["register"]
    names = tuple(named) if isinstance(named, list) and named else (named,)
    for name in names:
        if not isinstance(name, str) or name not in REGISTERS:
            raise entry.refusal(name, f"register is one of {', '.join(sorted(REGISTERS))}, or a list of them")
    return tuple(dict.fromkeys(names))


def _read_count(expected: Entry) -> int:
    count: object = expected.values.get("rows", 1)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MAX_ROWS:
        raise expected.refusal(count, f"expect.rows is the number of rows named in a file, 1 to {MAX_ROWS:,}")
    return count


def _read_replacements(entry: Entry, registers: tuple[str, ...]) -> Cells:
    if ("set" in entry.values) == ("drop" in entry.values):
        raise entry.refusal("set and drop" if "set" in entry.values else "neither", "give either set or drop")
    if "drop" in entry.values:
        if entry.values["drop"] is not True:
            raise entry.refusal(entry.values["drop"], "drop is true, or left out")
        return {}
    return read_cells(entry, "set", registers)


def _check_whole(entry: Entry, correction: Correction) -> None:
    """Refuse what only shows when the fields are seen together."""
    if not (correction.reason_ja or correction.reason_en):
        raise entry.refusal("no reason", "give reason_ja, reason_en or both")
    if not correction.reported_to:
        raise entry.refusal("null", "reported_to is the organisation that was told")
    if all(value is None for value in correction.rows.values()):
        raise entry.refusal("null", "rows gives one column at least a value")
    _check_replacements(entry, correction)


def _check_replacements(entry: Entry, correction: Correction) -> None:
    for column, value in correction.replacements.items():
        if column in PROVENANCE:
            raise entry.refusal(column, f"{', '.join(PROVENANCE)} say where a row came from and stay")
        if column not in correction.expected:
            raise entry.refusal(column, "expect.values says what each column to be set says today")
        if value == correction.expected[column]:
            raise entry.refusal(value, f"set gives {column} another value than expect.values")


def select_register(corrections: Iterable[Correction], register: str) -> list[Correction]:
    """Return those of the corrections that are about rows of a register."""
    return [correction for correction in corrections if register in correction.registers]
