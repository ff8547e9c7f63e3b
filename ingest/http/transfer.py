"""Receiving a body: streamed, bounded, counted, and continued where it broke off."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

import requests
from urllib3.exceptions import HTTPError

from ingest.errors import FetchError
from ingest.http.addresses import redact
from ingest.http.patience import Patience

PARTIAL_CONTENT = 206
_CHUNK = 2**20
_SHORT_BODY = 2**16
_RANGE_START = re.compile(r"bytes (\d+)-")


class BrokenBodyError(Exception):
    """The body stopped before its end; the bytes received so far may be continued."""


class Transfer:
    """One body on its way into a stream, over as many attempts as it takes.

    Args:
        sink: where the bytes go; must be seekable.
        max_bytes: the most that is accepted.

    Attributes:
        size: bytes received so far.
    """

    def __init__(self, sink: BinaryIO, max_bytes: int) -> None:
        self.size = 0
        self._sink = sink
        self._max_bytes = max_bytes
        self._hash = hashlib.sha256()
        self._version: str | None = None

    def sha256(self) -> str:
        """Return the sha256 of what was received."""
        return self._hash.hexdigest()

    def resume_headers(self) -> dict[str, str]:
        """Return the headers that ask for the rest, when the server can give it; else none."""
        if not self.size or self._version is None:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self._version}

    def start_over(self) -> None:
        """Forget what was received."""
        self._sink.seek(0)
        self._sink.truncate()
        self.size = 0
        self._hash = hashlib.sha256()
        self._version = None

    def receive(self, response: requests.Response, patience: Patience) -> None:
        """Read a body to its end.

        Raises:
            BrokenBodyError: it stopped early; ask again with ``resume_headers``.
            FetchError: it is larger than allowed, or too slow.
        """
        if not self._continues(response):
            self.start_over()
            if response.status_code == PARTIAL_CONTENT:
                raise BrokenBodyError("another part of the file arrived than the one asked for")
            self._version = _version_to_resume(response)
        self._check_size(response, self.size + int(_declared_length(response) or 0))
        for piece in _read_pieces(response):
            patience.check_deadline()
            self._check_size(response, self.size + len(piece))
            self._sink.write(piece)
            self._hash.update(piece)
            self.size += len(piece)
        _check_length(response)

    def _continues(self, response: requests.Response) -> bool:
        start = _RANGE_START.match(response.headers.get("Content-Range", ""))
        asked = self._version is not None and start is not None and int(start[1]) == self.size
        return response.status_code == PARTIAL_CONTENT and asked

    def _check_size(self, response: requests.Response, size: int) -> None:
        if size > self._max_bytes:
            rule = f"the file has at most {self._max_bytes} bytes"
            remedy = "If the publisher's file has really grown, raise max_bytes of the register."
            place = redact(response.url)
            raise FetchError(place, f"{size} bytes or more", rule, remedy, code="fetch.too_large")


def discard(response: requests.Response) -> None:
    """Close an answer; a short or empty body is read first, so that the connection can be used again."""
    with suppress(HTTPError, OSError):
        response.raw.read1(_SHORT_BODY)
    response.close()


def _read_pieces(response: requests.Response) -> Iterator[bytes]:
    """Yield the body as it arrives.

    ``read1`` returns what one read of the socket gives: a server that drips is met by the deadline,
    where ``read`` would wait for a whole chunk.
    """
    try:
        while piece := response.raw.read1(_CHUNK, decode_content=True):
            yield piece
    except (HTTPError, OSError) as error:
        raise BrokenBodyError(f"the body broke off ({type(error).__name__})") from error


def _check_length(response: requests.Response) -> None:
    declared, received = _declared_length(response), response.raw.tell()
    if declared is not None and received != declared:
        raise BrokenBodyError(f"{received} of {declared} bytes arrived")


def _declared_length(response: requests.Response) -> int | None:
    """Return Content-Length; it does not hold for a chunked body (RFC 9112, 6.3)."""
    value = response.headers.get("Content-Length", "")
    chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    return int(value) if value.isascii() and value.isdigit() and not chunked else None


def _version_to_resume(response: requests.Response) -> str | None:
    """Return what proves, in If-Range, that the rest belongs to the part we have (RFC 9110, 13.1.5)."""
    headers = response.headers
    if headers.get("Accept-Ranges", "").lower() != "bytes" or headers.get("Content-Encoding"):
        return None
    etag = headers.get("ETag")
    return etag if etag and not etag.startswith("W/") else headers.get("Last-Modified")
