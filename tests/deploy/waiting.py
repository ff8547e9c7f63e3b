"""Waiting for other processes: asked again until they are ready, or until it has taken too long."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_SECONDS = 600.0
PAUSE_SECONDS = 0.25


def wait_for(what: str, ask: Callable[[], T], patience: float = PATIENCE_SECONDS) -> T:
    """Return the first answer that is not false; fail with what was waited for."""
    deadline = time.monotonic() + patience
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"waited {patience:.0f} s in vain for {what}"
        time.sleep(PAUSE_SECONDS)
    return answer


def find_free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
