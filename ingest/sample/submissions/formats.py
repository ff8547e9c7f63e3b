"""Writes a planned file in the format its member uses; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from ingest.files import write_atomically
from ingest.sample.submissions.model import Row, SampleFile, Style
from ingest.sample.submissions.typing_habits import to_json_text, type_json, type_row
from ingest.submissions.contracts import CONTRACTS, Contract, FieldSpec
from ingest.submissions.workbooks.choices import list_choices, locate_choices, write_choices
from ingest.submissions.workbooks.entry import write_example, write_header, write_limits
from ingest.submissions.workbooks.instructions import write_instructions
from ingest.submissions.workbooks.styles import CHOICES, INSTRUCTIONS, Styles
from ingest.submissions.workbooks.writer import CONTRACT_PROPERTY

#: What the Windows dialect has no character for, as Excel saves it.
_TO_CP932 = str.maketrans({"✓": "○", "\u2212": "\uff0d", "\u301c": "\uff5e", "\u2014": "\u2015"})
_CREATED = datetime(2026, 4, 1)
_SHUFFLE_STEP = 7
_BOOK_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}


def write_file(folder: Path, file: SampleFile) -> Path:
    """Write a file into its member's folder of the inbox and return its path."""
    path = folder / file.member_id / file.name
    with write_atomically(path) as temporary:
        _WRITERS[file.form](temporary, file, CONTRACTS[file.kind, file.version])
    return path


def _write_csv(encoding: str) -> Callable[[Path, SampleFile, Contract], None]:
    def write(path: Path, file: SampleFile, contract: Contract) -> None:
        fields = _order_fields(file, contract)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(_title_of(field, file) for field in fields)
        for row in file.rows:
            cells = type_row(row, fields, file.style)
            writer.writerow(cells[field.name] for field in fields)
        content = text.getvalue()
        path.write_bytes((content.translate(_TO_CP932) if encoding == "cp932" else content).encode(encoding))

    return write


def _write_json(path: Path, file: SampleFile, contract: Contract) -> None:
    records = [type_json(row, contract.fields, file.style) for row in file.rows]
    document = {"kind": file.kind, "version": file.version, "records": records}
    path.write_text(to_json_text(document, indent=1) + "\n", encoding="utf-8")


def _write_jsonl(path: Path, file: SampleFile, contract: Contract) -> None:
    lines = [to_json_text(type_json(row, contract.fields, file.style)) for row in file.rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _write_template(path: Path, file: SampleFile, contract: Contract) -> None:
    """Fill in the network's own template, below the example row it brings along."""
    book = xlsxwriter.Workbook(str(path), _BOOK_OPTIONS)
    book.set_properties({"title": contract.title_ja, "created": _CREATED})
    book.set_custom_property(CONTRACT_PROPERTY, contract.name, "text")
    styles, choices = Styles(book), list_choices([contract])
    write_instructions(book.add_worksheet(INSTRUCTIONS), contract, styles)
    sheet = book.add_worksheet(contract.title_ja)
    write_header(sheet, contract, styles)
    for example in range(file.examples):
        write_example(sheet, contract, styles, 1 + example)
    for line, row in enumerate(file.rows, start=1 + file.examples):
        _fill_row(sheet, line, row, contract.fields, file.style, styles.take_cell("date"))
    write_limits(sheet, dict(enumerate(contract.fields)), locate_choices(choices), 1)
    write_choices(book.add_worksheet(CHOICES), choices, styles)
    book.close()


def _fill_row(
    sheet: Any, line: int, row: Row, fields: tuple[FieldSpec, ...], style: Style, date_format: Any
) -> None:
    """Fill in one row: dates are dates, numbers are numbers, unless somebody typed them otherwise."""
    cells = type_row(row, fields, style)
    for column, field in enumerate(fields):
        value = None if field.name in row.typed else row.values.get(field.name)
        if isinstance(value, date):
            sheet.write_datetime(line, column, value, date_format)
        elif isinstance(value, int) and not isinstance(value, bool):
            sheet.write_number(line, column, value)
        elif cells[field.name]:
            sheet.write_string(line, column, cells[field.name])


def _write_own_workbook(path: Path, file: SampleFile, contract: Contract) -> None:
    """Write the layout a member made for itself: a merged title, columns in its own order, a hidden sheet."""
    fields = _order_fields(file, contract)
    book = xlsxwriter.Workbook(str(path), _BOOK_OPTIONS)
    book.set_properties({"created": _CREATED, "author": ""})
    sheet = book.add_worksheet(contract.title_ja)
    frame = book.add_format({"bold": True, "align": "center"})
    sheet.merge_range(0, 0, 0, len(fields) - 1, f"{contract.title_ja}の記録（センター控え）", frame)
    for column, field in enumerate(fields):
        sheet.write_string(1, column, _title_of(field, file), frame)
    typed = [type_row(row, fields, file.style) for row in file.rows]
    for line, cells in enumerate(typed, start=2):
        for column, field in enumerate(fields):
            if cells[field.name]:
                sheet.write_string(line, column, cells[field.name])
    _merge_cells(sheet, file, fields, typed)
    notes = book.add_worksheet("作業用")
    notes.write_string(0, 0, "並べ替え用の控え")
    notes.hide()
    book.close()


def _merge_cells(
    sheet: Any, file: SampleFile, fields: tuple[FieldSpec, ...], typed: list[dict[str, str]]
) -> None:
    """Merge a cell with the one above it: only the upper one holds the value."""
    columns = {field.name: column for column, field in enumerate(fields)}
    for index, row in enumerate(file.rows):
        if "merged_cell" in row.slips:
            (name,) = row.faults
            sheet.merge_range(index + 1, columns[name], index + 2, columns[name], typed[index - 1][name])


def _order_fields(file: SampleFile, contract: Contract) -> tuple[FieldSpec, ...]:
    """Return the columns a member keeps: all, or those it uses, in an order of its own."""
    if file.style.order == "contract":
        return contract.fields
    used = {name for row in file.rows for name in (*row.values, *row.typed)}
    kept = [field for field in contract.fields if field.required or field.name in used]
    return tuple(kept[_SHUFFLE_STEP % len(kept) :] + kept[: _SHUFFLE_STEP % len(kept)])


def _title_of(field: FieldSpec, file: SampleFile) -> str:
    return field.title_ja if file.style.headers == "ja" else field.name


_WRITERS: dict[str, Callable[[Path, SampleFile, Contract], None]] = {
    "csv_utf8": _write_csv("utf-8"),
    "csv_bom": _write_csv("utf-8-sig"),
    "csv_cp932": _write_csv("cp932"),
    "json": _write_json,
    "jsonl": _write_jsonl,
    "template": _write_template,
    "workbook": _write_own_workbook,
}
