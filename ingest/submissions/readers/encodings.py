"""The encoding of a text file, decided strictly: nothing is replaced, and a doubtful file is refused."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from ingest.submissions.errors import RefusedSubmission
from ingest.submissions.readers.document import Note
from ingest.submissions.readers.refusals import refuse

_GAIJI_IN_TEXT = 0.01
_NULS_A_MARK = 0.9
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
_NOT_IN_CP932 = re.compile("[\x00\x80-\x9f\ue758-\uf8ff]")  # U+E000 to U+E757 is its area for 外字
_GAIJI = re.compile("[\ue000-\ue757]")
#: Two Japanese characters in UTF-8: kana, kanji, or full width. One alone may be a kanji of CP932.
_JAPANESE_UTF8 = re.compile(
    rb"(?:(?:\xe3[\x80-\x83]|[\xe4-\xe9][\x80-\xbf]|\xef[\xbc-\xbe])[\x80-\xbf][^\x80-\xff]*){2}"
)
_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "cp932": "Shift_JIS (CP932)",
    "utf-16": "UTF-16",
}


class Text(NamedTuple):
    """A text file's encoding, its content without byte order mark, and what to tell the sender."""

    encoding: str
    content: str
    note: Note


def decode_text(content: bytes, filename: str) -> Text:
    """Decode a text file.

    UTF-8 comes first; it is hardly ever met by chance. CP932 accepts almost anything, so it is taken only
    when it gives no NUL, no C1 control, no private-use character outside its area for 外字 and few in it,
    and when no line of the file is UTF-8.

    Raises:
        RefusedSubmission: no encoding or several; the place names the line, the value line and byte.
    """
    encoding, text = _decode(content, filename)
    _refuse_other_encodings(content, text, filename)
    if not text:
        raise refuse("file.empty", filename, f"{len(content)} bytes")
    name = _NAMES[encoding]
    note = Note("encoding.found", f"文字コードは {name} として読み取りました。", f"Read as {name}.")
    return Text(encoding, text, note)


def _refuse_other_encodings(content: bytes, text: str, filename: str) -> None:
    """Refuse what only seems to be text of one of our encodings: ISO-2022-JP, and UTF-16 without its mark.

    The first is recognised by its escapes; the second by a NUL for nearly every delimiter and line end. A
    NUL or two elsewhere is a matter of their rows.
    """
    if found := _ISO_2022_JP.search(content):
        raise _refuse_bytes("encoding.unknown", content, found.start(), filename)
    nuls = text.count("\0")
    if nuls > 1 and nuls >= _NULS_A_MARK * sum(map(text.count, ",;\t\n")):
        raise refuse("encoding.unknown", filename, f"NUL × {nuls}")


def _decode(content: bytes, filename: str) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return "utf-16", content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _refuse_bytes("encoding.unknown", content, error.start, filename) from error
    try:
        if content.startswith(codecs.BOM_UTF8):
            return "utf-8-sig", content.decode("utf-8-sig")
        return "utf-8", content.decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start + (len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0)
        return "cp932", _decode_cp932(content, start, filename)


def _decode_cp932(content: bytes, not_utf8_at: int, filename: str) -> str:
    """Decode what is not UTF-8 from ``not_utf8_at`` on."""
    utf8_at = _find_utf8_line(content)
    if utf8_at is not None:
        raise _refuse_mixed(content, utf8_at, not_utf8_at, filename)
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError as error:
        raise _refuse_bytes("encoding.unknown", content, error.start, filename) from error
    if found := _NOT_IN_CP932.search(text):
        at = len(text[: found.start()].encode("cp932"))
        raise _refuse_bytes("encoding.unknown", content, at, filename)
    if len(_GAIJI.findall(text)) > _GAIJI_IN_TEXT * len(text) + 1:
        raise _refuse_bytes("encoding.unknown", content, not_utf8_at, filename)
    return text


def _find_utf8_line(content: bytes) -> int | None:
    """Return where the first line begins that is UTF-8 with Japanese in it."""
    start = 0
    for line in content.splitlines(keepends=True):
        if not line.isascii() and _JAPANESE_UTF8.search(line) and _is_utf8(line):
            return start
        start += len(line)
    return None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse_mixed(content: bytes, utf8_at: int, not_utf8_at: int, filename: str) -> RefusedSubmission:
    utf8_line, other_line = _count_line(content, utf8_at), _count_line(content, not_utf8_at)
    value = (
        f"{_NAMES['utf-8']}: {utf8_line}, ≠ {_NAMES['utf-8']}: {other_line} ({_show(content, not_utf8_at)})"
    )
    return refuse("encoding.mixed", f"{filename}:{other_line}", value)


def _refuse_bytes(code: str, content: bytes, at: int, filename: str) -> RefusedSubmission:
    return refuse(code, f"{filename}:{_count_line(content, at)}", _show(content, at))


def _count_line(content: bytes, at: int) -> int:
    return len((content[:at] + b".").splitlines())


def _show(content: bytes, at: int) -> str:
    return f"0x{content[at : at + 2].hex().upper()} @ {at}"
