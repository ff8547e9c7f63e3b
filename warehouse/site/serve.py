"""Shows a public folder on this machine: files, parts of files (RFC 9110, section 14), and nothing else."""

from __future__ import annotations

import os
import re
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, BinaryIO

ADDRESS = "127.0.0.1"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
TYPES = {
    ".atom": "application/atom+xml",
    ".js": "text/javascript",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript",
    ".parquet": "application/vnd.apache.parquet",
    ".svg": "image/svg+xml",
    ".yml": "text/plain; charset=utf-8",
}


class PublicFiles(SimpleHTTPRequestHandler):
    """Answers GET and HEAD with a file of the folder or the part of it that is asked for; lists no folder."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES

    def send_head(self) -> BinaryIO | None:
        """Answer with the head; return the file, placed at the first byte to be sent."""
        self._length: int | None = None
        wanted = RANGE.fullmatch(self.headers.get("Range", "").strip())
        path = Path(self.translate_path(self.path))
        if wanted is None or not path.is_file() or wanted.group() == "bytes=-":
            return super().send_head()
        size = path.stat().st_size
        part = find_part(wanted[1], wanted[2], size)
        if part is None:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        return self._send_part_head(path, part, size)

    def _send_part_head(self, path: Path, part: tuple[int, int], size: int) -> BinaryIO:
        first, last = part
        file = path.open("rb")
        file.seek(first)
        self._length = last - first + 1
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(self._length))
        self.end_headers()
        return file

    def copyfile(self, source: IO[bytes], outputfile: IO[bytes]) -> None:  # type: ignore[override]
        """Send the file, or the part of it that was announced."""
        if self._length is None:
            super().copyfile(source, outputfile)
            return
        left = self._length
        while left and (chunk := source.read(min(left, 1 << 16))):
            outputfile.write(chunk)
            left -= len(chunk)

    def end_headers(self) -> None:
        """Say that parts may be asked for, that nothing is to be guessed, and that any page may read it.

        All of it is public; OpenRefine, notebooks and other pages read it from an address of their own.
        """
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """Refuse: pages lead to files, never to folders."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name of the base class
        """Stay silent: a reader's requests are nobody's business."""


class PublicServer(ThreadingHTTPServer):
    """Serves many readers at once."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over a reader who has left: browsers give up requests whose answers they need no more."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def find_part(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte that a range names, both counted in; None where there are none.

    Args:
        first: digits, or empty: then ``last`` is how many bytes at the end.
        last: digits, or empty: to the end.
        size: bytes of the file.
    """
    if not first:
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end and start < size else None


def open_server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server of a folder on this machine alone; port 0 takes a free one."""
    return PublicServer((ADDRESS, port), partial(PublicFiles, directory=str(folder)))
