from __future__ import annotations

import datetime
from typing import Any

import pytest

from ingest.submissions.readers.document import ROW
from ingest.submissions.readers.workbook import OWN_SHEETS
from tests.ingest.submissions.readers.building import (
    HEADER,
    NAMESPACE,
    ROWS,
    SHEET,
    build_sheet,
    build_workbook,
    expect_refusal,
    list_cells,
    list_notes,
    read,
    repack,
)


def test_the_cells_of_a_workbook_come_back_with_the_numbers_of_their_rows() -> None:
    document = read(build_workbook(), "声.xlsx")
    (sheet,) = document.sheets
    assert (document.format, document.encoding, sheet.name, sheet.header_row) == ("xlsx", None, "声", 1)
    assert sheet.header == HEADER
    assert list_cells(document) == [*ROWS[1:]]
    assert sheet.rows[ROW].to_list() == [2, 3]
    assert not sheet.hidden and not sheet.broken and not document.notes


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (8040005001619, None, "8040005001619"),
        (3.5, None, "3.5"),
        (0.1, None, "0.1"),
        (-2, None, "-2"),
        (1e21, None, "1000000000000000000000"),
        (1e-7, None, "0.0000001"),
        (True, None, "○"),
        (False, None, "×"),
        (45566, None, "45566"),
        (45566, "yyyy/m/d", "2024-10-01"),
        (45566, '[$-411]ggge"年"m"月"d"日"', "2024-10-01"),
        (45566, "m月d日", "2024-10-01"),
        (45566.5, "yyyy/m/d h:mm", "2024-10-01 12:00:00"),
        (0.75, "h:mm", "18:00:00"),
        (1.5, "[h]:mm", "36:00:00"),
        (1234, "#,##0", "1234"),
        (0.25, "0%", "0.25"),
    ],
)
def test_a_value_becomes_the_text_a_person_would_write(value: object, form: str | None, text: str) -> None:
    def put(workbook: Any, sheet: Any) -> None:
        sheet.write(1, 1, value, workbook.add_format({"num_format": form} if form else {}))

    document = read(build_workbook([HEADER, ("V1",)], put), "a.xlsx")
    assert list_cells(document) == [("V1", text)]


def test_a_date_of_a_workbook_from_an_old_macintosh_is_the_day_it_shows() -> None:
    def put(workbook: Any, sheet: Any) -> None:
        workbook.date_1904 = True
        sheet.date_1904 = True
        form = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(1, 1, datetime.datetime(2024, 10, 1), form)

    document = read(build_workbook([HEADER, ("V1",)], put), "a.xlsx")
    assert list_cells(document) == [("V1", "2024-10-01")]


def test_an_error_in_a_cell_is_read_as_it_shows_and_noted() -> None:
    errors = '<c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="e"><f>A1/0</f><v>#DIV/0!</v></c>'
    empty = '<c r="C2" t="e"/><c r="D2" t="str"><v>x</v></c>'
    cells = "".join(f'<c r="{name}1" t="str"><v>題{name}</v></c>' for name in "ABCD")
    document = read(build_sheet(f'<row r="1">{cells}</row><row r="2">{errors}{empty}</row>'), "a.xlsx")
    assert list_cells(document) == [("#N/A", "#DIV/0!", None, "x")]
    assert list_notes(document) == ["sheet.formulas", "sheet.errors"]


def test_a_formula_gives_its_last_value_and_is_noted() -> None:
    def put(_: Any, sheet: Any) -> None:
        sheet.write_formula("B2", "=1+1", None, 2)
        sheet.write_formula("B3", '="声"&"1"', None, "声1")

    document = read(build_workbook([HEADER, ("V1",), ("V2",)], put), "a.xlsx")
    assert list_cells(document) == [("V1", "2"), ("V2", "声1")]
    (note,) = document.notes
    assert note.code == "sheet.formulas" and "2 個" in note.message_ja and "2 formulas" in note.message_en


def test_a_merged_range_has_its_value_in_the_first_cell_only() -> None:
    def put(_: Any, sheet: Any) -> None:
        sheet.merge_range("A2:A3", "V1")

    document = read(build_workbook([HEADER, (None, "一"), (None, "二")], put), "a.xlsx")
    assert list_cells(document) == [("V1", "一"), (None, "二")]
    assert list_notes(document) == ["sheet.merged"]


@pytest.mark.parametrize("hide", ["hide", "very_hidden"])
def test_a_hidden_sheet_is_read_and_marked(hide: str) -> None:
    def put(workbook: Any, _: Any) -> None:
        other = workbook.add_worksheet("控え")
        other.write_row(0, 0, HEADER)
        other.write_row(1, 0, ("V9", "隠れた声"))
        getattr(other, hide)()

    document = read(build_workbook(change=put), "a.xlsx")
    assert [sheet.hidden for sheet in document.sheets] == [False, True]
    assert list_cells(document, 1) == [("V9", "隠れた声")]
    assert list_notes(document) == ["sheet.hidden"]


def test_hidden_rows_and_columns_are_read_and_noted() -> None:
    def put(_: Any, sheet: Any) -> None:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})

    document = read(build_workbook(change=put), "a.xlsx")
    assert list_cells(document) == [*ROWS[1:]]
    assert list_notes(document) == ["sheet.hidden_parts"] and "2" in document.notes[0].message_en


def test_our_own_instruction_sheets_empty_sheets_and_charts_are_left_out() -> None:
    def put(workbook: Any, _: Any) -> None:
        for name in sorted(OWN_SHEETS):
            workbook.add_worksheet(name).write_row(0, 0, ("説明", "例"))
        workbook.add_worksheet("Sheet2")
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=声!$A$1:$A$2"})
        workbook.add_chartsheet("図").set_chart(chart)

    document = read(build_workbook(change=put), "a.xlsx")
    assert [sheet.name for sheet in document.sheets] == ["声"]
    assert not document.notes


def test_a_workbook_with_instructions_alone_is_refused() -> None:
    def put(workbook: Any, sheet: Any) -> None:
        sheet.name = "記入方法"

    expect_refusal(build_workbook(change=put), "a.xlsx", "file.no_rows")


def test_the_template_tells_its_contract() -> None:
    def put(workbook: Any, _: Any) -> None:
        workbook.set_custom_property("tsunagu_contract", "voice/2")

    (sheet,) = read(build_workbook(change=put), "a.xlsx").sheets
    assert (sheet.declared_kind, sheet.declared_version) == ("voice", 2)


@pytest.mark.parametrize("value", ["voice", "/1", "voice/zwei", "voice/²"])
def test_a_declaration_that_makes_no_sense_is_none(value: str) -> None:
    def put(workbook: Any, _: Any) -> None:
        workbook.set_custom_property("tsunagu_contract", value)

    (sheet,) = read(build_workbook(change=put), "a.xlsx").sheets
    assert (sheet.declared_kind, sheet.declared_version) == (None, None)


def test_furigana_of_a_cell_is_no_part_of_its_text() -> None:
    text = '<is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></is>'
    cells = f'<c r="A1" t="str"><v>名</v></c><c r="B1" t="inlineStr">{text}</c>'
    document = read(build_sheet(f'<row r="1">{cells}</row>'), "a.xlsx")
    assert document.sheets[0].header == ("名", "東京")


def test_rows_and_columns_before_the_table_keep_the_numbers_of_the_sheet() -> None:
    rows = [(), (), (None, None, *HEADER), (), (None, None, "V1", "声")]
    document = read(build_workbook(rows), "a.xlsx")
    (sheet,) = document.sheets
    assert (sheet.header, sheet.header_row, sheet.rows.rows()) == (HEADER, 3, [(5, "V1", "声")])


def test_tags_with_a_prefix_are_read_and_noted_too() -> None:
    cells = '<x:c r="A1" t="str"><x:v>番号</x:v></x:c><x:c r="B1"><x:f>1+1</x:f><x:v>2</x:v></x:c>'
    data = f'<x:sheetData><x:row r="1">{cells}</x:row></x:sheetData>'
    xml = f'<x:worksheet xmlns:x="{NAMESPACE}">{data}</x:worksheet>'
    document = read(repack(build_workbook(), {SHEET: xml.encode()}), "a.xlsx")
    assert document.sheets[0].header == ("番号", "2")
    assert list_notes(document) == ["sheet.formulas"]


def test_a_name_that_says_something_else_does_not_matter() -> None:
    assert read(build_workbook(), "声.csv").format == "xlsx"
