"""One sheet against its contract: records, and lines of quarantine for the rows that are none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from ingest.submissions.contracts import bronze_schema
from ingest.submissions.faults import LINES, describe_faults, describe_rows
from ingest.submissions.headers import HeaderMatch
from ingest.submissions.members import Member
from ingest.submissions.readers.document import ROW, BrokenRow, Sheet
from ingest.submissions.records import Arrival, make_records
from ingest.submissions.validate import EXAMPLE, WITHDRAW, Reading, read_actions, read_rows
from ingest.submissions.wording import Wording, word_rule, word_sheet_rule

#: A row with fewer cells is not known to repeat the header.
_LEAST_CELLS = 2


@dataclass(frozen=True)
class SheetFault:
    """A rule that a whole sheet breaks: told once, though all its rows are kept apart for it.

    Attributes:
        rule: code of the rule.
        field: the column it is about, if any.
        wording: its texts.
    """

    rule: str
    field: str | None
    wording: Wording


@dataclass(frozen=True)
class JudgedSheet:
    """What became of a sheet.

    Attributes:
        sheet: the sheet without examples and repeated headers.
        source: the sheet as it was read.
        match: which column is which field; None where no contract fits.
        sent: rows without those.
        accepted: rows accepted.
        examples: rows marked as examples.
        headers: rows that repeat the header; they are passed over.
        records: accepted rows with the columns of bronze.
        lines: lines of quarantine; at least one a row that was not accepted.
        faults: what the whole sheet breaks.
        notes: how many cells were read in a way the sender should know of.
    """

    sheet: Sheet
    source: Sheet
    match: HeaderMatch | None
    sent: int
    accepted: int = 0
    examples: int = 0
    headers: tuple[int, ...] = ()
    records: pl.DataFrame = field(default_factory=pl.DataFrame)
    lines: pl.DataFrame = field(default_factory=LINES.to_frame)
    faults: tuple[SheetFault, ...] = ()
    notes: dict[str, int] = field(default_factory=dict)


def judge_sheet(sheet: Sheet, match: HeaderMatch, member: Member, arrival: Arrival) -> JudgedSheet:
    """Judge every row of a sheet by itself.

    A column that is missing keeps all rows to be recorded apart, and is told once.
    """
    repeats = find_repeated_headers(sheet)
    actions, _ = read_actions(sheet.rows, match, member)
    is_example = (actions == EXAMPLE).fill_null(False)
    kept = _keep_rows(sheet, ~is_example & ~repeats)
    blocking = _find_blocking(match, member, arrival)
    if blocking:
        judged = _block(kept, match, blocking, pl.int_range(kept.rows.height, eager=True), member)
    else:
        judged = _judge_rows(kept, match, member, arrival)
    headers = tuple(sheet.rows[ROW].filter(repeats).to_list())
    return replace(judged, source=sheet, examples=int(is_example.sum()), headers=headers)


def refuse_sheet(sheet: Sheet, nearest: HeaderMatch, member: Member) -> JudgedSheet:
    """Keep a sheet apart whose header does not tell what it is."""
    wording = word_sheet_rule("kind.unknown", nearest.contract, limit=nearest.list_lacking() or "—")
    fault = SheetFault("kind.unknown", None, wording)
    return _block(sheet, None, (fault,), pl.int_range(sheet.rows.height, eager=True), member)


def find_repeated_headers(sheet: Sheet) -> pl.Series:
    """Tell which rows repeat the header: pasted tables bring theirs along.

    Every cell that holds anything must be the header of its column, and two must hold something.
    """
    cells = [pl.col(str(column)).str.strip_chars() for column in range(len(sheet.header))]
    if sheet.header_row is None or len(cells) < _LEAST_CELLS:
        return pl.repeat(False, sheet.rows.height, dtype=pl.Boolean, eager=True)
    same = [cell.eq(name.strip()) for cell, name in zip(cells, sheet.header, strict=True)]
    filled = pl.sum_horizontal(cell.is_not_null() for cell in cells)
    found = pl.all_horizontal(it.fill_null(True) for it in same) & (filled >= _LEAST_CELLS)
    return sheet.rows.select(found.alias("repeats"))["repeats"]


def _keep_rows(sheet: Sheet, mask: pl.Series) -> Sheet:
    return replace(sheet, rows=sheet.rows.filter(mask))


def _find_blocking(match: HeaderMatch, member: Member, arrival: Arrival) -> tuple[SheetFault, ...]:
    """Return why no row of a sheet can be taken."""
    contract = match.contract
    rules = []
    if contract.kind not in member.kinds:
        rules.append(
            SheetFault("member.kind", None, word_sheet_rule("member.kind", contract, member=member.name))
        )
    if not contract.is_accepted_on(arrival.received_on):
        texts = word_sheet_rule("contract.expired", contract, limit=str(contract.accepted_until))
        rules.append(SheetFault("contract.expired", None, texts))
    rules += [SheetFault("column.twice", spec.name, word_rule("column.twice", spec)) for spec in match.twice]
    return tuple(rules)


def _judge_rows(sheet: Sheet, match: HeaderMatch, member: Member, arrival: Arrival) -> JudgedSheet:
    """Judge the rows of a sheet one by one."""
    reading = read_rows(sheet.rows, match, member, arrival.received_on)
    absent = tuple(
        SheetFault("column.missing", spec.name, word_rule("column.missing", spec)) for spec in match.missing
    )
    unrecordable = pl.Series([], dtype=pl.Int64)
    if absent:
        unrecordable = (reading.values["action"] != WITHDRAW).arg_true().cast(pl.Int64)
    faults = reading.faults.unite()
    bad = pl.concat([faults["index"], unrecordable]).unique()
    positions = pl.int_range(sheet.rows.height, eager=True)
    good = positions.filter(~positions.is_in(bad.implode()))
    lines = describe_faults(faults, sheet, match.contract, match.columns, member.id)
    broken = _describe_broken(sheet, match.contract.kind)
    return JudgedSheet(
        sheet=sheet,
        source=sheet,
        match=match,
        sent=sheet.rows.height + len(sheet.broken),
        accepted=len(good),
        records=_make_records(reading, sheet, match, good, arrival),
        lines=pl.concat([lines, *_describe_blocked(sheet, match, absent, unrecordable), broken]),
        faults=absent if len(unrecordable) else (),
        notes=reading.notes,
    )


def _make_records(
    reading: Reading, sheet: Sheet, match: HeaderMatch, good: pl.Series, arrival: Arrival
) -> pl.DataFrame:
    if good.is_empty():
        return pl.DataFrame(schema=bronze_schema(match.contract.kind))
    return make_records(
        reading.values[good], sheet.name, sheet.rows[ROW].gather(good), match.contract, arrival
    )


def _block(
    sheet: Sheet,
    match: HeaderMatch | None,
    faults: tuple[SheetFault, ...],
    positions: pl.Series,
    member: Member,
) -> JudgedSheet:
    """Return a sheet of which no row is taken."""
    kind = match.contract.kind if match else None
    records = pl.DataFrame(schema=bronze_schema(kind)) if kind else pl.DataFrame()
    lines = [*_describe_blocked(sheet, match, faults, positions), _describe_broken(sheet, kind)]
    sent = sheet.rows.height + len(sheet.broken)
    return JudgedSheet(sheet, sheet, match, sent=sent, records=records, lines=pl.concat(lines), faults=faults)


def _describe_blocked(
    sheet: Sheet, match: HeaderMatch | None, faults: tuple[SheetFault, ...], positions: pl.Series
) -> list[pl.DataFrame]:
    """Return one line a row for each thing the whole sheet breaks."""
    if not faults or positions.is_empty():
        return []
    rows = pl.DataFrame(
        {"row": sheet.rows[ROW].gather(positions), "content": describe_rows(sheet, positions)}
    )
    return [
        rows.with_columns(
            pl.lit(match and match.contract.kind, dtype=pl.String).alias("kind"),
            pl.lit(sheet.name).alias("sheet"),
            pl.lit(None, dtype=pl.String).alias("column"),
            pl.lit(fault.field, dtype=pl.String).alias("field"),
            pl.lit(None, dtype=pl.String).alias("value"),
            pl.lit(fault.rule).alias("rule"),
            *(pl.lit(text).alias(name) for name, text in fault.wording._asdict().items()),
            pl.lit(None, dtype=pl.String).alias("part"),
        ).select(LINES.names())
        for fault in faults
    ]


def _describe_broken(sheet: Sheet, kind: str | None) -> pl.DataFrame:
    """Return a line for each row the reader could not give as cells."""
    remedy = word_rule("row.broken")
    return pl.DataFrame(
        [_describe_broken_row(row, sheet, kind, remedy) for row in sheet.broken], schema=LINES, orient="row"
    )


def _describe_broken_row(
    row: BrokenRow, sheet: Sheet, kind: str | None, remedy: Wording
) -> tuple[str | int | None, ...]:
    texts = (row.message_ja, row.message_en, remedy.remedy_ja, remedy.remedy_en)
    return (kind, sheet.name, row.row, None, None, row.value, row.rule, *texts, row.value, None)
