"""A home as it is at one moment, held by hard links: it takes no space and no time worth speaking of."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.submissions.inbox import SETTLE_SECONDS
from warehouse.backup.contents import KEPT, LEFT_OUT, WRITTEN_IN_PLACE
from warehouse.layout import Home
from warehouse.locks import hold_lock
from warehouse.submissions import locate_submissions

FOLDER = ".backup"
LOCK_FILE = ".lock"


@dataclass(frozen=True)
class Snapshot:
    """What is kept of a home, as it was at one moment.

    Attributes:
        folder: where it lies, while the snapshot is held.
        taken_at: the moment, ISO, UTC.
        unfinished: files of the inbox that were still being sent, and are not in it.
    """

    folder: Path
    taken_at: str
    unfinished: tuple[str, ...]


@contextmanager
def take_snapshot(home: Home, announce: Callable[[str], None]) -> Iterator[Snapshot]:
    """Yield what is to be kept of a home as it is now.

    While it is taken no run and no intake goes on; afterwards they may. Files of ours are written beside and
    renamed, never changed, so a link keeps what it was made to. Files that people write in place are copied.

    Args:
        home: the home.
        announce: told whom it waits for.
    """
    folder = home.root / FOLDER
    with hold_lock(home.root / f"{FOLDER}.lock", announce=announce):
        shutil.rmtree(folder, ignore_errors=True)  # of a back-up that was killed
        try:
            with _hold_still(home, announce):
                taken_at = datetime.now(UTC).isoformat(timespec="seconds")
                unfinished = _copy_home(home, folder)
            yield Snapshot(folder, taken_at, unfinished)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _hold_still(home: Home, announce: Callable[[str], None]) -> Iterator[None]:
    """Keep runs, then intakes away; a run takes the two locks in this order as well."""

    def tell_of_intake(_: str) -> None:
        announce(f"Waiting for {intake}: files of members are being taken in")

    intake = locate_submissions(home).lock
    with hold_lock(home.root / LOCK_FILE, announce=announce), hold_lock(intake, announce=tell_of_intake):
        yield


def _copy_home(home: Home, folder: Path) -> tuple[str, ...]:
    """Copy what is kept of a home by links, and return the names of what is still being sent."""
    seen: dict[tuple[int, int], Path] = {}
    unfinished = []
    folder.mkdir()
    for name in _list_names(home):
        source, target = home.root / name, folder / name
        with suppress(FileNotFoundError):  # a notice that was sent, a file its member took back
            if source.is_dir():
                target.mkdir()
            elif name.startswith("inbox/") and abs(time.time() - source.stat().st_mtime) < SETTLE_SECONDS:
                unfinished.append(name)
            else:
                _copy_file(source, target, seen, can_link=name.partition("/")[0] not in WRITTEN_IN_PLACE)
    return tuple(unfinished)


def _list_names(home: Home) -> Iterator[str]:
    """Yield folders and ordinary files to be kept, each folder before what is in it.

    Names that begin with a dot are locks and half-written files; links are not followed.
    """
    waiting = [name for name in reversed(KEPT) if (home.root / name).exists()]
    while waiting:
        name = waiting.pop()
        path = home.root / name
        if path.is_symlink() and name not in KEPT:
            continue  # what is kept may lie on another disk; what members send is not asked where it leads
        if path.is_dir():
            entries = sorted(entry.name for entry in path.iterdir() if not entry.name.startswith("."))
            waiting += [f"{name}/{entry}" for entry in reversed(entries) if f"{name}/{entry}" not in LEFT_OUT]
        if path.is_dir() or path.is_file():
            yield name


def _copy_file(source: Path, target: Path, seen: dict[tuple[int, int], Path], *, can_link: bool) -> None:
    """Give a file a second name, or copy it; two names of one file stay two names of one file."""
    status = source.stat()
    identity = status.st_dev, status.st_ino
    earlier = seen.setdefault(identity, target)
    try:
        if earlier is not target:
            os.link(earlier, target)
            return
        if can_link:
            os.link(source, target)
            return
    except OSError:
        pass  # another file system, or one without links
    shutil.copy2(source, target)
