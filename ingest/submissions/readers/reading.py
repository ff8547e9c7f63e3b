"""The door for members' files: one function for all formats, and nothing but a document or a refusal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ingest.submissions.readers.delimited import read_delimited
from ingest.submissions.readers.detect import detect_family
from ingest.submissions.readers.document import LIMITS, Document, Limits, Note, Sheet
from ingest.submissions.readers.files import open_regular, read_bytes
from ingest.submissions.readers.objects import read_objects
from ingest.submissions.readers.refusals import refuse
from ingest.submissions.readers.tables import build_table
from ingest.submissions.readers.workbook import RawSheet, RawWorkbook, Runner, read_workbook


def read_submission(
    path: Path,
    filename: str,
    limits: Limits = LIMITS,
    *,
    known_headers: frozenset[str] = frozenset(),
    run: Runner | None = None,
) -> Document:
    """Read a member's file.

    Args:
        path: where it is; an ordinary file, not a link.
        filename: the member's name of it, for messages and to tell CSV from JSON.
        limits: how much is read before it is refused.
        known_headers: names of fields as people write them; they help to find the header.
        run: runs the parser of workbooks; by default in a process of its own.

    Raises:
        RefusedSubmission: nothing of the file is read.
        FileNotFoundError: there is no file.
    """
    with open_regular(path, filename, limits) as stream:
        content = read_bytes(stream, filename, limits)
        family = detect_family(content, filename)
        if family == "workbook":
            del content
            return _read_workbook(stream, filename, limits, known_headers, run)
    if family == "objects":
        return read_objects(content, filename, limits)
    return read_delimited(content, filename, known_headers, limits)


def _read_workbook(
    stream: BinaryIO, filename: str, limits: Limits, known_headers: frozenset[str], run: Runner | None
) -> Document:
    workbook = read_workbook(stream, filename, limits, run)
    kind, version = _read_contract(workbook)
    sheets: list[Sheet] = []
    notes: list[Note] = []
    for raw in workbook.sheets:
        table = build_table(raw.name, raw.join_rows(), f"{filename} [{raw.name}]", known_headers, limits)
        if table:
            sheet = replace(table.sheet, hidden=raw.hidden, declared_kind=kind, declared_version=version)
            sheets.append(sheet)
            notes += [*table.notes, *_describe_sheet(raw)]
        raw.blocks.clear()
    if not sheets:
        raise refuse("file.no_rows", filename, f"{len(workbook.sheets)} sheets")
    return Document("xlsx", None, tuple(sheets), tuple(notes))


def _read_contract(workbook: RawWorkbook) -> tuple[str | None, int | None]:
    """Return kind and version from ``kind/version``, as our template carries it."""
    kind, _, version = (workbook.contract or "").partition("/")
    if not kind or not (version.isascii() and version.isdigit()):
        return None, None
    return kind, int(version)


def _describe_sheet(raw: RawSheet) -> list[Note]:
    """Say what of a sheet its cells do not show."""
    name, notes = raw.name, []
    if raw.hidden:
        ja, en = f"シート「{name}」は非表示です。", f"The sheet “{name}” is hidden."
        notes.append(Note("sheet.hidden", ja, en))
    if raw.hidden_parts:
        ja = f"「{name}」に非表示の行か列が {raw.hidden_parts} か所あり、ほかと同じく読み取りました。"
        en = f"“{name}” has {raw.hidden_parts} hidden rows or groups of columns, read like the others."
        notes.append(Note("sheet.hidden_parts", ja, en))
    if raw.formulas:
        ja = f"「{name}」に数式が {raw.formulas} 個あります。最後に計算された値を使いました。"
        en = f"“{name}” has {raw.formulas} formulas; their values as last computed were used."
        notes.append(Note("sheet.formulas", ja, en))
    if raw.merged:
        ja = f"「{name}」に結合セルが {raw.merged} か所あります。値は左上のセルだけにあるものとしました。"
        en = f"“{name}” has {raw.merged} merged ranges; the value is taken to be in the first cell only."
        notes.append(Note("sheet.merged", ja, en))
    if raw.errors:
        ja = f"「{name}」に #N/A などのエラーのセルが {raw.errors} 個あり、表示のまま読み取りました。"
        en = f"“{name}” has {raw.errors} cells with an error such as #N/A; they were read as shown."
        notes.append(Note("sheet.errors", ja, en))
    return notes
