"""Typing the cells of a register by declaration; a cell that does not fit is reported, never dropped.

A register declares its columns once: the publisher's header, the bronze field, the type. A cell that is
not what its type says is a problem. In a key column it puts the row in quarantine; elsewhere the cell is
emptied and somebody is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from ingest.findings import Finding
from ingest.identifiers import corporate_number_is_valid
from ingest.japanese.dates import parse_dates

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink
    from ingest.landing import LandedFile

FILE_ROW = "file_row"

_PROBLEM_SCHEMA = {
    FILE_ROW: pl.Int64,
    "column_name": pl.String,
    "value": pl.String,
    "rule": pl.String,
    "message": pl.String,
    "remedy": pl.String,
    "quarantined": pl.Boolean,
}
_SHOWN_PROBLEMS = 20
#: Rows turned into Arrow at once; the whole table twice would be too much.
_ROWS_A_PIECE = 8192
_POST_CODE = r"\A([0-9]{3})[-‐−ー]([0-9]{4})\z"
_QUARANTINE_COLUMNS = (FILE_ROW, "column_name", "value", "rule", "message", "remedy", "record")


@dataclass(frozen=True)
class Rule:
    """A rule a cell can break: its stable name, and the words for people."""

    name: str
    message: str
    remedy: str


@dataclass(frozen=True)
class CellType:
    """How texts become values; null where a text is no such value, which breaks ``rule``."""

    convert: Callable[[pl.Series], pl.Series]
    rule: Rule | None = None


@dataclass(frozen=True)
class Column:
    """A column as the publisher heads it.

    Attributes:
        header: the publisher's header, to the letter.
        field: the bronze column; None for what ends here: names of persons, and what nobody needs.
        type: how its cells are read.
        key: without this column the file is not used; a cell that breaks its type puts the row in
            quarantine.
        required: an empty cell puts the row in quarantine.
    """

    header: str
    field: str | None
    type: CellType
    key: bool = False
    required: bool = False


def list_key_fields(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the bronze columns without which a file is not used."""
    return tuple(column.field for column in columns if column.key and column.field)


def _read_flags(texts: pl.Series) -> pl.Series:
    return pl.select(pl.when(texts.is_null()).then(False).when(texts == "○").then(True)).to_series()


def _read_corporate_numbers(texts: pl.Series) -> pl.Series:
    numbers = pl.lit(texts)
    return pl.select(pl.when(corporate_number_is_valid(numbers)).then(numbers)).to_series()


def _read_days_of_year(texts: pl.Series) -> pl.Series:
    # 2000 is a leap year, so that a fiscal year may end on 29 February.
    days = parse_dates("2000/" + texts)
    return days.dt.strftime("%m-%d")


def _read_post_codes(texts: pl.Series) -> pl.Series:
    plain = texts.str.normalize("NFKC").str.replace(_POST_CODE, "$1$2")
    return plain.set(~plain.str.contains(r"\A[0-9]{7}\z"), None)


def _read_counts(texts: pl.Series) -> pl.Series:
    return texts.str.extract(r"\A([0-9]{1,15})\z", 1).cast(pl.Int64)


def _read_degrees(texts: pl.Series) -> pl.Series:
    degrees = texts.cast(pl.Float64, strict=False)
    return degrees.set(~degrees.is_between(-180.0, 180.0), None)


TEXT = CellType(lambda texts: texts)
FLAG = CellType(
    _read_flags,
    Rule("flag.unknown", "A mark other than ○ or nothing.", "Ask the publisher what the mark means."),
)
DATE = CellType(
    parse_dates,
    Rule("date.impossible", "Not a possible date.", "Look the date up at the authority; tell the publisher."),
)
CORPORATE_NUMBER = CellType(
    _read_corporate_numbers,
    Rule(
        "corporate_number.check_digit",
        "Not a corporate number of 13 digits with a correct check digit.",
        "Look the number up in the corporate-number register; tell the publisher.",
    ),
)
DAY_OF_YEAR = CellType(
    _read_days_of_year,
    Rule("day_of_year.impossible", "Not a day of the year (MM/DD).", "Look the day up in the articles."),
)
POST_CODE = CellType(
    _read_post_codes, Rule("post_code.form", "Not a post code of 7 digits.", "Look the address up.")
)
COUNT = CellType(
    _read_counts, Rule("count.form", "Not a whole number.", "Compare with the publisher's own table.")
)
DEGREES = CellType(_read_degrees, Rule("degrees.form", "Not a coordinate in degrees.", "Compare with a map."))
REQUIRED = Rule(
    "cell.required", "A row cannot be used without this cell.", "Look the row up at the publisher."
)


def clean_texts(texts: pl.Series) -> pl.Series:
    """Return texts without white space around them, line ends as LF, nothing as null."""
    text = pl.col(texts.name).str.replace_all("\r\n", "\n", literal=True).str.strip_chars()
    return texts.to_frame().select(pl.when(text.str.len_bytes() > 0).then(text)).to_series()


def find_problems(
    raw: pl.DataFrame, broken: pl.Series, column: str, rule: Rule, *, quarantined: bool
) -> pl.DataFrame:
    """Return a problem for each row where ``broken`` is true; ``column`` names the cell to show."""
    cells = raw.filter(broken.fill_null(False))
    value = pl.col(column) if column in raw.columns else pl.lit(None, dtype=pl.String)
    return cells.select(
        pl.col(FILE_ROW),
        column_name=pl.lit(column, dtype=pl.String),
        value=value.str.slice(0, 200),
        rule=pl.lit(rule.name, dtype=pl.String),
        message=pl.lit(rule.message, dtype=pl.String),
        remedy=pl.lit(rule.remedy, dtype=pl.String),
        quarantined=pl.lit(quarantined),
    )


def type_cells(raw: pl.DataFrame, columns: Sequence[Column]) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Return the typed fields and the problems met.

    Columns the file lacks are null throughout; that they lack was reported with the header.
    """
    fields: dict[str, pl.Series] = {FILE_ROW: raw[FILE_ROW]}
    problems: list[pl.DataFrame] = []
    for column in columns:
        if column.field is None:
            continue
        if column.header not in raw.columns:
            fields[column.field] = _leave_empty(column, raw.height)
            continue
        texts = raw[column.header]
        fields[column.field] = column.type.convert(texts).alias(column.field)
        problems += _judge_cells(raw, column, fields[column.field])
    return pl.DataFrame(fields), problems


def _leave_empty(column: Column, height: int) -> pl.Series:
    dtype = column.type.convert(pl.Series([None], dtype=pl.String)).dtype
    return pl.Series(column.field, [None] * height, dtype=dtype)


def _judge_cells(raw: pl.DataFrame, column: Column, values: pl.Series) -> list[pl.DataFrame]:
    texts = raw[column.header]
    problems = []
    if column.type.rule is not None:
        broken = texts.is_not_null() & values.is_null()
        problems.append(find_problems(raw, broken, column.header, column.type.rule, quarantined=column.key))
    if column.required:
        problems.append(find_problems(raw, texts.is_null(), column.header, REQUIRED, quarantined=True))
    return [problem for problem in problems if problem.height]


def deliver_rows(
    landed: LandedFile,
    sink: BronzeSink,
    schema: pa.Schema,
    typed: pl.DataFrame,
    *,
    raw: pl.DataFrame,
    columns: Sequence[Column],
    problems: Sequence[pl.DataFrame],
) -> None:
    """Write good rows to bronze and broken ones to quarantine, and note what else was odd.

    The record kept in quarantine holds declared columns without names of persons: an unknown column
    might carry one.
    """
    met = pl.concat([pl.DataFrame(schema=_PROBLEM_SCHEMA), *problems])
    refused = met.filter("quarantined").select(FILE_ROW).unique()
    good = typed.join(refused, on=FILE_ROW, how="anti", maintain_order="left")
    for piece in good.iter_slices(_ROWS_A_PIECE):
        sink.write(_to_bronze(piece, schema))
    if refused.height:
        sink.quarantine(_to_quarantine(met.join(refused, on=FILE_ROW, how="semi"), raw, columns))
    _note_problems(landed, sink, met.join(refused, on=FILE_ROW, how="anti", maintain_order="left"))


def _to_bronze(typed: pl.DataFrame, schema: pa.Schema) -> pa.Table:
    """Return rows as the Arrow types a schema declares; the sink adds where they came from."""
    given = pa.schema([column for column in schema if column.name in typed.columns])
    table: pa.Table = typed.select(given.names).to_arrow()
    return table.cast(given)


def _note_problems(landed: LandedFile, sink: BronzeSink, problems: pl.DataFrame) -> None:
    """Note the first problems of each rule one by one, and how many more there are."""
    for same in problems.partition_by("rule", maintain_order=True):
        for problem in same.head(_SHOWN_PROBLEMS).iter_rows(named=True):
            sink.note(_to_finding(landed, problem))
        if same.height > _SHOWN_PROBLEMS:
            last = same.row(_SHOWN_PROBLEMS, named=True)
            sink.note(_to_finding(landed, last), rows=same.height - _SHOWN_PROBLEMS)


def _to_quarantine(met: pl.DataFrame, raw: pl.DataFrame, columns: Sequence[Column]) -> pa.Table:
    shown = [column.header for column in columns if column.field and column.header in raw.columns]
    records = raw.select(FILE_ROW, record=pl.struct(shown).struct.json_encode())
    ordered = met.sort(FILE_ROW, pl.col("quarantined").not_(), maintain_order=True)
    also = pl.format("{} ({})", pl.col("message"), pl.col("column_name")).slice(1).str.join(" ")
    rows = ordered.group_by(FILE_ROW, maintain_order=True).agg(
        pl.col("column_name", "value", "rule", "remedy").first(),
        message=pl.concat_str(pl.col("message").first(), also, separator=" ").str.strip_chars(),
    )
    whole = rows.join(records, on=FILE_ROW, how="left", maintain_order="left")
    table: pa.Table = whole.select(_QUARANTINE_COLUMNS).to_arrow()
    return table


def _to_finding(landed: LandedFile, problem: dict[str, object]) -> Finding:
    value = problem["value"]
    return Finding(
        source=landed.source,
        file=landed.filename,
        severity="noted",
        rule=str(problem["rule"]),
        message=str(problem["message"]),
        remedy=str(problem["remedy"]),
        row=int(str(problem[FILE_ROW])),
        column=str(problem["column_name"]),
        value=None if value is None else str(value),
    )
