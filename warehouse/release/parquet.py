"""Writes one Parquet file from chunks, with a schema that comes from the dictionary and not from the data."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.dictionary import Dataset

COMPRESSION_LEVEL = 9
LOOKUP_KINDS = frozenset({"register", "reference"})
LOOKUP_GROUP_ROWS = 10_000
SCAN_GROUP_ROWS = 65_536
LOW_CARDINALITY = 50_000
BLOOM_COLUMN = "corporate_number"


def rows_per_group(dataset: Dataset) -> int:
    """Return the rows of a row group: small where single rows are looked up, large where all are read."""
    return LOOKUP_GROUP_ROWS if dataset.kind in LOOKUP_KINDS else SCAN_GROUP_ROWS


def choose_dictionary_columns(dataset: Dataset, rows: int, distinct: dict[str, int]) -> list[str]:
    """Return the Parquet paths worth dictionary encoding: those whose values repeat often.

    Args:
        dataset: whose columns are judged.
        rows: number of rows.
        distinct: number of different values of a column, as estimated by the database.
    """
    chosen = []
    for column in dataset.columns:
        if column.data_type == "varchar[]":
            chosen.append(f"{column.name}.list.element")
        elif column.data_type != "boolean" and distinct[column.name] <= min(rows // 4, LOW_CARDINALITY):
            chosen.append(column.name)
    return chosen


class ParquetSink:
    """An open Parquet file; chunks must come sorted by the primary key."""

    def __init__(
        self, path: Path, dataset: Dataset, schema: pa.Schema, dictionary_columns: list[str]
    ) -> None:
        self.group_rows = rows_per_group(dataset)
        self.rows = 0
        names = list(schema.names)
        order = [pq.SortingColumn(names.index(key)) for key in dataset.primary_key]
        bloom = {BLOOM_COLUMN: {"ndv": self.group_rows, "fpp": 0.05}} if BLOOM_COLUMN in names else None
        self._writer = pq.ParquetWriter(
            path,
            schema,
            version="2.6",
            compression="zstd",
            compression_level=COMPRESSION_LEVEL,
            use_dictionary=dictionary_columns or False,
            write_page_index=True,
            write_page_checksum=True,
            sorting_columns=order,
            bloom_filter_options=bloom,
        )

    def write(self, chunk: pa.Table) -> None:
        """Append a chunk, whose length is a multiple of the group size unless it is the last."""
        self._writer.write_table(chunk, row_group_size=self.group_rows)
        self.rows += chunk.num_rows

    def __enter__(self) -> ParquetSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
