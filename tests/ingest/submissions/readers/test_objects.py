from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest

from ingest.submissions.readers.document import LIMITS, ROW
from tests.ingest.submissions.readers.building import expect_refusal, list_cells, read

RECORDS = [{"voice_id": "V1", "text": "居場所がない"}, {"voice_id": "V2", "text": "人手が足りない"}]
CELLS = [("V1", "居場所がない"), ("V2", "人手が足りない")]
LINES = "".join(json.dumps(record) + "\n" for record in RECORDS)


@pytest.mark.parametrize("filename", ["a.json", "a.txt", "a"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_of_objects_is_one_sheet(filename: str, encoding: str, indent: int | None) -> None:
    content = json.dumps(RECORDS, ensure_ascii=False, indent=indent).encode(encoding)
    document = read(content, filename)
    (sheet,) = document.sheets
    assert (document.format, document.encoding) == ("json", encoding)
    assert (sheet.name, sheet.header, sheet.header_row) == ("records", ("voice_id", "text"), None)
    assert list_cells(document) == CELLS
    assert sheet.rows[ROW].to_list() == [1, 2]


def test_an_object_with_records_declares_kind_and_version() -> None:
    content = json.dumps({"version": 2, "records": RECORDS, "kind": "voice", "note": ["x"]}).encode()
    document = read(content, "a.json")
    (sheet,) = document.sheets
    assert (sheet.name, sheet.declared_kind, sheet.declared_version) == ("voice", "voice", 2)
    assert list_cells(document) == CELLS


@pytest.mark.parametrize("filename", ["a.jsonl", "a.ndjson", "a.json", "a"])
def test_json_lines_are_found_by_name_or_by_shape(filename: str) -> None:
    document = read(LINES.encode(), filename)
    assert document.format == "jsonl" and list_cells(document) == CELLS


def test_one_object_alone_is_one_record() -> None:
    document = read(b'{"voice_id": "V1",\n "fields": ["1", "2"]}', "a.json")
    assert (document.format, list_cells(document)) == ("json", [("V1", "1\n2")])


def test_records_of_several_kinds_become_several_sheets_which_keep_their_rows() -> None:
    lines = [
        '{"kind": "voice", "version": 2, "voice_id": "V1"}',
        '{"kind": "event", "event_id": "E1"}',
        "",
        '{"kind": "voice", "version": 2, "voice_id": "V2", "text": "x"}',
        '{"kind": "voice", "version": 1, "voice_id": "V3"}',
    ]
    sheets = read("\r\n".join(lines).encode(), "a.jsonl").sheets
    assert [(sheet.declared_kind, sheet.declared_version) for sheet in sheets] == [
        ("voice", 2),
        ("event", None),
        ("voice", 1),
    ]
    assert [sheet.header for sheet in sheets] == [("voice_id", "text"), ("event_id",), ("voice_id",)]
    assert [sheet.rows.rows() for sheet in sheets] == [
        [(1, "V1", None), (4, "V2", "x")],
        [(2, "E1")],
        [(5, "V3")],
    ]


def test_values_become_text_and_numbers_stay_as_they_are_written() -> None:
    values = '"x", 1, 1.50, -0.0, 1e400, true, false, null, [1, "二", null, true], [], ""'
    names = [f"f{index}" for index in range(11)]
    parts = ["x", "1", "1.50", "-0.0", "1e400", "○", "×", None, "1\n二\n○", None, None]
    items = [item.strip() for item in values.replace('[1, "二", null, true]', "LIST").split(",")]
    pairs = zip(names, items, strict=True)
    text = "{" + ",".join(f'"{name}": {item}' for name, item in pairs) + "}"
    document = read(text.replace("LIST", '[1, "二", null, true]').encode(), "a.json")
    assert list_cells(document) == [tuple(parts)]


def test_a_number_of_any_length_is_a_text() -> None:
    digits = "9" * 9_999
    assert list_cells(read(f'[{{"a": {digits}, "b": 1}}]'.encode(), "a.json")) == [(digits, "1")]


BROKEN = [
    ('{"a": 1, "a": 2}', "json.duplicate_key"),
    ('{"a": NaN}', "json.not_a_number"),
    ('{"a": -Infinity}', "json.not_a_number"),
    ('{"a": {"b": 1}}', "json.nested"),
    ('{"a": [[1]]}', "json.nested"),
    ('{"a": [{"b": 1}]}', "json.nested"),
    ('{"a": "\\ud800"}', "text.surrogate"),
    ('{"\\udfff": "x"}', "text.surrogate"),
    ('{"a": 1,}', "json.syntax"),
    ('{"a": "tab\tinside"}', "json.syntax"),
    ('{"a": "\\u00"}', "json.syntax"),
    ('{"a": 01}', "json.syntax"),
    ('{"a": ' + "[" * 50 + "]" * 50 + "}", "json.depth"),
    ('{"a": ' + "[" * 99_999 + "]" * 99_999 + "}", "json.depth"),
    ('{"a": "' + "x" * 3 * 10**6 + '"}', "json.record_too_long"),
    ('{"a": "' + "x" * 10_001 + '"}', "cell.too_long"),
    ('{"a": ' + "9" * 10_001 + "}", "cell.too_long"),
    ('{"version": "neu", "a": 1}', "json.version"),
    ('{"version": 1.5, "a": 1}', "json.version"),
]


@pytest.mark.parametrize("shape", ["lines", "list", "records"])
@pytest.mark.parametrize(("record", "rule"), BROKEN)
def test_a_bad_record_is_set_apart_and_its_neighbours_are_read(record: str, rule: str, shape: str) -> None:
    records = ['{"a": "一"}', record, '{"a": "三"}']
    text = "\n".join(records) if shape == "lines" else f"[{','.join(records)}]"
    text = f'{{"records": {text}}}' if shape == "records" else text
    document = read(text.encode(), "a.jsonl" if shape == "lines" else "a.json")
    (sheet,) = document.sheets
    (broken,) = sheet.broken
    assert (broken.row, broken.rule) == (2, rule)
    assert broken.message_ja and broken.message_en and len(broken.value) < 100
    assert [row for row in sheet.rows.select(ROW, "0").rows()] == [(1, "一"), (3, "三")]


@pytest.mark.parametrize("item", ["1", '"text"', "null", "[1]", "true"])
def test_what_is_no_object_is_no_record(item: str) -> None:
    for text, filename in ((f'[{{"a": 1}}, {item}]', "a.json"), (f'{{"a": 1}}\n{item}\n', "a.jsonl")):
        (sheet,) = read(text.encode(), filename).sheets
        assert [(broken.row, broken.rule) for broken in sheet.broken] == [(2, "json.not_a_record")]


def test_a_file_of_broken_records_alone_tells_of_each() -> None:
    (sheet,) = read(b'[{"a": NaN}, {"a": 1, "a": 2}]', "a.json").sheets
    assert [broken.row for broken in sheet.broken] == [1, 2] and sheet.rows.is_empty()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"a": 1},\n{"a": 2},\n]', 3),
        ('[{"a": 1}\n{"a": 2}]', 2),
        ('[{"a": 1},\n{"a": ', 2),
        ('[{"a": 1},\n{"a": "unterminated}]', 2),
        ('{"kind": "voice",\n"records": [{"a": 1}]', 2),
        ("[1, 2", 1),
        ("]", 1),
    ],
)
def test_json_that_ends_or_goes_wrong_between_records_is_refused_with_the_line(text: str, line: int) -> None:
    assert expect_refusal(text.encode(), "a.json", "json.syntax").place == f"a.json:{line}"


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "voice", "kind": "event", "records": [{"a": 1}]}',
        '{"version": NaN, "records": [{"a": 1}]}',
        '{"version": "neu", "records": [{"a": 1}]}',
        '{"other": [{"a": 1}], "records": [{"a": 1}]}',
        "5",
        '"text"',
        "[" + "1," * 10**6 + "1]",
    ],
)
def test_a_document_of_another_shape_is_refused(text: str) -> None:
    expect_refusal(text.encode(), "a.json", "json.syntax")


def test_lines_of_which_none_is_json_are_refused() -> None:
    assert expect_refusal("声の番号,内容\nV1,あ\n".encode(), "a.jsonl", "json.syntax").place == "a.jsonl:1"


@pytest.mark.parametrize("depth", [9, 1_000, 200_000])
def test_nesting_around_records_is_refused_before_anything_recurses(depth: int) -> None:
    expect_refusal(b"[" * depth + b"]" * depth, "a.json", "json.depth")
    assert depth > sys.getrecursionlimit() or depth < 2_000


@pytest.mark.parametrize("text", ["[]", "{}", "[{}, {}]", '{"records": []}', "{}\n{}\n"])
def test_json_without_any_value_is_refused(text: str) -> None:
    expect_refusal(text.encode(), "a.json", "file.no_rows")


def test_json_in_another_encoding_is_refused_with_the_line() -> None:
    content = '[{"a": 1},\n{"a": "あ"}]'.encode("cp932")
    assert expect_refusal(content, "a.json", "json.encoding").place == "a.json:2"
    expect_refusal(LINES.encode("utf-16"), "a.jsonl", "json.encoding")


def test_bounds_on_records_fields_and_kinds_hold() -> None:
    for filename, text in (("a.json", json.dumps(RECORDS)), ("a.jsonl", LINES)):
        expect_refusal(text.encode(), filename, "rows.too_many", replace(LIMITS, rows=1))
        expect_refusal(text.encode(), filename, "columns.too_many", replace(LIMITS, columns=1))
    expect_refusal(b'[{"a": [1]}]', "a.json", "json.too_many_brackets", replace(LIMITS, brackets=2))
    kinds = json.dumps([{"kind": f"k{number}", "a": 1} for number in range(21)])
    expect_refusal(kinds.encode(), "a.json", "sheets.too_many")


def test_brackets_and_quotes_within_texts_are_text() -> None:
    text = 'a "quoted" [bracket] {brace} \\ back\\" slash'
    records = [{"a": text}, {"a": "}]"}]
    assert list_cells(read(json.dumps(records).encode(), "a.json")) == [(text,), ("}]",)]


def test_fields_named_as_our_columns_are_just_fields() -> None:
    (sheet,) = read(b'[{"_row": "x", "0": "y"}]', "a.json").sheets
    assert (sheet.header, sheet.rows.rows()) == (("_row", "0"), [(1, "x", "y")])
