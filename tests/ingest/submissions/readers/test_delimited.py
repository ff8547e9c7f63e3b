from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from ingest.submissions.readers.document import LIMITS, ROW
from tests.ingest.submissions.readers.building import HEADER, expect_refusal, list_cells, list_notes, read

TABLE = "声の番号,内容\nV1,居場所がない\nV2,人手が足りない\n"
CELLS = [("V1", "居場所がない"), ("V2", "人手が足りない")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_usual_delimiter_and_line_end_gives_the_same_cells(delimiter: str, newline: str) -> None:
    text = TABLE.replace(",", delimiter).replace("\n", newline)
    document = read(text.encode(), "声.csv")
    assert (document.format, document.sheets[0].name, document.sheets[0].header) == ("csv", "声", HEADER)
    assert list_cells(document) == CELLS
    assert document.sheets[0].rows[ROW].to_list() == [2, 3]


def test_a_cell_with_line_breaks_counts_as_one_row_as_in_excel() -> None:
    text = '声の番号,内容\r\nV1,"一行目\r\n二行目\n三行目"\r\n\r\nV2,"引用符 "" とコンマ ,"\r\n'
    document = read(text.encode(), "a.csv")
    assert document.sheets[0].rows.rows() == [
        (2, "V1", "一行目\n二行目\n三行目"),
        (4, "V2", '引用符 " とコンマ ,'),
    ]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_line_by_which_excel_is_told_the_delimiter_is_no_row(first: str) -> None:
    document = read(f"{first}\r\n声の番号;内容\r\nV1;a,b,c,d\r\n".encode(), "a.csv")
    assert document.sheets[0].rows.rows() == [(2, "V1", "a,b,c,d")]


def test_known_headers_decide_the_delimiter_when_titles_hold_another() -> None:
    text = "令和6年度,声の一覧,第1回,確定\n声の番号;内容\nV1;あ\n"
    document = read(text.encode(), "a.csv", known_headers=frozenset(HEADER))
    assert document.sheets[0].header == HEADER
    assert document.sheets[0].rows.rows() == [(3, "V1", "あ")]


def test_a_row_with_too_many_cells_loses_none_and_is_noted() -> None:
    document = read(f"{TABLE}V3,a,余り,\nV4\n".encode(), "a.csv")
    assert document.sheets[0].header == (*HEADER, "（列3）")
    assert list_cells(document)[2:] == [("V3", "a", "余り"), ("V4", None, None)]
    assert list_notes(document)[1:] == ["header.unnamed_columns", "rows.beyond_header"]
    assert "4 行目" in document.notes[-1].message_ja and "row 4" in document.notes[-1].message_en


@pytest.mark.parametrize("row", ['V3,"開いたまま\nV4,a\n', 'V3,"閉じた"あと\n'])
def test_a_quote_out_of_place_is_refused_with_its_line(row: str) -> None:
    assert expect_refusal(f"{TABLE}{row}".encode(), "a.csv", "csv.quote").place == "a.csv:4"


def test_the_line_of_an_open_quote_is_that_of_the_file_not_of_the_row() -> None:
    text = '声の番号,内容\nV1,"二\n行"\nV2,"開いたまま\n'
    assert expect_refusal(text.encode(), "a.csv", "csv.quote").place == "a.csv:4"


def test_a_cell_beyond_any_length_is_refused_whatever_other_packages_allow() -> None:
    csv.field_size_limit(2**24)
    text = f'{TABLE}V3,"{"あ" * 200_000}"\n'
    assert expect_refusal(text.encode(), "a.csv", "csv.quote").place == "a.csv:4"


def test_bounds_on_rows_and_columns_hold() -> None:
    text = "a,b\n" + "1,2\n" * 30
    expect_refusal(text.encode(), "a.csv", "rows.too_many", replace(LIMITS, rows=19))
    expect_refusal(("x" + ",x" * 200).encode(), "a.csv", "columns.too_many")
    expect_refusal(("x" + ",x" * 60_000).encode(), "a.csv", "columns.too_many")
    assert read(("x" + "," * 300 + "\n").encode(), "a.csv").sheets[0].header == ("x",)


def test_endless_blank_lines_are_refused() -> None:
    expect_refusal(b"a,b\n" + b"\n" * (2**20 + 1), "a.csv", "rows.too_many")


@pytest.mark.parametrize("content", [b"\n\n\n", b" , ,\n", b",,,\n,,,", b"\xef\xbb\xbf\n"])
def test_a_file_without_any_value_is_refused(content: bytes) -> None:
    expect_refusal(content, "a.csv", "file.no_rows")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    expect_refusal(content, "a.csv", "file.empty")


def test_a_file_over_the_size_is_refused_unread() -> None:
    refusal = expect_refusal(TABLE.encode(), "a.csv", "file.too_large", replace(LIMITS, file_bytes=20))
    assert "20" in refusal.rule and "20" in refusal.rule_ja


def test_a_header_alone_is_a_table_without_rows() -> None:
    (sheet,) = read("声の番号,内容\n".encode(), "a.csv").sheets
    assert (sheet.header, sheet.rows.height) == (HEADER, 0)


def test_a_formula_stays_the_text_it_is() -> None:
    cell = '=HYPERLINK(""http://example.jp"")'
    assert list_cells(read(f'声の番号,内容\nV1,"{cell}"\n'.encode(), "a.csv")) == [
        ("V1", cell.replace('""', '"'))
    ]


def test_a_csv_may_begin_with_a_bracket() -> None:
    assert read("[番号],内容\n1,あ\n".encode(), "a.csv").sheets[0].header == ("[番号]", "内容")
