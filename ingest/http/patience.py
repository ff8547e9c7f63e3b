"""How long and how often we ask: one budget of retries and one deadline for a whole transfer."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypedDict

import requests
from urllib3.exceptions import InvalidHeader, MaxRetryError
from urllib3.util.retry import Retry

from ingest.errors import FetchError
from ingest.http.addresses import redact

RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
UNREACHABLE = "fetch.unreachable"
CUT_SHORT = "fetch.cut_short"


class Limits(TypedDict, total=False):
    """How patient a fetcher is; what is not said is as patient as a download needs.

    Attributes:
        retries: how often a transfer is tried again.
        timeout: seconds to connect, and to wait for the next bytes.
        deadline: seconds for a whole transfer with all its retries.
    """

    retries: int
    timeout: tuple[float, float]
    deadline: float


class Patience:
    """Counts the failures of one transfer and waits between attempts.

    The retries of a connection, of a status and of a broken body come out of one budget, so that a
    server failing in turns does not keep us for ever. Waiting follows urllib3's ``Retry``: Retry-After
    where the server says so, else exponential back-off with jitter.

    Args:
        url: the address asked, for messages.
        retry: the budget.
        deadline: seconds the whole transfer may take.
        sleep: waits; tests pass their own.
    """

    def __init__(self, url: str, retry: Retry, deadline: float, sleep: Callable[[float], None]) -> None:
        self._url = url
        self._retry = retry
        self._deadline = deadline
        self._ends_at = time.monotonic() + deadline
        self._sleep = sleep

    def wait(self, problem: str, response: requests.Response | None = None, code: str = UNREACHABLE) -> None:
        """Wait before the next attempt.

        Args:
            problem: what went wrong, for the message.
            response: the answer, when there was one; it may say when to come back.
            code: of the error raised when this was the last attempt.

        Raises:
            FetchError: the retries are used up, or the wait would outlast the deadline.
        """
        try:
            self._retry = self._retry.increment("GET", self._url)
        except MaxRetryError as error:
            rule = f"the publisher answers within {_count(self._retry)}"
            raise self._give_up(problem, rule, code) from error
        delay = _read_retry_after(self._retry, response)
        if delay is None:
            delay = self._retry.get_backoff_time()
        if delay > self.remaining():
            rule = f"the transfer ends within {self._deadline:g} s, and the next attempt is {delay:g} s away"
            raise self._give_up(problem, rule, code)
        if delay > 0:
            self._sleep(delay)

    def remaining(self) -> float:
        """Return the seconds left."""
        return self._ends_at - time.monotonic()

    def check_deadline(self) -> None:
        """Raise ``FetchError`` when the time is up."""
        if self.remaining() <= 0:
            raise self._give_up("too slow", f"the transfer ends within {self._deadline:g} s", UNREACHABLE)

    def _give_up(self, problem: str, rule: str, code: str) -> FetchError:
        remedy = "The last good files stay in use; run again later."
        return FetchError(redact(self._url), problem, rule, remedy, code=code)


def _count(retry: Retry) -> str:
    attempts = len(retry.history) + 1
    return f"{attempts} attempts" if attempts > 1 else "one attempt"


def _read_retry_after(retry: Retry, response: requests.Response | None) -> float | None:
    """Return the seconds the server asks for; None when it says nothing we understand."""
    if response is not None:
        with suppress(InvalidHeader):
            return retry.get_retry_after(response.raw)
    return None
