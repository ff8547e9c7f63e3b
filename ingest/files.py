"""Files that are never seen half-written: written beside, fsynced, renamed."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY_SUFFIX = ".part"


def fsync_file(path: Path) -> None:
    """Ask the kernel to put the bytes of a file on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_directory(path: Path) -> None:
    """Ask the kernel to put the names in a folder on the disk; a rename is lost without it."""
    fsync_file(path)


def create_folder(path: Path) -> None:
    """Create a folder with its parents, so that a power cut does not lose its name."""
    if path.is_dir():
        return
    create_folder(path.parent)
    path.mkdir(exist_ok=True)
    fsync_directory(path.parent)


def move_into_place(written: Path, target: Path) -> None:
    """Fsync a finished file and give it its name; both must be on one file system."""
    create_folder(target.parent)
    fsync_file(written)
    written.replace(target)
    fsync_directory(target.parent)


@contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; what is written there becomes ``path`` on success.

    The temporary name starts with a dot and ends with ``.part``, so that no ``*.parquet`` or ``*.json``
    pattern meets it. When the body raises, the temporary file is removed and ``path`` stays as it was.

    Raises:
        FileNotFoundError: the body ended without writing the file.
    """
    create_folder(path.parent)
    temporary = path.parent / f".{path.name[:150]}.{uuid.uuid4().hex}{TEMPORARY_SUFFIX}"
    try:
        yield temporary
        move_into_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text_atomically(path: Path, text: str) -> None:
    """Replace a UTF-8 text file in one step."""
    with write_atomically(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal, reading it in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
