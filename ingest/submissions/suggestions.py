"""The rejections a receipt lists: the first ones, each with what may have been meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import polars as pl

from ingest.submissions.contracts import Contract
from ingest.submissions.headers import suggest_header
from ingest.submissions.judge_sheet import JudgedSheet, SheetFault
from ingest.submissions.receipts import Rejection
from ingest.submissions.vocabularies import load_vocabulary

#: Longer values are cut in a receipt; the quarantine has them whole.
SHOWN = 200


def list_rejections(
    judged: Sequence[JudgedSheet], lines: pl.DataFrame, limit: int
) -> tuple[Mapping[str, int], tuple[Rejection, ...]]:
    """Return how many rejections there are of each rule, and the first of them.

    What a whole sheet breaks is one rejection, however many rows are kept apart for it.
    """
    rules: Counter[str] = Counter()
    listed: list[Rejection] = []
    for sheet in judged:
        whole = {fault.rule for fault in sheet.faults}
        rules.update(fault.rule for fault in sheet.faults)
        listed += [_describe_sheet_fault(fault, sheet) for fault in sheet.faults]
        single = sheet.lines.filter(~pl.col("rule").is_in(list(whole))) if whole else sheet.lines
        for rule, count in single.group_by("rule").len().rows():
            rules[rule] += count
        for row in single.head(max(0, limit - len(listed))).iter_rows(named=True):
            listed.append(_describe_line(row, sheet.match.contract if sheet.match else None))
    return dict(rules), tuple(listed[:limit])


def _describe_sheet_fault(fault: SheetFault, sheet: JudgedSheet) -> Rejection:
    contract = sheet.match.contract if sheet.match else None
    suggestions: tuple[str, ...] = ()
    if sheet.match and contract and fault.rule == "column.missing":
        unknown = [header for header, _ in sheet.match.unknown]
        near = suggest_header(contract.by_name[fault.field or ""].title_ja, unknown)
        suggestions = (near,) if near else ()
    return Rejection(
        kind=contract.kind if contract else None,
        sheet=sheet.sheet.name,
        row=None,
        column=None,
        field=fault.field,
        value=None,
        rule=fault.rule,
        **fault.wording._asdict(),
        suggestions=suggestions,
    )


def _describe_line(row: Mapping[str, object], contract: Contract | None) -> Rejection:
    names = ("kind", "sheet", "row", "column", "field", "rule")
    texts = ("message_ja", "message_en", "remedy_ja", "remedy_en")
    value = row["value"]
    shown = f"{value[:SHOWN]}…" if isinstance(value, str) and len(value) > SHOWN else value
    plain = {name: row[name] for name in (*names, *texts)} | {"value": shown}
    return Rejection(**plain, suggestions=suggest_terms(row, contract))  # type: ignore[arg-type]


def suggest_terms(row: Mapping[str, object], contract: Contract | None) -> tuple[str, ...]:
    """Return the words of a vocabulary that a cell may have meant.

    Args:
        row: rule, field, part and value of a line of the quarantine.
        contract: of its sheet.
    """
    if row["rule"] != "code.unknown" or contract is None:
        return ()
    vocabulary = contract.by_name[str(row["field"])].vocabulary
    return _suggest_terms(vocabulary or "", str(row["part"] or row["value"])[:SHOWN])


@lru_cache(maxsize=4096)
def _suggest_terms(vocabulary: str, text: str) -> tuple[str, ...]:
    return tuple(term.name_ja for term in load_vocabulary(vocabulary).suggest(text))
