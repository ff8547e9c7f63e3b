from __future__ import annotations

import pytest

from tests.ingest.submissions.readers.building import HEADER, expect_refusal, list_cells, read

TABLE = "声の番号,内容\nV1,居場所がない①髙﨑\nV2,人手が足りない～\n"
CELLS = [("V1", "居場所がない①髙﨑"), ("V2", "人手が足りない～")]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
    ],
)
def test_an_encoding_is_found_and_told(encoding: str, found: str) -> None:
    document = read(TABLE.encode(encoding), "a.csv")
    assert (document.encoding, document.sheets[0].header, list_cells(document)) == (found, HEADER, CELLS)
    (note,) = document.notes
    assert note.code == "encoding.found" and note.message_ja and note.message_en


def test_utf_16_the_other_way_round_is_read() -> None:
    assert list_cells(read(b"\xfe\xff" + TABLE.encode("utf-16-be"), "a.csv")) == CELLS


def test_a_cp932_line_in_a_utf_8_file_is_refused_with_its_line() -> None:
    content = TABLE.encode() + "V3,混ざった行\n".encode("cp932") + "V4,あ\n".encode()
    refusal = expect_refusal(content, "a.csv", "encoding.mixed")
    assert refusal.place == "a.csv:4" and "UTF-8: 1" in refusal.value


def test_a_utf_8_line_in_a_cp932_file_is_refused_though_it_could_be_read_as_nonsense() -> None:
    content = TABLE.encode("cp932") + "V3,あい\n".encode()
    content.decode("cp932")
    refusal = expect_refusal(content, "a.csv", "encoding.mixed")
    assert "UTF-8: 4" in refusal.value


def test_a_utf_8_file_cut_within_a_character_is_refused() -> None:
    assert expect_refusal(TABLE.encode()[:-3], "a.csv", "encoding.mixed").place == "a.csv:3"


@pytest.mark.parametrize("text", ["﨑①", "ﾂｱ"])
def test_a_cp932_line_that_could_be_utf_8_by_chance_is_no_mixture(text: str) -> None:
    line = f"V3,{text}\n".encode("cp932")
    line.decode("utf-8")
    assert list_cells(read(TABLE.encode("cp932") + line, "a.csv"))[-1] == ("V3", text)


@pytest.mark.parametrize("encoding", ["euc_jp", "iso2022_jp"])
def test_another_encoding_gives_no_nonsense(encoding: str) -> None:
    content = "声の番号,内容\nV1,居場所がない、人手が足りない。東京都千代田区\n".encode(encoding)
    assert expect_refusal(content, "a.csv", "encoding.unknown").place == "a.csv:1"


def test_the_line_and_the_byte_of_what_is_no_text_are_named() -> None:
    content = "a,b\nあ,い\n".encode("cp932") + b"x,\x80\n"
    refusal = expect_refusal(content, "a.csv", "encoding.unknown")
    assert refusal.place == "a.csv:3" and refusal.value == f"0x800A @ {content.index(0x80)}"


def test_utf_16_without_its_mark_is_refused() -> None:
    expect_refusal(TABLE.encode("utf-16-le"), "a.csv", "encoding.unknown")
    expect_refusal("id,text\n1,plain\n".encode("utf-16-le"), "a.csv", "encoding.unknown")


def test_utf_16_cut_short_is_refused() -> None:
    expect_refusal(TABLE.encode("utf-16") + b"\x00", "a.csv", "encoding.unknown")


def test_a_lone_surrogate_in_utf_8_is_refused() -> None:
    expect_refusal("a,b\n\ud800,1\n".encode("utf-8", "surrogatepass"), "a.csv", "encoding.unknown")


def test_a_nul_reaches_its_row() -> None:
    content = (TABLE + "V3,a\x00b\n").encode()
    assert list_cells(read(content, "a.csv"))[2] == ("V3", "a\x00b")


def test_gaiji_of_cp932_reach_their_row() -> None:
    content = (TABLE * 20).encode("cp932") + b"V3,\xf0\x40\n"
    assert list_cells(read(content, "a.csv"))[-1] == ("V3", "\ue000")


def test_bytes_that_are_mostly_gaiji_are_no_text() -> None:
    expect_refusal(b"a,b\n" + b"\xf0\x40,\xf0\x41\n" * 20, "a.csv", "encoding.unknown")
