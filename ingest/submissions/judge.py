"""What becomes of a document: for every sheet its contract, its records, and what is wrong with the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from ingest.submissions.contracts import KINDS
from ingest.submissions.errors import RefusedSubmission
from ingest.submissions.faults import LINES
from ingest.submissions.headers import HeaderMatch, choose_contract, rank_contracts
from ingest.submissions.judge_sheet import JudgedSheet, judge_sheet, refuse_sheet
from ingest.submissions.members import Member
from ingest.submissions.notices import note_duplicates, note_hidden_sheet, note_readings, note_unread_sheet
from ingest.submissions.readers.document import BrokenRow, Document, Note, Sheet
from ingest.submissions.receipts import MAX_LISTED, KindCount, Outcome, Rejection
from ingest.submissions.records import Arrival, choose_current, count_identical, count_permissions
from ingest.submissions.suggestions import list_rejections
from ingest.submissions.validate import WITHDRAW
from ingest.submissions.wording import word_rule, word_sheet_rule

#: A sheet with fewer known columns is no table of records.
_LEAST_COLUMNS = 2
#: Most rows that a note names.
_SHOWN_ROWS = 10


@dataclass(frozen=True)
class Judgement:
    """A document judged.

    Attributes:
        outcome: what the sender is told.
        records: what is stored, by kind.
        lines: what is kept in quarantine.
        sheets: what became of each sheet; empty for a refused file.
    """

    outcome: Outcome
    records: dict[str, pl.DataFrame] = field(default_factory=dict)
    lines: pl.DataFrame = field(default_factory=LINES.to_frame)
    sheets: tuple[JudgedSheet, ...] = ()


def judge_document(
    document: Document, filename: str, member: Member, arrival: Arrival, kind: str | None = None
) -> Judgement:
    """Judge every row of a document by the contract its sheet follows.

    Args:
        document: the file, read.
        filename: its name, for messages.
        member: who sent it.
        arrival: when it came, and under which sha256.
        kind: kind of all its sheets, where the sender said so.

    Raises:
        RefusedSubmission: no sheet follows any contract.
    """
    judged: list[JudgedSheet] = []
    notes = list(document.notes)
    for sheet in document.sheets:
        judged_sheet = _judge(sheet, member, arrival, kind, notes)
        if judged_sheet is not None:
            judged.append(judged_sheet)
    if not any(sheet.match for sheet in judged):
        raise _refuse_unknown(document, filename, kind)
    notes += note_readings(judged)
    notes += [_note_repeated_header(it.source, it.headers) for it in judged if it.headers]
    lines = pl.concat([LINES.to_frame(), *(sheet.lines for sheet in judged)])
    records, counts = _gather_records(judged, notes)
    rules, rejections = list_rejections(judged, lines, MAX_LISTED)
    outcome = Outcome(
        format=document.format,
        encoding=document.encoding,
        kinds=tuple(counts),
        rows_sent=sum(sheet.sent for sheet in judged),
        rows_accepted=sum(sheet.accepted for sheet in judged),
        rows_quarantined=sum(sheet.sent - sheet.accepted for sheet in judged),
        rows_example=sum(sheet.examples for sheet in judged),
        rejections=rejections,
        rejections_by_rule=rules,
        notes=tuple(notes),
    )
    return Judgement(outcome, records, lines, tuple(judged))


def _judge(
    sheet: Sheet, member: Member, arrival: Arrival, kind: str | None, notes: list[Note]
) -> JudgedSheet | None:
    """Judge one sheet; None for one that is no table of records, which is noted."""
    match = _choose_contract(sheet, kind)
    if sheet.hidden:
        if match is not None:
            notes.append(note_hidden_sheet(sheet))
        return None
    if match is not None:
        return judge_sheet(sheet, match, member, arrival)
    nearest = rank_contracts(sheet.header, None, None)[0]
    if len(nearest.columns) < _LEAST_COLUMNS:
        notes.append(note_unread_sheet(sheet))
        return None
    return refuse_sheet(sheet, nearest, member)


def _choose_contract(sheet: Sheet, kind: str | None) -> HeaderMatch | None:
    """Return the contract of a sheet: the sender's word, then that of a record itself, then the header.

    A workbook made from a template names one contract, but people add sheets to it: there the header
    comes first, and a sheet with less than two known columns is none of ours.
    """
    declared = sheet.declared_kind if sheet.declared_kind in KINDS else None
    if kind or (declared and sheet.header_row is None):
        return choose_contract(sheet.header, kind or declared, sheet.declared_version)
    match = choose_contract(sheet.header, None, None)
    if match is None and declared:
        match = choose_contract(sheet.header, declared, sheet.declared_version)
        return match if match and len(match.columns) >= _LEAST_COLUMNS else None
    return match


def _refuse_unknown(document: Document, filename: str, kind: str | None) -> RefusedSubmission:
    """Return the refusal of a file of which no sheet tells what it is."""
    visible = [sheet for sheet in document.sheets if not sheet.hidden] or list(document.sheets)
    broken = [row for sheet in visible if not sheet.header for row in sheet.broken]
    if broken:
        return _refuse_broken(filename, broken[0])
    ranked = [rank_contracts(sheet.header, kind, None)[0] for sheet in visible if sheet.header]
    headers = "、".join(visible[0].header[:10]) if visible else ""
    if not ranked:
        return RefusedSubmission(
            filename, "", "There is no table with a header in the file.", "Use our template.",
            rule_ja="ファイルに、見出しのある表がありません。", remedy_ja="配布した様式を使ってください。",
            code="kind.unknown",
        )  # fmt: skip
    best = max(ranked, key=lambda match: len(match.columns))
    texts = word_sheet_rule("kind.unknown", best.contract, limit=best.list_lacking() or "—")
    return RefusedSubmission(
        filename,
        headers[:200],
        "The header of the table does not tell what kind of record it holds.",
        texts.remedy_en,
        rule_ja="表の見出しから、何の記録かわかりません。",
        remedy_ja=texts.remedy_ja,
        code="kind.unknown",
    )


def _refuse_broken(filename: str, row: BrokenRow) -> RefusedSubmission:
    """Return the refusal of a file of which no record can be read, with what is wrong with the first."""
    remedies = word_rule("row.broken")
    return RefusedSubmission(
        f"{filename}:{row.row}",
        row.value,
        f"No record can be read. The first of them, number {row.row}: {row.message_en}",
        remedies.remedy_en,
        rule_ja=f"読み取れる記録が一つもありません。はじめの記録（{row.row}件目）：{row.message_ja}",
        remedy_ja=remedies.remedy_ja,
        code=row.rule,
    )


def _note_repeated_header(sheet: Sheet, rows: Sequence[int]) -> Note:
    """Return the note on rows that repeat the header."""
    numbers = ", ".join(map(str, rows[:_SHOWN_ROWS])) + (", …" if len(rows) > _SHOWN_ROWS else "")
    return Note(
        "row.header_repeated",
        f"シート「{sheet.name}」の{numbers}行目は、見出しと同じなので読み飛ばしました。",
        f'Rows that repeat the header were skipped on the sheet "{sheet.name}": {numbers}.',
    )


def _gather_records(
    judged: Sequence[JudgedSheet], notes: list[Note]
) -> tuple[dict[str, pl.DataFrame], list[KindCount]]:
    """Return the records of each kind, one a key, and what the file holds of each kind and version."""
    counts: dict[tuple[str, int], KindCount] = {}
    rows: dict[str, list[pl.DataFrame]] = {}
    for sheet in judged:
        if sheet.match is None:
            continue
        contract = sheet.match.contract
        key = contract.kind, contract.version
        before = counts.get(key, KindCount(*key))
        counts[key] = replace(
            before, sent=before.sent + sheet.sent, accepted=before.accepted + sheet.accepted
        )
        rows.setdefault(contract.kind, []).append(sheet.records)
    records: dict[str, pl.DataFrame] = {}
    for kind, frames in rows.items():
        accepted = pl.concat(frames)
        current = choose_current(accepted)
        if superseded := accepted.height - current.height:
            notes.append(note_duplicates(kind, superseded, count_identical(accepted)))
        if not current.is_empty():
            records[kind] = current
    return records, [_complete_count(count, rows[count.kind], records) for count in counts.values()]


def _complete_count(
    count: KindCount, frames: Sequence[pl.DataFrame], records: dict[str, pl.DataFrame]
) -> KindCount:
    """Return a count with what became of its accepted rows."""
    accepted = pl.concat(frames).filter(pl.col("contract_version") == count.version)
    current = records.get(count.kind, accepted.clear()).filter(pl.col("contract_version") == count.version)
    permissions = count_permissions(current, count.kind)
    return replace(
        count,
        withdrawn=current.filter(pl.col("action") == WITHDRAW).height,
        superseded=accepted.height - current.height,
        may_count=permissions["may_count"],
        may_name=permissions["may_name"],
        may_quote=permissions["may_quote"],
    )


def refuse_document(error: RefusedSubmission) -> Judgement:
    """Return the judgement of a file that is refused as a whole."""
    refused = Rejection(
        kind=None,
        sheet=None,
        row=None,
        column=None,
        field=None,
        value=error.value,
        rule=error.code,
        message_ja=error.rule_ja,
        message_en=error.rule,
        remedy_ja=error.remedy_ja,
        remedy_en=error.remedy,
    )
    return Judgement(Outcome(refused=refused, rejections_by_rule=Counter({error.code: 1})))
