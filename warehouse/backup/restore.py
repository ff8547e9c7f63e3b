"""Makes a home of a back-up: everything is unpacked beside and verified before the home has any of it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from warehouse.backup.contents import KEPT, MANIFEST, FileSum, Manifest
from warehouse.backup.snapshot import LOCK_FILE
from warehouse.errors import BackupDamaged, BackupRefused
from warehouse.layout import Home
from warehouse.locks import hold_lock

Progress = Callable[[str, int, int], None]
"""Called with what is done now, the bytes done, the bytes in all."""

UNPACKED = ".restore"
VERIFIED = ".restored"
_MAY_BE_THERE = {LOCK_FILE, UNPACKED, VERIFIED, "lost+found"}
_SHOWN_NAMES = 10
_PIECE = 2**20


def restore_backup(archive: Path, home: Home, progress: Progress) -> Manifest:
    """Make a home of a back-up and return what it holds; the home is whole or empty at every moment but one.

    That moment is between the first and the last rename of a verified back-up. Killed there, the same command
    carries on.

    Args:
        archive: the back-up.
        home: the home to make; its folder may exist, empty.
        progress: told each file.

    Raises:
        BackupRefused: the home is not empty, or the file is no back-up.
        BackupDamaged: the back-up is cut short, or a file in it is not what its manifest says.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    with hold_lock(home.root / LOCK_FILE, patience=0):
        verified = home.root / VERIFIED
        if not (verified / MANIFEST).exists():
            _refuse_filled(home)
            _unpack(archive, home.root / UNPACKED, progress)
            (home.root / UNPACKED).rename(verified)
        return _move_in(verified, home)


def _refuse_filled(home: Home) -> None:
    found = sorted({path.name for path in home.root.iterdir()} - _MAY_BE_THERE)
    if found:
        rule = "a back-up is restored into an empty home: nothing is overwritten"
        remedy = "Name a folder that does not exist, or move away what is there."
        raise BackupRefused(str(home.root), ", ".join(found[:_SHOWN_NAMES]), rule, remedy)


def _unpack(archive: Path, folder: Path, progress: Progress) -> None:
    """Unpack and verify; the folder is gone again where anything is wrong."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        sums = _unpack_members(archive, folder, progress)
        _verify(archive, folder, sums)
        os.sync()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _unpack_members(archive: Path, folder: Path, progress: Progress) -> dict[str, FileSum]:
    """Write every member below the folder; return the sums of what was written, by name."""
    sums: dict[str, FileSum] = {}
    total = archive.stat().st_size
    try:
        with archive.open("rb") as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in _list_members(tar):
                _check_member(member, archive, sums)
                _write_member(member, tar, folder, sums)
                progress(member.name, stream.tell(), total)
    except (tarfile.TarError, EOFError) as error:
        rule, remedy = "a back-up can be read to its end", "Restore another back-up."
        place = f"{archive}, after {next(reversed(sums), 'its beginning')}"
        raise BackupDamaged(place, str(error), rule, remedy) from error
    return sums


def _list_members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Yield the members as they come, without keeping them."""
    while (member := tar.next()) is not None:
        tar.members = []  # type: ignore[attr-defined]
        yield member


def _check_member(member: tarfile.TarInfo, archive: Path, sums: dict[str, FileSum]) -> None:
    """Refuse what no back-up of ours holds: names that lead elsewhere, links but to a file that came before.

    Stricter than the filters of `tarfile`, which the Python of Debian 12 does not have yet.
    """
    steps = member.name.split("/")
    is_plain = not {"", ".", ".."} & set(steps) and steps[0] in {*KEPT, MANIFEST} and member.name not in sums
    is_ours = member.isreg() or member.isdir() or (member.islnk() and member.linkname in sums)
    if not (is_plain and is_ours):
        rule = "a back-up holds files of a home and nothing else"
        raise BackupRefused(
            str(archive), ascii(member.name), rule, "Name a file that `tsunagu backup` wrote."
        )


def _write_member(
    member: tarfile.TarInfo, tar: tarfile.TarFile, folder: Path, sums: dict[str, FileSum]
) -> None:
    path = folder / member.name
    path.parent.mkdir(parents=True, exist_ok=True)
    if member.isdir():
        path.mkdir(exist_ok=True)
        return
    if member.islnk():
        path.hardlink_to(folder / member.linkname)
        sums[member.name] = sums[member.linkname]
        return
    source = tar.extractfile(member)
    assert source is not None  # noqa: S101 -- it is an ordinary file
    sums[member.name] = _write_file(source, path)
    path.chmod(member.mode & 0o777)
    os.utime(path, (member.mtime, member.mtime))


def _write_file(source: IO[bytes], path: Path) -> FileSum:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        while piece := source.read(_PIECE):
            digest.update(piece)
            size += target.write(piece)
    return FileSum(size, digest.hexdigest())


def _verify(archive: Path, folder: Path, sums: dict[str, FileSum]) -> None:
    """Compare what was written with the manifest; name every file that differs."""
    manifest = _read_manifest(archive, folder)
    found = {name: file for name, file in sums.items() if name != MANIFEST}
    names = found.keys() | manifest.files.keys()
    differing = sorted(name for name in names if found.get(name) != manifest.files.get(name))
    if differing:
        more = f" and {len(differing) - _SHOWN_NAMES} more" if len(differing) > _SHOWN_NAMES else ""
        rule = f"every file is what the manifest says; {len(differing)} of {len(manifest.files)} are not"
        remedy = "Nothing was restored. Restore another back-up."
        raise BackupDamaged(str(archive), ", ".join(differing[:_SHOWN_NAMES]) + more, rule, remedy)


def _read_manifest(archive: Path, folder: Path) -> Manifest:
    try:
        return Manifest.from_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        rule, remedy = (
            f"a back-up ends with {MANIFEST}",
            "It was cut short, or is no back-up. Restore another.",
        )
        raise BackupDamaged(str(archive), str(error), rule, remedy) from error


def _move_in(verified: Path, home: Home) -> Manifest:
    """Give everything its place in the home; while the manifest lies there, something may be left."""
    manifest = _read_manifest(verified, verified)
    for path in sorted(verified.iterdir()):
        if path.name != MANIFEST:
            path.rename(home.root / path.name)
    (verified / MANIFEST).unlink()
    verified.rmdir()
    return manifest
