"""Connections to the DuckDB file for readers; dbt is its only writer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import duckdb

from warehouse.errors import DatabaseUnavailable
from warehouse.layout import Home

MEMORY_LIMIT = "1GB"
THREADS = 2
PATIENCE_SECONDS = 20.0


def quote_name(name: str) -> str:
    """Return ``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """Return ``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


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
    """
    if not home.database.is_file():
        raise DatabaseUnavailable(
            str(home.database), "no such file", "the tables must be built first", "Run `tsunagu run`."
        )
    home.scratch.mkdir(parents=True, exist_ok=True)
    with closing(_connect_patiently(home, patience)) as connection:
        connection.execute(f"set memory_limit = {quote_text(memory_limit)}")
        connection.execute(f"set threads = {int(threads)}")
        connection.execute(f"set temp_directory = {quote_text(str(home.scratch))}")
        yield connection


def _connect_patiently(home: Home, patience: float) -> duckdb.DuckDBPyConnection:
    deadline = time.monotonic() + patience
    while True:
        try:
            return duckdb.connect(str(home.database), read_only=True)
        except (duckdb.IOException, duckdb.ConnectionException) as error:
            if time.monotonic() >= deadline:
                raise DatabaseUnavailable(
                    str(home.database),
                    " ".join(str(error).split())[:200],
                    "readers need the file while nothing writes to it",
                    "Wait until the running job has ended, then try again.",
                ) from error
            time.sleep(0.2)
