"""Room on the disk, and what the parts of a home take; that takes a walk, so it is kept for a while."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from ingest.files import write_text_atomically
from warehouse.layout import Home
from warehouse.status.model import DiskHealth

SIZES = "sizes.json"
MEASURE_AFTER = timedelta(hours=6)


def measure_disk(home: Home, now: datetime) -> DiskHealth:
    """Return the room left, and the size of each part of the home as measured within the last hours."""
    usage = shutil.disk_usage(_find_existing(home.root))
    if not home.root.is_dir():
        return DiskHealth(usage.free, usage.total, {}, None)
    known = _read_sizes(home)
    if known is None or not timedelta() <= now - known[0] < MEASURE_AFTER:
        known = now, measure_parts(home.root)
        _keep_sizes(home, *known)
    return DiskHealth(usage.free, usage.total, known[1], known[0])


def measure_parts(root: Path) -> dict[str, int]:
    """Return the bytes of each entry of a folder, the largest first; a file of several names counts once."""
    seen: set[tuple[int, int]] = set()
    sizes = {entry.name: sum(_measure(entry, seen)) for entry in sorted(os.scandir(root), key=_name)}
    return dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0])))


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _measure(entry: os.DirEntry[str], seen: set[tuple[int, int]]) -> Iterator[int]:
    """Yield the sizes of the files below an entry; what vanishes meanwhile has none."""
    try:
        if entry.is_dir(follow_symlinks=False):
            with os.scandir(entry.path) as inside:
                for other in inside:
                    yield from _measure(other, seen)
            return
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    identity = (status.st_dev, status.st_ino)
    if status.st_nlink > 1 and identity in seen:
        return
    if status.st_nlink > 1:
        seen.add(identity)
    yield status.st_size


def _find_existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _read_sizes(home: Home) -> tuple[datetime, dict[str, int]] | None:
    try:
        plain = json.loads((home.status / SIZES).read_text(encoding="utf-8"))
        return datetime.fromisoformat(plain["measured_at"]), dict(plain["parts"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep_sizes(home: Home, measured_at: datetime, parts: dict[str, int]) -> None:
    """Keep the sizes, unless the disk does not let us: it is just the full disk that is looked at."""
    try:
        write_text_atomically(
            home.status / SIZES,
            json.dumps({"measured_at": measured_at.isoformat(), "parts": parts}, indent=1),
        )
    except OSError:
        return
