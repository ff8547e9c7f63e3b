from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.submissions.errors import RefusedSubmission
from ingest.submissions.readers.document import LIMITS
from ingest.submissions.readers.files import open_regular, read_bytes
from ingest.submissions.readers.reading import read_submission


def expect_refused(path: Path, code: str) -> None:
    with pytest.raises(RefusedSubmission) as caught, open_regular(path, "a.csv"):
        pass
    assert (caught.value.code, caught.value.place) == (code, "a.csv")


def test_an_ordinary_file_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n")
    with open_regular(path, "a.csv") as stream:
        assert stream.read() == b"a,b\n"
    assert stream.closed


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"a,b\n")
    (tmp_path / "a.csv").symlink_to(tmp_path / "secret")
    expect_refused(tmp_path / "a.csv", "file.not_regular")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    expect_refused(tmp_path / "a.csv", "file.not_regular")


def test_a_folder_a_socket_and_a_device_are_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        for path in (tmp_path, tmp_path / "s", Path("/dev/zero")):
            expect_refused(path, "file.not_regular")


def test_an_empty_and_a_large_file_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch()
    expect_refused(path, "file.empty")
    with path.open("wb") as stream:
        stream.truncate(LIMITS.file_bytes + 1)
    expect_refused(path, "file.too_large")


def test_a_file_that_grows_while_it_is_read_is_still_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * 10)
    limits = replace(LIMITS, file_bytes=10)
    with open_regular(path, "a.csv", limits) as stream:
        with path.open("ab") as more:
            more.write(b"b" * 10)
        with pytest.raises(RefusedSubmission):
            read_bytes(stream, "a.csv", limits)


def test_a_file_that_is_not_there_is_no_refusal(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_submission(tmp_path / "a.csv", "a.csv")
