"""Notices as JSON to an address: a chat service, or a program of one's own."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from warehouse.notices.channels import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    WEBHOOK_VARIABLE,
    ChannelDown,
    ChannelMisconfigured,
    NoticeRefused,
)
from warehouse.notices.notice import Notice

BUSY_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})

# At DEBUG urllib3 logs the path of every request, and the path of a webhook is its secret.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


@dataclass(frozen=True)
class Webhook:
    """Posts each notice to an address, which is a secret.

    One attempt each time: the outbox tries again.
    """

    url: str = field(repr=False)
    name: str = "webhook"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Webhook | None:
        """Return the webhook that the environment names; None where it names none.

        Raises:
            ChannelMisconfigured: the address is not one of http.
        """
        url = environment.get(WEBHOOK_VARIABLE, "").strip()
        if not url:
            return None
        if not is_address(url, {"http", "https"}):
            raise ChannelMisconfigured(
                WEBHOOK_VARIABLE,
                "not shown",
                "the address of a webhook is https://host/path",
                "Copy it anew from the service that gives it.",
            )
        return cls(url)

    def send(self, notice: Notice) -> None:
        """Post one notice.

        Raises:
            ChannelDown: no connection, no answer in time, or an answer that asks to come back later.
            NoticeRefused: any other answer that is not of success.
        """
        status, retry_after = self._post(json.dumps(notice.to_payload(), ensure_ascii=False).encode())
        if status in BUSY_STATUSES:
            raise ChannelDown(f"HTTP {status}", retry_after)
        if not 200 <= status < 300:
            raise NoticeRefused(f"HTTP {status}")

    def _post(self, body: bytes) -> tuple[int, float | None]:
        """Return status and Retry-After; the body of the answer is not read, whatever it holds."""
        try:
            with requests.Session() as session:
                answer = session.post(
                    self.url,
                    data=body,
                    headers={"Content-Type": "application/json; charset=utf-8"},
                    timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                    allow_redirects=False,
                    stream=True,
                )
                return answer.status_code, _read_retry_after(answer)
        except requests.Timeout:
            problem = "no answer in time"
        except (requests.RequestException, UnicodeError) as error:
            problem = f"no connection ({type(error).__name__})"
        # outside of the handler: the text of the error names the address, and must not be its context
        raise ChannelDown(problem)


def is_address(url: str, schemes: set[str]) -> bool:
    """Return whether a text is an address of one of these schemes, with a host and a possible port."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _read_retry_after(answer: requests.Response) -> float | None:
    header = answer.headers.get("Retry-After")
    try:
        return Retry().parse_retry_after(header) if header else None
    except InvalidHeader:
        return None
