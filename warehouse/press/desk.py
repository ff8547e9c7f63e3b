"""Where the press kit reads: the Parquet files of one release, by queries that run as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from warehouse.database import MEMORY_LIMIT, quote_text

TABLE = re.compile(r"'parquet/([a-z0-9_]+)\.parquet'")


class Desk:
    """Asks the Parquet files of one release."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def ask(self, query: str, parameters: Mapping[str, int] | None = None) -> list[dict[str, Any]]:
        """Return the rows of a query, each by column; paths in it are relative to the release."""
        answer = self._connection.execute(query, dict(parameters or {}))
        columns = [column[0] for column in answer.description or []]
        return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


@contextmanager
def open_desk(root: Path) -> Iterator[Desk]:
    """Open the Parquet files below a release, bounded in memory; closed on leaving the block."""
    with closing(duckdb.connect()) as connection:
        connection.execute(f"set memory_limit = {quote_text(MEMORY_LIMIT)}")
        connection.execute("set threads = 1")
        connection.execute(f"set file_search_path = {quote_text(str(root))}")
        yield Desk(connection)


def list_tables(query: str) -> list[str]:
    """Return the datasets a query reads, in the order in which it names them."""
    return list(dict.fromkeys(TABLE.findall(query)))
