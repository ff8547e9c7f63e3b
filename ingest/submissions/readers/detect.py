"""What a file is, by its content; the name decides only between kinds of text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal

from ingest.submissions.readers.refusals import refuse

Family = Literal["workbook", "delimited", "objects"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
    b"PAR1": "Parquet",
    b"SQLite format 3": "SQLite",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
}
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|!--|html|head|body|table|meta)\b", re.IGNORECASE
)
_OBJECTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*[\{\]])")
_OBJECT_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
_DELIMITED_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})


def detect_family(content: bytes, filename: str) -> Family:
    """Tell which reader a file is for.

    A file named ``.csv`` may begin with a brace; a file of any other name that does so is JSON.

    Raises:
        RefusedSubmission: a format we do not read, such as ``.xls``, ``.ods`` or PDF.
    """
    if content.startswith(b"PK\x03\x04"):
        return "workbook"
    if content.startswith(_OLE):
        is_encrypted = _ENCRYPTED_PACKAGE in content
        code = "workbook.encrypted" if is_encrypted else "workbook.old_format"
        raise refuse(code, filename, "OLE2")
    foreign = next((name for magic, name in _FOREIGN.items() if content.startswith(magic)), None)
    if foreign or _MARKUP.match(content):
        raise refuse("file.format", filename, foreign or content[:40].decode("utf-8", "replace"))
    suffix = PurePosixPath(filename).suffix.lower()
    if suffix in _OBJECT_SUFFIXES:
        return "objects"
    if suffix not in _DELIMITED_SUFFIXES and _OBJECTS.match(content):
        return "objects"
    return "delimited"
