"""Reading the CSV of the corporate-number registers: blocks of whole lines, decoded and split strictly.

A file is cut at line feeds (0x0A is never part of a character in UTF-8 or CP932), so that blocks are
decoded, split and typed side by side while the next is inflated and the last is written. Records are
counted as line feeds in the inflated bytes, before anything else looks at them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from ingest.errors import UnreadableFile
from ingest.registries.nta_columns import Positions
from ingest.registries.nta_layout import COLUMN_COUNT, COLUMNS, DICTIONARY_COLUMNS

BLOCK_BYTES = 8 * 2**20
MAX_RECORD_BYTES = 2**20
#: More malformed records than this in one block mean another layout, not bad records.
MAX_MALFORMED = 10_000

_ASK = "Open the publisher's file by hand: it may be damaged, or its encoding or layout may have changed."

#: Characters a UTF-8 edition may use, and the form a CP932 edition gives for the same: CP932 has one code
#: for each pair, and converters disagree on its Unicode character. The real files of both editions use
#: the forms on the right; with this, a converter changed by the publisher does not rename anybody.
_VARIANTS = {
    "\u301c": "\uff5e",  # 〜 wave dash → ～
    "\u2212": "\uff0d",  # − minus sign → －
    "\u2016": "\u2225",  # ‖ double vertical line → ∥
    "\u2014": "\u2015",  # — em dash → ―
    "\u00a2": "\uffe0",  # ¢ → ￠
    "\u00a3": "\uffe1",  # £ → ￡
    "\u00ac": "\uffe2",  # ¬ → ￢
    "\u00a6": "\uffe4",  # ¦ → ￤
}

#: Characters that only damaged or wrongly decoded text has. Python's CP932 gives those of its row for
#: bytes no character has; U+E000–U+EFFF (UTF-8 lead byte 0xEE) are private in both.
_GARBAGE = {"utf-8": "\ufffd", "cp932": "\x80\uf8f0\uf8f1\uf8f2\uf8f3"}
_PRIVATE_LEAD = b"\xee"
_LINE_FEED = b"\n"


class Block(NamedTuple):
    """Whole lines of a file.

    Attributes:
        first_row: record number of the first line, from 1.
        rows: number of lines.
        data: the bytes, each line with its line feed.
        codec: what to decode them with.
        terminated: False for the piece after the last line feed of the file.
    """

    first_row: int
    rows: int
    data: bytes
    codec: str
    terminated: bool = True


class Malformed(NamedTuple):
    """A line that is no record: its position among the lines of the block, and how many columns it has."""

    position: int
    columns: int | None
    text: str


class Records(NamedTuple):
    """The records of a block: 30 columns of text, and the position of each among the lines."""

    table: pa.Table
    positions: Positions
    malformed: list[Malformed]


def cut_blocks(stream: BinaryIO, place: str) -> Iterator[Block]:
    """Yield the lines of a file in blocks; the codec is decided at the first non-ASCII line.

    Raises:
        UnreadableFile: a line is longer than any record, or is neither UTF-8 nor CP932.
    """
    codec, row, rest = None, 1, b""
    while piece := stream.read(BLOCK_BYTES):
        cut = piece.rfind(_LINE_FEED) + 1
        if not cut:
            rest += piece
        if len(rest) > MAX_RECORD_BYTES:
            raise UnreadableFile(place, f"{len(rest)} bytes", "a record ends after at most 1 MiB", _ASK)
        if cut:
            data, rest = rest + piece[:cut], piece[cut:]
            codec = codec or decide_codec(data, row, place)
            rows = data.count(_LINE_FEED)
            yield Block(row, rows, data, codec or "utf-8")
            row += rows
    if rest:
        yield Block(row, 1, rest, codec or "utf-8", terminated=False)


def decide_codec(data: bytes, first_row: int, place: str) -> str | None:
    """Return the codec of the first non-ASCII line, or None when there is none yet.

    A line of Japanese in CP932 is never valid UTF-8, so UTF-8 is tried first.

    Raises:
        UnreadableFile: the line is neither.
    """
    first = re.search(rb"[\x80-\xff]", data)
    if first is None:
        return None
    line = data[
        data.rfind(_LINE_FEED, 0, first.start()) + 1 : data.find(_LINE_FEED, first.start()) + 1 or None
    ]
    for codec in ("utf-8", "cp932"):
        try:
            line.decode(codec)
        except UnicodeDecodeError:
            continue
        return codec
    place = f"{place}, row {first_row + data.count(_LINE_FEED, 0, first.start())}"
    raise UnreadableFile(place, repr(line[:60]), "text is UTF-8 or CP932", _ASK, code="encoding.unknown")


def decode_block(block: Block, place: str) -> bytes:
    """Return the block in UTF-8, strictly decoded, with one form for the characters editions disagree on.

    Raises:
        UnreadableFile: a byte is no character of the codec, or characters show damage.
    """
    try:
        text = block.data.decode(block.codec)
    except UnicodeDecodeError as error:
        raise _undecodable(block, error.start, block.data[error.start : error.start + 8], place) from error
    unified = _unify_variants(text) if block.codec == "utf-8" else text
    data = block.data if block.codec == "utf-8" and unified is text else unified.encode("utf-8")
    _refuse_garbage(unified, data, block, place)
    return data


def _refuse_garbage(text: str, data: bytes, block: Block, place: str) -> None:
    """Raise when characters show that the text was damaged or is in another encoding."""
    found = next((sign for sign in _GARBAGE[block.codec] if sign in text), "").encode("utf-8")
    if not found and _PRIVATE_LEAD not in data:
        return
    at = data.index(found or _PRIVATE_LEAD)
    sign = data[at : at + 3].decode("utf-8", "ignore")[:1]
    raise UnreadableFile(
        f"{place}, row {block.first_row + data.count(_LINE_FEED, 0, at)}",
        f"U+{ord(sign):04X}",
        f"{block.codec} text has no private or control characters; damaged or wrongly decoded text has",
        _ASK,
        code="encoding.changed",
    )


def _unify_variants(text: str) -> str:
    """Return the text with one form for the characters editions disagree on."""
    for variant, form in _VARIANTS.items():
        if variant in text:
            text = text.replace(variant, form)
    return text


def split_records(data: bytes, rows: int, place: str) -> Records:
    """Split a block of UTF-8 lines into 30 columns of text; what cannot be split is told apart.

    A stray quote makes a CSV reader swallow line feeds, and so records. Where records and line feeds do
    not agree, the block is halved until the lines to blame stand alone.

    Raises:
        UnreadableFile: more lines than ``MAX_MALFORMED`` are no records.
    """
    parts = list(_split(data, rows, 0, place))
    malformed = [bad for part in parts for bad in part.malformed]
    if len(malformed) > MAX_MALFORMED:
        raise other_layout(place, malformed[0])
    if len(parts) == 1:
        return parts[0]
    table = pa.concat_tables([part.table for part in parts]).unify_dictionaries().combine_chunks()
    return Records(table, np.concatenate([part.positions for part in parts]), malformed)


def _split(data: bytes, rows: int, first: int, place: str) -> Iterator[Records]:
    """Yield the records of lines ``first`` … of a block, in parts that agree with the line feeds."""
    table, malformed = _read_csv(data, place)
    if table is not None and b"\r" not in data and table.num_rows + len(malformed) == rows:
        bad = [one._replace(position=one.position + first) for one in malformed]
        positions = np.delete(np.arange(first, first + rows), [one.position - first for one in bad])
        yield Records(table, positions, bad)
    elif rows == 1:
        text = data.decode("utf-8").rstrip("\n")
        yield Records(_EMPTY, np.array([], np.int64), [Malformed(first, None, text)])
    else:
        half = rows // 2
        cut = int(np.flatnonzero(np.frombuffer(data, np.uint8) == ord(_LINE_FEED))[half - 1]) + 1
        yield from _split(data[:cut], half, first, place)
        yield from _split(data[cut:], rows - half, first + half, place)


def _read_csv(data: bytes, place: str) -> tuple[pa.Table | None, list[Malformed]]:
    """Return the records and the lines with another number of columns; no table if that cannot be told."""
    malformed: list[Malformed] = []

    def skip(row: pa_csv.InvalidRow) -> str:
        malformed.append(Malformed(row.number - 1, row.actual_columns, row.text))
        return "error" if len(malformed) > MAX_MALFORMED else "skip"

    parse = pa_csv.ParseOptions(newlines_in_values=False, ignore_empty_lines=False, invalid_row_handler=skip)
    read = pa_csv.ReadOptions(column_names=_NAMES, use_threads=False, block_size=len(data) + 1)
    try:
        return pa_csv.read_csv(pa.BufferReader(data), read, parse, _CONVERT), malformed
    except pa.ArrowInvalid:
        if len(malformed) > MAX_MALFORMED:
            raise other_layout(place, malformed[0]) from None
        return None, []


def other_layout(place: str, example: Malformed) -> UnreadableFile:
    """Return the error for a file whose lines are not the records of this register."""
    found = "" if example.columns is None else f"{example.columns} columns: "
    rule = f"records have {COLUMN_COUNT} columns"
    return UnreadableFile(place, f"{found}{example.text[:80]}", rule, _ASK, code="file.other_layout")


def _undecodable(block: Block, at: int, found: bytes, place: str) -> UnreadableFile:
    row = block.first_row + block.data.count(_LINE_FEED, 0, at)
    return UnreadableFile(
        f"{place}, row {row}",
        found.hex(" "),
        f"the file began in {block.codec} and stays in it",
        _ASK,
        code="encoding.changed",
    )


_NAMES = list(COLUMNS.values())
_DICTIONARY = pa.dictionary(pa.int32(), pa.string())
_TEXT_TYPES = {name: _DICTIONARY if name in DICTIONARY_COLUMNS else pa.string() for name in _NAMES}
_EMPTY = pa.schema(_TEXT_TYPES.items()).empty_table()
# The bytes were encoded by us: checking them again as UTF-8 would be work for nothing.
_CONVERT = pa_csv.ConvertOptions(
    column_types=_TEXT_TYPES,
    null_values=[""],
    strings_can_be_null=True,
    quoted_strings_can_be_null=True,
    check_utf8=False,
)
