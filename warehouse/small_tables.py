"""Small Parquet files beside the bronze data: written anew only where they would say something else."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from ingest.files import write_atomically


def write_if_changed(table: pl.DataFrame, path: Path) -> None:
    """Write a table, unless the file has these very bytes; a changed type counts, also without any row."""
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    if path.is_file() and path.read_bytes() == buffer.getvalue():
        return
    with write_atomically(path) as temporary:
        temporary.write_bytes(buffer.getvalue())
