"""The sink a parser writes to: typed rows, quarantined rows and findings of one landed file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import UnreadableFile
from ingest.findings import Finding
from ingest.landing import LandedFile
from ingest.register import Register

ROW_GROUP_ROWS = 122_880
MAX_FINDINGS = 100
#: More broken rows than this are no longer exceptions of a file: its layout has changed.
MAX_QUARANTINED = 200_000

QUARANTINE_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("file_row", pa.int64()),
        ("column_name", pa.string()),
        ("value", pa.string()),
        ("rule", pa.string()),
        ("message", pa.string()),
        ("remedy", pa.string()),
        ("record", pa.string()),
    ]
)
_QUARANTINE_ROW = QUARANTINE_SCHEMA.remove(0)


class BronzeSink:
    """Takes what a parser finds in one file and writes bronze rows as they come.

    The parser sets ``rows_landed`` (records counted in the bytes, independently of the parsed rows),
    ``encoding`` and, before the first ``write``, ``published_on``.

    Args:
        register: the register of the file; its bronze schema decides columns and types.
        landed: the file.
        path: the Parquet file to write.
    """

    def __init__(self, register: Register, landed: LandedFile, path: Path) -> None:
        self.rows_landed = 0
        self.encoding: str | None = None
        self.published_on: date | None = None
        self.rows_bronze = 0
        self.rows_quarantined = 0
        self.findings: list[Finding] = []
        self.findings_by_rule: Counter[str] = Counter()
        self._register = register
        self._landed = landed
        self._path = path
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._quarantined: list[pa.Table] = []

    def __enter__(self) -> BronzeSink:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release the file; what was written is whole only after ``finish``."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def write(self, rows: pa.Table | pa.RecordBatch) -> None:
        """Take rows in file order, with every column of the bronze schema.

        ``source_file`` and ``published_on`` are filled in when absent. Text columns may come
        dictionary-encoded, in every table of a file or in none, and are then written so.

        Raises:
            ValueError: a column is missing, unknown, or of another type.
        """
        table = rows if isinstance(rows, pa.Table) else pa.Table.from_batches([rows])
        unknown = set(table.column_names) - set(self._register.bronze_schema.names)
        if unknown:
            raise ValueError(f"columns that {self._register.name} does not declare: {sorted(unknown)}")
        self._waiting.append(self._shape(table))
        self._waiting_rows += table.num_rows
        self.rows_bronze += table.num_rows
        if self._waiting_rows >= ROW_GROUP_ROWS:
            self._flush(keep_rest=True)

    def quarantine(self, rows: pa.Table) -> None:
        """Keep rows apart, each once, with the rule it breaks first; each becomes a finding.

        Args:
            rows: columns file_row, column_name, value, rule, message, remedy, record.

        Raises:
            UnreadableFile: more rows than ``MAX_QUARANTINED`` are broken.
        """
        rows = rows.select(_QUARANTINE_ROW.names).cast(_QUARANTINE_ROW)
        self._quarantined.append(rows)
        self.rows_quarantined += rows.num_rows
        counts = rows["rule"].value_counts().to_pylist()
        self.findings_by_rule.update({count["values"]: count["counts"] for count in counts})
        room = MAX_FINDINGS - len(self.findings)
        self.findings.extend(self._describe(row) for row in rows.slice(0, max(room, 0)).to_pylist())
        if self.rows_quarantined > MAX_QUARANTINED:
            raise UnreadableFile(
                self._landed.filename,
                f"{self.rows_quarantined} rows",
                f"at most {MAX_QUARANTINED} rows are broken",
                "The layout of the file has probably changed: compare it with the register's module.",
                code="file.too_many_broken_rows",
            )

    def note(self, finding: Finding, rows: int = 1) -> None:
        """Record something somebody should look at; ``rows`` says how many rows it concerns."""
        self.findings_by_rule[finding.rule] += rows
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)

    def note_value(
        self,
        rule: str,
        message: str,
        remedy: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        rows: int = 1,
    ) -> None:
        """Record a value somebody should look at; its rows are used as they are."""
        finding = Finding(
            self._register.name, self._landed.filename, "noted", rule, message, remedy, row, column, value
        )
        self.note(finding, rows)

    def finish(self) -> None:
        """Write what is left and close the file.

        Raises:
            UnreadableFile: the rows do not add up, so something would have been dropped in silence.
        """
        if self.rows_landed != self.rows_bronze + self.rows_quarantined:
            raise UnreadableFile(
                self._landed.filename,
                f"{self.rows_landed} landed, {self.rows_bronze} parsed, {self.rows_quarantined} quarantined",
                "the rows counted in the file are those parsed and those quarantined",
                "Tell the developers: the reader and the count disagree about what a record is.",
                code="file.rows_do_not_add_up",
            )
        self._flush(keep_rest=False)
        if self._writer is None:
            self._open_writer(self._register.bronze_schema)
        assert self._writer is not None
        self._writer.close()
        self._writer = None

    def quarantined_rows(self) -> pa.Table:
        """Return the rows kept apart, in file order, in ``QUARANTINE_SCHEMA``."""
        rows = pa.concat_tables([_QUARANTINE_ROW.empty_table(), *self._quarantined]).sort_by("file_row")
        names = pa.repeat(self._landed.filename, rows.num_rows)
        return rows.add_column(0, QUARANTINE_SCHEMA.field(0), names)

    def _describe(self, row: dict[str, Any]) -> Finding:
        return Finding(
            self._register.name,
            self._landed.filename,
            "quarantined",
            row["rule"],
            row["message"],
            row["remedy"],
            row["file_row"],
            row["column_name"],
            row["value"],
        )

    def _shape(self, table: pa.Table) -> pa.Table:
        """Return the columns of the bronze schema, in order and of its types."""
        columns = [self._column(table, field) for field in self._register.bronze_schema]
        return pa.Table.from_arrays(columns, names=self._register.bronze_schema.names)

    def _column(self, table: pa.Table, field: pa.Field) -> pa.ChunkedArray | pa.Array:
        if field.name in table.column_names:
            column = table[field.name]
            if column.type in (field.type, pa.dictionary(pa.int32(), field.type)):
                return column
            raise ValueError(f"column {field.name} is {column.type}, the register declares {field.type}")
        if field.name == "source_file":
            indices = pa.repeat(pa.scalar(0, pa.int32()), table.num_rows)
            return pa.DictionaryArray.from_arrays(indices, pa.array([self._landed.filename], field.type))
        if field.name == "published_on":
            return pa.repeat(pa.scalar(self.published_on, field.type), table.num_rows)
        raise ValueError(f"column {field.name} is missing from the rows of {self._register.name}")

    def _flush(self, keep_rest: bool) -> None:
        """Write whole row groups; row groups do not depend on how the parser cut its blocks."""
        if not self._waiting:
            return
        waiting = pa.concat_tables(self._waiting)
        whole = waiting.num_rows // ROW_GROUP_ROWS * ROW_GROUP_ROWS if keep_rest else waiting.num_rows
        for group in _slice_rows(waiting.slice(0, whole)):
            # One dictionary a row group: with several, the writer would give up on encoding.
            group = group.unify_dictionaries()
            if self._writer is None:
                self._open_writer(group.schema)
            assert self._writer is not None
            self._writer.write_table(group, row_group_size=ROW_GROUP_ROWS)
        self._waiting = [waiting.slice(whole)] if whole < waiting.num_rows else []
        self._waiting_rows = waiting.num_rows - whole

    def _open_writer(self, schema: pa.Schema) -> None:
        dictionaries = [field.name for field in schema if pa.types.is_dictionary(field.type)]
        if dictionaries == ["source_file"]:
            self._writer = _open_parquet(self._path, schema)
            return
        # A parser that marks its repetitive columns has many rows. Looking the other texts up in a
        # dictionary that is given up, and keeping their least and greatest, costs a third of the writing.
        plain = {field.name for field in schema if pa.types.is_string(field.type)}
        dates = [field.name for field in schema if pa.types.is_date32(field.type)]
        self._writer = _open_parquet(
            self._path,
            schema,
            use_dictionary=dictionaries + dates,
            write_statistics=[name for name in schema.names if name not in plain],
        )


def _slice_rows(table: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, table.num_rows, ROW_GROUP_ROWS):
        yield table.slice(start, ROW_GROUP_ROWS)


def _open_parquet(path: Path, schema: pa.Schema, **options: Any) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=3, store_schema=False, **options
    )
