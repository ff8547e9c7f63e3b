from __future__ import annotations

import pytest

from tests.ingest.submissions.readers.building import HEADER, list_cells, list_notes, read


def test_a_title_above_the_header_is_left_out_and_noted() -> None:
    document = read("令和6年度の声\n\n声の番号,内容\nV1,あ\n".encode(), "a.csv")
    assert (document.sheets[0].header, document.sheets[0].header_row) == (HEADER, 3)
    assert list_notes(document) == ["encoding.found", "header.rows_above"]


def test_known_names_find_the_header_below_a_busy_title() -> None:
    text = "提出団体,仙台センター\n声の番号,内容\nV1,あ\n"
    guessed = read(text.encode(), "a.csv")
    known = read(text.encode(), "a.csv", known_headers=frozenset(HEADER))
    assert (guessed.sheets[0].header_row, known.sheets[0].header_row) == (1, 2)


@pytest.mark.parametrize("title", ["内 容", "内容\u3000", "ﾅｲﾖｳ", "Text"])
def test_known_names_are_compared_without_width_space_and_case(title: str) -> None:
    text = f"題,担当\n番,{title}\nV1,あ\n"
    document = read(text.encode(), "a.csv", known_headers=frozenset({"内容", "ナイヨウ", "TEXT"}))
    assert document.sheets[0].header_row == 2


def test_a_row_of_numbers_is_no_header_when_one_of_words_follows() -> None:
    assert read("1,2\n番号,内容\nV1,あ\n".encode(), "a.csv").sheets[0].header_row == 2


def test_one_column_is_a_table_too() -> None:
    document = read("内容\nあ\nい\n".encode(), "a.csv")
    assert (document.sheets[0].header, list_cells(document)) == (("内容",), [("あ",), ("い",)])


def test_columns_without_a_name_keep_their_values_under_their_place() -> None:
    document = read("番号,,内容,\nV1,x,あ,\n".encode(), "a.csv")
    assert document.sheets[0].header == ("番号", "（列2）", "内容")
    assert list_cells(document) == [("V1", "x", "あ")]
    assert list_notes(document)[1:] == ["header.unnamed_columns"]


def test_columns_of_one_name_are_kept_and_noted() -> None:
    document = read("番号,内容,内 容\nV1,あ,い\n".encode(), "a.csv")
    assert document.sheets[0].header == ("番号", "内容", "内 容")
    assert list_notes(document)[1:] == ["header.repeated"]


def test_rows_of_spaces_alone_are_empty() -> None:
    document = read("番号,内容\n \u3000,\t\nV1, あ \n".encode(), "a.csv")
    assert document.sheets[0].rows.rows() == [(3, "V1", " あ ")]
