"""The requests session: it names us, and leaves retries and redirects to the fetcher."""

from __future__ import annotations

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

USER_AGENT = "Tsunagu/0.1 (open-data warehouse of Japan's civil sector)"


class _Session(requests.Session):
    """A session that leaves redirects alone: requests would read the whole body of each into memory."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None, whatever the answer is."""


def open_session(adapter: BaseAdapter | None) -> requests.Session:
    """Return a session that names us; retries are the fetcher's, so the adapter makes none."""
    session = _Session()
    session.trust_env = adapter is None  # a proxy stands before the network, not before a folder
    session.headers.update({"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"})
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter or HTTPAdapter(max_retries=0))
    return session


def find_redirect(response: requests.Response) -> str | None:
    """Return where an answer sends us; headers arrive as Latin-1, addresses in them may be UTF-8."""
    return response.headers["Location"].encode("latin-1").decode("utf-8") if response.is_redirect else None
