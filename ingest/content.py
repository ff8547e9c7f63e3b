"""Is a file what its name says? Asked before landing; a refused file never reaches the store.

A web server answers an outage with a page and status 200, and every client accepts a body that is cut
short when its length was not declared. Only the content tells.
"""

from __future__ import annotations

import io
import re
from pathlib import Path, PurePosixPath

from ingest.archives import check_archive
from ingest.errors import RefusedFile

ARCHIVES = frozenset({".zip", ".xlsx"})
PAGES = frozenset({".html", ".htm"})
EXPANSION = 20  # real archives of ours inflate to 4–10 times their size

_HEAD = 1024
_TAIL = 2048
_BEGINS_AS_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_RETRY = "Run again later; if it stays so, open the address in a browser and tell the publisher."


def check_content(path: Path, filename: str, max_bytes: int, *, verify_sums: bool = True) -> None:
    """Check a received file against the kind its name promises.

    Args:
        path: the received file.
        filename: the publisher's name; its suffix tells the kind.
        max_bytes: the largest download; an archive may inflate to twenty times of it.
        verify_sums: False when these bytes were verified before.

    Raises:
        RefusedFile: empty, a web page, cut short, damaged, or of another kind.
    """
    suffix = PurePosixPath(filename).suffix.lower()
    head, tail = _read_ends(path)
    if not head:
        raise RefusedFile(filename, "0 bytes", "a file is not empty", _RETRY, code="content.empty")
    if suffix not in PAGES and _BEGINS_AS_PAGE.match(head):
        rule = f"a {suffix or 'data'} file is expected, not a web page (often an error page with status 200)"
        raise RefusedFile(filename, _show(head), rule, _RETRY, code="content.web_page")
    if suffix in ARCHIVES:
        _check_magic(filename, head, b"PK\x03\x04")
        check_archive(path, filename, EXPANSION * max_bytes, verify_sums=verify_sums)
    elif suffix == ".pdf":
        _check_magic(filename, head, b"%PDF-")
        _check_pdf_end(filename, tail)


def _read_ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        size = stream.seek(0, io.SEEK_END)
        stream.seek(max(0, size - _TAIL))
        return head, stream.read()


def _check_magic(filename: str, head: bytes, magic: bytes) -> None:
    if not head.startswith(magic):
        rule = f"the file begins with {magic!r} as its kind does"
        raise RefusedFile(filename, _show(head), rule, _RETRY, code="content.kind")


def _check_pdf_end(filename: str, tail: bytes) -> None:
    if b"%%EOF" not in tail:
        rule = "a PDF ends with %%EOF; without it the file was cut short"
        raise RefusedFile(filename, _show(tail[-40:]), rule, _RETRY, code="content.cut_short")


def _show(content: bytes) -> str:
    return repr(content[:40])
