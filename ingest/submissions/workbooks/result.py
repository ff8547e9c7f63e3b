"""The sheet 確認結果: what is to mend, line by line, with links to the cells."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ingest.submissions.contracts.messages import shorten
from ingest.submissions.workbooks.marks import Mark, MarkBook
from ingest.submissions.workbooks.styles import LINE_HEIGHT, Styles, count_lines

_COLUMNS = (("シート", 18), ("行", 8), ("列", 24), ("書いてあった内容", 32), ("直してほしいこと", 90))
#: A worksheet of Excel takes no more links than this.
MOST_LINKS = 60_000


def write_result(
    sheet: Worksheet, book: MarkBook, places: Mapping[str, tuple[str, int]], styles: Styles
) -> None:
    """Write the list of what is to mend.

    Args:
        sheet: the sheet.
        book: the marks.
        places: name of the sheet in this workbook and by how much its rows are shifted, by its name as read.
        styles: the formats of the workbook.
    """
    for column, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 2 * LINE_HEIGHT)
    sheet.set_row(1, LINE_HEIGHT + 4)
    sheet.write_string(0, 0, "確認結果", styles.take("title"))
    if not book.marks:
        sheet.write_string(
            1, 0, "直すところはありませんでした。すべての行を受け取りました。", styles.take("good")
        )
        return
    sheet.write_string(1, 0, f"直してほしい行が{book.count_rows():,}行あります。", styles.take("warning"))
    text = (
        "赤い欄を直して、このファイルをそのまま送ってください。受け取れた行を残しても、二重にはなりません。"
    )
    sheet.write_string(2, 0, text, styles.take("subtitle"))
    for column, (title, _) in enumerate(_COLUMNS):
        sheet.write_string(4, column, title, styles.take("table_header"))
    for row, mark in enumerate(book.marks, 5):
        _write_mark(sheet, row, mark, places, styles)
    sheet.freeze_panes(5, 0)
    sheet.autofilter(4, 0, 4 + len(book.marks), len(_COLUMNS) - 1)


def _write_mark(
    sheet: Worksheet, row: int, mark: Mark, places: Mapping[str, tuple[str, int]], styles: Styles
) -> None:
    shown = shorten(mark.value, 200)
    sheet.set_row(row, LINE_HEIGHT * max(count_lines(mark.message, 89), count_lines(shown, 31)))
    line, centred = styles.take("line"), styles.take("line_centred")
    sheet.write_string(row, 0, mark.sheet, line)
    if mark.sheet in places and row < MOST_LINKS:
        name, shift = places[mark.sheet]
        cell = xl_rowcol_to_cell(mark.row - 1 + shift, mark.column or 0)
        quoted = name.replace("'", "''")
        sheet.write_url(row, 1, f"internal:'{quoted}'!{cell}", styles.take("link"), str(mark.row))
    else:
        sheet.write_number(row, 1, mark.row, centred)
    sheet.write_string(row, 2, mark.header or "（行全体）", line)
    sheet.write_string(row, 3, shown, line)
    sheet.write_string(row, 4, mark.message, line)
