"""Writes a back-up: a tar file whose last member says what it holds, with the sum of every file."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from ingest.files import write_atomically
from warehouse.backup.contents import MANIFEST, FileSum, Manifest
from warehouse.backup.snapshot import take_snapshot
from warehouse.errors import BackupRefused
from warehouse.layout import Home

Progress = Callable[[str, int, int], None]
"""Called with what is done now, the bytes done, the bytes in all."""


def write_backup(
    home: Home, target: Path, announce: Callable[[str], None], progress: Progress
) -> tuple[Path, Manifest]:
    """Write what cannot be made again of a home into one file, and return its place and its contents.

    The home is as it was at one moment, between two runs and two intakes. The file is only ever seen whole,
    and can be read by its owner alone: it holds what members sent.

    Args:
        home: the home.
        target: the file to write, or a folder in which it gets a name by the time.
        announce: told whom it waits for.
        progress: told each file.

    Raises:
        BackupRefused: there is no such home, the file is there already, or it would lie in the home.
    """
    path = _choose_file(home, target)
    with (
        take_snapshot(home, announce) as snapshot,
        write_atomically(path) as temporary,
        _open_private(temporary) as stream,
        tarfile.open(fileobj=stream, mode="w") as tar,
    ):
        sums = _write_tree(snapshot.folder, tar, progress)
        manifest = Manifest(snapshot.taken_at, sums, snapshot.unfinished)
        _write_manifest(manifest, tar)
    return path, manifest


def _choose_file(home: Home, target: Path) -> Path:
    path = target.resolve()
    if path.is_dir():
        path = path / f"tsunagu-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"
    if not home.landing.is_dir():
        raise BackupRefused(
            str(home.root), "no landing/", "a home is backed up", "Name the home: --home DIR."
        )
    if path.is_relative_to(home.root):
        rule = "a back-up lies outside of the home: it would be lost with it, or be public"
        raise BackupRefused(str(path), f"below {home.root}", rule, "Name a place on another disk.")
    if path.exists():
        rule = "a back-up is never overwritten"
        raise BackupRefused(str(path), "is there already", rule, "Name another file, or a folder.")
    return path


def _open_private(path: Path) -> IO[bytes]:
    """Open a new file that its owner alone can read."""
    path.touch(mode=0o600, exist_ok=False)
    return path.open("wb")


def _write_tree(folder: Path, tar: tarfile.TarFile, progress: Progress) -> dict[str, FileSum]:
    """Write every folder and file below ``folder``; return the sums of the files by name."""
    paths = sorted(folder.rglob("*"))
    total = sum(path.stat().st_size for path in paths if path.is_file())
    sums: dict[str, FileSum] = {}
    first_names: dict[int, str] = {}
    done = 0
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            tar.addfile(_describe(path, name))
        else:
            first = first_names.setdefault(path.stat().st_ino, name)
            sums[name] = (
                _write_link(path, name, first, tar, sums) if first != name else _write_file(path, name, tar)
            )
            done += sums[name].size
            progress(name, done, total)
        tar.members = []  # type: ignore[attr-defined]  # it would keep every header
    return sums


def _write_file(path: Path, name: str, tar: tarfile.TarFile) -> FileSum:
    with path.open("rb") as stream:
        source = _SummingReader(stream)
        tar.addfile(_describe(path, name), source)
    return FileSum(path.stat().st_size, source.digest.hexdigest())


def _write_link(path: Path, name: str, first: str, tar: tarfile.TarFile, sums: dict[str, FileSum]) -> FileSum:
    """Write that a file is another one by a second name: ``latest`` takes no space beside its release."""
    member = _describe(path, name)
    member.type, member.linkname, member.size = tarfile.LNKTYPE, first, 0
    tar.addfile(member)
    return sums[first]


def _describe(path: Path, name: str) -> tarfile.TarInfo:
    """Return the header of a file or folder, without the accounts of this machine."""
    status = path.stat()
    member = tarfile.TarInfo(name)
    member.mode, member.mtime = status.st_mode & 0o777, int(status.st_mtime)
    if path.is_dir():
        member.type = tarfile.DIRTYPE
    else:
        member.size = status.st_size
    return member


class _SummingReader:
    """Reads a file and sums what was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        piece = self._stream.read(size)
        self.digest.update(piece)
        return piece


def _write_manifest(manifest: Manifest, tar: tarfile.TarFile) -> None:
    content = manifest.to_json().encode()
    member = tarfile.TarInfo(MANIFEST)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))
