"""Fetching from publishers: politely, within bounds, and only from the hosts a register names."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, Unpack
from urllib.parse import urljoin

import requests
from requests.adapters import BaseAdapter
from urllib3.util.retry import Retry

from ingest.errors import FetchError
from ingest.http.addresses import check_address, redact
from ingest.http.answers import (
    LOOK,
    NO_HEAD,
    NOT_OFFERED,
    declared_encoding,
    distrust,
    expect_ok,
    name_cause,
    read_validators,
    set_conditions,
)
from ingest.http.mirror import MirrorAdapter, MirrorRoute
from ingest.http.pages import decode_page
from ingest.http.patience import CUT_SHORT, RETRIED_STATUSES, Limits, Patience
from ingest.http.session import find_redirect, open_session
from ingest.http.transfer import PARTIAL_CONTENT, BrokenBodyError, Transfer, discard
from ingest.landing import Validators

DEFAULT_MAX_BYTES = 64 * 2**20
MAX_PAGE_BYTES = 8 * 2**20
MAX_REDIRECTS = 5


@dataclass(frozen=True)
class Downloaded:
    """A file that arrived whole.

    Attributes:
        url: the address that answered, after redirects.
        path: where the bytes were written.
        size: number of bytes.
        sha256: of the bytes, hexadecimal.
        etag: validator for the next question.
        last_modified: validator for the next question.
    """

    url: str
    path: Path
    size: int
    sha256: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True)
class Version:
    """What a publisher says of a file that was not fetched.

    Attributes:
        validators: of the version it has now.
        size: number of bytes, where it says so.
    """

    validators: Validators
    size: int | None


@dataclass(frozen=True)
class NotModified:
    """The publisher says that the version we hold is still the current one."""

    url: str


class Fetcher:
    """Asks publishers; retries what may pass, and says clearly what does not.

    Args:
        allowed_hosts: the only hosts ever asked, also after a redirect.
        retries: how often a transfer is tried again after a failure of connection, status or body.
        backoff: seconds, doubled with each retry; an arbitrary part of the same length is added.
        timeout: seconds to connect, and to wait for the next bytes.
        deadline: seconds for a whole transfer with all its retries.
        sleep: waits between attempts.
        adapter: answers in place of the network.
    """

    def __init__(
        self,
        allowed_hosts: Iterable[str],
        *,
        retries: int = 4,
        backoff: float = 1.0,
        timeout: tuple[float, float] = (10.0, 30.0),
        deadline: float = 1800.0,
        sleep: Callable[[float], None] = time.sleep,
        adapter: BaseAdapter | None = None,
    ) -> None:
        self._hosts = frozenset(host.lower() for host in allowed_hosts)
        self._retry = Retry(
            total=retries, status_forcelist=RETRIED_STATUSES, backoff_factor=backoff, backoff_jitter=backoff
        )
        self._timeout = timeout
        self._deadline = deadline
        self._sleep = sleep
        self._session = open_session(adapter)

    @classmethod
    def from_mirror(
        cls,
        root: Path,
        routes: Sequence[MirrorRoute],
        allowed_hosts: Iterable[str],
        **limits: Unpack[Limits],
    ) -> Self:
        """Return a fetcher that is answered by a folder; everything else is as with the network."""
        return cls(allowed_hosts, adapter=MirrorAdapter(root, routes), **limits)

    def __enter__(self) -> Self:
        """Return self; connections are closed on leaving."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._session.close()

    def get_text(self, url: str, encoding: str | None = None) -> str | None:
        """Return a page, or None when the publisher does not have it (404, 410).

        Args:
            url: the address.
            encoding: of the page; without it that of the answer's header, else UTF-8, else CP932.

        Raises:
            FetchError: no answer, a status that is neither page nor 404, or more than 8 MiB.
        """
        sink = io.BytesIO()
        response, _ = self._receive(url, sink, {}, MAX_PAGE_BYTES)
        if response.status_code in NOT_OFFERED:
            return None
        expect_ok(response)
        return decode_page(sink.getvalue(), encoding or declared_encoding(response))

    def head_exists(self, url: str) -> bool:
        """Return whether the publisher has something at an address, without fetching it.

        Raises:
            FetchError: no answer, or a status that says neither yes nor no.
        """
        response = self._ask_head(url, {})
        if response.status_code in NOT_OFFERED:
            return False
        expect_ok(response)
        return True

    def check_version(self, url: str, validators: Validators | None = None) -> Version | NotModified:
        """Return which version the publisher has now, without fetching it.

        Raises:
            FetchError: no answer, or one that is not the file; its ``code`` says why.
        """
        conditions = set_conditions(validators)
        response = self._ask_head(url, conditions)
        if response.status_code == HTTPStatus.NOT_MODIFIED and conditions:
            return NotModified(url)
        expect_ok(response)
        size = response.headers.get("Content-Length", "")
        return Version(read_validators(response), int(size) if size.isdecimal() else None)

    def download(
        self,
        url: str,
        dest: Path,
        validators: Validators | None = None,
        *,
        max_bytes: int = DEFAULT_MAX_BYTES,
    ) -> Downloaded | NotModified:
        """Stream a file to ``dest``, unless the publisher says that it has not changed.

        Whether the bytes are what their name says is not judged here. ``dest`` exists afterwards only
        when ``Downloaded`` is returned.

        Raises:
            FetchError: no whole file arrived; its ``code`` says why.
        """
        conditions = set_conditions(validators)
        try:
            with dest.open("w+b") as sink:
                response, transfer = self._receive(url, sink, conditions, max_bytes)
            if response.status_code == HTTPStatus.NOT_MODIFIED and conditions:
                dest.unlink()
                return NotModified(url)
            expect_ok(response)
        except BaseException:
            dest.unlink(missing_ok=True)
            raise
        held = read_validators(response)
        return Downloaded(response.url, dest, transfer.size, transfer.sha256(), held.etag, held.last_modified)

    def _ask_head(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        """Return the answer without its body, also of a publisher who does not know HEAD; it is closed."""
        patience = self._open_patience(url)
        response = self._ask("HEAD", url, headers, patience)
        discard(response)
        if response.status_code in NO_HEAD:
            response = self._ask("GET", url, headers, patience)
            response.close()
        return response

    def _receive(
        self, url: str, sink: BinaryIO, conditions: Mapping[str, str], max_bytes: int
    ) -> tuple[requests.Response, Transfer]:
        """Ask until a body has arrived whole, or an answer without one; the response is closed."""
        patience, transfer = self._open_patience(url), Transfer(sink, max_bytes)
        while True:
            resume = transfer.resume_headers()
            response = self._ask("GET", url, resume or conditions, patience)
            if response.status_code in {HTTPStatus.OK, PARTIAL_CONTENT}:
                try:
                    with response:
                        transfer.receive(response, patience)
                    return response, transfer
                except BrokenBodyError as error:
                    patience.wait(str(error), code=CUT_SHORT)
                    continue
            discard(response)
            if not resume or response.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                return response, transfer
            transfer.start_over()
            patience.wait("the rest of a broken body is not offered", code=CUT_SHORT)

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], patience: Patience
    ) -> requests.Response:
        """Return the first answer that trying again would not better; its body is not read yet."""
        while True:
            patience.check_deadline()
            try:
                response = self._follow(method, url, headers, patience)
            except (requests.ConnectionError, requests.Timeout) as error:
                if isinstance(error, requests.exceptions.SSLError):
                    raise distrust(url, error) from error
                patience.wait(f"no answer ({name_cause(error)})")
                continue
            except (requests.RequestException, ValueError) as error:  # ValueError: a redirect to nonsense
                raise FetchError(
                    redact(url), type(error).__name__, "the answer is HTTP as it is defined", LOOK
                ) from error
            if response.status_code not in RETRIED_STATUSES:
                return response
            discard(response)
            patience.wait(f"status {response.status_code}", response)

    def _follow(
        self, method: str, url: str, headers: Mapping[str, str], patience: Patience
    ) -> requests.Response:
        """Ask an address and follow its redirects, each hop to an allowed host."""
        asked = url
        for _ in range(MAX_REDIRECTS + 1):
            check_address(asked, url, self._hosts)
            response = self._session.request(
                method,
                asked,
                headers=dict(headers),
                stream=True,
                allow_redirects=False,
                timeout=_shorten(self._timeout, patience.remaining()),
            )
            target = find_redirect(response)
            if target is None:
                return response
            discard(response)
            asked = urljoin(asked, target)
        rule = f"an address redirects at most {MAX_REDIRECTS} times"
        raise FetchError(redact(url), redact(asked), rule, LOOK, code="fetch.redirects")

    def _open_patience(self, url: str) -> Patience:
        return Patience(url, self._retry, self._deadline, self._sleep)


def _shorten(timeout: tuple[float, float], remaining: float) -> tuple[float, float]:
    bound = max(remaining, 0.001)
    return min(timeout[0], bound), min(timeout[1], bound)
