"""Reading zip archives from strangers: streamed, bounded, and checked against their own sums.

A zip is read through its central directory, as every reader does; what is in it is inflated in pieces
with ISA-L, several times faster than zlib, so that the national file is checked in seconds.
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple, cast

from isal import isal_zlib

from ingest.errors import IngestError, RefusedFile, UnreadableFile

DEFAULT_MAX_BYTES = 4 * 2**30
MAX_MEMBERS = 1000
MAX_DIRECTORY_BYTES = 2**20

_END_RECORD = struct.Struct("<4s4H2LH")
_END_LOCATOR_64 = struct.Struct("<4sLQL")
_DIRECTORY_SIZE_OFFSET_64 = 40
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_IN_ZIP64 = 0xFFFFFFFF
_ENCRYPTED = 0x1
_READ_SIZE = 2**18
_INFLATE_SIZE = 2**20
_INFLATE_ERROR = cast("type[Exception]", isal_zlib.IsalError)
# What the standard library lets out of damaged directories, besides its own exception.
_DIRECTORY_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    IndexError,
    OverflowError,
    struct.error,
    EOFError,
)

_ASK_PUBLISHER = "Open the publisher's file by hand; if it is the same there, tell the publisher."


class OpenMember(NamedTuple):
    """A member of an archive being read.

    Attributes:
        name: its name in the archive.
        stream: its bytes, inflated as they are read; close it when done (it is a context manager).
            Reading past the end raises ``UnreadableFile`` when length or checksum do not agree.
    """

    name: str
    stream: BinaryIO


def open_single_member(path: Path, suffix: str = ".csv", max_bytes: int = DEFAULT_MAX_BYTES) -> OpenMember:
    """Open the only member of a zip whose name ends with ``suffix`` (in upper or lower case).

    Other members, such as a readme or a signature, are left alone.

    Raises:
        UnreadableFile: not a zip, no such member or several, an unsafe name, an unknown or encrypted
            packing, more than ``max_bytes`` inflated; while reading: damaged, cut short, wrong sum.
    """
    members = _read_directory(path)
    found = [member for member in members if member.filename.lower().endswith(suffix)]
    if len(found) != 1:
        names = ", ".join(member.filename for member in members)[:200] or "no members"
        rule = f"the archive holds exactly one file with the suffix {suffix}, not {len(found)}"
        raise UnreadableFile(path.name, names, rule, _ASK_PUBLISHER, code="zip.single_member")
    if found[0].file_size > max_bytes:
        raise _too_large(path, found[0].filename, found[0].file_size, max_bytes)
    return OpenMember(found[0].filename, io.BufferedReader(_MemberReader(path, found[0]), _INFLATE_SIZE))


def check_archive(path: Path, filename: str, max_expanded: int, *, verify_sums: bool = True) -> None:
    """Check that a file is a whole zip: end record, member names, bounds, and every checksum.

    Args:
        path: the file.
        filename: the publisher's name of it, for messages.
        max_expanded: bytes all members together may inflate to.
        verify_sums: False when these very bytes were inflated and verified before.

    Raises:
        RefusedFile: the file is not landed.
    """
    try:
        members = _read_directory(path)
        total = sum(member.file_size for member in members)
        if total > max_expanded:
            raise _too_large(path, f"{len(members)} members", total, max_expanded)
        if verify_sums:
            for member in members:
                _verify_member(path, member)
    except UnreadableFile as error:
        place = error.place.replace(path.name, filename, 1)
        raise RefusedFile(place, error.value, error.rule, error.remedy, code=error.code) from error


def _verify_member(path: Path, member: zipfile.ZipInfo) -> None:
    """Inflate a member to nowhere; the reader compares length and checksum when it ends."""
    buffer = bytearray(_INFLATE_SIZE)
    with _MemberReader(path, member) as reader:
        while reader.readinto(buffer):
            pass


def _read_directory(path: Path) -> list[zipfile.ZipInfo]:
    """Return the files of an archive (not its folders), with safe names and packings we know."""
    _check_end_record(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except _DIRECTORY_ERRORS as error:
        rule, value = "the directory of a zip can be read", str(error)[:200]
        raise UnreadableFile(path.name, value, rule, _ASK_PUBLISHER, code="zip.directory") from error
    for member in members:
        _check_member(path, member)
    return members


def _check_end_record(path: Path) -> None:
    """Find the end record, and bound the directory before the standard library reads it whole."""
    with path.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        start = max(0, size - _END_RECORD.size - _LONGEST_COMMENT)
        stream.seek(start)
        tail = stream.read()
        position = tail.rfind(b"PK\x05\x06")
        if position < 0 or len(tail) - position < _END_RECORD.size:
            rule = "a zip ends with an end record; without it the file was cut short or is no zip"
            remedy = "Run again: the next run fetches it anew. " + _ASK_PUBLISHER
            raise UnreadableFile(path.name, f"{size} bytes", rule, remedy, code="zip.end_record")
        directory_size = _END_RECORD.unpack_from(tail, position)[5]
        if directory_size == _IN_ZIP64:
            directory_size = _read_directory_size_64(stream, start + position)
    if directory_size > MAX_DIRECTORY_BYTES:
        rule = f"the directory of a zip is at most {MAX_DIRECTORY_BYTES} bytes"
        raise UnreadableFile(path.name, f"{directory_size} bytes", rule, _ASK_PUBLISHER, code="zip.too_many")


def _read_directory_size_64(stream: BinaryIO, end_record_at: int) -> int:
    """Return the directory's size from the zip64 end record; a broken one counts as too large."""
    locator_at = end_record_at - _END_LOCATOR_64.size
    if locator_at < 0:
        return _IN_ZIP64
    stream.seek(locator_at)
    signature, _, record_at, _ = _END_LOCATOR_64.unpack(stream.read(_END_LOCATOR_64.size))
    if signature != b"PK\x06\x07" or record_at >= locator_at:
        return _IN_ZIP64
    stream.seek(record_at + _DIRECTORY_SIZE_OFFSET_64)
    return int.from_bytes(stream.read(8), "little")


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    """Refuse a member whose name leads elsewhere, or that we could not inflate."""
    name = member.orig_filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or parts[0] == "/" or ".." in parts or ":" in parts[0] or "\0" in name:
        rule = "the name of a member leads to no place outside the archive"
        raise UnreadableFile(path.name, ascii(name)[:200], rule, _ASK_PUBLISHER, code="zip.member_name")
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        rule = "members are stored or deflated"
        value = f"{name}: packing {member.compress_type}"
        raise UnreadableFile(path.name, value, rule, _ASK_PUBLISHER, code="zip.packing")
    if member.flag_bits & _ENCRYPTED:
        rule = "members are not encrypted"
        raise UnreadableFile(path.name, name[:200], rule, _ASK_PUBLISHER, code="zip.encrypted")


def _too_large(path: Path, what: str, found: int, bound: int) -> IngestError:
    rule = f"the archive inflates to at most {bound} bytes"
    remedy = "If the publisher's file has really grown, raise max_bytes of the register."
    return UnreadableFile(path.name, f"{what}: {found} bytes", rule, remedy, code="zip.too_large")


class _MemberReader(io.RawIOBase):
    """The inflated bytes of one member; its end is reached only when length and checksum agree."""

    def __init__(self, path: Path, member: zipfile.ZipInfo) -> None:
        super().__init__()
        self._place = f"{path.name}/{member.filename}"
        self._member = member
        self._left = member.compress_size
        self._inflater = isal_zlib.decompressobj(-15) if member.compress_type else None
        self._packed = b""
        self._ready = memoryview(b"")
        self._length = 0
        self._sum = 0
        self._file = path.open("rb")
        try:
            self._seek_data()
        except BaseException:
            self._file.close()
            raise

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview | bytearray) -> int:  # type: ignore[override]
        """Fill a buffer as far as one step of inflating goes; 0 at a verified end."""
        if not self._ready:
            self._ready = memoryview(self._next_piece())
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        """Close the archive."""
        self._file.close()
        super().close()

    def _seek_data(self) -> None:
        """Go to the member's bytes; its local header may be longer than the directory says."""
        self._file.seek(max(0, self._member.header_offset))  # negative in a damaged directory
        header = self._file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise self._damaged("no local header", "each member begins with its local header")
        *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        self._file.seek(name_length + extra_length, io.SEEK_CUR)

    def _next_piece(self) -> bytes:
        """Return the next inflated bytes, counted and summed; empty at a verified end."""
        piece = self._inflate() if self._inflater else self._read_packed()
        self._length += len(piece)
        self._sum = isal_zlib.crc32(piece, self._sum)
        if self._length > self._member.file_size or (not piece and not self._agrees()):
            value = f"{self._length} bytes, CRC {self._sum:08x}"
            expected = f"{self._member.file_size} bytes, CRC {self._member.CRC:08x}"
            raise self._damaged(value, f"length and checksum are those the archive declares ({expected})")
        return piece

    def _inflate(self) -> bytes:
        inflater = self._inflater
        assert inflater is not None
        while not inflater.eof:
            packed = inflater.unconsumed_tail or self._read_packed()
            try:
                piece = inflater.decompress(packed, _INFLATE_SIZE)
            except _INFLATE_ERROR as error:
                raise self._damaged(str(error), "members are well-formed deflate streams") from error
            if piece:
                return piece
            if not packed:
                raise self._damaged(f"{self._length} bytes", "a member's deflate stream comes to its end")
        return b""

    def _read_packed(self) -> bytes:
        piece = self._file.read(min(_READ_SIZE, self._left))
        self._left -= len(piece)
        return piece

    def _agrees(self) -> bool:
        return self._length == self._member.file_size and self._sum == self._member.CRC

    def _damaged(self, value: str, rule: str) -> UnreadableFile:
        remedy = "The bytes are damaged: run again to fetch them anew. " + _ASK_PUBLISHER
        return UnreadableFile(self._place, value, rule, remedy, code="zip.damaged")
