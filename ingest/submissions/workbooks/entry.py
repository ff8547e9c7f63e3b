"""The sheet on which records stand: header, what each column takes, and rows."""

from __future__ import annotations

from datetime import date

from xlsxwriter.worksheet import Worksheet

from ingest.submissions.contracts import Contract, FieldSpec
from ingest.submissions.contracts.messages import show_cell
from ingest.submissions.contracts.records import COMMON_FIELDS
from ingest.submissions.vocabularies import load_vocabulary
from ingest.submissions.workbooks.choices import FLAGS
from ingest.submissions.workbooks.styles import LINE_HEIGHT, Styles, choose_form

#: Rows that get drop-down lists and limits; as many as a file may have.
LAST_ROW = 250_000
#: Hold for the whole sheet: what a member may still do on it although headers are protected.
PERMITTED = {
    name: True
    for name in (
        "format_cells",
        "format_columns",
        "format_rows",
        "insert_rows",
        "delete_rows",
        "sort",
        "autofilter",
    )
}
_WIDTHS = {
    "date": 13,
    "flag": 11,
    "integer": 12,
    "id": 17,
    "id_list": 24,
    "corporate_number": 17,
    "code": 20,
    "code_list": 30,
    "url": 30,
    "email": 28,
    "phone": 17,
    "text": 24,
}
_LONG_WIDTH = 60
_ERROR = {"error_title": "この欄に書けるもの"}


def write_header(sheet: Worksheet, contract: Contract, styles: Styles, row: int = 0) -> None:
    """Write the header of a template with a comment on each column, and shape the columns."""
    sheet.set_row(row, 2 * LINE_HEIGHT)
    for column, field in enumerate(contract.fields):
        sheet.write_string(row, column, field.title_ja, styles.take(choose_header_style(field)))
        sheet.write_comment(row, column, describe_column(field), _size_comment(field))
        shape_column(sheet, column, field, styles)
    sheet.freeze_panes(row + 1, _count_frozen(contract))
    sheet.autofilter(row, 0, LAST_ROW, len(contract.fields) - 1)


def choose_header_style(field: FieldSpec) -> str:
    """Return the name of the style of a header: needed, a consent, or neither."""
    if field.required:
        return "required"
    return "consent" if field.name.startswith("consent_") else "optional"


def shape_column(sheet: Worksheet, column: int, field: FieldSpec, styles: Styles) -> None:
    """Give a column its width and the form of its cells, which are open for writing."""
    form = choose_form(field)
    sheet.set_column(column, column, _choose_width(field), styles.take_cell(form))


def describe_column(field: FieldSpec) -> str:
    """Return what the comment on a header says."""
    parts = ["【必須】" if field.required else "【任意】", field.description_ja]
    if field.is_list and field.vocabulary:
        parts.append("書ける言葉は「選択肢」シートにあります。")
    parts.append(f"例：{show_cell(field, field.example)}")
    return "\n".join(parts)


def write_limits(
    sheet: Worksheet, columns: dict[int, FieldSpec], ranges: dict[str, str], first_row: int
) -> None:
    """Give each column its drop-down list or its limits.

    Args:
        sheet: the sheet.
        columns: the field of each column.
        ranges: where each vocabulary stands.
        first_row: first row below the header, from 0.
    """
    for column, field in columns.items():
        options = limit_column(field, ranges)
        if options:
            sheet.data_validation(first_row, column, LAST_ROW, column, options)


def limit_column(field: FieldSpec, ranges: dict[str, str]) -> dict[str, object]:
    """Return the data validation of a column; none where a cell may hold several values or any text."""
    if field.name == "action":
        source = [term.name_ja for term in load_vocabulary("actions").terms]
        return {"validate": "list", "source": source, "error_message": "一覧から選んでください。", **_ERROR}
    match field.type:
        case "code":
            source_range = ranges[field.vocabulary or ""]
            message = "右の▼を押して、一覧から選んでください。"
            return {"validate": "list", "source": source_range, "error_message": message, **_ERROR}
        case "flag":
            message = "○か×を選んでください。空欄は×と同じです。"
            return {"validate": "list", "source": list(FLAGS), "error_message": message, **_ERROR}
        case "integer":
            low, high = field.minimum or 0, field.maximum or 10**12
            message = f"{low:,}から{high:,}までの整数を、数字だけで書いてください。"
            return {
                "validate": "integer",
                "criteria": "between",
                "minimum": low,
                "maximum": high,
                "error_message": message,
                **_ERROR,
            }
        case "date":
            return {
                "validate": "date",
                "criteria": ">=",
                "value": date(1900, 3, 1),
                "error_type": "warning",
                "error_message": "日付で書いてください（例：2024-05-12）。",
                **_ERROR,
            }
        case "text" | "corporate_number":
            return _limit_length(field)
    return {}


def _limit_length(field: FieldSpec) -> dict[str, object]:
    number = field.type == "corporate_number"
    limit = 13 if number else field.longest
    message = "13桁の数字で書いてください。" if number else f"{limit:,}字まで書けます。"
    return {
        "validate": "length",
        "criteria": "==" if number else "<=",
        "value": limit,
        "error_type": "warning" if number else "stop",
        "error_message": message,
        **_ERROR,
    }


def write_example(sheet: Worksheet, contract: Contract, styles: Styles, row: int) -> None:
    """Write the row that shows how a record looks; its 操作 says that it is no record."""
    sheet.set_row(row, 2 * LINE_HEIGHT)
    for column, field in enumerate(contract.fields):
        style = styles.take_cell(choose_form(field), "example")
        value = "example" if field.name == "action" else field.example
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, style)
        elif isinstance(value, int) and not isinstance(value, bool):
            sheet.write_number(row, column, value, style)
        else:
            sheet.write_string(row, column, show_cell(field, value), style)


def _choose_width(field: FieldSpec) -> int:
    """Return a width in which both the header, on two lines, and a usual value can be read."""
    if choose_form(field) == "long":
        return _LONG_WIDTH
    return max(_WIDTHS[field.type], len(field.title_ja) + 4)


def _count_frozen(contract: Contract) -> int:
    """Return how many columns stay in view: 操作 and the number of the record, if it has one."""
    own = [field.name for field in contract.fields if field.own_id and field.name not in COMMON_FIELDS]
    return 2 if own else 1


def _size_comment(field: FieldSpec) -> dict[str, object]:
    lines = sum(1 + len(line) // 22 for line in describe_column(field).split("\n"))
    return {"width": 300, "height": 22 + 18 * lines, "font_name": "Yu Gothic", "font_size": 9}
