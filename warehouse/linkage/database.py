"""A DuckDB of its own for linking: in memory, bounded, without a way to the network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.database import MEMORY_LIMIT, bound_connection
from warehouse.linkage.similarity import register_similarities


@contextmanager
def open_scratch_database(memory_limit: str = MEMORY_LIMIT) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory that knows the functions of ``similarity``.

    What does not fit into memory spills to a folder that is removed at the end.
    """
    with tempfile.TemporaryDirectory(prefix="tsunagu-linkage-") as folder, duckdb.connect() as connection:
        bound_connection(connection, Path(folder), memory_limit)
        connection.execute("set enable_progress_bar = false")
        connection.execute("set autoinstall_known_extensions = false")
        connection.execute("set autoload_known_extensions = false")
        register_similarities(connection)
        yield connection
