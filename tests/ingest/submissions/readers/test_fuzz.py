"""Whatever the bytes: a document or a refusal; and whatever the table: the same cells come back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.submissions.errors import RefusedSubmission
from ingest.submissions.readers.document import Document
from tests.ingest.submissions.readers.building import (
    build_workbook,
    convert_here,
    list_cells,
    read,
    repack,
)

NAMES = st.sampled_from(["a.csv", "a.tsv", "a.txt", "a.json", "a.jsonl", "a.xlsx", "a"])
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)
CP932_LETTERS = "abc ,;\"'\t\n0123あいうアイウｱｲｳ一二三①㈱髙﨑～－表能ソ"
CP932_CELL = st.text(st.sampled_from(CP932_LETTERS), max_size=12)
NO_XML = "\ufffe\uffff_"  # the underline begins an escape there
XML_CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters=NO_XML), max_size=12
)
NEWLINES = st.sampled_from(["\n", "\r\n"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
SPACES = "".join(c for c in map(chr, range(0x3001)) if c.isspace() and c not in "\x1c\x1d\x1e\x1f")
HEADER = ["声の番号", "内容", "更新日"]


def draw_tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8)


def expect_cells(rows: list[list[str]]) -> list[tuple[str | None, ...]]:
    cells = [tuple(cell if cell.strip(SPACES) else None for cell in row) for row in rows]
    return [row for row in cells if any(row)]


def write_csv(rows: list[list[str]], delimiter: str, newline: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=newline).writerows([HEADER, *rows])
    return stream.getvalue()


def read_whatever(content: bytes, filename: str) -> Document | None:
    try:
        document = read(content, filename, run=convert_here)
    except RefusedSubmission as refusal:
        assert refusal.rule_ja and refusal.remedy_ja and refusal.value.isprintable()
        return None
    for sheet in document.sheets:
        assert len(sheet.header) == sheet.rows.width - 1
    return document


@MANY
@given(draw_tables(CELL), st.sampled_from(",\t;"), NEWLINES, ENCODINGS)
def test_a_table_comes_back_from_csv(
    rows: list[list[str]], delimiter: str, newline: str, encoding: str
) -> None:
    text = write_csv(rows, delimiter, newline)
    if text.count("\0") > 1:  # seems to be UTF-16
        rows = [[cell.replace("\0", "") for cell in row] for row in rows]
        text = write_csv(rows, delimiter, newline)
    document = read(text.encode(encoding), "a.csv", known_headers=frozenset(HEADER))
    assert document.sheets[0].header == tuple(HEADER)
    assert list_cells(document) == expect_cells(rows)


@MANY
@given(draw_tables(CP932_CELL))
def test_a_table_comes_back_from_csv_in_cp932(rows: list[list[str]]) -> None:
    document = read(write_csv(rows, ",", "\r\n").encode("cp932"), "a.csv", known_headers=frozenset(HEADER))
    assert (document.encoding, list_cells(document)) == ("cp932", expect_cells(rows))


@FEW
@given(draw_tables(XML_CELL))
def test_a_table_comes_back_from_a_workbook(rows: list[list[str]]) -> None:
    document = read(build_workbook([HEADER, *rows]), "a.xlsx", known_headers=frozenset(HEADER))
    assert list_cells(document) == expect_cells(rows)


@MANY
@given(draw_tables(CELL), st.sampled_from(["json", "jsonl"]), st.booleans())
def test_a_table_comes_back_from_json(rows: list[list[str]], form: str, ascii_only: bool) -> None:
    records = [dict(zip(HEADER, row, strict=True)) for row in rows]
    lines = [json.dumps(record, ensure_ascii=ascii_only) for record in records]
    text = "\n".join(lines) if form == "jsonl" else f"[{','.join(lines)}]"
    document = read(text.encode(), f"a.{form}")
    assert list_cells(document) == expect_cells(rows)


@MANY
@given(st.binary(max_size=200), NAMES)
@example(b"sep=", "a.csv")
@example(b'"', "a.csv")
@example(b"{", "a.jsonl")
@example(b"PK\x03\x04", "a.xlsx")
@example(b"\xff\xfe\x00\xd8", "a.csv")
@example(b"[{]", "a.json")
@example(b"}{", "a.json")
def test_random_bytes_are_a_document_or_a_refusal(content: bytes, filename: str) -> None:
    read_whatever(content, filename)


@MANY
@given(st.text('{}[]",:\\ 0eE.-+ntu\n\ud800あ', max_size=60), NAMES)
def test_texts_like_json_are_a_document_or_a_refusal(text: str, filename: str) -> None:
    read_whatever(text.encode("utf-8", "surrogatepass"), filename)


@MANY
@given(st.text('",\n\r;\t =sepあ', max_size=60), NAMES, st.sampled_from(["utf-8", "cp932", "utf-16"]))
def test_texts_like_csv_are_a_document_or_a_refusal(text: str, filename: str, encoding: str) -> None:
    read_whatever(text.encode(encoding), filename)


@MANY
@given(st.data())
def test_a_workbook_with_bytes_exchanged_is_a_document_or_a_refusal(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read_whatever(bytes(content), "a.xlsx")


@MANY
@given(st.data())
def test_a_workbook_with_a_part_exchanged_is_a_document_or_a_refusal(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PARTS)))
    part = bytearray(PARTS[name])
    for _ in range(data.draw(st.integers(1, 4))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.sampled_from(b'<>/"= &;!a0-'))
    read_whatever(repack(WORKBOOK, {name: bytes(part)}), "a.xlsx")


WORKBOOK = build_workbook()
with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as _archive:
    PARTS: dict[str, Any] = {name: _archive.read(name) for name in _archive.namelist()}
