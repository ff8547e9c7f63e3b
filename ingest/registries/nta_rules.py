"""The rules a record of the corporate-number registers keeps, and what breaking one leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from ingest.registries.cells import Rule
from ingest.registries.nta_columns import Positions
from ingest.registries.nta_layout import COLUMN_COUNT

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink

_ASK = "Look the corporation up on the publisher's site; if it is the same there, tell the publisher."
_DECLARE = "Look the code up in the publisher's resource definition sheet and declare it in nta_layout."
_MAX_DISTINCT_NOTES = 1000


# Rows that break one of these are quarantined: they could not be used without guessing.
COLUMN_COUNT_RULE = Rule(
    "record.column_count",
    f"The record does not have {COLUMN_COUNT} columns.",
    "Look at the record in the publisher's file; if the layout changed, change nta_layout.",
)
UNSPLITTABLE = Rule(
    "record.unsplittable",
    "A carriage return or a stray quote makes the record ambiguous.",
    "Look at the record in the publisher's file; tell the publisher.",
)
UNTERMINATED = Rule(
    "record.unterminated",
    "The file ends within a record: the line feed after the last one is missing.",
    "The publisher's file may have been cut short: fetch it again.",
)
SEQUENCE_FORMAT = Rule("sequence_number.format", "The sequence number is no number.", _ASK)
NUMBER_FORMAT = Rule("corporate_number.format", "A corporate number has 13 digits.", _ASK)
NUMBER_CHECK = Rule("corporate_number.check_digit", "The check digit of the corporate number is wrong.", _ASK)
PROCESS_UNKNOWN = Rule("process.unknown", "The process code is not declared.", _DECLARE)
FLAG_UNKNOWN = Rule("flag.unknown", "A flag is 0 or 1.", _DECLARE)
DATE_IMPOSSIBLE = Rule("date.impossible", "The value is no possible date of the form YYYY-MM-DD.", _ASK)

# Rows that break one of these are used as they are; somebody should look.
SEQUENCE_ORDER = Rule(
    "sequence_number.order",
    "Sequence numbers do not run 1, 2, 3 …; records may be missing.",
    "Compare the number of records with the publisher's page, and fetch the file again.",
)
UPDATE_DATE = Rule(
    "update_date.other_day",
    "The update date does not fit the date of the file.",
    "Check that the file carries its own name; the rows keep the date they state.",
)
KIND_UNKNOWN = Rule("kind.unknown", "The kind of corporation is not declared.", _DECLARE)
CLOSE_CAUSE_UNKNOWN = Rule("close_cause.unknown", "The cause of closure is not declared.", _DECLARE)
PLACE_CODE_FORMAT = Rule(
    "place_code.format",
    "A prefecture code has 2 digits and a city code 3; no municipality code was made.",
    _ASK,
)
SUCCESSOR_CHECK = Rule(
    "successor_corporate_number.check_digit", "The number of the successor is no corporate number.", _ASK
)
REQUIRED_MISSING = Rule("required.missing", "The value is missing in a record that is no deletion.", _ASK)
LINE_END = Rule(
    "line_end.crlf", "Lines end with CR LF instead of LF.", "No action; the publisher's export changed."
)
BYTE_ORDER_MARK = Rule(
    "encoding.bom", "The file begins with a byte order mark.", "No action; the publisher's export changed."
)


class Violation(NamedTuple):
    """Rows of a block that break a quarantining rule.

    Attributes:
        rule: the rule.
        column: the publisher's name of the column; None for the record as a whole.
        positions: positions of the rows among the rows of the block.
        values: what was found there.
    """

    rule: Rule
    column: str | None
    positions: Positions
    values: pa.Array


class Note(NamedTuple):
    """A value somebody should look at: where it stands first, and on how many rows."""

    rule: Rule
    column: str | None
    value: str | None
    row: int
    rows: int


def make_notes(rule: Rule, column: str, file_rows: Positions, values: pa.Array) -> list[Note]:
    """Return one note for each distinct value, with the first row that holds it."""
    counted = (
        pl.DataFrame({"row": file_rows, "value": pl.Series(values, dtype=pl.String)})
        .group_by("value", maintain_order=True)
        .agg(pl.col("row").first(), pl.len().alias("rows"))
    )
    return [Note(rule, column, value, row, rows) for value, row, rows in counted.iter_rows()]


def make_quarantine(
    violations: list[Violation], positions: Positions, file_rows: Positions, records: pa.Array
) -> pa.Table:
    """Return each broken record once: the first rule it breaks, the further ones in its message.

    Args:
        violations: what is broken, in the order of the columns; positions are those of lines.
        positions: the positions of the broken lines, ascending.
        file_rows: their record numbers in the file.
        records: their texts.
    """
    first = (
        pl.concat([_frame(violation) for violation in violations])
        .group_by("position", maintain_order=True)
        .agg(
            pl.col("column_name", "value", "rule", "remedy").first(),
            pl.col("message").str.join(" Also: ").alias("message"),
        )
    )
    texts = pl.DataFrame(
        {"position": positions, "file_row": file_rows, "record": pl.Series(records, dtype=pl.String)}
    )
    return texts.join(first, on="position", how="left").sort("position").drop("position").to_arrow()


def _frame(violation: Violation) -> pl.DataFrame:
    rule = violation.rule
    return pl.DataFrame(
        {
            "position": violation.positions.astype(np.int64),
            "value": pl.Series(violation.values, dtype=pl.String),
        }
    ).with_columns(
        column_name=pl.lit(violation.column, pl.String),
        rule=pl.lit(rule.name),
        message=pl.lit(rule.message),
        remedy=pl.lit(rule.remedy),
    )


class Notebook:
    """Gathers the notes of all blocks, so that a value repeated a million times is one finding."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, str | None, str | None], Note] = {}

    def add(self, notes: list[Note]) -> None:
        """Add the notes of the next block."""
        for note in notes:
            value = note.value if len(self._notes) < _MAX_DISTINCT_NOTES else None
            key = (note.rule.name, note.column, value)
            known = self._notes.get(key, note._replace(rows=0))
            self._notes[key] = known._replace(rows=known.rows + note.rows)

    def hand_over(self, sink: BronzeSink) -> None:
        """Give every note to the sink."""
        for note in self._notes.values():
            message = note.rule.message if note.rows == 1 else f"{note.rule.message} ({note.rows} rows)"
            sink.note_value(
                note.rule.name,
                message,
                note.rule.remedy,
                row=note.row,
                column=note.column,
                value=note.value,
                rows=note.rows,
            )
