"""What a reader makes of a file, whatever its format: sheets of text cells, and notes for the sender."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from ingest.submissions.readers.limits import LIMITS, Limits

__all__ = ["LIMITS", "ROW", "BrokenRow", "Document", "Format", "Limits", "Note", "Sheet"]

Format = Literal["xlsx", "csv", "json", "jsonl"]

#: Column of a sheet's rows with the number of the row as the sender sees it.
ROW = "_row"


@dataclass(frozen=True)
class Note:
    """Something the sender should know of how the file was read; nothing was refused for it.

    Attributes:
        code: stable dotted name.
        message_ja: what was found and what was done, in Japanese.
        message_en: the same in English.
    """

    code: str
    message_ja: str
    message_en: str


@dataclass(frozen=True)
class BrokenRow:
    """A row which cannot be given as cells; it is quarantined while its neighbours are read.

    Attributes:
        row: its number as the sender sees it.
        value: what stands there, shortened for display.
        rule: stable dotted name of the rule it breaks.
        message_ja: what is wrong and what is expected, in Japanese.
        message_en: the same in English.
    """

    row: int
    value: str
    rule: str
    message_ja: str
    message_en: str


@dataclass(frozen=True)
class Sheet:
    """One table of a file.

    Attributes:
        name: name of the sheet; the file's name for CSV, the kind or ``records`` for JSON.
        header: one name a column, as the sender wrote it, or ``（列4）`` where there is none.
        header_row: row of the header as the sender sees it; None for JSON.
        rows: ``_row`` (Int64) and the cells in String columns ``0``, ``1``, … in the order of the header;
            null is an empty cell. Rows without any cell are left out.
        hidden: the sender cannot see the sheet without unhiding it.
        declared_kind: kind of record the file itself names.
        declared_version: version of the contract the file itself names.
        broken: rows which could not be read as cells.
    """

    name: str
    header: tuple[str, ...]
    header_row: int | None
    rows: pl.DataFrame
    hidden: bool = False
    declared_kind: str | None = None
    declared_version: int | None = None
    broken: tuple[BrokenRow, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole file, read.

    Attributes:
        format: what it is by its content, not by its name.
        encoding: ``utf-8``, ``utf-8-sig``, ``cp932`` or ``utf-16`` for text; None for a workbook.
        sheets: its tables that hold anything, in the order of the file.
        notes: how it was read.
    """

    format: Format
    encoding: str | None
    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = ()
