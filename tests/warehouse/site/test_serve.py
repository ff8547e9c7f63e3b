"""The server of the public folder: files, parts of files, and nothing else."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.site.serve import find_part, open_server

BYTES = bytes(range(256)) * 40


class Reader:
    """Asks the server."""

    def __init__(self, port: int) -> None:
        self._port = port

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        body = answer.read()
        connection.close()
        return answer.status, told, body


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    (tmp_path / "public/sub").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "public/table.parquet").write_bytes(BYTES)
    (tmp_path / "public/index.html").write_text("hello")
    with open_server(tmp_path / "public") as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Reader(server.server_port)
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("error", "is_told"), [(BrokenPipeError, False), (ValueError, True)])
def test_a_reader_who_leaves_is_no_fault(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], error: type[Exception], is_told: bool
) -> None:
    with open_server(tmp_path) as server:
        try:
            raise error
        except error:
            server.handle_error(None, ("127.0.0.1", 1))
    assert bool(capfd.readouterr().err) is is_told


def test_a_file_is_given_whole_with_its_type(reader: Reader) -> None:
    status, told, body = reader.ask("/table.parquet")
    assert (status, body) == (200, BYTES)
    assert (told["content-type"], told["accept-ranges"]) == ("application/vnd.apache.parquet", "bytes")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-3", 0, 3), ("bytes=100-", 100, len(BYTES) - 1), ("bytes=-8", len(BYTES) - 8, len(BYTES) - 1)],
)
def test_a_part_of_a_file_is_given_as_asked(reader: Reader, asked: str, first: int, last: int) -> None:
    status, told, body = reader.ask("/table.parquet", Range=asked)
    assert (status, body) == (206, BYTES[first : last + 1])
    assert told["content-range"] == f"bytes {first}-{last}/{len(BYTES)}"


def test_a_part_beyond_the_end_is_refused_with_the_size(reader: Reader) -> None:
    status, told, _ = reader.ask("/table.parquet", Range=f"bytes={len(BYTES)}-")
    assert (status, told["content-range"]) == (416, f"bytes */{len(BYTES)}")


@pytest.mark.parametrize("asked", ["bytes=1-2,4-5", "bytes=-", "lines=1-2", "bytes=b-c"])
def test_a_range_that_is_not_understood_gives_the_whole_file(reader: Reader, asked: str) -> None:
    assert reader.ask("/table.parquet", Range=asked)[0] == 200


def test_the_head_alone_tells_the_size(reader: Reader) -> None:
    status, told, body = reader.ask("/table.parquet", "HEAD")
    assert (status, told["content-length"], body) == (200, str(len(BYTES)), b"")


def test_a_folder_gives_its_page_and_lists_nothing(reader: Reader) -> None:
    assert reader.ask("/")[2] == b"hello"
    assert reader.ask("/sub/")[0] == 404


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/sub/../../secret.txt"])
def test_nothing_outside_the_folder_is_given(reader: Reader, path: str) -> None:
    assert reader.ask(path)[0] == 404


@given(size=st.integers(1, 1000), first=st.integers(0, 2000), length=st.integers(1, 2000))
def test_a_part_lies_within_the_file_and_begins_where_it_was_asked(
    size: int, first: int, length: int
) -> None:
    part = find_part(str(first), str(first + length - 1), size)
    assert part == ((first, min(first + length, size) - 1) if first < size else None)
