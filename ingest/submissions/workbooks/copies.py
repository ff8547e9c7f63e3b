"""The sheets of a member's own file, written again with every row and column in its place."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingest.submissions.contracts import Contract, FieldSpec
from ingest.submissions.readers.document import ROW, Sheet
from ingest.submissions.vocabularies import fold_label
from ingest.submissions.workbooks.entry import choose_header_style, shape_column, write_limits
from ingest.submissions.workbooks.marks import MOST_COMMENTS, MarkBook
from ingest.submissions.workbooks.styles import LINE_HEIGHT, SERVICE_SHEETS, Styles, choose_form

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NAME_LENGTH = 31
_ISO_DATE = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,14}")


def name_sheets(sheets: Sequence[Sheet]) -> list[str]:
    """Return a name that Excel takes for each sheet; a CSV file is called like its file."""
    taken = {name.casefold() for name in SERVICE_SHEETS} | {"history"}
    names = []
    for sheet in sheets:
        plain = _FORBIDDEN.sub("_", sheet.name).strip("' ")[:_NAME_LENGTH].strip("' ") or "シート"
        name, number = plain, 2
        while name.casefold() in taken:
            suffix = f"_{number}"
            name, number = plain[: _NAME_LENGTH - len(suffix)] + suffix, number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def count_shift(sheet: Sheet) -> int:
    """Return by how many rows a sheet is moved down: a file without a header gets one."""
    return 1 if sheet.header_row is None else 0


class CopiedSheet:
    """Writes one sheet of a member with its bad cells marked."""

    def __init__(
        self, target: Worksheet, source: Sheet, contract: Contract | None, book: MarkBook, styles: Styles
    ) -> None:
        self._target = target
        self._source = source
        self._book = book
        self._styles = styles
        self._header_row = (source.header_row or 1) - 1
        self._fields = find_fields(source.header, contract)
        self._comments_left = MOST_COMMENTS
        self._bad = styles.take_cell("text", "bad")
        forms = [choose_form(self._fields.get(column)) for column in range(len(source.header))]
        self._shapes = [(form, styles.take_cell(form)) for form in forms]

    def write(self, ranges: Mapping[str, str]) -> None:
        """Write header, rows, limits; rows before the header are empty, as nothing was read of them."""
        for column, field in self._fields.items():
            shape_column(self._target, column, field, self._styles)
        self._write_header()
        for row, cells in self._iterate_rows():
            self._write_row(row, cells)
        write_limits(self._target, self._fields, dict(ranges), self._header_row + 1)
        self._target.freeze_panes(self._header_row + 1, 0)

    def _write_header(self) -> None:
        """Write the header; what the sheet breaks as a whole is marked there, if it has one."""
        bad = self._book.find_cells(self._source.name, self._source.header_row or 0)
        self._target.set_row(self._header_row, 2 * LINE_HEIGHT)
        for column, text in enumerate(self._source.header):
            field = self._fields.get(column)
            style = choose_header_style(field) if field else "plain_header"
            format_ = self._bad if column in bad else self._styles.take(style)
            self._target.write_string(self._header_row, column, text, format_)
        for column, message in bad.items():
            self._comment(self._header_row, column, message)

    def _iterate_rows(self) -> Iterator[tuple[int, tuple[str | None, ...]]]:
        """Yield number and cells of each row; a marked row that could not be read is empty."""
        header_row, width = self._source.header_row or 0, len(self._source.header)
        waiting = deque(row for row in self._book.list_rows(self._source.name) if row > header_row)
        for row, *cells in self._source.rows.select(ROW, *map(str, range(width))).iter_rows():
            while waiting and waiting[0] <= row:
                if (marked := waiting.popleft()) < row:
                    yield marked, (None,) * width
            yield row, tuple(cells)
        yield from ((row, (None,) * width) for row in waiting)

    def _write_row(self, row: int, cells: tuple[str | None, ...]) -> None:
        line = row - 1 + count_shift(self._source)
        bad = self._book.find_cells(self._source.name, row)
        for column, text in enumerate(cells):
            if column in bad:
                if text:
                    self._target.write_string(line, column, text, self._bad)
                else:
                    self._target.write_blank(line, column, None, self._bad)
                self._comment(line, column, bad[column])
            elif text:
                self._write_value(line, column, text, *self._shapes[column])

    def _write_value(self, line: int, column: int, text: str, form: str, style: Format) -> None:
        """Write a cell as what it is; a text is never a formula or a link, whatever it begins with."""
        if form == "date" and _ISO_DATE.fullmatch(text) and (day := _read_day(text)):
            self._target.write_datetime(line, column, day, style)
        elif form == "integer" and _WHOLE_NUMBER.fullmatch(text):
            self._target.write_number(line, column, int(text), style)
        else:
            self._target.write_string(line, column, text, style)

    def _comment(self, line: int, column: int, message: str) -> None:
        if self._comments_left > 0:
            self._comments_left -= 1
            height = 30 + 18 * sum(1 + len(part) // 20 for part in message.split("\n"))
            self._target.write_comment(
                line,
                column,
                message,
                {"width": 280, "height": height, "font_name": "Yu Gothic", "font_size": 9},
            )


def find_fields(header: Sequence[str], contract: Contract | None) -> dict[int, FieldSpec]:
    """Return the field of each column whose header or name is one of the contract's."""
    if contract is None:
        return {}
    names = {fold_label(text): field for field in contract.fields for text in (field.title_ja, field.name)}
    return {
        column: names[fold_label(text)] for column, text in enumerate(header) if fold_label(text) in names
    }


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
