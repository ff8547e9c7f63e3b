"""The leak scan finds a planted value in every format a release uses, and nothing where there is none."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from tests.tsunagu.leak_scan import Leak, find_leaks

PHONE = "090-1234-5678"
NAME = "架空花子"
MAIL = "hanako@example.jp"
Write = Callable[[Path, str], object]


def write_text(path: Path, value: str) -> None:
    path.write_text(f"id,text\r\n1,前{value}後\r\n", encoding="utf-8-sig")


def write_cp932(path: Path, value: str) -> None:
    path.write_text(f"前{value}後", encoding="cp932")


def write_json(path: Path, value: str) -> None:
    path.write_text(json.dumps({"text": [value]}), encoding="ascii")


def write_html(path: Path, value: str) -> None:
    path.write_text("<p>" + "".join(f"&#{ord(letter)};" for letter in value) + "</p>", encoding="ascii")


def write_gzip(path: Path, value: str) -> None:
    path.write_bytes(gzip.compress(f"前{value}".encode()))


def write_parquet(path: Path, value: str) -> None:
    pq.write_table(pa.table({"id": [1, 2], "text": ["x", f"前{value}後"]}), path, compression="zstd")


def write_parquet_list(path: Path, value: str) -> None:
    pq.write_table(pa.table({"list": [["x"], ["y", value]]}), path, compression="zstd")


def write_parquet_struct(path: Path, value: str) -> None:
    pq.write_table(pa.table({"struct": [{"inner": {"text": value}}]}), path, compression="zstd")


def write_parquet_metadata(path: Path, value: str) -> None:
    field = pa.field("id", pa.int64(), metadata={"description": f"such as {value}"})
    pq.write_table(pa.table({"id": [1]}, schema=pa.schema([field])), path)


def write_zip(path: Path, value: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", f"前{value}")


def write_xlsx(path: Path, value: str) -> None:
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet().write_string(3, 2, f"前{value}")
    workbook.close()


def write_xlsx_comment(path: Path, value: str) -> None:
    workbook = xlsxwriter.Workbook(path)
    workbook.add_worksheet().write_comment(3, 2, value)
    workbook.close()


def write_duckdb(path: Path, value: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table t as select i, 'x' || i as text from range(5000) r(i)")
        connection.execute("insert into t values (1, ?)", [f"前{value}"])


def write_duckdb_list(path: Path, value: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table t as select [?, 'x'] as list", [value])


def write_duckdb_comment(path: Path, value: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table t (id integer)")
        connection.execute(f"comment on column t.id is '{value}'")


FORMATS: dict[str, tuple[str, Write]] = {
    "CSV": ("a.csv", write_text),
    "text in CP932": ("a.txt", write_cp932),
    "JSON with escapes": ("a.json", write_json),
    "HTML with entities": ("a.html", write_html),
    "gzip": ("a.csv.gz", write_gzip),
    "Parquet": ("a.parquet", write_parquet),
    "a list in Parquet": ("a.parquet", write_parquet_list),
    "a struct in Parquet": ("a.parquet", write_parquet_struct),
    "metadata of Parquet": ("a.parquet", write_parquet_metadata),
    "zip": ("a.zip", write_zip),
    "XLSX": ("a.xlsx", write_xlsx),
    "a comment in XLSX": ("a.xlsx", write_xlsx_comment),
    "DuckDB": ("a.duckdb", write_duckdb),
    "a list in DuckDB": ("a.duckdb", write_duckdb_list),
    "a comment in DuckDB": ("a.duckdb", write_duckdb_comment),
    "a Parquet file that is not called so": ("a.bin", write_parquet),
}


@pytest.mark.parametrize("value", [PHONE, NAME, MAIL])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_planted_value_is_found(tmp_path: Path, kind: str, value: str) -> None:
    name, write = FORMATS[kind]
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep" / name, value)

    found = find_leaks(tmp_path, [PHONE, NAME, MAIL])

    assert {(leak.file, leak.value) for leak in found} == {(f"deep/{name}", value)}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_clean_file_holds_nothing(tmp_path: Path, kind: str) -> None:
    name, write = FORMATS[kind]
    write(tmp_path / name, "090-8765-4321")
    assert find_leaks(tmp_path, [PHONE, NAME, MAIL]) == []


@pytest.mark.parametrize(
    "written",
    ["０９０－１２３４－５６７８", "09012345678", "090 1234 5678", "(090)1234‐5678", "090\u200b-1234-5678"],
)
def test_a_number_is_found_however_it_is_written(tmp_path: Path, written: str) -> None:
    write_parquet(tmp_path / "a.parquet", written)
    assert [leak.value for leak in find_leaks(tmp_path, [PHONE])] == [PHONE]


@pytest.mark.parametrize(
    "written", ["ＨＡＮＡＫＯ＠ＥＸＡＭＰＬＥ．ＪＰ", "Hanako@Example.jp", "hanako%40example.jp"]
)
def test_a_mail_address_is_found_however_it_is_written(tmp_path: Path, written: str) -> None:
    write_json(tmp_path / "a.json", written)
    assert [leak.value for leak in find_leaks(tmp_path, [MAIL])] == [MAIL]


def test_the_name_of_a_file_is_searched(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.txt").write_text("", encoding="utf-8")
    assert find_leaks(tmp_path, [NAME]) == [Leak(f"{NAME}.txt", "name of the file", NAME)]


def test_the_place_within_a_table_is_told(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", NAME)
    assert Leak("a.parquet", "text", NAME) in find_leaks(tmp_path, [NAME])


def test_two_values_next_to_each_other_are_both_found(tmp_path: Path) -> None:
    write_text(tmp_path / "a.csv", NAME + MAIL)
    assert {leak.value for leak in find_leaks(tmp_path, [NAME, MAIL])} == {NAME, MAIL}


def test_a_value_within_another_is_found_too(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", "架空花子")
    assert {leak.value for leak in find_leaks(tmp_path, ["花子", "架空花子"])} == {"花子", "架空花子"}


def test_without_values_nothing_leaks(tmp_path: Path) -> None:
    write_text(tmp_path / "a.csv", NAME)
    assert find_leaks(tmp_path, ["", " "]) == []


@pytest.mark.parametrize(
    ("text", "is_told"), [("〒999-9871の団地", True), ("at 17642999-98715", False), ("sum a9999871f", False)]
)
def test_a_post_code_is_found_where_it_is_told_and_not_within_other_numbers(
    tmp_path: Path, text: str, is_told: bool
) -> None:
    (tmp_path / "log").write_text(text, encoding="utf-8")
    found = find_leaks(tmp_path, ["999-9871"])
    assert any(leak.place == "text" for leak in found) is is_told
