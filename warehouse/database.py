"""Connections to the DuckDB file for readers, and what its only writer, dbt, must find before it writes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import DatabaseDamaged, DatabaseUnavailable
from warehouse.layout import Home

MEMORY_LIMIT = "1GB"
THREADS = 2
PATIENCE_SECONDS = 20.0
WRITER_PATIENCE_SECONDS = 60.0
RETRY_SECONDS = 0.2

_HELD = ("Could not set lock on file", "different configuration than existing connections")
_DAMAGED = (
    "not a valid DuckDB database file",
    "Corrupt database file",
    "Could not read enough bytes",
    "Failure while replaying WAL",
)


def quote_name(name: str) -> str:
    """Return ``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """Return ``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def bound_connection(
    connection: duckdb.DuckDBPyConnection,
    scratch: Path,
    memory_limit: str = MEMORY_LIMIT,
    threads: int = THREADS,
) -> None:
    """Bound the memory and the threads of a connection; beyond the memory, sorts spill to ``scratch``."""
    scratch.mkdir(parents=True, exist_ok=True)
    connection.execute(f"set memory_limit = {quote_text(memory_limit)}")
    connection.execute(f"set threads = {int(threads)}")
    connection.execute(f"set temp_directory = {quote_text(str(scratch))}")


@contextmanager
def connect_read_only(
    home: Home, memory_limit: str = MEMORY_LIMIT, threads: int = THREADS, patience: float = PATIENCE_SECONDS
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for reading, bounded in memory and threads; closed on leaving the block.

    Args:
        home: the home whose DuckDB file is opened.
        memory_limit: as DuckDB writes it; beyond it, sorts spill to ``home.scratch``.
        threads: number of threads of this connection.
        patience: seconds to wait for a writer to finish.

    Raises:
        DatabaseUnavailable: there is no DuckDB file, or a writer keeps it longer than ``patience``.
        DatabaseDamaged: the file cannot be read any more; it is removed, and the next run makes it anew.
    """
    if not home.database.is_file():
        raise DatabaseUnavailable(
            str(home.database), "no such file", "the tables must be built first", "Run `tsunagu run`."
        )
    try:
        with closing(_connect_patiently(home, patience, read_only=True)) as connection:
            bound_connection(connection, home.scratch, memory_limit, threads)
            yield connection
    except duckdb.Error as error:
        if tells_damage(str(error)):
            raise discard_damaged(home, str(error)) from error
        raise


def prepare_writing(home: Home, patience: float = WRITER_PATIENCE_SECONDS) -> None:
    """Wait until nobody else has the DuckDB file open; remove one that cannot be read: dbt makes it anew.

    Args:
        home: the home whose DuckDB file is about to be written.
        patience: seconds to wait for others.

    Raises:
        DatabaseUnavailable: somebody keeps it open longer than ``patience``, or it may not be opened.
    """
    if not home.database.is_file():
        return
    try:
        _connect_patiently(home, patience, read_only=False).close()
    except duckdb.Error as error:
        if not tells_damage(str(error)):
            raise
        discard_damaged(home, str(error))


def tells_damage(text: str) -> bool:
    """Return whether DuckDB says that its file is not whole."""
    return any(sign in text for sign in _DAMAGED)


def discard_damaged(home: Home, text: str) -> DatabaseDamaged:
    """Remove a DuckDB file that is not whole, and return what to raise: every table counts as behind."""
    for path in (home.database, home.database.with_name(f"{home.database.name}.wal")):
        path.unlink(missing_ok=True)
    return DatabaseDamaged(
        str(home.database),
        _shorten(text),
        "the file of the tables must be whole; it was not, and has been removed",
        "Run again: every table is built anew from what was landed, nothing is lost.",
    )


def _connect_patiently(home: Home, patience: float, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    deadline = time.monotonic() + patience
    while True:
        try:
            return duckdb.connect(str(home.database), read_only=read_only)
        except (duckdb.IOException, duckdb.ConnectionException) as error:
            if tells_damage(str(error)):
                raise
            is_held = any(sign in str(error) for sign in _HELD)
            if not is_held or time.monotonic() >= deadline:
                raise DatabaseUnavailable(
                    str(home.database),
                    _shorten(str(error)),
                    "one program at a time may write to this file, and none may have it open meanwhile",
                    "Close the program that is named, or wait until the running job has ended; try again.",
                ) from error
            time.sleep(RETRY_SECONDS)


def _shorten(text: str) -> str:
    """Return the first words of an error on one line, without the advice of others."""
    return " ".join(text.partition("See also")[0].split())[:300]
