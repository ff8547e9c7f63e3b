"""JSON and JSON Lines: records read one by one, so that a bad one does not spoil its neighbours."""

from __future__ import annotations

import codecs
import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from ingest.submissions.errors import RefusedSubmission
from ingest.submissions.readers.document import Document, Limits, Note
from ingest.submissions.readers.record_text import (
    TO_NEXT_BRACKET,
    BadRecord,
    Record,
    no_record,
    read_record,
    refuse_constant,
    refuse_repeated,
)
from ingest.submissions.readers.records import Group, RecordSheets
from ingest.submissions.readers.refusals import refuse

_LINE_SUFFIXES = frozenset({".jsonl", ".ndjson"})
_FRAME_LENGTH = 2**20
_LONGEST_OBJECT = 2**23
_MOST_LINES = 2**20
_LONGEST_VERSION = 4


@dataclass
class Frame:
    """A JSON document taken apart.

    Attributes:
        pieces: the document without its records, ``{}`` in place of each.
        starts: where each piece begins, within the frame and within the document.
        records: the text of each record.
        open_record: where a record begins that does not end; None when all do.
    """

    pieces: list[str] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    open_record: int | None = None
    length: int = 0

    def add(self, piece: str, start: int) -> None:
        """Add what stands between two records."""
        self.starts.append((self.length, start))
        self.pieces.append(piece)
        self.length += len(piece)


def read_objects(content: bytes, filename: str, limits: Limits) -> Document:
    """Read a file of JSON or JSON Lines.

    Shapes: a list of objects; an object with ``records`` and, for all of them, ``kind`` and ``version``;
    one object a line; one object alone. A record may name its own kind and version. Records are numbered
    from 1, in JSON Lines by their line.

    Args:
        content: the file.
        filename: the sender's name of it.
        limits: bounds of a submission.

    Raises:
        RefusedSubmission: not UTF-8, no JSON outside the records, too deep, too many of anything, no rows.
    """
    encoding, text = _decode(content, filename)
    brackets = text.count("[") + text.count("{")
    if brackets > limits.brackets:
        raise refuse("json.too_many_brackets", filename, str(brackets), limits.brackets)
    sheets = RecordSheets(filename, limits)
    is_lines = _is_lines(text, filename)
    read = _read_lines if is_lines else _read_document
    built = sheets.build(read(text, filename, sheets, limits))
    if not any(sheet.header or sheet.broken for sheet in built):
        raise refuse("file.no_rows", filename, f"{len(content)} bytes")
    note = Note("encoding.found", "文字コードは UTF-8 として読み取りました。", "Read as UTF-8.")
    return Document("jsonl" if is_lines else "json", encoding, built, (note,))


def _decode(content: bytes, filename: str) -> tuple[str, str]:
    encoding = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        return encoding, content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        value = f"0x{content[error.start : error.start + 2].hex().upper()} @ {error.start}"
        raise refuse("json.encoding", f"{filename}:{line}", value) from error


def _is_lines(text: str, filename: str) -> bool:
    """Tell JSON Lines from JSON: by its name, or because something follows the first object."""
    start = text[:1000].lstrip()[:1]
    if start == "[":
        return False
    if PurePosixPath(filename).suffix.lower() in _LINE_SUFFIXES:
        return True
    depth = position = 0
    while found := TO_NEXT_BRACKET.match(text, position):
        depth += 1 if found[1] in "[{" else -1
        position = found.end()
        if position > _LONGEST_OBJECT:
            break
        if depth <= 0:
            return bool(text[position:].strip())
    return False


def _read_lines(text: str, filename: str, sheets: RecordSheets, limits: Limits) -> Group:
    is_any_json = False
    for number, line in enumerate(_split_lines(text), start=1):
        if number > _MOST_LINES:
            raise refuse("rows.too_many", filename, f"> {_MOST_LINES}", limits.rows)
        if line := line.strip(" \t\r"):
            is_any_json |= _add_record(line, number, (None, None), sheets, limits)
    if not is_any_json and sheets.broken:
        first = sheets.broken[0]
        raise refuse("json.syntax", f"{filename}:{first.row}", first.value)
    return None, None


def _split_lines(text: str) -> Iterator[str]:
    """Yield lines without making all of them at once."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _add_record(text: str, row: int, default: Group, sheets: RecordSheets, limits: Limits) -> bool:
    """Add one record, whole or broken; tell whether it is JSON at all."""
    try:
        record = read_record(text, limits)
        sheets.add(row, _take_group(record, default), record)
    except BadRecord as bad:
        sheets.add_broken(bad.describe(row, text))
        return bad.rule != "json.syntax"
    return True


def _take_group(record: Record, default: Group) -> Group:
    """Take kind and version out of a record; they are no fields."""
    kind, version = record.pop("kind", None), record.pop("version", None)
    return kind or default[0], _read_version(version) if version else default[1]


def _read_version(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_VERSION):
        ja = "version は様式の版を表す数（例: 1）です。"
        raise BadRecord("json.version", ja, "The version is the number of a contract, such as 1.")
    return int(text)


def _read_document(text: str, filename: str, sheets: RecordSheets, limits: Limits) -> Group:
    """Read a whole JSON document; return kind and version it gives for all its records."""
    frame = _take_apart(text, filename, limits)
    found = _read_frame(frame, text, filename)
    if isinstance(found, dict) and not isinstance(found.get("records"), list):
        _add_record(text, 1, (None, None), sheets, limits)
        return None, None
    default: Group = (None, None)
    if isinstance(found, dict):
        try:
            default = _take_group(_read_common(found), default)
        except BadRecord as bad:
            raise refuse("json.syntax", filename, f"version: {found['version']}") from bad
        found = found["records"]
    if not isinstance(found, list) or sum(isinstance(item, dict) for item in found) != len(frame.records):
        raise refuse("json.syntax", filename, text[:100])
    texts = iter(frame.records)
    for row, item in enumerate(found, start=1):
        if isinstance(item, dict):
            _add_record(next(texts), row, default, sheets, limits)
        else:
            sheets.add_broken(no_record().describe(row, json.dumps(item, ensure_ascii=False)))
    return default


def _read_common(found: dict[str, Any]) -> Record:
    """Return what a document says of all its records."""
    return {name: str(found[name]) for name in ("kind", "version") if found.get(name)}


def _take_apart(text: str, filename: str, limits: Limits) -> Frame:
    """Part the records of a document from what stands around them, without parsing either.

    A record is an object in a list, where that list is the document or a value of its one object.

    Raises:
        RefusedSubmission: too many records, or too much, too deep or unbalanced around them.
    """
    frame = Frame()
    around, depth, copied, position = "", 0, 0, 0
    while found := TO_NEXT_BRACKET.match(text, position):
        position, bracket = found.end(), found[1]
        if position - copied > _LONGEST_OBJECT or (bracket in "]}" and not around):
            raise _refuse_syntax(text, copied if around else position - 1, filename)
        if frame.open_record is not None:
            depth += 1 if bracket in "[{" else -1
            if depth == 0:
                frame.records.append(text[frame.open_record : position])
                frame.open_record, copied = None, position
        elif bracket == "{" and around in {"[", "{["}:
            frame.add(text[copied : position - 1] + "{}", copied)
            frame.open_record, depth, copied = position - 1, 1, position - 1
            _check_frame(frame, text, filename, limits)
        else:
            around = around + bracket if bracket in "[{" else around[:-1]
            if len(around) > limits.depth:
                raise refuse("json.depth", f"{filename}:{_count_line(text, position)}", around, limits.depth)
    if frame.open_record is None:
        frame.add(text[copied:], copied)
        _check_frame(frame, text, filename, limits)
    return frame


def _check_frame(frame: Frame, text: str, filename: str, limits: Limits) -> None:
    if len(frame.records) > limits.rows:
        raise refuse("rows.too_many", filename, f"> {limits.rows}", limits.rows)
    if frame.length > _FRAME_LENGTH + 100 * len(frame.records):
        raise _refuse_syntax(text, frame.starts[-1][1], filename)


def _read_frame(frame: Frame, text: str, filename: str) -> Any:
    if frame.open_record is not None:
        raise _refuse_syntax(text, frame.open_record, filename)
    try:
        return json.loads(
            "".join(frame.pieces),
            object_pairs_hook=refuse_repeated,
            parse_constant=refuse_constant,
            parse_float=str,
            parse_int=str,
        )
    except json.JSONDecodeError as error:
        inside, outside = frame.starts[bisect_right(frame.starts, (error.pos, len(text))) - 1]
        raise _refuse_syntax(text, outside + error.pos - inside, filename) from error
    except BadRecord as bad:
        raise refuse("json.syntax", filename, bad.message_en) from bad


def _refuse_syntax(text: str, at: int, filename: str) -> RefusedSubmission:
    return refuse("json.syntax", f"{filename}:{_count_line(text, at)}", text[at : at + 100].strip())


def _count_line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
