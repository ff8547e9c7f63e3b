"""Looks over a workbook before it is parsed: what is packed in it, where its sheets are, how far they reach.

Runs in the child process of a workbook, and imports nothing but the standard library.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

PIECE = 2**20

_EXCEL_ROWS = 2**20
_LONGEST_TAG = 2**20
_LONGEST_DECLARATION = 16
_TEXT_PARTS = (".xml", ".rels", ".vml")


class Refused(Exception):
    """The workbook is refused: a code of ``refusals.REASONS``, what was found, and on which sheet."""

    def __init__(self, code: str, value: str, sheet: str = "", limit: int | None = None) -> None:
        super().__init__(code)
        self.record = {"record": "refused", "code": code, "value": value, "sheet": sheet, "limit": limit}


class Scan(NamedTuple):
    """What the XML of a sheet says that its values do not.

    Attributes:
        formulas: cells with a formula.
        merged: merged ranges.
        hidden: hidden rows and groups of hidden columns.
        errors: text of the cells that hold an error, by row and column from 0.
        last_row: the last row the sheet mentions, from 1.
    """

    formulas: int
    merged: int
    hidden: int
    errors: dict[int, dict[int, str]]
    last_row: int


class SheetPart(NamedTuple):
    """A worksheet in the order of the workbook: its name, its file, and whether it is shown."""

    name: str
    part: str
    hidden: bool


def check_members(archive: zipfile.ZipFile, packed: int, settings: dict[str, Any]) -> None:
    """Inflate everything once, counted and summed; what the directory claims is not believed.

    Args:
        archive: the workbook.
        packed: its size in bytes.
        settings: ``Limits`` as a mapping.

    Raises:
        Refused: too much, too dense, an archive inside, or XML with declarations.
    """
    total = 0
    for member in archive.infolist():
        total = _check_member(archive, member.filename, total, packed, settings)


def _check_member(
    archive: zipfile.ZipFile, name: str, total: int, packed: int, settings: dict[str, Any]
) -> int:
    tail = b""
    for piece in _read_pieces(archive, name):
        if not tail and piece.startswith(b"PK\x03\x04"):
            raise Refused("workbook.nested", name)
        if not tail and name.endswith(_TEXT_PARTS) and b"\0" in piece[:64]:
            raise Refused("workbook.entities", f"{name}: UTF-16")
        total += len(piece)
        if total > settings["inflated_bytes"]:
            raise Refused("workbook.too_much_inside", f"> {total} bytes", limit=settings["inflated_bytes"])
        if total > max(settings["inflation_from"], packed * settings["inflation"]):
            raise Refused("workbook.inflation", f"{packed} → > {total} bytes", limit=settings["inflation"])
        if b"<!" in piece or b"<" in tail[-_LONGEST_DECLARATION:]:
            _check_declarations(tail + piece, name)
        tail = piece[-_LONGEST_DECLARATION:]
    return total


def _check_declarations(content: bytes, name: str) -> None:
    found = re.search(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)[^<>]{0,60}", content, re.IGNORECASE)
    if found and not name.startswith("xl/media/"):
        raise Refused("workbook.entities", f"{name}: {found[0].decode('utf-8', 'replace')}")


def _read_pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as stream:
        while piece := stream.read(PIECE):
            yield piece


def list_sheets(archive: zipfile.ZipFile) -> list[SheetPart]:
    """Return the worksheets of a workbook; charts and dialogues are left out.

    Raises:
        Refused: the workbook does not say where its sheets are.
    """
    tree = _read_tree(archive, "xl/workbook.xml")
    relations = _read_tree(archive, "xl/_rels/workbook.xml.rels")
    targets = {
        node.get("Id"): posixpath.normpath(posixpath.join("/xl", node.get("Target", ""))).lstrip("/")
        for node in relations.iter()
        if node.get("Type", "").endswith("/worksheet")
    }
    sheets = []
    for node in tree.iter():
        if node.tag.endswith("}sheet"):
            relation = next((value for key, value in node.attrib.items() if key.endswith("}id")), None)
            if relation in targets:
                hidden = node.get("state", "visible") != "visible"
                sheets.append(SheetPart(node.get("name", ""), targets[relation], hidden))
    return sheets


def _read_tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as stream:
        content = stream.read(PIECE + 1)
    if len(content) > PIECE:
        raise Refused("workbook.damaged", f"{name}: {len(content)} bytes")
    return ElementTree.fromstring(content)


def scan_sheet(archive: zipfile.ZipFile, part: SheetPart, settings: dict[str, Any]) -> Scan:
    """Look over the XML of a sheet before it is parsed: how far it reaches, and what values do not show.

    Only tags as every known program writes them are seen here. What hides from this scan still meets
    the bounds on memory and time, and the count of rows and columns.
    """
    prefix = b""
    formulas = merged = hidden = last_row = 0
    columns: set[bytes] = set()
    errors: dict[int, dict[int, str]] = {}
    for piece in _read_whole_tags(archive, part.part):
        if not last_row and not columns and (found := re.search(rb"<(\w+:)worksheet\b", piece)):
            prefix = found[1]
        cell = b"<" + prefix + rb'c r="([A-Z]{1,7})\d+"[^>/]*>'
        columns.update(re.findall(cell, piece))
        formulas += sum(piece.count(b"<" + prefix + end) for end in (b"f>", b"f ", b"f/>"))
        merged += piece.count(b"<" + prefix + b"mergeCell ")
        if b'hidden="' in piece:
            hidden += len(re.findall(rb'<(?:\w+:)?(?:row|col) [^>]*\bhidden="(?:1|true)"', piece))
        if b't="e"' in piece:
            _collect_errors(piece, errors)
        numbers = re.findall(b"<" + prefix + rb'row [^>]*?\br="(\d{1,20})"', piece)
        last_row = max(last_row, max(map(int, numbers), default=0))
    _check_reach(part.name, columns, last_row, settings)
    return Scan(formulas, merged, hidden, errors, last_row)


def _check_reach(name: str, columns: set[bytes], last_row: int, settings: dict[str, Any]) -> None:
    """Refuse cells further out than a table of ours can be, before room is made for all between."""
    furthest = max((_column_number(letters) for letters in columns), default=0)
    if furthest > settings["columns"]:
        letters = max(columns, key=_column_number).decode()
        raise Refused("columns.too_many", f"{letters}: {furthest}", name, settings["columns"])
    if last_row > _EXCEL_ROWS:
        raise Refused("rows.too_many", str(last_row), name, settings["rows"])


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _collect_errors(piece: bytes, errors: dict[int, dict[int, str]]) -> None:
    """Note what stands in cells with an error: the parser gives nothing for them."""
    cells = rb'<(?:\w+:)?c (?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(.*?)</(?:\w+:)?c>'
    for letters, row, inside in re.findall(cells, piece, re.DOTALL):
        value = re.search(rb"<(?:\w+:)?v>([^<]{1,40})<", inside)
        text = value[1].decode("utf-8", "replace") if value else "#ERROR!"
        errors.setdefault(int(row) - 1, {})[_column_number(letters) - 1] = text


def _read_whole_tags(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a sheet in pieces which end between two cells, or at least between two tags."""
    rest = b""
    for piece in _read_pieces(archive, name):
        piece = rest + piece
        end = piece.rfind(b"</row>") + 6
        end = end if end > 5 else piece.rfind(b">") + 1
        yield piece[:end]
        rest = piece[end:] if len(piece) - end < _LONGEST_TAG else b""
    yield rest
