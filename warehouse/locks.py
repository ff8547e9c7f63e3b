"""Locks of processes: held through the kernel, freed by it on a kill, with a visible owner."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse.errors import LockHeld

RETRY_SECONDS = 0.1


@dataclass
class HeldLock:
    """A lock this process holds until it is released."""

    path: Path
    descriptor: int

    def release(self, *, remove: bool = False) -> None:
        """Free the lock; with ``remove``, delete its file first."""
        if self.descriptor < 0:
            return
        if remove:
            self.path.unlink(missing_ok=True)
        os.close(self.descriptor)
        self.descriptor = -1


def try_lock(path: Path) -> HeldLock | None:
    """Take the lock of a file and write who holds it; None when another holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # A holder may have removed the file between our open and our lock: that lock is worth nothing.
        current = path.exists() and os.path.samestat(os.fstat(descriptor), path.stat())
    except BlockingIOError:
        current = False
    if not current:
        os.close(descriptor)
        return None
    _write_owner(descriptor)
    return HeldLock(path, descriptor)


def is_held(path: Path) -> bool:
    """Return whether a process holds the lock of a file at this moment."""
    if not path.exists():
        return False
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def hold_lock(
    path: Path, patience: float | None = None, announce: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the lock of a file for the block; wait for it where another process holds it.

    Args:
        path: the lock file; it stays, with the name of its last owner.
        patience: seconds to wait at most; for ever when None.
        announce: called once, with a sentence that names the owner, when there is a wait.

    Raises:
        LockHeld: another process still holds it after ``patience`` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = try_lock(path) or _wait_for_lock(path, patience, announce)
    try:
        yield
    finally:
        lock.release()


def _wait_for_lock(path: Path, patience: float | None, announce: Callable[[str], None] | None) -> HeldLock:
    deadline = None if patience is None else time.monotonic() + patience
    owner = read_owner(path) or "owner unknown"
    if announce:
        announce(f"Waiting for {path}, held by {owner}")
    while (lock := try_lock(path)) is None:
        if deadline is not None and time.monotonic() >= deadline:
            raise LockHeld(
                str(path),
                owner,
                "one process at a time may hold this lock",
                "Wait for it to end; the lock is freed by itself when that process stops.",
            )
        time.sleep(RETRY_SECONDS)
    return lock


def read_owner(path: Path) -> str:
    """Return who wrote a lock file last, as one line."""
    try:
        return " ".join(path.read_text(encoding="utf-8").split())
    except OSError:
        return ""


def _write_owner(descriptor: int) -> None:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    owner = f"process {os.getpid()}\nhost {socket.gethostname()}\nsince {started}\n"
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, owner.encode(), 0)
