"""Which addresses we ask, and how we speak of them."""

from __future__ import annotations

from urllib.parse import urlsplit

from ingest.errors import FetchError


def check_address(asked: str, origin: str, hosts: frozenset[str]) -> None:
    """Refuse an address outside the allowed hosts, with credentials, or that leaves HTTPS.

    Args:
        asked: the address about to be asked; perhaps the target of a redirect.
        origin: the address a register named.
        hosts: allowed host names, lower case.

    Raises:
        FetchError: the address is not asked.
    """
    try:
        parts = urlsplit(asked)
        host = (parts.hostname or "").lower()
        schemes = {"https"} if urlsplit(origin).scheme == "https" else {"http", "https"}
    except ValueError:
        parts, host, schemes = urlsplit(""), "", set()
    if host in hosts and parts.scheme in schemes and "@" not in parts.netloc:
        return
    rule = "files come only from the hosts their register names, over HTTPS where it began so"
    remedy = "If the publisher has moved, add the new host to `hosts` of the register."
    raise FetchError(redact(origin), redact(asked), rule, remedy, code="fetch.host")


def redact(url: str) -> str:
    """Return an address for messages, without user name, password and query (it may hold a token)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(an address that cannot be read)"
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" + ("?…" if parts.query else "")
