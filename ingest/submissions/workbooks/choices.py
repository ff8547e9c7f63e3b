"""The sheet 選択肢: one column a vocabulary, which the drop-down lists refer to."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ingest.submissions.contracts import Contract, FieldSpec
from ingest.submissions.vocabularies import Term, load_vocabulary
from ingest.submissions.workbooks.styles import CHOICES, LINE_HEIGHT, Styles

FLAGS = ("○", "×")


def list_choices(contracts: Iterable[Contract]) -> dict[str, list[FieldSpec]]:
    """Return the vocabularies of contracts, each with the fields that choose from it."""
    found: dict[str, list[FieldSpec]] = {}
    for contract in contracts:
        for field in contract.fields:
            if field.vocabulary and field.name != "action":
                found.setdefault(field.vocabulary, []).append(field)
    return found


def show_choice(vocabulary: str, term: Term) -> str:
    """Return the words of a choice; the fields of the Act carry their number, by which people know them."""
    return f"{term.code} {term.name_ja}" if vocabulary == "npo_act_fields" else term.name_ja


def locate_choices(choices: dict[str, list[FieldSpec]]) -> dict[str, str]:
    """Return the range in which each vocabulary stands, as a formula for a drop-down list."""
    ranges = {}
    for column, vocabulary in enumerate(choices):
        letter, last = xl_col_to_name(column), len(load_vocabulary(vocabulary).terms) + 1
        ranges[vocabulary] = f"='{CHOICES}'!${letter}$2:${letter}${last}"
    return ranges


def write_choices(sheet: Worksheet, choices: dict[str, list[FieldSpec]], styles: Styles) -> None:
    """Write the lists side by side under the headers of the columns they are for."""
    lists = [[show_choice(name, term) for term in load_vocabulary(name).terms] for name in choices]
    headers = ["\n".join(dict.fromkeys(field.title_ja for field in fields)) for fields in choices.values()]
    sheet.set_row(0, LINE_HEIGHT * max((header.count("\n") + 1 for header in headers), default=1))
    for column, (header, labels) in enumerate(zip(headers, lists, strict=True)):
        longest = max(len(text) for text in (*labels, *header.split("\n")))
        sheet.set_column(column, column, min(80, 2 * longest + 3))
        sheet.write_string(0, column, header, styles.take("table_header"))
    for row in range(max(map(len, lists), default=0)):
        for column, labels in enumerate(lists):
            if row < len(labels):
                sheet.write_string(row + 1, column, labels[row], styles.take("line"))
    sheet.freeze_panes(1, 0)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True})
