"""What the machine refuses to take, told in words wherever it comes up: every library says it in its own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
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
    """Return what to tell where a message of any library says that something could not be written.

    The folder that it names is told, not the file: many files meet the same refusal.
    """
    sign = next((sign for sign in (*_FULL, *_CLOSED, *_BROKEN) if sign in text), None)
    if sign is None:
        return None
    place, (free, files) = _find_folder(home, text), _measure_free(home)
    if sign in _CLOSED:
        rule = "a run must be allowed to write here"
        remedy = "Give the account that runs it the right to write there, or name another home; run again."
    elif sign in _BROKEN and free > _NO_ROOM:
        rule = "the disk must take what is written, and it reports an error"
        remedy = "Look into the log of the system; move the home to a sound disk, then run again."
    else:
        sign = f"{sign}, {free / 2**20:,.1f} MiB" + ("" if files else " but not one more file") + " free"
        rule = "a run needs room for what it writes"
        remedy = "Make room on that disk, then run again: what was done stays, and nothing is lost."
    return StorageRefused(str(place), sign, rule, remedy)


def _find_folder(home: Home, text: str) -> Path:
    """Return the folder of the first file of the home that a message names; the home where it names none."""
    named = re.search(rf"{re.escape(str(home.root))}[^'\"\n:]*", text)
    path = Path(named.group().strip()) if named else home.root
    return path if path == home.root or path.is_dir() else path.parent


def _concerns_another_place(home: Home, error: BaseException) -> bool:
    """Return whether the system names a file that lies elsewhere: it says enough by itself."""
    named = error.filename if isinstance(error, OSError) else None
    return isinstance(named, (str, os.PathLike)) and not Path(named).absolute().is_relative_to(home.root)


def _measure_free(home: Home) -> tuple[int, int]:
    """Return the bytes, and the files, that the disk of a home still takes."""
    place = next(folder for folder in (home.root, *home.root.parents) if folder.exists())
    state = os.statvfs(place)
    return state.f_bavail * state.f_frsize, state.f_favail or int(not state.f_files)


def _list_causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and what it was raised from or while."""
    seen: list[BaseException] = []
    while error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__ or error
