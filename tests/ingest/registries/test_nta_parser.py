"""Tests of parsing corporate-number files: what is typed, noted, kept apart, and refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.registries import nta_diff, nta_national, nta_reader
from ingest.registries.nta_layout import BRONZE_SCHEMA
from tests.ingest.registries.bronze_of import Built, build
from tests.ingest.registries.nta_records import (
    build_diff,
    make_file,
    make_number,
    make_record,
    make_tombstone,
    zip_csv,
)


def quarantined(built: Built) -> list[tuple[int, str | None, str | None, str]]:
    """Return row, column, value and rule of each quarantined row."""
    return (
        []
        if built.quarantine.is_empty()
        else built.quarantine.select("file_row", "column_name", "value", "rule").rows()
    )


def noted(built: Built) -> list[tuple[int | None, str | None, str | None, str]]:
    found = (finding for finding in built.report.findings if finding.severity == "noted")
    return [(finding.row, finding.column, finding.value, finding.rule) for finding in found]


def refused(built: Built) -> str:
    """Return the one blocking finding of a refused file, as a line."""
    assert built.report.failed
    (finding,) = built.report.findings
    assert finding.severity == "blocking"
    assert finding.file == built.report.filename
    return finding.describe()


# What a good record becomes


def test_a_record_is_typed_in_all_columns(tmp_path: Path) -> None:
    built = build_diff(
        tmp_path, make_file(make_record(1, closeDate="2021-10-01", closeCause="11", nameImageId="00012345"))
    )
    (row,) = built.rows.rows(named=True)
    assert list(row) == BRONZE_SCHEMA.names
    expected: dict[str, Any] = {
        "source_file": "diff_20211004.zip",
        "file_row": 1,
        "published_on": date(2021, 10, 4),
        "sequence_number": 1,
        "corporate_number": make_number(1),
        "process": "01",
        "correct": False,
        "update_date": date(2021, 10, 4),
        "change_date": date(2021, 9, 30),
        "name": "特定非営利活動法人つなぐ",
        "name_image_id": "00012345",
        "kind": "399",
        "prefecture_name": "静岡県",
        "city_name": "浜松市浜名区",
        "street_number": "貴布祢３０００番地",
        "prefecture_code": "22",
        "city_code": "139",
        "post_code": "4340038",
        "close_date": date(2021, 10, 1),
        "close_cause": "11",
        "assignment_date": date(2021, 10, 4),
        "latest": True,
        "furigana": "ツナグ",
        "hihyoji": False,
        "municipality_code": "22139",
        "legal_form": "npo",
    }
    assert {name: value for name, value in row.items() if value is not None} == expected


def test_a_tombstone_is_a_record_like_any_other(tmp_path: Path) -> None:
    built = build_diff(tmp_path, make_file(make_record(1), make_tombstone(2)))
    assert built.report.findings == ()
    row = built.rows.row(1, named=True)
    assert (row["process"], row["corporate_number"], row["update_date"]) == (
        "99",
        make_number(2),
        date(2021, 10, 4),
    )
    assert (row["name"], row["kind"], row["correct"], row["latest"], row["legal_form"]) == (None,) * 5


def test_only_kind_399_has_a_legal_form(tmp_path: Path) -> None:
    records = [make_record(1, kind="301"), make_record(2, name="株式会社つなぐ"), make_record(3)]
    assert build_diff(tmp_path, make_file(*records)).rows["legal_form"].to_list() == [None, None, "npo"]


def test_quotes_within_a_name_are_kept(tmp_path: Path) -> None:
    built = build_diff(tmp_path, make_file(make_record(1, name='つなぐ""Ａ""、Ｂ,Ｃ')))
    assert built.rows["name"].item() == 'つなぐ"Ａ"、Ｂ,Ｃ'


def test_a_place_abroad_has_no_municipality(tmp_path: Path) -> None:
    built = build_diff(tmp_path, make_file(make_record(1, prefectureCode="", cityCode="")))
    assert built.rows["municipality_code"].to_list() == [None]


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_the_encoding_is_found_and_reported(encoding: str, tmp_path: Path) -> None:
    built = build_diff(tmp_path, make_file(make_tombstone(1), make_record(2, name="髙﨑①の会")), encoding)
    assert built.report.encoding == encoding
    assert built.rows["name"].to_list() == [None, "髙﨑①の会"]


def test_both_editions_give_the_same_text(tmp_path: Path) -> None:
    signs = "～－∥￠￡￢―"
    windows = build_diff(tmp_path, make_file(make_record(1, name=signs)), "cp932")
    unicode = build_diff(tmp_path, make_file(make_record(1, name="〜−‖¢£¬—")), "utf-8")
    assert windows.rows["name"].item() == unicode.rows["name"].item() == signs


def test_an_encoding_that_switches_inside_a_file_is_refused_at_its_place(tmp_path: Path) -> None:
    content = make_file(make_record(1), make_record(2)).encode() + make_file(make_record(3)).encode("cp932")
    finding = refused(build_diff(tmp_path, content))
    assert "diff_20211004.zip, row 3" in finding
    assert "encoding.changed" in finding


def test_an_encoding_that_switches_between_blocks_is_refused_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nta_reader, "BLOCK_BYTES", 512)
    content = make_file(*map(make_record, range(1, 8))).encode("cp932") + make_file(make_record(8)).encode()
    finding = refused(build_diff(tmp_path, content))
    assert "diff_20211004.zip, row 8" in finding


@pytest.mark.parametrize("garbage", [b"\x80", b"\xa0", b"\xfd", b"\xf0\x40"])
def test_bytes_no_character_has_are_refused(garbage: bytes, tmp_path: Path) -> None:
    content = make_file(make_record(1), make_record(2, name="つなぐ会")).encode("cp932")
    content = content.replace("つなぐ会".encode("cp932"), garbage)
    finding = refused(build_diff(tmp_path, content))
    assert "row 2" in finding
    assert "encoding.changed" in finding


def test_text_that_is_neither_utf_8_nor_cp932_is_refused(tmp_path: Path) -> None:
    content = make_file(make_tombstone(1), make_record(2)).encode("utf-16-le")
    assert "encoding.unknown" in refused(build_diff(tmp_path, content))


def test_a_byte_order_mark_is_taken_away_and_noted(tmp_path: Path) -> None:
    built = build_diff(tmp_path, make_file(make_record(1)), "utf-8-sig")
    assert built.rows["sequence_number"].to_list() == [1]
    assert noted(built) == [(1, None, None, "encoding.bom")]


def test_windows_line_ends_are_read_and_noted_once(tmp_path: Path) -> None:
    built = build_diff(tmp_path, make_file(make_record(1), make_record(2)).replace("\n", "\r\n"))
    assert built.rows["hihyoji"].to_list() == [False, False]
    assert noted(built) == [(1, None, None, "line_end.crlf")]
    assert built.report.findings_by_rule == {"line_end.crlf": 2}


# Rows kept apart

BAD_NUMBER = "1" + make_number(2)[1:] if make_number(2)[0] != "1" else "2" + make_number(2)[1:]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("corporateNumber", BAD_NUMBER, "corporate_number.check_digit"),
        ("corporateNumber", "123", "corporate_number.format"),
        ("corporateNumber", "", "corporate_number.format"),
        ("corporateNumber", "１" * 13, "corporate_number.format"),
        ("sequenceNumber", "two", "sequence_number.format"),
        ("sequenceNumber", "", "sequence_number.format"),
        ("process", "77", "process.unknown"),
        ("process", "", "process.unknown"),
        ("changeDate", "2021-02-29", "date.impossible"),
        ("updateDate", "20211004", "date.impossible"),
        ("closeDate", "0000-01-01", "date.impossible"),
        ("assignmentDate", "2021-W01-1", "date.impossible"),
        ("correct", "2", "flag.unknown"),
        ("latest", "true", "flag.unknown"),
        ("hihyoji", "○", "flag.unknown"),
    ],
)
def test_a_broken_row_is_kept_apart_with_its_finding(
    column: str, value: str, rule: str, tmp_path: Path
) -> None:
    broken = make_record(2, **{column: value})
    built = build_diff(tmp_path, make_file(make_record(1), broken, make_record(3)))
    assert built.rows["file_row"].to_list() == [1, 3]
    assert quarantined(built) == [(2, column, value or None, rule)]
    assert built.quarantine["record"].item() == broken
    assert built.report.findings_by_rule[rule] == 1
    (finding,) = [finding for finding in built.report.findings if finding.severity == "quarantined"]
    assert (finding.file, finding.row, finding.column, finding.value) == (
        built.report.filename,
        2,
        column,
        value or None,
    )
    assert finding.remedy


def test_a_row_that_breaks_several_rules_is_kept_apart_once(tmp_path: Path) -> None:
    broken = make_record(2, corporateNumber="123", process="77", changeDate="2021-13-01")
    built = build_diff(tmp_path, make_file(make_record(1), broken))
    assert quarantined(built) == [(2, "corporateNumber", "123", "corporate_number.format")]
    assert "process code" in built.quarantine["message"].item()
    assert "date" in built.quarantine["message"].item()


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        (make_record(2) + ",", "31 columns"),
        (make_record(2).rpartition(",")[0], "29 columns"),
        ("<p>Service unavailable</p>", "1 columns"),
    ],
)
def test_a_column_too_many_or_too_few_is_kept_apart(broken: str, found: str, tmp_path: Path) -> None:
    built = build_diff(tmp_path, make_file(make_record(1), broken, make_record(3)))
    assert built.rows["sequence_number"].to_list() == [1, 3]
    assert quarantined(built) == [(2, None, found, "record.column_count")]
    assert built.quarantine["record"].item() == broken


@pytest.mark.parametrize(
    "broken",
    [
        make_record(2).replace('"静岡県"', '"静岡県'),
        make_record(2).replace('"ツナグ"', '"ツナグ'),
        make_record(2)[:-1] + '"0',
        make_record(2).replace("つなぐ", "つ\rなぐ"),
        "",
    ],
)
def test_a_stray_quote_or_line_end_harms_only_its_own_record(broken: str, tmp_path: Path) -> None:
    records = [make_record(1), broken, *map(make_record, range(3, 9))]
    built = build_diff(tmp_path, make_file(*records))
    assert built.rows["sequence_number"].to_list() == [1, 3, 4, 5, 6, 7, 8]
    assert built.quarantine["file_row"].to_list() == [2]
    assert built.quarantine["record"].to_list() == [broken]


def test_a_record_broken_in_two_lines_is_two_broken_records(tmp_path: Path) -> None:
    built = build_diff(
        tmp_path, make_file(make_record(1), make_record(2).replace("つなぐ", "つ\nなぐ"), make_record(3))
    )
    assert built.quarantine["file_row"].to_list() == [2, 3]
    assert built.rows["sequence_number"].to_list() == [1, 3]
    assert built.report.rows_landed == 4


@pytest.mark.parametrize("kept", [-1, -20, 3])
def test_what_follows_the_last_line_feed_is_kept_apart(kept: int, tmp_path: Path) -> None:
    content = make_file(make_record(1)) + make_file(make_record(2))[:kept]
    built = build_diff(tmp_path, content)
    assert built.rows["sequence_number"].to_list() == [1]
    assert [row[::3] for row in quarantined(built)] == [(2, "record.unterminated")]
    assert "fetch it again" in built.quarantine["remedy"].item()


def test_a_file_cut_within_a_character_keeps_what_is_whole(tmp_path: Path) -> None:
    whole = make_file(make_record(1)).encode("cp932")
    half = make_record(2).encode("cp932")
    cut = half.index("静".encode("cp932")) + 1
    built = build_diff(tmp_path, whole + half[:cut])
    assert [row[::3] for row in quarantined(built)] == [(2, "record.unterminated")]
    assert built.report.encoding == "cp932"


# Rows used as they are, with a note


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("kind", "398", "kind.unknown"),
        ("closeCause", "99", "close_cause.unknown"),
        ("updateDate", "2021-10-03", "update_date.other_day"),
        ("sequenceNumber", "9", "sequence_number.order"),
        ("successorCorporateNumber", BAD_NUMBER, "successor_corporate_number.check_digit"),
        ("prefectureCode", "1", "place_code.format"),
        ("cityCode", "10A", "place_code.format"),
        ("name", "", "required.missing"),
        ("latest", "", "required.missing"),
    ],
)
def test_an_odd_value_is_used_and_noted(column: str, value: str, rule: str, tmp_path: Path) -> None:
    built = build_diff(tmp_path, make_file(make_record(1), make_record(2, **{column: value})))
    assert built.rows["file_row"].to_list() == [1, 2]
    assert noted(built) == [(2, column, value or None, rule)]


def test_a_value_repeated_in_many_rows_is_one_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nta_reader, "BLOCK_BYTES", 1024)
    built = build_diff(tmp_path, make_file(*(make_record(row, kind="398") for row in range(1, 51))))
    assert noted(built) == [(1, "kind", "398", "kind.unknown")]
    assert built.report.findings_by_rule == {"kind.unknown": 50}


def test_the_national_file_holds_changes_of_any_day_before_it(tmp_path: Path) -> None:
    records = make_file(make_record(1, updateDate="2015-11-13"), make_record(2, updateDate="2021-11-01"))
    content = zip_csv(records.encode("cp932"), "00_zenkoku_all_20211029.csv")
    built = build(nta_national.REGISTER, tmp_path, "00_zenkoku_all_20211029.zip", content)
    assert noted(built) == [(2, "updateDate", "2021-11-01", "update_date.other_day")]
    assert built.rows["published_on"].unique().to_list() == [date(2021, 10, 29)]


# Files refused as a whole


def test_a_page_of_html_instead_of_the_csv_is_refused(tmp_path: Path) -> None:
    page = "<!DOCTYPE html>\n<html lang='ja'>\n\n<body>ただいま混み合っています</body>\n</html>\n"
    finding = refused(build_diff(tmp_path, page, "utf-8"))
    assert "<!DOCTYPE html>" in finding
    assert "file.other_layout" in finding


def test_another_number_of_columns_in_every_row_is_refused(tmp_path: Path) -> None:
    finding = refused(build_diff(tmp_path, make_file(*(make_record(row) + "," for row in range(1, 4)))))
    assert "31 columns" in finding


def test_more_malformed_rows_than_exceptions_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nta_reader, "MAX_MALFORMED", 5)
    records = [make_record(1), *("x,y" for _ in range(6))]
    assert "file.other_layout" in refused(build_diff(tmp_path, make_file(*records)))


def test_moved_columns_are_refused(tmp_path: Path) -> None:
    moved = (",".join(reversed(make_record(row).split(","))) for row in range(1, 4))
    assert "file.no_usable_rows" in refused(build_diff(tmp_path, make_file(*moved)))


def test_an_empty_csv_is_refused(tmp_path: Path) -> None:
    assert "file.no_usable_rows" in refused(build_diff(tmp_path, b""))


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nta_reader, "MAX_RECORD_BYTES", 1000)
    monkeypatch.setattr(nta_reader, "BLOCK_BYTES", 256)
    assert "1 MiB" in refused(build_diff(tmp_path, make_file(make_record(1)) + "x" * 5000))


@pytest.mark.parametrize("filename", ["diff.zip", "diff_20211304.zip"])
def test_a_file_name_without_a_date_is_refused(filename: str, tmp_path: Path) -> None:
    assert "file.name_without_date" in refused(
        build_diff(tmp_path, make_file(make_record(1)), filename=filename)
    )


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    content = zip_csv(make_file(make_record(1)).encode())[:-30]
    built = build(nta_diff.REGISTER, tmp_path, "diff_20211004.zip", content)
    assert "diff_20211004.zip" in refused(built)


# Any file


def test_blocks_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [make_record(row) if row % 7 else f"{row},broken" for row in range(1, 101)]
    for name in ("whole", "cut"):
        (tmp_path / name).mkdir()
    whole = build_diff(tmp_path / "whole", make_file(*records))
    monkeypatch.setattr(nta_reader, "BLOCK_BYTES", 700)
    cut = build_diff(tmp_path / "cut", make_file(*records))
    assert cut.rows.equals(whole.rows)
    assert cut.quarantine.equals(whole.quarantine)
    assert cut.report.findings == whole.report.findings


#: Whatever CP932 can write and a cell can hold.
TEXT = st.text(
    st.characters(codec="cp932", exclude_categories=["Co", "Cc"], exclude_characters='"¢£¬‖−〜'), min_size=1
)

DAMAGES = {
    "number": lambda row: make_record(row, corporateNumber=make_number(row)[::-1] + "0"),
    "date": lambda row: make_record(row, changeDate="2021-02-30"),
    "process": lambda row: make_record(row, process="00"),
    "flag": lambda row: make_record(row, latest="x"),
    "column too many": lambda row: make_record(row) + ",x",
    "column too few": lambda row: make_record(row)[:40].replace('"', ""),
    "quote": lambda row: make_record(row).replace('"静岡県"', '"静岡県'),
    "carriage return": lambda row: make_record(row).replace("静岡県", "静\r岡県"),
    "blank": lambda row: "",
}


@st.composite
def damaged_files(draw: st.DrawFn) -> tuple[list[str], list[int]]:
    """Draw the records of a file, the first of them good, and the rows that are damaged."""
    kinds = draw(st.lists(st.sampled_from(["good", "good", *DAMAGES]), max_size=30))
    records, damaged = [make_record(1, name=draw(TEXT))], []
    for row, kind in enumerate(kinds, start=2):
        if kind == "good":
            records.append(make_record(row, name=draw(TEXT)))
        else:
            records.append(DAMAGES[kind](row))
            damaged.append(row)
    return records, damaged


@given(
    drawn=damaged_files(),
    encoding=st.sampled_from(["utf-8", "cp932"]),
    block=st.sampled_from([300, 2000, 2**20]),
)
@settings(max_examples=60, deadline=None)
def test_rows_add_up_and_every_damaged_row_has_its_finding(
    drawn: tuple[list[str], list[int]], encoding: str, block: int
) -> None:
    records, damaged = drawn
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(nta_reader, "BLOCK_BYTES", block)
        built = build_diff(Path(folder), make_file(*records), encoding)
    report = built.report
    assert not report.failed, report.findings
    assert report.rows_landed == len(records) == report.rows_bronze + report.rows_quarantined
    assert [row for row, *_ in quarantined(built)] == damaged
    assert {finding.row for finding in report.findings if finding.severity == "quarantined"} == set(damaged)
    assert built.rows["file_row"].to_list() == [
        row for row in range(1, len(records) + 1) if row not in damaged
    ]
