"""All text that Dagster has stored: every value of every table, with what is packed unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from tests.deploy.postgres import PostgresServer
from tests.tsunagu.leak_scan import Leak, Piece, Values

READER = "tsunagu"


def find_stored_leaks(server: PostgresServer, password: str, values: Iterable[str]) -> list[Leak]:
    """Return in which tables and columns any of the values stands."""
    columns = read_columns(server, password)
    return sorted(
        Values(values).find_in_pieces([(table, Piece(column, text)) for table, column, text in columns])
    )


def read_columns(server: PostgresServer, password: str) -> Iterator[tuple[str, str, str]]:
    """Yield table, column and all text of the column."""
    listed = "select table_name, column_name from information_schema.columns where table_schema = 'public'"
    for table, column in server.ask(READER, password, f"{listed} order by 1, 2"):
        rows = server.ask(READER, password, f'select distinct "{column}" from "{table}"')  # noqa: S608
        yield table, column, "\n".join(unpack(value) for (value,) in rows)


def unpack(value: Any) -> str:
    """Return a value as text; definitions are stored compressed."""
    if not isinstance(value, memoryview | bytes):
        return "" if value is None else str(value)
    try:
        return zlib.decompress(value).decode()
    except zlib.error:
        return bytes(value).decode("utf-8", "replace")
