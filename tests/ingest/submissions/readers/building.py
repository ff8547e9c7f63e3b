"""Workbooks and files for the tests of the readers, built here so that every byte of them is known."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pytest
import xlsxwriter

from ingest.submissions.errors import RefusedSubmission
from ingest.submissions.readers.document import LIMITS, Document, Limits
from ingest.submissions.readers.reading import read_submission
from ingest.submissions.readers.workbook_child import convert

SHEET = "xl/worksheets/sheet1.xml"
HEADER = ("声の番号", "内容")
ROWS = (HEADER, ("V1", "居場所がない"), ("V2", "人手が足りない"))

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def build_workbook(
    rows: Sequence[Sequence[Any]] = ROWS, change: Callable[[Any, Any], None] | None = None
) -> bytes:
    """Return a workbook with one sheet 声; ``change`` gets workbook and sheet before it is closed."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet = workbook.add_worksheet("声")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write(number, column, value)
    if change:
        change(workbook, sheet)
    workbook.close()
    return stream.getvalue()


def repack(content: bytes, changed: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive with some of its members replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", packing) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, member in changed.items():
            new.writestr(name, member)
    return stream.getvalue()


def build_sheet(sheet_data: str, before: str = "") -> bytes:
    """Return a workbook whose sheet has exactly this XML as its data."""
    xml = f'<worksheet xmlns="{NAMESPACE}">{before}<sheetData>{sheet_data}</sheetData></worksheet>'
    return repack(build_workbook(), {SHEET: xml.encode("utf-8", "surrogatepass")})


def read(content: bytes, filename: str, limits: Limits = LIMITS, **options: Any) -> Document:
    """Read bytes as a submission of this name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sent"
        path.write_bytes(content)
        return read_submission(path, filename, limits, **options)


def convert_here(stream: BinaryIO, sink: BinaryIO, filename: str, settings: dict[str, Any]) -> None:
    """Run the parser of workbooks in this process, for the tests which need many runs."""
    stream.seek(0)
    convert(stream, sink, settings)


def expect_refusal(content: bytes, filename: str, code: str, limits: Limits = LIMITS) -> RefusedSubmission:
    """Read bytes which are refused; every refusal says why and what to do, in both languages."""
    with pytest.raises(RefusedSubmission) as caught:
        read(content, filename, limits)
    refusal = caught.value
    assert refusal.code == code, refusal
    assert refusal.place.startswith(filename)
    assert all((refusal.rule, refusal.rule_ja, refusal.remedy, refusal.remedy_ja))
    assert "{" not in refusal.rule_ja.replace('[{"', "")
    return refusal


def list_cells(document: Document, sheet: int = 0) -> list[tuple[str | None, ...]]:
    """Return the cells of a sheet, without the numbers of their rows."""
    return [row[1:] for row in document.sheets[sheet].rows.iter_rows()]


def list_notes(document: Document) -> list[str]:
    """Return the codes of a document's notes."""
    return [note.code for note in document.notes]
