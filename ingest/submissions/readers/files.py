"""Opening a stranger's file: only what is really a file, and no more of it than agreed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ingest.submissions.readers.limits import LIMITS, Limits
from ingest.submissions.readers.refusals import refuse


@contextmanager
def open_regular(path: Path, filename: str, limits: Limits = LIMITS) -> Iterator[BinaryIO]:
    """Open a file for reading, if it is an ordinary one and within its size.

    A symlink is not followed and a pipe is not waited for. What was opened is what is looked at, so
    that nobody can exchange it in between; and what was looked at is what is read.

    Args:
        path: where it is.
        filename: the sender's name of it, for messages.
        limits: bounds of a submission.

    Raises:
        RefusedSubmission: a link, folder, pipe or device; empty; or too large.
        FileNotFoundError: there is nothing.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise refuse("file.not_regular", filename, os.strerror(error.errno or 0)) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise refuse("file.not_regular", filename, stat.filemode(status.st_mode))
        check_size(status.st_size, filename, limits)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            yield stream
    finally:
        os.close(descriptor)


def check_size(size: int, filename: str, limits: Limits) -> None:
    """Refuse a file which is empty or too large.

    Raises:
        RefusedSubmission: it is.
    """
    if size == 0:
        raise refuse("file.empty", filename, "0 bytes")
    if size > limits.file_bytes:
        raise refuse("file.too_large", filename, f"{size} bytes", limits.file_bytes)


def read_bytes(stream: BinaryIO, filename: str, limits: Limits) -> bytes:
    """Return a whole file; one that grew since it was opened is still bounded.

    Raises:
        RefusedSubmission: empty or too large.
    """
    content = stream.read(limits.file_bytes + 1)
    check_size(len(content), filename, limits)
    return content
