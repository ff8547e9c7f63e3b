"""What an answer of a publisher says: is it the file, which version, and if not, what stands against it."""

from __future__ import annotations

from http import HTTPStatus

import requests

from ingest.errors import FetchError
from ingest.http.addresses import redact
from ingest.http.transfer import PARTIAL_CONTENT
from ingest.landing import Validators

NOT_OFFERED = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
NO_HEAD = frozenset({HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
LOOK = "Open the address in a browser; if the publisher has moved the file, change the register."


def set_conditions(validators: Validators | None) -> dict[str, str]:
    """Return the headers that ask for a file only if it is another than the one held."""
    held = validators or Validators()
    headers = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
    return {name: value for name, value in headers.items() if value}


def read_validators(response: requests.Response) -> Validators:
    """Return what to ask with next time."""
    return Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))


def expect_ok(response: requests.Response) -> None:
    """Refuse every status but 200 (and 206, which we asked for); a 202 is a robot check, not a file.

    Raises:
        FetchError: the answer is not the file.
    """
    status = response.status_code
    if status in {HTTPStatus.OK, PARTIAL_CONTENT}:
        return
    code = "fetch.not_offered" if status in NOT_OFFERED else "fetch.status"
    rule = "the publisher answers with the file (status 200)"
    raise FetchError(redact(response.url), f"status {status}", rule, LOOK, code=code)


def distrust(url: str, error: Exception) -> FetchError:
    """Return the error for a certificate that is not trusted."""
    rule = "the publisher's certificate is valid and trusted here"
    remedy = "Check the clock and the certificates of this machine, and the address in a browser."
    return FetchError(redact(url), name_cause(error), rule, remedy, code="fetch.certificate")


def name_cause(error: BaseException) -> str:
    """Return the innermost cause by type; messages of requests carry whole addresses."""
    cause: BaseException = error
    while inner := (getattr(cause, "reason", None) or next(iter(cause.args), None)):
        if not isinstance(inner, BaseException):
            break
        cause = inner
    return type(cause).__name__


def declared_encoding(response: requests.Response) -> str | None:
    """Return the charset of the header; what requests guesses without one is not the publisher's."""
    declared = "charset" in response.headers.get("Content-Type", "").lower()
    return response.encoding if declared else None
