"""The landing store: publishers' bytes under their sha256, with where and when they came from.

``objects/<aa>/<sha256>`` holds the bytes, ``records/<source>/<filename>/<n>-<sha12>.json`` says which
bytes the publisher gave under a file name, in order. A record is written after its object, so that a run
killed at any line leaves at worst an object nobody mentions. Objects are never removed or overwritten.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from ingest.errors import RefusedFile, UnreadableFile
from ingest.files import (
    TEMPORARY_SUFFIX,
    create_folder,
    sha256_of,
    write_atomically,
    write_text_atomically,
)

_RECORD_NAME = re.compile(r"(\d+)-[0-9a-f]{12}\.json")
_SAFE_NAME = re.compile(r"(?!\.)[^/\\\x00-\x1f\x7f\ud800-\udfff]+")
_LONGEST_NAME = 180  # bytes; leaves room for the names of temporary files on usual file systems
_ABANDONED_AFTER = 24 * 3600


@dataclass(frozen=True)
class Validators:
    """What the publisher said about the version we hold; sent back to ask whether it changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class LandedFile:
    """One version of a publisher's file, in the landing store.

    Attributes:
        source: name of the register.
        filename: the publisher's name of the file.
        sha256: of the bytes, hexadecimal.
        size: number of bytes.
        path: the object; its name is the sha256 and carries no suffix.
        url: address it was fetched from.
        retrieved_at: when these bytes were first fetched, ISO 8601 in UTC. Never enters a row.
        etag: the publisher's validator, if any.
        last_modified: the publisher's validator, if any.
        data_date: the date the file speaks for, where the publisher says one.
        licence: name of the licence at that time.
        licence_url: where that licence is to be read.
    """

    source: str
    filename: str
    sha256: str
    size: int
    path: Path
    url: str
    retrieved_at: str
    etag: str | None
    last_modified: str | None
    data_date: date | None
    licence: str | None = None
    licence_url: str | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


class LandingStore:
    """Keeps publishers' bytes; every method may be repeated, and killed at any line.

    Args:
        root: its folder; created on the first landing.
        now: clock for the time of retrieval.
    """

    def __init__(self, root: Path, now: Callable[[], datetime] = _utc_now) -> None:
        self._root = root
        self._now = now

    def land(
        self,
        source: str,
        filename: str,
        temp_path: Path,
        *,
        url: str,
        etag: str | None = None,
        last_modified: str | None = None,
        data_date: date | None = None,
        licence: str | None = None,
        licence_url: str | None = None,
        sha256: str | None = None,
    ) -> tuple[LandedFile, bool]:
        """Keep a file and say where it came from; ``temp_path`` is moved away.

        The same bytes as those current under this name are not new: only the validators are refreshed,
        so that the next question is answered with "not modified". Other bytes become current, and the
        older version stays.

        Args:
            source: name of the register.
            filename: the publisher's name of the file.
            temp_path: the whole, checked file; best from ``reserve`` (moving is then a rename).
            url: address it was fetched from.
            etag: validator to send next time.
            last_modified: validator to send next time.
            data_date: the date the file speaks for.
            licence: name of the licence.
            licence_url: address of the licence.
            sha256: of the bytes, when the caller has computed it while receiving them.

        Returns:
            The current version, and whether it is new.

        Raises:
            RefusedFile: the name is no plain file name.
        """
        check_filename(source, filename)
        sha256 = sha256 or sha256_of(temp_path)
        size = temp_path.stat().st_size
        self._keep_object(temp_path, sha256, size)
        landed = LandedFile(
            source=source,
            filename=filename,
            sha256=sha256,
            size=size,
            path=self._object_path(sha256),
            url=url,
            retrieved_at=self._now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            etag=etag,
            last_modified=last_modified,
            data_date=data_date,
            licence=licence,
            licence_url=licence_url,
        )
        with self._lock():
            return self._keep_record(landed)

    def current(self, source: str) -> list[LandedFile]:
        """Return the newest version of each file of a register, sorted by file name."""
        folder = self._root / "records" / source
        if not folder.is_dir():
            return []
        found = (self.newest(source, path.name) for path in sorted(folder.iterdir()))
        return [landed for landed in found if landed is not None]

    def versions(self, source: str) -> list[LandedFile]:
        """Return every version of every file of a register, by file name, oldest version first."""
        folder = self._root / "records" / source
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        return [
            self._read_record(record)
            for file in files
            for _, record in sorted(self._list_records(source, file.name))
        ]

    def newest(self, source: str, filename: str) -> LandedFile | None:
        """Return the newest version of one file, or None."""
        number, record = self._newest_record(source, filename)
        return self._read_record(record) if number else None

    def validators(self, source: str, filename: str) -> Validators:
        """Return what to ask the publisher with; nothing when the bytes are not at hand."""
        landed = self.newest(source, filename)
        if landed is None or not self.holds(landed.sha256):
            return Validators()
        return Validators(landed.etag, landed.last_modified)

    def holds(self, sha256: str) -> bool:
        """Return whether these bytes were landed before; what was landed has passed its checks."""
        return self._object_path(sha256).is_file()

    @contextmanager
    def reserve(self) -> Iterator[Path]:
        """Yield a path on the store's file system for a file on its way in; what is left is removed."""
        folder = self._root / "incoming"
        create_folder(folder)
        _remove_abandoned(folder)
        path = folder / f"{uuid.uuid4().hex}{TEMPORARY_SUFFIX}"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _object_path(self, sha256: str) -> Path:
        return self._root / "objects" / sha256[:2] / sha256

    def _keep_object(self, temp_path: Path, sha256: str, size: int) -> None:
        """Move the bytes under their sha256, unless they are there whole."""
        target = self._object_path(sha256)
        if target.is_file() and target.stat().st_size == size:
            temp_path.unlink()
            return
        with write_atomically(target) as temporary:
            shutil.move(temp_path, temporary)

    def _keep_record(self, landed: LandedFile) -> tuple[LandedFile, bool]:
        """Write the next record, or refresh the newest when it speaks of the same bytes."""
        number, record = self._newest_record(landed.source, landed.filename)
        held = self._read_record(record) if number else None
        if held is None or held.sha256 != landed.sha256:
            name = f"{number + 1:04d}-{landed.sha256[:12]}.json"
            _write_record(self._record_folder(landed.source, landed.filename) / name, landed)
            return landed, True
        refreshed = replace(held, etag=landed.etag, last_modified=landed.last_modified, url=landed.url)
        if refreshed != held:
            _write_record(record, refreshed)
        return refreshed, False

    def _record_folder(self, source: str, filename: str) -> Path:
        return self._root / "records" / source / filename

    def _newest_record(self, source: str, filename: str) -> tuple[int, Path]:
        """Return number and path of the newest record; number 0 when there is none."""
        return max(self._list_records(source, filename), default=(0, self._record_folder(source, filename)))

    def _list_records(self, source: str, filename: str) -> list[tuple[int, Path]]:
        """Return number and path of each record of one file, in no order."""
        folder = self._record_folder(source, filename)
        names = (path.name for path in folder.iterdir()) if folder.is_dir() else iter(())
        matches = (_RECORD_NAME.fullmatch(name) for name in names)
        return [(int(match[1]), folder / match[0]) for match in matches if match]

    def _read_record(self, record: Path) -> LandedFile:
        try:
            fields = json.loads(record.read_bytes())
            data_date = fields.pop("data_date")
            return LandedFile(
                **fields,
                path=self._object_path(fields["sha256"]),
                data_date=date.fromisoformat(data_date) if data_date else None,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            rule = "a record of the landing store is what this version wrote"
            remedy = "Restore the record from a backup, or delete it: the next run fetches the file anew."
            raise UnreadableFile(str(record), str(error), rule, remedy, code="landing.record") from error

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Let one process at a time number records; the kernel frees the lock when a process dies."""
        with (self._root / ".lock").open("ab") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield


def check_filename(source: str, filename: str) -> None:
    """Refuse a publisher's file name that is no plain name: it names a folder of the store.

    Raises:
        RefusedFile: the name is empty, hidden, too long, or holds separators or control characters.
    """
    if _SAFE_NAME.fullmatch(filename) and len(os.fsencode(filename)) <= _LONGEST_NAME:
        return
    rule = f"a file name is plain: no separators or control characters, at most {_LONGEST_NAME} bytes"
    remedy = "Name the file in `discover` of the register by a rule of our own."
    raise RefusedFile(source, ascii(filename)[:200], rule, remedy, code="content.filename")


def _write_record(path: Path, landed: LandedFile) -> None:
    """Write a record; the object's path is left out, so that a home can be moved."""
    fields = asdict(landed)
    del fields["path"]
    fields["data_date"] = landed.data_date.isoformat() if landed.data_date else None
    write_text_atomically(path, json.dumps(fields, ensure_ascii=False, indent=2) + "\n")


def _remove_abandoned(folder: Path) -> None:
    """Remove what killed runs left; a day is longer than any download may take."""
    oldest = time.time() - _ABANDONED_AFTER
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another run removed or landed it
            if path.stat().st_mtime < oldest:
                path.unlink()
