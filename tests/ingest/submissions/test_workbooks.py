from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from ingest.submissions.contracts import CONTRACTS, Contract, current_contract
from ingest.submissions.contracts.messages import show_cell
from ingest.submissions.readers.document import ROW, Sheet
from ingest.submissions.vocabularies import load_vocabulary
from ingest.submissions.workbooks import SERVICE_SHEETS, Mark, write_template_workbook, write_workbook
from ingest.submissions.workbooks.copies import name_sheets
from ingest.submissions.workbooks.entry import limit_column
from ingest.submissions.workbooks.marks import MOST_COMMENTS

named = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.name)
VOICE = current_contract("voice")


def read_sheet(path: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


def read_part(path: Path, part: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(part).decode("utf-8")


def find_part(path: Path, name: str) -> str:
    """Return the XML of a worksheet by its name."""
    names = CalamineWorkbook.from_path(path).sheet_names
    return read_part(path, f"xl/worksheets/sheet{names.index(name) + 1}.xml")


def make_sheet(rows: dict[int, list[str | None]], *, name: str = "声", header_row: int | None = 1) -> Sheet:
    header = ("声の番号", "聞いた日", "内容", "メモ")
    schema = {ROW: pl.Int64, **{str(index): pl.String for index in range(len(header))}}
    frame = pl.DataFrame([[row, *cells] for row, cells in rows.items()], schema=schema, orient="row")
    return Sheet(name, header, header_row, frame)


@named
def test_a_template_has_instructions_records_and_choices(contract: Contract, tmp_path: Path) -> None:
    write_template_workbook(tmp_path / "it.xlsx", contract)

    assert CalamineWorkbook.from_path(tmp_path / "it.xlsx").sheet_names == [
        "記入方法",
        contract.title_ja,
        "選択肢",
    ]


@named
def test_the_header_of_a_template_is_in_its_first_row_and_an_example_in_the_second(
    contract: Contract, tmp_path: Path
) -> None:
    write_template_workbook(tmp_path / "it.xlsx", contract)
    header, example = read_sheet(tmp_path / "it.xlsx", contract.title_ja)

    assert header == [field.title_ja for field in contract.fields]
    assert example[0] == "記入例"
    for field, value in zip(contract.fields[1:], example[1:], strict=True):
        if isinstance(field.example, date) or field.type == "integer":
            assert value == field.example, field.name
        else:
            assert value == show_cell(field, field.example), field.name


@named
def test_every_header_has_a_comment_that_says_what_to_write(contract: Contract, tmp_path: Path) -> None:
    write_template_workbook(tmp_path / "it.xlsx", contract)
    comments = read_part(tmp_path / "it.xlsx", "xl/comments1.xml")

    assert comments.count("<comment ") == len(contract.fields)
    assert comments.count("【必須】") == sum(field.required for field in contract.fields)
    assert [it.name for it in contract.fields if it.description_ja not in comments] == []


def test_the_choices_of_a_template_are_those_of_the_vocabularies(tmp_path: Path) -> None:
    write_template_workbook(tmp_path / "it.xlsx", VOICE)
    header, *rows = read_sheet(tmp_path / "it.xlsx", "選択肢")
    columns = {title: [row[i] for row in rows if row[i]] for i, title in enumerate(header)}

    assert columns["主な課題\nほかの課題"] == [term.name_ja for term in load_vocabulary("issues").terms]
    assert columns["都道府県"] == [term.name_ja for term in load_vocabulary("prefectures").terms]


@named
def test_every_choice_of_a_template_is_understood_when_it_comes_back(
    contract: Contract, tmp_path: Path
) -> None:
    write_template_workbook(tmp_path / "it.xlsx", contract)
    header, *rows = read_sheet(tmp_path / "it.xlsx", "選択肢")
    fields = {field.title_ja: field for field in contract.fields}

    for column, titles in enumerate(header):
        vocabulary = load_vocabulary(fields[titles.split("\n")[0]].vocabulary or "")
        found = [vocabulary.resolve(row[column]) for row in rows if row[column]]
        assert found == list(vocabulary.codes)


def test_drop_down_lists_point_at_the_choices(tmp_path: Path) -> None:
    write_template_workbook(tmp_path / "it.xlsx", VOICE)
    rules = re.findall(
        r"<dataValidation [^>]*sqref=\"([A-Z]+)2:[^>]*>(.*?)</dataV", find_part(tmp_path / "it.xlsx", "声")
    )
    limits = dict(rules)

    assert limits["A"] == '<formula1>"登録,取下げ,記入例"</formula1>'
    assert limits["D"] == "<formula1>'選択肢'!$A$2:$A$48</formula1>"
    assert limits["G"] == "<formula1>'選択肢'!$B$2:$B$28</formula1>"
    assert limits["J"] == '<formula1>"○,×"</formula1>'
    assert "H" not in limits


@named
def test_every_rule_of_a_column_has_a_message_in_japanese(contract: Contract) -> None:
    ranges = {field.vocabulary: "=A1" for field in contract.fields if field.vocabulary}
    for field in contract.fields:
        options = limit_column(field, ranges)
        assert not options or str(options["error_message"]).endswith(("。", "）。"))
        assert bool(options) != (field.type in ("id", "id_list", "code_list", "url", "email", "phone"))


def test_headers_are_locked_and_cells_for_records_are_not(tmp_path: Path) -> None:
    write_template_workbook(tmp_path / "it.xlsx", VOICE)
    xml = find_part(tmp_path / "it.xlsx", "声")
    styles = read_part(tmp_path / "it.xlsx", "xl/styles.xml")
    formats = styles.split("<cellXfs")[1].split("</cellXfs>")[0].split("<xf ")[1:]
    columns = [
        int(style)
        for first, last, style in re.findall(r'<col min="(\d+)" max="(\d+)" [^>]*style="(\d+)"', xml)
        for _ in range(int(first), int(last) + 1)
    ]
    header = [int(style) for style in re.findall(r'<c r="[A-Z]+1" s="(\d+)"', xml)]

    assert '<sheetProtection sheet="1"' in xml
    assert 'insertRows="0"' in xml and 'sort="0"' in xml and 'formatColumns="0"' in xml
    assert len(columns) == len(header) == len(VOICE.fields)
    assert all('locked="0"' in formats[style] for style in columns)
    assert not any('locked="0"' in formats[style] for style in header)


def test_numbers_that_are_names_are_kept_as_text(tmp_path: Path) -> None:
    contract = current_contract("grant")
    write_template_workbook(tmp_path / "it.xlsx", contract)
    example = read_sheet(tmp_path / "it.xlsx", "助成")[1]
    titles = [field.title_ja for field in contract.fields]

    assert example[titles.index("助成先の法人番号")] == "9000000000000"


@named
def test_a_template_names_its_contract(contract: Contract, tmp_path: Path) -> None:
    write_template_workbook(tmp_path / "it.xlsx", contract)
    properties = read_part(tmp_path / "it.xlsx", "docProps/custom.xml")
    instructions = read_sheet(tmp_path / "it.xlsx", "記入方法")

    assert 'name="tsunagu_contract"' in properties
    assert f">{contract.name}<" in properties
    assert contract.name in "".join(row[0] for row in instructions)


@named
def test_the_instructions_describe_every_column(contract: Contract, tmp_path: Path) -> None:
    write_template_workbook(tmp_path / "it.xlsx", contract)
    rows = read_sheet(tmp_path / "it.xlsx", "記入方法")
    described = {row[0]: row for row in reversed(rows)}

    for field in contract.fields:
        assert described[field.title_ja][1] == ("必須" if field.required else "")
        assert described[field.title_ja][2] == field.description_ja


def test_the_instructions_say_how_to_withdraw_by_the_columns_of_the_kind(tmp_path: Path) -> None:
    write_template_workbook(tmp_path / "it.xlsx", current_contract("collaboration"))
    text = "\n".join(str(cell) for row in read_sheet(tmp_path / "it.xlsx", "記入方法") for cell in row)

    assert (
        "「事業の番号」と「役割」と「法人番号」（なければ「団体名」「都道府県」「市区町村」）だけを書いた行"
        in text
    )


def test_the_same_template_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_template_workbook(tmp_path / name, VOICE)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_copy_keeps_rows_and_columns_in_their_places(tmp_path: Path) -> None:
    sheet = make_sheet({5: ["V1", "2026-04-01", "一", "m"], 8: ["V2", None, "二", None]}, header_row=3)
    write_workbook(tmp_path / "it.xlsx", {"声": VOICE}, sheets=[sheet], marks=[])
    rows = read_sheet(tmp_path / "it.xlsx", "声")

    assert rows[2] == ["声の番号", "聞いた日", "内容", "メモ"]
    assert rows[4] == ["V1", date(2026, 4, 1), "一", "m"]
    assert rows[7] == ["V2", "", "二", ""]
    assert len(rows) == 8


def test_a_file_without_a_header_line_gets_one_above_its_rows(tmp_path: Path) -> None:
    sheet = make_sheet({1: ["V1", None, "一", None]}, header_row=None)
    mark = Mark("声", 1, 1, "空欄です。", header="聞いた日")
    write_workbook(tmp_path / "it.xlsx", {"声": VOICE}, sheets=[sheet], marks=[mark])

    assert [row[0] for row in read_sheet(tmp_path / "it.xlsx", "声")] == ["声の番号", "V1"]
    assert "location=\"'声'!B2\"" in find_part(tmp_path / "it.xlsx", "確認結果")


def test_a_bad_cell_is_red_with_a_comment_and_others_are_not(tmp_path: Path) -> None:
    sheet = make_sheet({2: ["V1", "春", "一", None], 3: ["V2", None, "二", None]})
    marks = [Mark("声", 2, 1, "日付で入力してください。", "春", "聞いた日"), Mark("声", 3, 1, "空欄です。")]
    write_workbook(tmp_path / "it.xlsx", {"声": VOICE}, sheets=[sheet], marks=marks)
    cells = dict(re.findall(r'<c r="([A-Z]+[0-9]+)" s="(\d+)"', find_part(tmp_path / "it.xlsx", "声")))
    comments = re.findall(
        r'<comment ref="(\w+)".*?<t>(.*?)</t>', read_part(tmp_path / "it.xlsx", "xl/comments1.xml")
    )

    assert dict(comments) == {"B2": "日付で入力してください。", "B3": "空欄です。"}
    assert cells["B2"] == cells["B3"] != cells["A2"]


def test_a_row_that_could_not_be_read_is_marked_in_its_place(tmp_path: Path) -> None:
    sheet = make_sheet({2: ["V1", None, None, None], 4: ["V3", None, None, None]})
    marks = [Mark("声", 3, None, "読めません。"), Mark("声", 6, None, "読めません。")]
    write_workbook(tmp_path / "it.xlsx", {"声": VOICE}, sheets=[sheet], marks=marks)
    comments = read_part(tmp_path / "it.xlsx", "xl/comments1.xml")

    assert re.findall(r'<comment ref="(\w+)"', comments) == ["A3", "A6"]
    assert [row[0] for row in read_sheet(tmp_path / "it.xlsx", "声")][:4] == ["声の番号", "V1", "", "V3"]


def test_what_a_sheet_lacks_as_a_whole_is_marked_at_its_header(tmp_path: Path) -> None:
    sheet = make_sheet({2: ["V1", None, None, None]})
    write_workbook(
        tmp_path / "it.xlsx", {}, sheets=[sheet], marks=[Mark("声", 1, None, "見出しがちがいます。")]
    )

    assert 'ref="A1"' in read_part(tmp_path / "it.xlsx", "xl/comments1.xml")


def test_the_result_lists_every_mark(tmp_path: Path) -> None:
    sheet = make_sheet({2: ["V1", "春", "一", None]})
    marks = [
        Mark("声", 2, 1, "日付で入力してください。", "春", "聞いた日"),
        Mark("声", 2, None, "二重です。"),
    ]
    write_workbook(tmp_path / "it.xlsx", {"声": VOICE}, sheets=[sheet], marks=marks)
    rows = read_sheet(tmp_path / "it.xlsx", "確認結果")

    assert CalamineWorkbook.from_path(tmp_path / "it.xlsx").sheet_names[0] == "確認結果"
    assert rows[1][0] == "直してほしい行が1行あります。"
    assert rows[5:] == [
        ["声", "2", "聞いた日", "春", "日付で入力してください。"],
        ["声", "2", "（行全体）", "", "二重です。"],
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+81", "@cmd", "-1+1", "{=A1}", "https://example.org/", "=HYPERLINK(1)"]
)
def test_a_members_text_is_never_a_formula_or_a_link(text: str, tmp_path: Path) -> None:
    sheet = make_sheet({2: [text, text, text, text]})
    marks = [Mark("声", 2, 0, text, text, text)]
    write_workbook(tmp_path / "it.xlsx", {"声": VOICE}, sheets=[sheet], marks=marks)
    xml = find_part(tmp_path / "it.xlsx", "声") + find_part(tmp_path / "it.xlsx", "確認結果")

    assert read_sheet(tmp_path / "it.xlsx", "声")[1] == [text] * 4
    assert "<f>" not in xml and "<f " not in xml
    assert "r:id" not in re.sub(r"<legacyDrawing [^>]*>", "", xml)


def test_more_comments_than_a_workbook_can_hold_are_left_to_the_list(tmp_path: Path) -> None:
    count = MOST_COMMENTS + 10
    sheet = make_sheet({row: ["V", "春", None, None] for row in range(2, count + 2)})
    marks = [Mark("声", row, 1, "日付で入力してください。") for row in range(2, count + 2)]
    write_workbook(tmp_path / "it.xlsx", {"声": VOICE}, sheets=[sheet], marks=marks)

    assert read_part(tmp_path / "it.xlsx", "xl/comments1.xml").count("<comment ") == MOST_COMMENTS
    assert len(read_sheet(tmp_path / "it.xlsx", "確認結果")) == count + 5


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["声.csv"], ["声.csv"]),
        (["声/4月[仙台].csv"], ["声_4月_仙台_.csv"]),
        (["あ" * 40, "あ" * 40], ["あ" * 31, "あ" * 29 + "_2"]),
        (["確認結果", "選択肢"], ["確認結果_2", "選択肢_2"]),
        (["Data", "DATA"], ["Data", "DATA_2"]),
        (["''", "history"], ["シート", "history_2"]),
    ],
)
def test_sheets_get_names_that_excel_takes(names: list[str], expected: list[str]) -> None:
    assert name_sheets([make_sheet({}, name=name) for name in names]) == expected


def test_a_hidden_sheet_stays_hidden(tmp_path: Path) -> None:
    shown, hidden = make_sheet({2: ["V1", None, None, None]}), make_sheet({}, name="裏")
    hidden = Sheet(hidden.name, hidden.header, 1, hidden.rows, hidden=True)
    write_workbook(tmp_path / "it.xlsx", {}, sheets=[shown, hidden], marks=[])

    assert re.findall(
        r'name="(\w+)" sheetId="\d+" state="hidden"', read_part(tmp_path / "it.xlsx", "xl/workbook.xml")
    ) == ["裏"]


def test_the_sheets_that_are_ours_are_those_intake_passes_over() -> None:
    assert {"記入方法", "選択肢", "確認結果"} == SERVICE_SHEETS
