"""The CSV files of one prefecture each: the rows of a table that speak of a place there, Japanese headers.

For whoever works in one prefecture: a file of a size that a spreadsheet opens, in the same order and form as
the file of the whole country.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import polars as pl

from ingest.japanese.prefectures import PREFECTURE_CODES as CODES_BY_NAME
from warehouse.dictionary import Dataset
from warehouse.release.paths import BY_PREFECTURE

PREFECTURE_CODES = list(CODES_BY_NAME.values())
DIGITS = 2
AREA_KINDS = ["prefecture", "municipality"]
_PREFECTURE = "__prefecture"


def prefecture_of(dataset: Dataset) -> pl.Expr | None:
    """Return the two digits of the prefecture of a row; None for a table without places.

    A municipality belongs to the prefecture its code begins with. Statistics are those of the prefecture and
    of its municipalities; an authority is no place.
    """
    names = {column.name for column in dataset.columns}
    if "prefecture_code" in names:
        return pl.col("prefecture_code")
    if "municipality_code" in names:
        return pl.col("municipality_code").str.slice(0, DIGITS)
    if {"geography_kind", "geography_code"} <= names:
        code = pl.col("geography_code").str.slice(0, DIGITS)
        return pl.when(pl.col("geography_kind").is_in(AREA_KINDS)).then(code)
    return None


class PrefectureSink:
    """The open files of one dataset, one a prefecture that has rows.

    Attributes:
        rows: rows written, by path relative to the release.
    """

    def __init__(self, root: Path, dataset: Dataset, place: pl.Expr, header: bytes, line_end: str) -> None:
        self.rows: dict[str, int] = {}
        self._root = root
        self._file = f"{dataset.name}.csv"
        self._place = place
        self._header = header
        self._line_end = line_end
        self._streams: dict[str, BinaryIO] = {}

    def write(self, frame: pl.DataFrame) -> None:
        """Append the rows of a chunk that has the form of CSV already."""
        placed = frame.with_columns(self._place.alias(_PREFECTURE))
        placed = placed.filter(pl.col(_PREFECTURE).is_in(PREFECTURE_CODES))
        parts = placed.partition_by(_PREFECTURE, as_dict=True, include_key=False, maintain_order=True)
        for (code,), part in parts.items():
            path = BY_PREFECTURE / str(code) / self._file
            part.write_csv(self._open(path), include_header=False, line_terminator=self._line_end)
            self.rows[str(path)] = self.rows.get(str(path), 0) + len(part)

    def _open(self, path: Path) -> BinaryIO:
        stream = self._streams.get(str(path))
        if stream is None:
            (self._root / path).parent.mkdir(parents=True, exist_ok=True)
            # Kept open until the table is written: a table comes in many chunks, and no file is read back.
            stream = (self._root / path).open("wb")
            stream.write(self._header)
            stream.flush()
            self._streams[str(path)] = stream
        return stream

    def __enter__(self) -> PrefectureSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in self._streams.values():
            stream.close()
