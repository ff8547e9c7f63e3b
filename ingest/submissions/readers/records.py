"""Records of JSON as sheets of text cells: one sheet a kind, one column a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from ingest.submissions.readers.document import ROW, BrokenRow, Limits, Sheet
from ingest.submissions.readers.refusals import refuse
from ingest.submissions.readers.tables import clean_cells, set_long_rows_apart

_BLOCK_ROWS = 20_000
_NAME = "records"

Group = tuple[str | None, int | None]


@dataclass
class _Columns:
    """The records of one kind so far: columns of text, in blocks of which the last is still lists."""

    fields: dict[str, int] = field(default_factory=dict)
    blocks: list[pl.DataFrame] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    records: list[Mapping[str, str | None]] = field(default_factory=list)

    def add(self, row: int, record: Mapping[str, str | None]) -> None:
        for name in record:
            self.fields.setdefault(name, len(self.fields))
        self.rows.append(row)
        self.records.append(record)
        if len(self.rows) == _BLOCK_ROWS:
            self.flush()

    def flush(self) -> None:
        cells = [
            pl.Series(str(index), [record.get(name) for record in self.records], dtype=pl.String)
            for name, index in self.fields.items()
        ]
        self.blocks.append(pl.DataFrame([pl.Series(ROW, self.rows, dtype=pl.Int64), *cells]))
        self.rows, self.records = [], []


class RecordSheets:
    """Gathers the records of a file by kind and version.

    Args:
        filename: the sender's name of the file, for messages.
        limits: bounds of a submission.
    """

    def __init__(self, filename: str, limits: Limits) -> None:
        self._filename = filename
        self._limits = limits
        self._groups: dict[Group, _Columns] = {}
        self._broken: list[BrokenRow] = []
        self._count = 0

    def add(self, row: int, group: Group, record: Mapping[str, str | None]) -> None:
        """Add a record.

        Raises:
            RefusedSubmission: too many records, kinds or fields.
        """
        self._count_row()
        columns = self._groups.setdefault(group, _Columns())
        columns.add(row, record)
        if len(self._groups) > self._limits.sheets:
            raise refuse("sheets.too_many", self._filename, str(len(self._groups)), self._limits.sheets)
        if len(columns.fields) > self._limits.columns:
            count = str(len(columns.fields))
            raise refuse("columns.too_many", f"{self._filename}:{row}", count, self._limits.columns)

    def add_broken(self, broken: BrokenRow) -> None:
        """Add a record that cannot be given as cells.

        Raises:
            RefusedSubmission: too many records.
        """
        self._count_row()
        self._broken.append(broken)

    @property
    def broken(self) -> tuple[BrokenRow, ...]:
        """The records so far that cannot be given as cells."""
        return tuple(self._broken)

    def build(self, default: Group = (None, None)) -> tuple[Sheet, ...]:
        """Return a sheet for each kind and version, in the order in which they came.

        Args:
            default: kind and version of broken records, as the file says of all its records; without
                that they are told about with the first kind.
        """
        groups = self._groups or ({default: _Columns()} if self._broken else {})
        home = default if default in groups else next(iter(groups), default)
        return tuple(
            self._build_sheet(group, columns, self.broken if group == home else ())
            for group, columns in groups.items()
        )

    def _build_sheet(self, group: Group, columns: _Columns, broken: tuple[BrokenRow, ...]) -> Sheet:
        columns.flush()
        kind, version = group
        header = tuple(columns.fields)
        rows = clean_cells(pl.concat(columns.blocks, how="diagonal"))
        rows, long = set_long_rows_apart(rows, header, self._limits)
        broken = tuple(sorted((*broken, *long), key=lambda found: found.row))
        return Sheet(kind or _NAME, header, None, rows, False, kind, version, broken)

    def _count_row(self) -> None:
        self._count += 1
        if self._count > self._limits.rows:
            raise refuse("rows.too_many", self._filename, f"> {self._limits.rows}", self._limits.rows)
