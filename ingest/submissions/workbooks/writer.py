"""Writes workbooks row by row, so that a large one needs little memory; one input, always the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ingest.files import write_atomically
from ingest.submissions.contracts import Contract
from ingest.submissions.readers.document import Sheet
from ingest.submissions.workbooks.choices import list_choices, locate_choices, write_choices
from ingest.submissions.workbooks.copies import CopiedSheet, count_shift, name_sheets
from ingest.submissions.workbooks.entry import PERMITTED, write_example, write_header, write_limits
from ingest.submissions.workbooks.instructions import write_instructions
from ingest.submissions.workbooks.marks import Mark, MarkBook
from ingest.submissions.workbooks.result import write_result
from ingest.submissions.workbooks.styles import CHOICES, INSTRUCTIONS, RESULT, Styles

#: Name of the document property that tells a workbook's contract.
CONTRACT_PROPERTY = "tsunagu_contract"
_A4_PAPER = 9
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
#: The bytes must not depend on the clock.
_CREATED = datetime(2026, 4, 1)


def write_template_workbook(path: Path, contract: Contract) -> None:
    """Write the workbook a member fills in: 記入方法, a sheet for records, 選択肢.

    The sheet for records has a protected header, drop-down lists and an example row that intake skips.
    """
    with _open_workbook(path, [contract]) as workbook:
        styles = Styles(workbook)
        choices = list_choices([contract])
        write_instructions(_add_sheet(workbook, INSTRUCTIONS, "#123B5D"), contract, styles)
        sheet = _add_sheet(workbook, contract.title_ja, "#B5472B")
        write_header(sheet, contract, styles)
        write_example(sheet, contract, styles, 1)
        write_limits(sheet, dict(enumerate(contract.fields)), locate_choices(choices), 1)
        sheet.repeat_rows(0)
        sheet.protect("", PERMITTED)
        write_choices(_add_sheet(workbook, CHOICES, "#2F6B4F"), choices, styles)


def write_workbook(
    path: Path, contracts: Mapping[str, Contract], *, sheets: Sequence[Sheet], marks: Sequence[Mark]
) -> None:
    """Write a member's own file again with what is to mend.

    The copy has 確認結果, the member's sheets with every row and column in its place, and 選択肢. Rows of a
    file that has no header line (JSON) stand one row lower, below a header.

    Args:
        path: where the workbook is written, whole or not at all.
        contracts: contract of each sheet by its name as read; a sheet without one is copied as it is.
        sheets: what was read of the member's file.
        marks: the cells and rows to mend.
    """
    with _open_workbook(path, list(contracts.values())) as workbook:
        styles, book = Styles(workbook), MarkBook(marks)
        choices = list_choices(contracts.values())
        names = name_sheets(sheets)
        places = {sheet.name: (name, count_shift(sheet)) for sheet, name in zip(sheets, names, strict=True)}
        write_result(_add_sheet(workbook, RESULT, "#B5472B"), book, places, styles)
        for sheet, name in zip(sheets, names, strict=True):
            target = _add_sheet(workbook, name, "#9AA5B1")
            copied = CopiedSheet(target, sheet, contracts.get(sheet.name), book, styles)
            copied.write(locate_choices(choices))
            if sheet.hidden:
                target.hide()
        if choices:
            write_choices(_add_sheet(workbook, CHOICES, "#2F6B4F"), choices, styles)


@contextmanager
def _open_workbook(path: Path, contracts: Sequence[Contract]) -> Iterator[Workbook]:
    """Yield a workbook that names its contract, if it has one, and appears when it is whole."""
    with write_atomically(path) as temporary:
        workbook = Workbook(temporary, _OPTIONS)
        title = "・".join(dict.fromkeys(contract.title_ja for contract in contracts))
        workbook.set_properties({"title": title, "created": _CREATED})
        names = {contract.name for contract in contracts}
        if len(names) == 1:
            workbook.set_custom_property(CONTRACT_PROPERTY, names.pop(), "text")
        yield workbook
        workbook.close()


def _add_sheet(workbook: Workbook, name: str, colour: str) -> Worksheet:
    sheet = workbook.add_worksheet(name)
    sheet.set_tab_color(colour)
    sheet.set_paper(_A4_PAPER)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    return sheet
