"""The inbox: one folder a member, from which whole files are taken in one by one."""

from __future__ import annotations

import os
import stat
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import IngestError
from ingest.files import fsync_directory, move_into_place
from ingest.submissions.errors import RefusedSubmission
from ingest.submissions.intake import Submission, clean_filename, hold_intake, take_in
from ingest.submissions.members import Member
from ingest.submissions.places import SubmissionPlaces
from ingest.submissions.readers.limits import LIMITS, Limits
from ingest.submissions.receipts import Receipt

#: A file is whole when nobody has written to it for so long, or when its last bytes say that it ends there.
SETTLE_SECONDS = 5.0

#: A file that is half received for longer is a finding: nobody is sending it any more.
UNFINISHED_SECONDS = 86_400.0

_PASSED_OVER_PREFIXES = (".", "~$")
_UNFINISHED_SUFFIXES = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".filepart")
_PASSED_OVER_NAMES = frozenset({"thumbs.db", "desktop.ini"})


class InboxFailed(IngestError):
    """Files could not be taken in although nothing is wrong with them; they stay in the inbox."""

    code = "inbox.failed"


@dataclass(frozen=True)
class InboxFile:
    """A file that waits in the inbox."""

    member: Member
    path: Path


@dataclass(frozen=True)
class InboxFinding:
    """Something in the inbox that is not taken in and gets no receipt.

    Attributes:
        place: where it lies, below the inbox.
        rule: stable dotted code.
        message: what is wrong.
        remedy: what to do.
    """

    place: str
    rule: str
    message: str
    remedy: str


def list_inbox(
    places: SubmissionPlaces, members: Mapping[str, Member], settle_seconds: float = SETTLE_SECONDS
) -> tuple[list[InboxFile], list[InboxFinding]]:
    """Return the files to be taken in, the oldest first, and what lies in the inbox and is not.

    Only ordinary files in the folder of a member count. Hidden files stay without a word, half-received
    ones for a day; links, folders and strangers are findings. A time of change in the future, from a clock
    that is wrong, says nothing about who is still writing: such a file is whole.
    """
    waiting: list[tuple[int, str, InboxFile]] = []
    findings: list[InboxFinding] = []
    for folder in _list_entries(places.inbox):
        name = clean_filename(folder.name)
        if folder.is_symlink() or not folder.is_dir():
            findings.append(_find_stray(name))
        elif folder.name not in members:
            findings.append(_find_stranger(name))
        else:
            member = members[folder.name]
            for path in _list_entries(folder):
                status, place = path.lstat(), f"{name}/{clean_filename(path.name)}"
                if not stat.S_ISREG(status.st_mode):
                    findings.append(_find_irregular(place))
                elif path.name.casefold().endswith(_UNFINISHED_SUFFIXES):
                    if _is_settled(status, UNFINISHED_SECONDS):
                        findings.append(_find_unfinished(place))
                elif _is_settled(status, settle_seconds) or _ends(path):
                    waiting.append((status.st_mtime_ns, path.name, InboxFile(member, path)))
    return [file for _, _, file in sorted(waiting, key=lambda item: item[:2])], findings


def identify_file(file: InboxFile) -> str:
    """Return a text that names a waiting file; another file under its name gives another text."""
    try:
        status = file.path.lstat()
    except FileNotFoundError:  # taken in meanwhile
        return f"{file.member.id}/{file.path.name}"
    return f"{file.member.id}/{file.path.name} {_identify(status)}"


def _list_entries(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder, sorted by name, without what is hidden."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = path.name.casefold()
        if not (name.startswith(_PASSED_OVER_PREFIXES) or name in _PASSED_OVER_NAMES):
            yield path


def _is_settled(status: os.stat_result, seconds: float) -> bool:
    """Tell whether a file was last changed so long ago, or as far in the future."""
    return abs(time.time() - status.st_mtime) >= seconds


def _ends(path: Path) -> bool:
    """Tell whether a workbook has been received to its end: a zip has its list of contents there."""
    return path.suffix.casefold() == ".xlsx" and zipfile.is_zipfile(path)


def _find_stray(name: str) -> InboxFinding:
    return InboxFinding(
        name,
        "inbox.stray",
        "This lies in the inbox itself, so nobody knows who sent it.",
        "Move it into the folder of the member who sent it; links are not followed.",
    )


def _find_stranger(name: str) -> InboxFinding:
    return InboxFinding(
        name,
        "inbox.unknown_member",
        "No member on the list has this id.",
        "Add the member to members.yml, or rename the folder to the id of a member.",
    )


def _find_irregular(name: str) -> InboxFinding:
    return InboxFinding(
        name,
        "inbox.not_regular",
        "This is a link, a folder or a device; only ordinary files are taken in.",
        "Put the file itself into the folder of the member.",
    )


def _find_unfinished(place: str) -> InboxFinding:
    return InboxFinding(
        place,
        "inbox.unfinished",
        "This is half of a file, as its name says, and has been so for more than a day.",
        "Have it sent once more, or give it its own name if it is whole; else remove it.",
    )


def take_inbox(
    places: SubmissionPlaces,
    members: Mapping[str, Member],
    now: Callable[[], datetime],
    *,
    settle_seconds: float = SETTLE_SECONDS,
    limits: Limits = LIMITS,
) -> list[Receipt]:
    """Take in every file that waits, the oldest first; a file leaves the inbox after its receipt is written.

    Args:
        places: where everything is kept.
        members: who may send.
        now: clock for the time of receipt, with a time zone.
        settle_seconds: how long a file must not have changed.
        limits: bounds of a submission.

    Returns:
        The receipts, in the order of intake.

    Raises:
        InboxFailed: some files could not be taken in; all others were.
    """
    receipts: list[Receipt] = []
    failures: list[tuple[InboxFile, Exception]] = []
    files, _ = list_inbox(places, members, settle_seconds)
    for file in files:
        try:
            with hold_intake(places):
                receipts += _take_one(places, file, now(), limits)
        except Exception as error:  # noqa: BLE001 -- one file must not keep the others waiting
            failures.append((file, error))
    if failures:
        file, cause = failures[0]
        raise InboxFailed(
            f"inbox/{file.member.id}/{clean_filename(file.path.name)}",
            f"{type(cause).__name__}: {cause}"[:200],
            f"every file of the inbox is taken in; {len(failures)} were not, {len(receipts)} were",
            "The files stay where they are and are tried again by the next run.",
        ) from cause
    return receipts


def _take_one(
    places: SubmissionPlaces, file: InboxFile, received_at: datetime, limits: Limits
) -> list[Receipt]:
    """Take in one file; nothing where another intake took it first, or where it is no file any more."""
    try:
        before = file.path.lstat()
        name = clean_filename(file.path.name)
        submission = Submission(file.member, file.path, name, received_at.astimezone(UTC))
        receipt = take_in(places, submission, limits)
    except (FileNotFoundError, RefusedSubmission):
        if file.path.is_file() and not file.path.is_symlink():
            raise
        return []  # taken by another intake, or a link by now, which the next listing finds
    _leave_inbox(places, file.path, before, receipt.sha256)
    return [receipt]


def _leave_inbox(places: SubmissionPlaces, path: Path, before: os.stat_result, sha256: str) -> None:
    """Take a file out of the inbox, unless it was exchanged meanwhile: then it is another submission."""
    if _identify(path.lstat()) != _identify(before):
        return
    accepted = places.find_accepted(sha256)
    if accepted.is_file() or before.st_size == 0:
        path.unlink()
    else:
        move_into_place(path, accepted)  # too large to be copied; kept all the same
    fsync_directory(path.parent)


def _identify(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
