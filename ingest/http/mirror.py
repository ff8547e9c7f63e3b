r"""A folder that answers in the publishers' place, through the same code path as the network.

``MirrorAdapter`` is a transport adapter of requests: the fetcher asks the publisher's own address, and a
route says which file of the folder answers. Validators, 304 and 404 behave as on a well-kept server.

A register declares its routes, the first that matches the whole address answers::

    mirror_routes=(
        serve_listing(r"https://example\.jp/diff/", "nta/diff/diff_*.zip"),
        serve_file(r"https://example\.jp/diff/(?P<name>diff_\d{8}\.zip)", "nta/diff/{name}"),
    )

What the folder does not have is answered with 404: the publisher does not offer it.
"""

from __future__ import annotations

import hashlib
import html
import io
import mimetypes
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import IO

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse


@dataclass(frozen=True)
class MirrorAnswer:
    """What a route answers: a file of the mirror, or bytes made for the occasion (a listing page)."""

    body: Path | bytes
    content_type: str | None = None


@dataclass(frozen=True)
class MirrorRoute:
    """An address and its answer.

    Attributes:
        pattern: regular expression that must match the whole address, with its query.
        answer: given the mirror's folder and the match, returns the answer, or None for 404.
    """

    pattern: str
    answer: Callable[[Path, re.Match[str]], MirrorAnswer | None]


def serve_file(pattern: str, relative_path: str) -> MirrorRoute:
    r"""Answer with one file; ``{name}`` in the path stands for the group ``(?P<name>…)`` of the pattern.

    Example:
        ``serve_file(r"https://example\.jp/(?P<name>diff_\d{8}\.zip)", "nta/diff/{name}")``
    """

    def answer(root: Path, match: re.Match[str]) -> MirrorAnswer | None:
        path = _find_inside(root, relative_path.format(**match.groupdict()))
        return None if path is None else MirrorAnswer(path)

    return MirrorRoute(pattern, answer)


def serve_page(pattern: str, render: Callable[[Path], str | None]) -> MirrorRoute:
    """Answer with an HTML page made from the folder; ``render`` returns None for 404."""

    def answer(root: Path, match: re.Match[str]) -> MirrorAnswer | None:
        page = render(root)
        return None if page is None else MirrorAnswer(page.encode("utf-8"), "text/html; charset=utf-8")

    return MirrorRoute(pattern, answer)


def serve_listing(pattern: str, glob: str, href: str = "{name}") -> MirrorRoute:
    """Answer with a page that links the files of a glob, sorted by name; 404 when there are none.

    Args:
        pattern: address of the page.
        glob: files of the mirror, relative to its folder.
        href: the link of a file, relative to the page or absolute; ``{name}`` is its file name and
            ``{stem}`` the name without suffix.
    """

    def render(root: Path) -> str | None:
        links = [
            f'<li><a href="{html.escape(href.format(name=path.name, stem=path.stem))}">'
            f"{html.escape(path.name)}</a></li>"
            for path in list_files(root, glob)
        ]
        return "<!DOCTYPE html>\n<ul>\n" + "\n".join(links) + "\n</ul>\n" if links else None

    return serve_page(pattern, render)


def list_files(root: Path, glob: str) -> list[Path]:
    """Return the regular, visible files of a glob below a mirror, sorted by name."""
    paths = (path for path in root.glob(glob) if path.is_file() and not path.name.startswith("."))
    return sorted(paths, key=lambda path: path.name)


class MirrorAdapter(BaseAdapter):
    """Transport adapter of requests that answers publishers' addresses from a folder."""

    def __init__(self, root: Path, routes: Sequence[MirrorRoute]) -> None:
        super().__init__()
        self._root = root
        self._routes = [(re.compile(route.pattern), route.answer) for route in routes]
        self._builder = HTTPAdapter(max_retries=0)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: object = None,
        verify: object = True,
        cert: object = None,
        proxies: object = None,
    ) -> requests.Response:
        """Answer one request; every argument but the request is of the network and has no effect."""
        try:
            raw = self._answer(request)
        except OSError:  # the file is there, but we may not read it
            raw = _respond(HTTPStatus.FORBIDDEN, {"Content-Length": "0"})
        return self._builder.build_response(request, raw)

    def close(self) -> None:
        """Do nothing: a mirror holds no connections."""

    def _answer(self, request: requests.PreparedRequest) -> HTTPResponse:
        if request.method not in {"GET", "HEAD"}:
            return _respond(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"})
        answer = self._find_answer(request.url or "")
        if answer is None:
            return _respond(HTTPStatus.NOT_FOUND, {"Content-Length": "0"})
        headers = _describe(answer)
        if _is_unchanged(request.headers, headers):
            return _respond(HTTPStatus.NOT_MODIFIED, headers)
        return _respond(HTTPStatus.OK, headers, None if request.method == "HEAD" else _open(answer))

    def _find_answer(self, url: str) -> MirrorAnswer | None:
        for pattern, answer in self._routes:
            match = pattern.fullmatch(url)
            if match is not None:
                return answer(self._root, match)
        return None


def _find_inside(root: Path, relative_path: str) -> Path | None:
    """Return a file below the mirror; None when it is absent or the address points outside."""
    path = (root / relative_path).resolve()
    return path if path.is_relative_to(root.resolve()) and path.is_file() else None


def _describe(answer: MirrorAnswer) -> dict[str, str]:
    """Return the headers of an answer.

    A file's ETag is made of its size and times, not of its content: the national file is too large to
    be hashed for every question. The inode's change time is in it because nobody can set that back.
    """
    if isinstance(answer.body, bytes):
        tag, size, modified = hashlib.sha256(answer.body).hexdigest()[:32], len(answer.body), None
    else:
        status = answer.body.stat()
        tag = f"{status.st_size:x}-{status.st_mtime_ns:x}-{status.st_ctime_ns:x}"
        size, modified = status.st_size, status.st_mtime
    headers = {"Content-Length": str(size), "ETag": f'"{tag}"', "Content-Type": _content_type(answer)}
    if modified is not None:
        headers["Last-Modified"] = formatdate(modified, usegmt=True)
    return headers


def _content_type(answer: MirrorAnswer) -> str:
    guessed = None if isinstance(answer.body, bytes) else mimetypes.guess_type(answer.body.name)[0]
    return answer.content_type or guessed or "application/octet-stream"


def _is_unchanged(asked: Mapping[str, str], held: Mapping[str, str]) -> bool:
    """Decide on 304; If-None-Match outranks If-Modified-Since (RFC 9110, 13.2.2)."""
    if "If-None-Match" in asked:
        tags = {tag.strip().removeprefix("W/") for tag in asked["If-None-Match"].split(",")}
        return held["ETag"] in tags or "*" in tags
    if "If-Modified-Since" not in asked or "Last-Modified" not in held:
        return False
    try:
        since = parsedate_to_datetime(asked["If-Modified-Since"])
    except ValueError:
        return False
    return parsedate_to_datetime(held["Last-Modified"]) <= since


def _open(answer: MirrorAnswer) -> IO[bytes]:
    return io.BytesIO(answer.body) if isinstance(answer.body, bytes) else answer.body.open("rb")


def _respond(status: HTTPStatus, headers: Mapping[str, str], body: IO[bytes] | None = None) -> HTTPResponse:
    return HTTPResponse(
        body=body if body is not None else io.BytesIO(),
        headers=HTTPHeaderDict(headers),
        status=status.value,
        reason=status.phrase,
        preload_content=False,
        enforce_content_length=body is not None,
    )
