"""Writes the CSV files of a dataset: one body, two header languages, and a file for each prefecture.

UTF-8 with BOM, CRLF, RFC 4180 quoting, ISO dates, nothing for a missing value, lists joined by ``;``.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from pathlib import Path
from types import TracebackType

import polars as pl
import pyarrow as pa

from warehouse.dictionary import Dataset
from warehouse.errors import ReleaseDamaged
from warehouse.release.formulas import neutralise_formulas
from warehouse.release.prefectures import PrefectureSink

BOM = "\ufeff"
LINE_END = "\r\n"
LIST_SEPARATOR = ";"
COPY_BYTES = 8 * 2**20


def make_header(titles: list[str]) -> bytes:
    """Return the first line of a CSV file, with the mark that makes Excel read it as UTF-8."""
    line = io.StringIO()
    csv.writer(line, lineterminator=LINE_END).writerow(titles)
    return (BOM + line.getvalue()).encode("utf-8")


def make_japanese_header(dataset: Dataset) -> bytes:
    """Return the first line of a CSV file for people in Japan."""
    return make_header([column.title_ja for column in dataset.columns])


class CsvSink:
    """The open CSV files of one dataset.

    The body is computed once, into the file with field names; on closing it is copied behind the Japanese
    header. The rows of each prefecture go to a file of their own as they pass.

    Attributes:
        neutralised: cells marked because a spreadsheet would run them, by column.
    """

    def __init__(
        self, english: Path, japanese: Path, dataset: Dataset, prefectures: PrefectureSink | None = None
    ) -> None:
        self.neutralised: dict[str, int] = {}
        self._dataset = dataset
        self._prefectures = prefectures
        self._japanese = japanese
        self._header = make_header([column.name for column in dataset.columns])
        self._stream = english.open("w+b")
        self._stream.write(self._header)
        self._stream.flush()

    def write(self, chunk: pa.Table) -> None:
        """Append a chunk."""
        frame = self._join_lists(pl.DataFrame(pl.from_arrow(chunk)))
        frame, counts = neutralise_formulas(frame)
        for name, count in counts.items():
            self.neutralised[name] = self.neutralised.get(name, 0) + count
        frame.write_csv(self._stream, include_header=False, line_terminator=LINE_END)
        if self._prefectures:
            self._prefectures.write(frame)

    def close(self) -> None:
        """Write the Japanese edition and close both."""
        titles = make_japanese_header(self._dataset)
        self._stream.flush()
        with self._stream as body, self._japanese.open("wb") as copy:
            copy.write(titles)
            body.seek(len(self._header), os.SEEK_SET)
            shutil.copyfileobj(body, copy, COPY_BYTES)

    def _join_lists(self, frame: pl.DataFrame) -> pl.DataFrame:
        lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
        for name in lists:
            self._refuse_separator_in(name, frame[name])
        return frame.with_columns(pl.col(name).list.join(LIST_SEPARATOR) for name in lists)

    def _refuse_separator_in(self, name: str, lists: pl.Series) -> None:
        values = lists.explode().drop_nulls()
        ambiguous = values.filter(values.str.contains(LIST_SEPARATOR, literal=True))
        if len(ambiguous):
            raise ReleaseDamaged(
                f"{self._dataset.name}.{name}",
                repr(ambiguous[0]),
                f"a value in a list must not hold {LIST_SEPARATOR!r}, which separates the values in CSV",
                "Publish codes in this list, or split the value in its dbt model.",
            )

    def __enter__(self) -> CsvSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        self._stream.close()
