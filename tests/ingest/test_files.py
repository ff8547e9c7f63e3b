from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingest.files import sha256_of, write_atomically, write_text_atomically


def test_a_finished_file_gets_its_name(tmp_path: Path) -> None:
    target = tmp_path / "new" / "table.parquet"
    with write_atomically(target) as temporary:
        temporary.write_bytes(b"rows")
        assert not target.exists()
    assert target.read_bytes() == b"rows"


def test_the_temporary_file_lies_in_the_same_folder_and_meets_no_pattern(tmp_path: Path) -> None:
    with write_atomically(tmp_path / "table.parquet") as temporary:
        temporary.write_bytes(b"half")
        assert temporary.parent == tmp_path
        assert [path for path in tmp_path.glob("*.parquet") if not path.name.startswith(".")] == []


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError), write_atomically(target) as temporary:
        temporary.write_bytes(b"half")
        raise RuntimeError
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_body_that_writes_nothing_is_an_error(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    with pytest.raises(FileNotFoundError), write_atomically(target):
        pass
    assert not target.exists()


def test_bytes_and_names_reach_the_disk_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    target = tmp_path / "report.json"

    def record(path: Path) -> None:
        synced.append("folder after rename" if path == tmp_path and target.exists() else path.suffix)

    monkeypatch.setattr("ingest.files.fsync_file", record)
    write_text_atomically(target, "{}")
    assert synced == [".part", "folder after rename"]


def test_text_is_written_as_utf8_without_changing_line_ends(tmp_path: Path) -> None:
    write_text_atomically(tmp_path / "a.txt", "認定\r\n")
    assert (tmp_path / "a.txt").read_bytes() == "認定\r\n".encode()


def test_sha256_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 3_000_000)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(b"x" * 3_000_000).hexdigest()
