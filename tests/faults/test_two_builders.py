"""Two builders on one home at once: one waits, or leaves with a clear word. Nobody writes beside another."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.tsunagu.shared_runs import FinishedRun
from tsunagu.exits import EXIT_DONE, EXIT_FINDINGS
from warehouse.database import connect_read_only, prepare_writing
from warehouse.errors import DatabaseUnavailable
from warehouse.layout import Home
from warehouse.locks import hold_lock
from warehouse.release.catalog import list_release_ids

FOREIGNER = """
import duckdb, sys
with duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "reader"):
    print("open", flush=True)
    sys.stdin.read()
"""


@contextmanager
def open_elsewhere(home: Home, role: str) -> Iterator[None]:
    """Have another process keep the DuckDB file open, as a reader's own session does."""
    command = [sys.executable, "-c", FOREIGNER, str(home.database), role]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "open\n"
        yield
        process.communicate("")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose DuckDB file holds one table."""
    home = Home.resolve(tmp_path / "home").create()
    with duckdb.connect(home.database) as connection:
        connection.execute("create table organizations as select 1 as org_id")
    return home


@pytest.mark.parametrize("role", ["reader", "writer"])
def test_dbt_does_not_write_while_another_program_has_the_tables_open(home: Home, role: str) -> None:
    with open_elsewhere(home, role), pytest.raises(DatabaseUnavailable) as refused:
        prepare_writing(home, patience=0)

    assert str(home.database) in str(refused.value)
    assert "Close the program that is named" in str(refused.value)


def test_readers_leave_with_a_word_while_another_program_writes_the_tables(home: Home) -> None:
    with (
        open_elsewhere(home, "writer"),
        pytest.raises(DatabaseUnavailable, match="Close the program that is named"),
        connect_read_only(home, patience=0),
    ):
        pass


def test_readers_read_beside_other_readers(home: Home) -> None:
    with open_elsewhere(home, "reader"), connect_read_only(home, patience=0) as connection:
        assert connection.execute("select org_id from organizations").fetchall() == [(1,)]


def test_dbt_writes_once_the_other_program_has_closed_the_tables(home: Home) -> None:
    with open_elsewhere(home, "writer"):
        pass
    prepare_writing(home, patience=0)


def test_a_second_run_waits_says_for_whom_and_then_ends_well(demo: FinishedRun, tmp_path: Path) -> None:
    home = Home.resolve(tmp_path / "home")
    shutil.copytree(demo.home.root, home.root, symlinks=True)
    command = [sys.executable, "-m", "tsunagu", "run", "--home", home.root, "--mirror", demo.mirror]

    with hold_lock(home.root / ".lock"):
        second = subprocess.Popen(
            [*map(str, command), "--as-of", demo.as_of],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert second.stderr
        said = second.stderr.readline()
    out, err = second.communicate()

    assert said.startswith(f"Waiting for {home.root / '.lock'}, held by process "), said + err
    assert second.returncode in (EXIT_DONE, EXIT_FINDINGS), err
    assert "Nothing new" in out
    assert list_release_ids(home) == list_release_ids(demo.home)
