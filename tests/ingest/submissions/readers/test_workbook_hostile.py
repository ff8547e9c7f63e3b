from __future__ import annotations

import io
import os
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.submissions.errors import RefusedSubmission
from ingest.submissions.readers import workbook as workbook_module
from ingest.submissions.readers.document import LIMITS
from ingest.submissions.readers.reading import read_submission
from tests.ingest.submissions.readers.building import (
    HEADER,
    ROWS,
    SHEET,
    build_sheet,
    build_workbook,
    expect_refusal,
    list_cells,
    read,
    repack,
)

FIRST_ROW = '<row r="1"><c r="A1" t="str"><v>声の番号</v></c><c r="B1" t="str"><v>内容</v></c></row>'


def test_a_bomb_is_refused_by_the_size_it_claims() -> None:
    bomb = repack(build_workbook(), {"xl/media/image1.png": bytes(2 * 10**6)})
    limits = replace(LIMITS, inflated_bytes=10**6)
    refusal = expect_refusal(bomb, "a.xlsx", "workbook.too_much_inside", limits)
    assert "1,000,000" in refusal.rule and "1,000,000" in refusal.rule_ja


def test_a_bomb_is_refused_by_how_much_denser_it_is_packed_than_any_sheet() -> None:
    bomb = repack(build_workbook(), {"xl/media/image1.png": bytes(30 * 2**20)})
    expect_refusal(bomb, "a.xlsx", "workbook.inflation")


def test_a_bomb_that_claims_to_be_small_is_refused() -> None:
    name = b"xl/media/image1.png"
    bomb = repack(build_workbook(), {name.decode(): bytes(2 * 10**6)})
    size, claimed = (2 * 10**6).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert bomb.count(size) == 2
    expect_refusal(bomb.replace(size, claimed), "a.xlsx", "workbook.damaged")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!doctype x [<!ENTITY % p SYSTEM "http://example.jp/x.dtd"> %p;]>',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "docProps/app.xml"])
def test_xml_with_declarations_is_refused(declaration: str, part: str) -> None:
    content = build_workbook()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(part).replace(b"?>", b"?>" + declaration.encode(), 1)
    refusal = expect_refusal(repack(content, {part: xml}), "a.xlsx", "workbook.entities")
    assert part in refusal.value


@pytest.mark.parametrize("shift", range(0, 12))
def test_a_declaration_cut_by_the_border_of_two_pieces_is_seen(shift: int) -> None:
    padding = b"<a>" + b" " * (2**20 - 5 - shift) + b"</a>"
    xml = padding[:-4] + b"<!DOCTYPE x>"
    expect_refusal(repack(build_workbook(), {"docProps/x.xml": xml}), "a.xlsx", "workbook.entities")


def test_xml_in_utf_16_is_refused_as_nobody_could_look_into_it() -> None:
    xml = '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")
    expect_refusal(repack(build_workbook(), {SHEET: xml}), "a.xlsx", "workbook.entities")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl/../../x", "C:\\x", "xl\\..\\..\\x"])
def test_names_that_lead_out_of_the_archive_are_refused(name: str) -> None:
    expect_refusal(repack(build_workbook(), {name: b"x"}), "a.xlsx", "workbook.unsafe_name")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_sheet_that_is_there_twice_is_refused() -> None:
    stream = io.BytesIO(build_workbook())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    expect_refusal(stream.getvalue(), "a.xlsx", "workbook.unsafe_name")


def test_too_many_files_inside_are_refused() -> None:
    many = {f"xl/media/{number}.png": b"" for number in range(600)}
    expect_refusal(repack(build_workbook(), many), "a.xlsx", "workbook.too_many_members")


def test_a_workbook_within_a_workbook_is_refused() -> None:
    content = repack(build_workbook(), {"xl/embeddings/Book1.xlsx": build_workbook()})
    expect_refusal(content, "a.xlsx", "workbook.nested")


def test_macros_are_refused() -> None:
    content = repack(build_workbook(), {"xl/vbaProject.bin": b"x"})
    expect_refusal(content, "a.xlsm", "workbook.macros")


def test_an_encrypted_member_is_refused() -> None:
    content = bytearray(build_workbook())
    at = content.index(b"PK\x01\x02") + 8
    content[at] |= 1
    expect_refusal(bytes(content), "a.xlsx", "workbook.encrypted")


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.99])
def test_a_workbook_cut_short_is_refused(cut: float) -> None:
    content = build_workbook()
    expect_refusal(content[: int(len(content) * cut)], "a.xlsx", "workbook.damaged")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_broken_xml_is_refused(part: str) -> None:
    expect_refusal(repack(build_workbook(), {part: b"<worksheet><<<"}), "a.xlsx", "workbook.damaged")


def test_a_dimension_of_two_to_the_34_cells_does_no_harm() -> None:
    content = build_sheet(FIRST_ROW, '<dimension ref="A1:XFD1048576"/>')
    assert read(content, "a.xlsx").sheets[0].header == HEADER


def test_a_cell_in_the_last_column_is_refused_with_its_sheet_and_letters() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    refusal = expect_refusal(build_sheet(FIRST_ROW + far), "a.xlsx", "columns.too_many")
    assert refusal.place == "a.xlsx [声]" and refusal.value.startswith("XFD")


def test_rows_beyond_any_sheet_are_refused() -> None:
    far = '<row r="2147483648"><c r="A2147483648"><v>1</v></c></row>'
    refusal = expect_refusal(build_sheet(FIRST_ROW + far), "a.xlsx", "rows.too_many")
    assert refusal.value == "2147483648"


def test_a_parser_that_dies_of_far_cells_is_a_refusal_which_names_the_sheet() -> None:
    far = '<row r="1048576"><c r="GR1048576"><v>1</v></c></row>'
    refusal = expect_refusal(build_sheet(FIRST_ROW + far), "a.xlsx", "workbook.too_heavy")
    assert refusal.place == "a.xlsx [声]" and refusal.value == "1:1048576"


def test_far_cells_hidden_from_the_scan_die_in_the_parser_alone() -> None:
    far = '<row  r = "1048576"><c  r = "XFD1048576"><v>1</v></c></row>'
    expect_refusal(build_sheet(FIRST_ROW + far), "a.xlsx", "workbook.too_heavy")


def test_a_far_cell_without_a_value_does_no_harm() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(build_sheet(FIRST_ROW + far), "a.xlsx").sheets[0].header == HEADER


def test_columns_and_rows_and_sheets_over_the_bounds_are_refused() -> None:
    def put(workbook: Any, _: Any) -> None:
        for number in range(3):
            workbook.add_worksheet(f"S{number}").write_row(0, 0, HEADER)

    content = build_workbook(change=put)
    expect_refusal(content, "a.xlsx", "sheets.too_many", replace(LIMITS, sheets=3))
    expect_refusal(content, "a.xlsx", "rows.too_many", replace(LIMITS, rows=5))
    expect_refusal(content, "a.xlsx", "columns.too_many", replace(LIMITS, columns=1))
    assert len(read(content, "a.xlsx", replace(LIMITS, sheets=4, rows=6, columns=2)).sheets) == 4


def test_a_sheet_of_another_name_with_the_columns_hidden_from_the_scan_is_bounded_too() -> None:
    row = "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"
    expect_refusal(build_sheet(row), "a.xlsx", "columns.too_many", replace(LIMITS, columns=2))


def test_a_parser_out_of_memory_is_a_refusal() -> None:
    expect_refusal(build_workbook(), "a.xlsx", "workbook.too_heavy", replace(LIMITS, child_bytes=16 * 2**20))


def is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] not in {"Z", "X"}


def test_a_parser_out_of_time_is_ended_with_its_whole_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeper = "import os, time; pid = os.fork()\n"
    sleeper += f"if pid: open({str(tmp_path / 'pid')!r}, 'w').write(str(pid))\ntime.sleep(60)"
    monkeypatch.setattr(workbook_module, "_MAIN", sleeper)
    expect_refusal(build_workbook(), "a.xlsx", "workbook.too_heavy", replace(LIMITS, wall_seconds=1))
    process = int((tmp_path / "pid").read_text(encoding="utf-8"))
    ended = time.monotonic() + 5
    while is_running(process) and time.monotonic() < ended:
        os.sched_yield()
    assert not is_running(process)


def test_one_text_in_very_many_cells_is_bounded() -> None:
    content = build_workbook([HEADER, *[("長い文" * 3_000,) * 2] * 30])
    expect_refusal(content, "a.xlsx", "workbook.too_much_text", replace(LIMITS, text_bytes=10**6))


@pytest.mark.parametrize(
    "written",
    [
        '{"record": "she',
        '{"record": "sheet", "name": "声", "hidden": false, "formulas": 0, "merged": 0, "hidden_parts": 0,'
        ' "errors": 0}\n{"record": "block", "rows": 9, "columns": 1, "sizes": [72, 40, 99]}\nabc',
    ],
)
def test_what_a_parser_wrote_before_it_died_is_not_trusted(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = f"import os; os.write(1, {written!r}.encode()); os.kill(os.getpid(), 9)"
    monkeypatch.setattr(workbook_module, "_MAIN", writer)
    expect_refusal(build_workbook(), "a.xlsx", "workbook.too_heavy")


def test_a_parser_killed_on_the_way_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "_MAIN", "import os; os.kill(os.getpid(), 9)")
    expect_refusal(build_workbook(), "a.xlsx", "workbook.too_heavy")


def test_nothing_of_the_environment_reaches_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "import os, json; print(json.dumps({'record': 'refused', 'code': 'file.format', 'sheet': '',"
    told += " 'limit': None, 'value': os.environ.get('TSUNAGU_SECRET', 'nothing')}))"
    monkeypatch.setenv("TSUNAGU_SECRET", "secret")
    monkeypatch.setattr(workbook_module, "_MAIN", told)
    assert expect_refusal(build_workbook(), "a.xlsx", "file.format").value == "nothing"


def test_controls_written_as_escapes_reach_the_row_and_are_not_lost() -> None:
    cell = '<c r="A2" t="inlineStr"><is><t>V_x0000_1</t></is></c><c r="B2" t="str"><v>\u202eあ</v></c>'
    document = read(build_sheet(FIRST_ROW + f'<row r="2">{cell}</row>'), "a.xlsx")
    assert list_cells(document) == [("V\x001", "\u202eあ")]


def test_a_cell_over_the_bound_is_set_apart_and_its_neighbours_are_read() -> None:
    content = build_workbook([HEADER, ("V1", "あ" * 10_001), ("V2", "い" * 10_000)])
    document = read(content, "a.xlsx")
    (broken,) = document.sheets[0].broken
    assert (broken.row, broken.rule) == (2, "cell.too_long")
    assert "10,001" in broken.message_ja and "内容" in broken.message_en and len(broken.value) < 100
    assert [row[0] for row in list_cells(document)] == ["V2"]


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "workbook.old_format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "workbook.encrypted",
        ),
        (b"%PDF-1.7\n", "a.pdf", "file.format"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "file.format"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "a.xml", "file.format"),
        (b"\x89PNG\r\n\x1a\n", "a.csv", "file.format"),
        (b"{\\rtf1}", "a.rtf", "file.format"),
    ],
)
def test_another_format_is_refused_with_the_remedy(content: bytes, filename: str, code: str) -> None:
    assert ".xlsx" in expect_refusal(content, filename, code).remedy_ja


@pytest.mark.parametrize("member", ["content.xml", "word/document.xml", "xl/workbook.bin"])
def test_a_zip_that_is_no_workbook_is_refused(member: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(member, "<x/>")
    expect_refusal(stream.getvalue(), "a.ods", "file.format")


def test_a_file_exchanged_after_it_was_opened_is_not_the_one_that_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    path.write_bytes(build_workbook())
    other.write_bytes(build_workbook([HEADER, ("X9", "別")]))
    run = workbook_module.run_child

    def exchange(*arguments: Any) -> None:
        other.replace(path)
        run(*arguments)

    assert list_cells(read_submission(path, "a.xlsx", run=exchange)) == [*ROWS[1:]]


def test_a_refusal_shows_nothing_that_cannot_be_shown() -> None:
    with pytest.raises(RefusedSubmission) as caught:
        read(b"<html>\x00\x1b[31m\xe2\x80\xae" + b"x" * 500, "a.csv")
    assert caught.value.value.isprintable() and len(caught.value.value) <= 81
