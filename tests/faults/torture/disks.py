"""Small disks: real file systems of a few megabytes, seen by one process and its children only.

They need Linux and the right to mount, which root has in most containers.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from pathlib import Path

CLONE_NEWNS = 0x20000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18

_libc = ctypes.CDLL(None, use_errno=True)


def can_mount() -> bool:
    """Return whether this machine lets us have disks of our own; asked in a child, which then ends."""
    pid = os.fork()
    if pid == 0:
        try:
            keep_mounts_private()
            status = 0
        except OSError:
            status = 1
        os._exit(status)
    return os.waitpid(pid, 0)[1] == 0


def keep_mounts_private() -> None:
    """Let what this process mounts be seen by itself and its children only.

    Raises:
        OSError: the right to do so is missing.
    """
    _check(_libc.unshare(CLONE_NEWNS), "unshare")
    _mount("none", Path("/"), None, MS_REC | MS_PRIVATE)


@dataclass(frozen=True)
class Disk:
    """A file system in memory, mounted at a folder."""

    place: Path

    @classmethod
    def mount(cls, place: Path) -> Disk:
        """Mount a disk with all the room it wants."""
        place.mkdir(parents=True, exist_ok=True)
        _mount("tmpfs", place, "tmpfs", 0)
        return cls(place)

    def leave_room(self, size: int | None = None, files: int | None = None) -> None:
        """Leave room for so many bytes, or for so many files, folders and links; for any number when None."""
        state = os.statvfs(self.place)
        used, inodes = (state.f_blocks - state.f_bfree) * state.f_frsize, state.f_files - state.f_ffree
        limits = (
            "size=90%" if size is None else f"size={used + size}",
            f"nr_inodes={10**7 if files is None else inodes + files}",
        )
        _mount("tmpfs", self.place, "tmpfs", MS_REMOUNT, ",".join(limits))

    @property
    def used(self) -> tuple[int, int]:
        """Bytes and files on it."""
        state = os.statvfs(self.place)
        return (state.f_blocks - state.f_bfree) * state.f_frsize, state.f_files - state.f_ffree


def close_to_writing(folder: Path) -> None:
    """Let nobody write below a folder, root included."""
    _mount(str(folder), folder, None, MS_BIND)
    _mount("none", folder, None, MS_REMOUNT | MS_BIND | MS_RDONLY)


def open_to_writing(folder: Path) -> None:
    """Undo ``close_to_writing``."""
    _check(_libc.umount2(os.fsencode(folder), 0), str(folder))


def _mount(source: str, target: Path, kind: str | None, flags: int, data: str = "") -> None:
    arguments = (os.fsencode(source), os.fsencode(target), os.fsencode(kind) if kind else None)
    _check(_libc.mount(*arguments, ctypes.c_ulong(flags), os.fsencode(data)), str(target))


def _check(result: int, place: str) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), place)
