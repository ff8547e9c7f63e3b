from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.archives import check_archive, open_single_member
from ingest.errors import RefusedFile, UnreadableFile

ROWS = b"".join(b"%d,row\n" % number for number in range(200_000))
PLENTY = 10**9

Members = dict[str, bytes]


def build_zip(members: Members, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, packing)
    return stream.getvalue()


@pytest.fixture
def write_zip(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "a.zip"
        path.write_bytes(content)
        return path

    return write


Write = Callable[[bytes], Path]


def expect_unreadable(path: Path, code: str, max_bytes: int = PLENTY) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        name, stream = open_single_member(path, max_bytes=max_bytes)
        with stream:
            stream.read()
    assert caught.value.code == code
    return caught.value


def expect_refused(path: Path, code: str, max_expanded: int = PLENTY) -> RefusedFile:
    with pytest.raises(RefusedFile) as caught:
        check_archive(path, "offered.zip", max_expanded)
    assert caught.value.code == code
    return caught.value


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_is_read_in_pieces(write_zip: Write, packing: int) -> None:
    name, stream = open_single_member(write_zip(build_zip({"rows.csv": ROWS}, packing)))
    with stream:
        assert name == "rows.csv"
        assert stream.read(7) == ROWS[:7]
        assert stream.read() == ROWS[7:]
        assert stream.read() == b""


def test_signatures_and_readmes_beside_it_are_left_alone(write_zip: Write) -> None:
    members = {"diff.csv": b"1", "diff.csv.asc": b"signature", "readme.txt": b"", "folder/": b""}
    name, stream = open_single_member(write_zip(build_zip(members)))
    with stream:
        assert (name, stream.read()) == ("diff.csv", b"1")


def test_a_suffix_in_capitals_is_the_same(write_zip: Write) -> None:
    name, stream = open_single_member(write_zip(build_zip({"ROWS.CSV": b"1"})))
    with stream:
        assert name == "ROWS.CSV"


@pytest.mark.parametrize("members", [{"a.txt": b""}, {"a.csv": b"", "b.csv": b""}, {}])
def test_none_or_several_members_of_the_suffix_are_refused(write_zip: Write, members: Members) -> None:
    expect_unreadable(write_zip(build_zip(members)), "zip.single_member")


def test_an_empty_member_is_read_as_empty(write_zip: Write) -> None:
    _, stream = open_single_member(write_zip(build_zip({"a.csv": b""})))
    with stream:
        assert stream.read() == b""


def test_a_member_over_the_bound_is_refused_before_it_is_read(write_zip: Write) -> None:
    error = expect_unreadable(write_zip(build_zip({"a.csv": ROWS})), "zip.too_large", max_bytes=1000)
    assert str(len(ROWS)) in error.value
    assert "max_bytes" in error.remedy


def enlarge(content: bytes, directory_size: int | None = None) -> bytes:
    """Rewrite the end of a zip in the larger format (zip64), perhaps with a false directory size."""
    end = content.rfind(b"PK\x05\x06")
    _, _, _, _, count, size, offset, _ = struct.unpack("<4s4H2LH", content[end:])
    size_told = size if directory_size is None else directory_size
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size_told, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    short = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return content[:end] + record + locator + short


def test_an_archive_of_the_larger_format_is_read(write_zip: Write) -> None:
    _, stream = open_single_member(write_zip(enlarge(build_zip({"a.csv": ROWS}))))
    with stream:
        assert stream.read() == ROWS


def test_an_endless_directory_of_the_larger_format_is_refused(write_zip: Write) -> None:
    path = write_zip(enlarge(build_zip({"a.csv": b"1"}), directory_size=2**40))
    expect_refused(path, "zip.too_many")


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18, b"\0" * 40])
def test_an_end_record_of_nonsense_is_refused(write_zip: Write, content: bytes) -> None:
    with pytest.raises(RefusedFile):
        check_archive(write_zip(content), "offered.zip", PLENTY)


def test_a_whole_archive_passes(write_zip: Write) -> None:
    check_archive(write_zip(build_zip({"a.csv": ROWS, "b.asc": b"x"})), "offered.zip", PLENTY)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_archive_is_refused_by_name(write_zip: Write, share: float) -> None:
    content = build_zip({"a.csv": ROWS})
    error = expect_refused(write_zip(content[: int(len(content) * share)]), "zip.end_record")
    assert error.place == "offered.zip"
    assert "cut short" in error.rule


def test_a_damaged_byte_is_found_by_the_checksum(write_zip: Write) -> None:
    content = bytearray(build_zip({"a.csv": ROWS}, zipfile.ZIP_STORED))
    content[1000] ^= 1
    error = expect_refused(write_zip(bytes(content)), "zip.damaged")
    assert error.place == "offered.zip/a.csv"
    assert "CRC" in error.value
    expect_unreadable(write_zip(bytes(content)), "zip.damaged")


def test_a_damaged_stream_is_found_while_inflating(write_zip: Write) -> None:
    content = bytearray(build_zip({"a.csv": ROWS}))
    content[60:200] = b"\xff" * 140
    expect_refused(write_zip(bytes(content)), "zip.damaged")


def test_sums_verified_before_are_not_computed_again(write_zip: Write) -> None:
    content = bytearray(build_zip({"a.csv": ROWS}, zipfile.ZIP_STORED))
    content[1000] ^= 1
    check_archive(write_zip(bytes(content)), "offered.zip", PLENTY, verify_sums=False)


def test_many_members_share_one_bound(write_zip: Write) -> None:
    path = write_zip(build_zip({f"{number}.csv": b"0" * 1000 for number in range(11)}))
    expect_refused(path, "zip.too_large", max_expanded=10_000)


def test_a_member_that_inflates_beyond_its_declaration_is_stopped(write_zip: Write) -> None:
    content = bytearray(build_zip({"a.csv": b"0" * 10_000_000}))
    declared_at = content.rfind(b"PK\x01\x02") + 24
    struct.pack_into("<L", content, declared_at, 1000)
    error = expect_refused(write_zip(bytes(content)), "zip.damaged", max_expanded=2000)
    assert int(error.value.split(" ")[0]) <= 2**20


def test_an_endless_directory_is_refused_before_it_is_read(write_zip: Write) -> None:
    path = write_zip(build_zip({f"{'n' * 200}{number}": b"" for number in range(5000)}))
    expect_refused(path, "zip.too_many")


@pytest.mark.parametrize(
    "name", ["../a.csv", "/etc/a.csv", "b/../../a.csv", "..\\a.csv", "C:\\a.csv", "C:a.csv"]
)
def test_a_member_whose_name_leads_elsewhere_is_refused(write_zip: Write, name: str) -> None:
    path = write_zip(build_zip({name: b"1"}))
    expect_refused(path, "zip.member_name")
    expect_unreadable(path, "zip.member_name")


def test_a_name_with_a_hidden_end_is_refused(write_zip: Write) -> None:
    content = build_zip({"a.csvXexe": b"1"}).replace(b"a.csvXexe", b"a.csv\0exe")
    expect_refused(write_zip(content), "zip.member_name")


def test_a_packing_we_do_not_know_is_refused(write_zip: Write) -> None:
    expect_refused(write_zip(build_zip({"a.csv": b"1"}, zipfile.ZIP_LZMA)), "zip.packing")


def test_an_encrypted_member_is_refused(write_zip: Write) -> None:
    content = bytearray(build_zip({"a.csv": b"1"}))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    expect_refused(write_zip(bytes(content)), "zip.encrypted")


WHOLE = build_zip({"a.csv": b"0123456789" * 30, "b.asc": b"signature"})


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    edits=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6),
    end=st.integers(0, len(WHOLE)),
)
def test_whatever_is_damaged_the_answer_is_a_refusal_or_the_right_bytes(
    write_zip: Write, edits: list[tuple[int, int]], end: int
) -> None:
    content = bytearray(WHOLE)
    for position, value in edits:
        content[position] = value
    path = write_zip(bytes(content[:end]) if end % 2 else bytes(content))
    try:
        _, stream = open_single_member(path, max_bytes=10_000)
        with stream:
            assert stream.read() == b"0123456789" * 30
    except UnreadableFile:
        pass
