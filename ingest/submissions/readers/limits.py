"""How much of a stranger's file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one submission; a file over one of them is refused with a receipt, never half read.

    Attributes:
        file_bytes: size of the file as sent.
        sheets: sheets of a workbook, or kinds of record in one JSON file.
        columns: columns of one sheet.
        rows: rows of all sheets together.
        cell_length: characters of one cell.
        depth: levels of nesting in JSON.
        brackets: lists and objects in a JSON file, told by their opening brackets.
        members: files packed in one workbook.
        inflated_bytes: bytes a workbook may unpack to.
        inflation: how many times its packed size a workbook may unpack to, once over ``inflation_from``.
        inflation_from: unpacked bytes from which on the ratio is looked at; small files pack very well.
        text_bytes: bytes of text in all cells of a workbook; one text may stand in many cells.
        seconds: processor seconds a workbook may take.
        wall_seconds: seconds by the clock on the wall, after which its process is ended.
        child_bytes: address space of the process which opens a workbook.
    """

    file_bytes: int = 50 * 2**20
    sheets: int = 20
    columns: int = 200
    rows: int = 250_000
    cell_length: int = 10_000
    depth: int = 8
    brackets: int = 4_000_000
    members: int = 500
    inflated_bytes: int = 600 * 2**20
    inflation: int = 200
    inflation_from: int = 20 * 2**20
    text_bytes: int = 256 * 2**20
    seconds: int = 30
    wall_seconds: float = 90
    child_bytes: int = 800 * 2**20


LIMITS = Limits()
