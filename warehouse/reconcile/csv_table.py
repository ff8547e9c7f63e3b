"""A reader's CSV file: read row by row, written again with the added cells behind each row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ingest.submissions.readers.delimited import find_shape, split_lines
from ingest.submissions.readers.limits import Limits
from ingest.submissions.readers.refusals import refuse
from ingest.submissions.readers.tables import HEADER_WITHIN
from warehouse.reconcile.columns import (
    ADDED,
    Answers,
    Asked,
    Mention,
    guess_header,
    locate_columns,
    refuse_column,
)
from warehouse.release.csv_files import BOM, LINE_END

#: Characters of a cell; a longer one is taken for a quote that is not closed.
_LONGEST_CELL = 2**17


class CsvTable:
    """A CSV file in any of the encodings and with any of the delimiters the intake reads.

    Attributes:
        rows: rows below the header that hold anything.
        mentions: which organisations they name, each once.
    """

    def __init__(self, content: bytes, filename: str, asked: Asked, limits: Limits) -> None:
        """Read the mentions of a file.

        Raises:
            RefusedSubmission: no encoding or several, a quote that is not closed, too many rows or columns.
            TableRefused: the columns asked for are not there.
        """
        self._content, self._filename = content, filename
        self._shape = find_shape(content, filename, asked.headers)
        first = list(islice(self._read_rows(), HEADER_WITHIN))
        located = locate_columns(first, asked, filename)
        if located is None:
            raise refuse_column(filename, asked.name, guess_header(first))
        self._located = located
        self.rows, self._width = 0, len(first[located.header_at])
        self.mentions: set[Mention] = set()
        for cells in self._read_records(limits):
            self.rows += 1
            self._width = max(self._width, len(cells))
            self.mentions.add(located.read_mention(cells))

    def write(self, path: Path, answers: Answers) -> None:
        """Write the table with its answers: UTF-8 with the mark that Excel looks for, its own delimiter."""
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.write(BOM)
            if self._shape.is_declared:
                stream.write(f"sep={self._shape.delimiter}{LINE_END}")
            writer = csv.writer(stream, delimiter=self._shape.delimiter, lineterminator=LINE_END)
            for at, cells in enumerate(self._read_rows()):
                if at == self._located.header_at:
                    writer.writerow([*self._pad(cells), *ADDED])
                elif at < self._located.header_at or not any(cells):
                    writer.writerow(cells)
                else:
                    writer.writerow([*self._pad(cells), *answers[self._located.read_mention(cells)]])

    def _pad(self, cells: list[str]) -> list[str]:
        return cells + [""] * (self._width - len(cells))

    def _read_records(self, limits: Limits) -> Iterator[list[str]]:
        """Yield the rows below the header that hold anything."""
        for count, cells in enumerate(self._read_rows()):
            if count > limits.rows:
                raise refuse("rows.too_many", self._filename, f"> {limits.rows}", limits.rows)
            if len(cells) > limits.columns:
                place = f"{self._filename}:{count + 1}"
                raise refuse("columns.too_many", place, str(len(cells)), limits.columns)
            if count > self._located.header_at and any(cells):
                yield cells

    def _read_rows(self) -> Iterator[list[str]]:
        """Yield every row of the file as it stands there."""
        csv.field_size_limit(_LONGEST_CELL)  # of the whole process: other packages raise it
        skipped = int(self._shape.is_declared)
        lines = split_lines(self._content, self._shape.encoding, skipped=skipped)
        reader = csv.reader(lines, delimiter=self._shape.delimiter, strict=True)
        while True:
            first_line = reader.line_num + 1 + skipped
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise refuse("csv.quote", f"{self._filename}:{first_line}", str(error)) from error
            if cells is None:
                return
            yield cells
