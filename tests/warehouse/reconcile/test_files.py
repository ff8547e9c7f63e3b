from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import python_calamine
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ingest.submissions.errors import RefusedSubmission
from warehouse.errors import WarehouseError
from warehouse.reconcile import Asked, reconcile_file
from warehouse.reconcile.columns import ADDED
from warehouse.reconcile.errors import TableRefused

CHILDREN = "NPO法人みなとまち子ども食堂ネットワーク"
BY_PLACE = Asked("団体名", "所在地")
TABLE = (
    "団体名,所在地,金額,備考\r\n"
    f'{CHILDREN},宮城県仙台市青葉区本町3-8-1,"1,000","一行目\n二行目"\r\n'
    "ひまわり,石巻市,007,\r\n"
    "\r\n"
    "株式会社ひまわり,石巻市,5,=1+1\r\n"
    ",石巻市,6,\r\n"
    "だれも知らない団体,北上市,7, 空白 ,はみ出し\r\n"
)


def read(path: Path, delimiter: str = ",") -> list[list[str]]:
    return list(
        csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=delimiter)
    )


def answer(row: list[str]) -> dict[str, str]:
    """The added cells of a row, by the ends of their names."""
    return {name.removeprefix("tsunagu_"): cell for name, cell in zip(ADDED, row[-len(ADDED) :], strict=True)}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "助成先.csv"
    path.write_text(TABLE, encoding="utf-8", newline="")
    return path


def test_a_name_in_its_place_is_linked_with_number_name_and_reason(table: Path, release: Path) -> None:
    found = answer(read(reconcile_file(table, BY_PLACE, release).path)[1])
    assert found["match"] == "linked"
    assert (found["org_id"], found["corporate_number"]) == ("N1", "9000000000001")
    assert found["name"] == "特定非営利活動法人みなとまち子ども食堂ネットワーク"
    assert 0.9 < float(found["probability"]) < 1
    assert "same municipality" in found["reason"]


def test_two_of_one_name_in_one_town_are_doubtful_and_the_candidate_is_told(
    table: Path, release: Path
) -> None:
    found = answer(read(reconcile_file(table, BY_PLACE, release).path)[2])
    assert (found["match"], found["org_id"]) == ("doubtful", "")
    assert found["candidate_org_id"] in ("N2", "N3")
    assert found["probability"] == ""
    assert "another organisation fits almost as well" in found["reason"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [(4, "outside the civil sector"), (5, "names no organisation"), (6, "no organisation of the registers")],
)
def test_a_row_without_an_answer_says_why(table: Path, release: Path, row: int, reason: str) -> None:
    found = answer(read(reconcile_file(table, BY_PLACE, release).path)[row])
    assert found["match"] == "none"
    assert reason in found["reason"]


def test_every_cell_of_the_reader_stays_where_it_was(table: Path, release: Path) -> None:
    written = read(reconcile_file(table, BY_PLACE, release).path)
    before = list(csv.reader(io.StringIO(TABLE, newline="")))
    assert [row[: len(old)] for row, old in zip(written, before, strict=True)] == before


def test_added_cells_stand_below_their_header_also_where_rows_differ_in_length(
    table: Path, release: Path
) -> None:
    written = read(reconcile_file(table, BY_PLACE, release).path)
    assert written[0][5:] == list(ADDED)
    assert {len(row) for row in written} == {0, 5 + len(ADDED)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_encoding_of_the_intake_is_read_and_the_answer_opens_in_excel(
    tmp_path: Path, release: Path, encoding: str
) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes(TABLE.encode(encoding))
    done = reconcile_file(table, BY_PLACE, release)
    assert done.path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert answer(read(done.path)[1])["org_id"] == "N1"
    assert (done.rows, done.mentions, done.linked, done.doubtful) == (5, 4, 1, 1)


def test_a_title_above_the_header_and_another_delimiter_stay(tmp_path: Path, release: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"sep=;\n令和五年度\n\n番号;団体名;所在地\n1;{CHILDREN};仙台市\n", encoding="utf-8")
    path = reconcile_file(table, BY_PLACE, release).path
    written = read(path, ";")
    assert written[:3] == [["sep=", ""], ["令和五年度"], []]
    assert written[3][:3] == ["番号", "団体名", "所在地"]
    assert answer(written[4])["org_id"] == "N1"


def test_without_a_place_a_name_that_one_alone_bears_is_doubtful_at_best(table: Path, release: Path) -> None:
    rows = read(reconcile_file(table, Asked("団体名", None), release).path)
    assert (answer(rows[1])["match"], answer(rows[1])["candidate_org_id"]) == ("doubtful", "N1")
    assert answer(rows[1])["probability"] == ""
    assert answer(rows[2])["reason"].startswith("2 organisations have this name")


def test_who_is_excluded_from_search_is_not_found_by_name(tmp_path: Path, release: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("団体名,所在地\n公益財団法人福岡県健康スポーツ協会,福岡市西区\n", encoding="utf-8")
    assert answer(read(reconcile_file(table, BY_PLACE, release).path)[1])["match"] == "none"


def test_a_place_nobody_understands_is_told(tmp_path: Path, release: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"団体名,所在地\n{CHILDREN},月面\n", encoding="utf-8")
    found = answer(read(reconcile_file(table, BY_PLACE, release).path)[1])
    assert "the place “月面” was not understood" in found["reason"]
    assert found["reason_ja"].endswith("所在地「月面」は読み取れなかった")


def test_a_name_that_a_spreadsheet_would_run_is_marked(tmp_path: Path, release: Path) -> None:
    place = tmp_path / "release" / "parquet"
    place.mkdir(parents=True)
    for path in (release / "parquet").iterdir():
        frame = pl.read_parquet(path)
        if path.stem == "organizations":
            frame = frame.with_columns(pl.lit("=みなとまち子ども食堂ネットワーク").alias("name"))
        frame.write_parquet(place / path.name)
    table = tmp_path / "t.csv"
    table.write_text(f"団体名,所在地\n{CHILDREN},仙台市青葉区\n", encoding="utf-8")
    found = answer(read(reconcile_file(table, BY_PLACE, place.parent).path)[1])
    assert found["name"] == "'=みなとまち子ども食堂ネットワーク"


def test_a_missing_column_is_refused_with_the_columns_there_are(table: Path, release: Path) -> None:
    with pytest.raises(TableRefused) as caught:
        reconcile_file(table, Asked("名称", None), release)
    assert caught.value.value == "名称"
    assert "団体名" in caught.value.remedy
    assert list(table.parent.iterdir()) == [table]


def test_a_missing_column_is_told_before_a_file_in_the_way(table: Path, release: Path) -> None:
    table.with_name("助成先-reconciled.csv").touch()
    with pytest.raises(TableRefused, match="no column has this header"):
        reconcile_file(table, Asked("名称", None), release)


def test_a_missing_column_of_places_is_refused(table: Path, release: Path) -> None:
    with pytest.raises(TableRefused) as caught:
        reconcile_file(table, Asked("団体名", "住所"), release)
    assert caught.value.value == "住所"


def test_a_header_that_stands_there_twice_is_refused(tmp_path: Path, release: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("団体名,団体名\nあ,い\n", encoding="utf-8")
    with pytest.raises(TableRefused, match="2 columns"):
        reconcile_file(table, Asked("団体名", None), release)


def test_a_table_reconciled_before_is_refused(table: Path, release: Path) -> None:
    done = reconcile_file(table, BY_PLACE, release)
    with pytest.raises(TableRefused, match="reconciled before"):
        reconcile_file(done.path, BY_PLACE, release)


def test_no_file_is_overwritten_unasked(table: Path, release: Path) -> None:
    reconcile_file(table, BY_PLACE, release)
    with pytest.raises(TableRefused, match="already"):
        reconcile_file(table, BY_PLACE, release)
    reconcile_file(table, BY_PLACE, release, table.with_name("助成先-reconciled.csv"))


@pytest.mark.parametrize("out", ["助成先.csv", "助成先.xlsx"])
def test_the_table_itself_and_another_format_are_no_place_to_write(
    table: Path, release: Path, out: str
) -> None:
    with pytest.raises(TableRefused):
        reconcile_file(table, BY_PLACE, release, table.with_name(out))
    assert table.read_bytes() == TABLE.encode()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", RefusedSubmission),
        (b"%PDF-1.7", RefusedSubmission),
        (b'[{"a": 1}]', TableRefused),
        (b'a,b\n"open', RefusedSubmission),
        ("団体名\nあ\n".encode("iso-2022-jp"), RefusedSubmission),
        (b"PK\x03\x04not a workbook", RefusedSubmission),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    tmp_path: Path, release: Path, content: bytes, refusal: type[Exception]
) -> None:
    table = tmp_path / "t.dat"
    table.write_bytes(content)
    with pytest.raises(refusal) as caught:
        reconcile_file(table, Asked("a", None), release)
    assert caught.value.rule  # type: ignore[attr-defined]
    assert caught.value.remedy  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == [table]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook with a title, formats, a formula, a merged cell, a second sheet."""
    path = tmp_path / "助成.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("表紙").write("A1", "表紙")
        sheet = book.add_worksheet("一覧")
        bold = book.add_format({"bold": True, "num_format": "#,##0"})
        sheet.merge_range("A1:C1", "令和五年度 助成先", bold)
        sheet.write_row("A3", ["団体名", "所在地", "金額"], bold)
        sheet.write_row("A4", [CHILDREN, "宮城県仙台市青葉区", 1000], bold)
        sheet.write_row("A6", ["ひまわり & <co>", "石巻市", 2000])
        sheet.write_formula("C7", "=SUM(C4:C6)", bold, 3000)
        sheet.write_blank("F4", None, bold)
    return path


def test_a_workbook_gets_its_cells_to_the_right_of_everything(workbook: Path, release: Path) -> None:
    done = reconcile_file(workbook, BY_PLACE, release)
    rows = python_calamine.load_workbook(done.path).get_sheet_by_name("一覧").to_python()
    assert rows[2][3:] == list(ADDED)
    assert rows[3][3:5] == ["linked", "N1"]
    assert isinstance(rows[3][7], float)
    assert [row[:3] for row in rows[3:]] == [
        [CHILDREN, "宮城県仙台市青葉区", 1000.0],
        ["", "", ""],
        ["ひまわり & <co>", "石巻市", 2000.0],
        ["", "", 3000.0],
    ]
    assert (done.rows, done.mentions) == (3, 2)


def test_all_else_in_a_workbook_stays_byte_for_byte(workbook: Path, release: Path) -> None:
    done = reconcile_file(workbook, BY_PLACE, release)
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(done.path) as new:
        assert old.namelist() == new.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
        sheet = new.read(changed[0]).decode()
    assert changed == ["xl/worksheets/sheet2.xml"]
    assert "<f>SUM(C4:C6)</f>" in sheet
    assert '<mergeCell ref="A1:C1"/>' in sheet
    assert '<dimension ref="A1:L7"/>' in sheet
    assert '<c r="B1" s="1"/>' in sheet


def write_book(path: Path, edit: Callable[[xlsxwriter.Workbook, Worksheet], object]) -> Path:
    """Write a workbook of one row, and more as told."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一覧")
        sheet.write_row("A1", ["団体名", "所在地"])
        sheet.write_row("A2", [CHILDREN, "宮城県仙台市青葉区"])
        edit(book, sheet)
    return path


def read_places(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return re.findall(r'<c r="([A-Z]+\d+)"', archive.read("xl/worksheets/sheet1.xml").decode())


@pytest.mark.parametrize("column", [2, 4, 16_383])
def test_a_cell_that_is_only_formatted_takes_no_room_and_no_place_is_there_twice(
    tmp_path: Path, release: Path, column: int
) -> None:
    table = write_book(
        tmp_path / "t.xlsx",
        lambda book, sheet: [
            sheet.write_blank(row, column, None, book.add_format({"bold": True})) for row in range(5)
        ],
    )
    done = reconcile_file(table, BY_PLACE, release)
    places = read_places(done.path)
    assert len(set(places)) == len(places)
    assert {"C1", "K1", "C2"} <= set(places)
    assert f"{xl_col_to_name(column)}5" in places
    rows = python_calamine.load_workbook(done.path).get_sheet_by_name("一覧").to_python()
    assert rows[0][2:11] == list(ADDED)
    assert rows[1][2:4] == ["linked", "N1"]


def test_cells_are_not_added_below_a_merged_one(tmp_path: Path, release: Path) -> None:
    table = write_book(
        tmp_path / "t.xlsx", lambda book, sheet: sheet.merge_range("C2:E2", "備考", book.add_format())
    )
    places = read_places(reconcile_file(table, BY_PLACE, release).path)
    assert [place for place in places if place.endswith("1")][2] == "F1"


@pytest.mark.parametrize(("column", "fits"), [(16_374, True), (16_375, False)])
def test_a_sheet_without_room_to_the_right_is_refused(
    tmp_path: Path, release: Path, column: int, fits: bool
) -> None:
    table = write_book(
        tmp_path / "t.xlsx",
        lambda book, sheet: sheet.merge_range(3, 0, 3, column, "備考", book.add_format()),
    )
    if fits:
        assert "XFD1" in read_places(reconcile_file(table, BY_PLACE, release).path)
        return
    with pytest.raises(TableRefused, match="at most 16,384 columns") as caught:
        reconcile_file(table, BY_PLACE, release)
    assert caught.value.value == "a cell in column XEV"
    assert list(tmp_path.iterdir()) == [table]


def test_a_title_that_is_merged_as_wide_as_the_sheet_takes_no_room(workbook: Path, release: Path) -> None:
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(workbook.with_name("wide.xlsx"), "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:C1"/>', b'ref="A1:XFD1"/>'))
    done = reconcile_file(workbook.with_name("wide.xlsx"), BY_PLACE, release)
    rows = python_calamine.load_workbook(done.path).get_sheet_by_name("一覧").to_python()
    assert rows[2][3:] == list(ADDED)


def test_below_a_title_the_columns_of_the_header_are_listed(workbook: Path, release: Path) -> None:
    table = workbook.with_name("t.csv")
    table.write_text(f"令和五年度\n\n番号,団体名,所在地\n1,{CHILDREN},仙台市\n", encoding="utf-8")
    for path in (table, workbook):
        with pytest.raises(TableRefused) as caught:
            reconcile_file(path, Asked("名称", None), release)
        assert "団体名, 所在地" in caught.value.remedy
        assert "令和五年度" not in caught.value.remedy


def test_a_workbook_without_the_column_is_refused_with_the_headers_of_its_sheets(
    workbook: Path, release: Path
) -> None:
    with pytest.raises(WarehouseError) as caught:
        reconcile_file(workbook, Asked("名称", None), release)
    assert "表紙" in caught.value.remedy


def test_a_sheet_whose_rows_have_no_numbers_is_refused(workbook: Path, release: Path) -> None:
    bare = workbook.with_name("bare.xlsx")
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b'<row r="4"', b"<row") if "sheet2" in name else content)
    with pytest.raises(TableRefused, match="number"):
        reconcile_file(bare, BY_PLACE, release)
    assert not workbook.with_name("bare-reconciled.xlsx").exists()
