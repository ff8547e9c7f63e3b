"""What the machine refuses to take, told in words wherever it comes up: every library says it in its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from warehouse.errors import StorageRefused
from warehouse.layout import Home

_FULL = (
    "No space left on device",
    "Disk quota exceeded",
    "File too large",
    "database or disk is full",
    "failed to offload data block",
)
_CLOSED = (
    "Read-only file system",
    "Permission denied",
    "attempt to write a readonly database",
    "unable to open database file",
)
_BROKEN = ("disk I/O error", "Input/output error")
#: A disk with less room than this is full: databases then report an error of the disk.
_NO_ROOM = 2**20


@contextmanager
def name_refusals(home: Home) -> Iterator[None]:
    """Raise what the machine refuses within the block as an error in words.

    Raises:
        StorageRefused: the disk of the home is full, or may not be written to.
    """
    try:
        yield
    except Exception as error:
        for cause in _list_causes(error):
            if isinstance(cause, StorageRefused) or _concerns_another_place(home, cause):
                break
            if refusal := find_refusal(home, str(cause)):
                raise refusal from error
        raise


def find_refusal(home: Home, text: str) -> StorageRefused | None:
    """Return what to tell where a message of any library says that something could not be written."""
    sign = next((sign for sign in (*_FULL, *_CLOSED, *_BROKEN) if sign in text), None)
    if sign is None:
        return None
    free = _measure_free(home)
    if sign in _CLOSED:
        return StorageRefused(
            str(home.root),
            " ".join(text.split())[:300],
            "a run must be allowed to write in the home, to every folder and file of it",
            "Give the account that runs it the right to write there, or name another home; then run again.",
        )
    if sign in _BROKEN and free > _NO_ROOM:
        return StorageRefused(
            str(home.root),
            sign,
            "the disk must take what is written, and it reports an error",
            "Look into the log of the system; move the home to a sound disk, then run again.",
        )
    return StorageRefused(
        str(home.root),
        f"{sign}, {free / 2**20:,.1f} MiB free",
        "a run needs room for what it writes",
        "Make room on that disk, then run again: what was done stays, and nothing is lost.",
    )


def _concerns_another_place(home: Home, error: BaseException) -> bool:
    """Return whether the system names a file that lies elsewhere: it says enough by itself."""
    named = error.filename if isinstance(error, OSError) else None
    return isinstance(named, (str, PathLike)) and not Path(named).absolute().is_relative_to(home.root)


def _measure_free(home: Home) -> int:
    place = next(folder for folder in (home.root, *home.root.parents) if folder.exists())
    return shutil.disk_usage(place).free


def _list_causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and what it was raised from or while."""
    seen: list[BaseException] = []
    while error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__ or error
