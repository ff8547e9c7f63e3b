"""Rows against their contract: every broken rule of every row is named, not only the first.

The Pydantic model is the judge: a row is accepted only if it passes the model. What is looked at before
(cells that cannot be read, empty cells, unsafe characters) gives the sender the better words for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl
from pydantic import TypeAdapter, ValidationError

from ingest.japanese.text import normalise_name
from ingest.submissions.columns import map_distinct
from ingest.submissions.contracts import Contract, FieldSpec
from ingest.submissions.contracts.messages import explain_error
from ingest.submissions.contracts.records import Record
from ingest.submissions.contracts.rules import RECEIVED_ON
from ingest.submissions.faults import FaultList, FaultRow
from ingest.submissions.headers import HeaderMatch
from ingest.submissions.members import Member
from ingest.submissions.normalise import normalise_column
from ingest.submissions.readers.hygiene import CONTROL_RULE, GAIJI_RULE, find_gaiji, find_unsafe_characters

RECORD, WITHDRAW, EXAMPLE = "record", "withdraw", "example"
CHUNK = 10_000
_PROFILE = "organization_profile"


@dataclass(frozen=True)
class Reading:
    """The rows of a sheet read by a contract.

    Attributes:
        values: one column a field, of the field's type.
        faults: what is wrong, by position of the row.
        notes: how many cells were read in a way the sender should know of.
    """

    values: pl.DataFrame
    faults: FaultList
    notes: dict[str, int]


def read_actions(rows: pl.DataFrame, match: HeaderMatch, member: Member) -> tuple[pl.Series, pl.Series]:
    """Return what is to be done with each row, and the rule broken where that is not said clearly."""
    column = match.columns.get("action")
    if column is None:
        return _repeat(RECORD, rows.height).alias("action"), _repeat(None, rows.height)
    read = normalise_column(rows[str(column)], match.contract.by_name["action"], member.id)
    return read.values.fill_null(RECORD).alias("action"), read.rules


def read_rows(rows: pl.DataFrame, match: HeaderMatch, member: Member, received_on: date) -> Reading:
    """Return rows as values, with everything that is wrong with them.

    Args:
        rows: cells of the sheet, without examples.
        match: which column is which field.
        member: who sends.
        received_on: the day of receipt in Japan.
    """
    contract = match.contract
    actions, rules = read_actions(rows, match, member)
    reading = Reading(pl.DataFrame({"action": actions}), FaultList(), {})
    reading.faults.add_where(rules, "action")
    withdrawn = actions == WITHDRAW
    keys = {*contract.key_fields, "updated_on"}
    columns = {}
    for field in contract.fields:
        if field.name != "action":
            ignored = withdrawn if field.name not in keys else None
            columns[field.name] = _read_field(rows, field, match, member, ignored, reading)
    values = pl.DataFrame([actions, *(column.alias(name) for name, column in columns.items())])
    _validate(values, match, received_on, reading.faults)
    if contract.kind == _PROFILE:
        reading.faults.add_all(_find_foreign_organisations(values, member))
    # A row of totals or remarks has no known action: what else is wrong with it says nothing.
    reading.faults.keep_only(rules.is_not_null().arg_true(), "action")
    return Reading(values, reading.faults, reading.notes)


def _read_field(
    rows: pl.DataFrame,
    field: FieldSpec,
    match: HeaderMatch,
    member: Member,
    ignored: pl.Series | None,
    reading: Reading,
) -> pl.Series:
    """Return the values of a field; note and gather what is wrong with its cells."""
    column = match.columns.get(field.name)
    if column is None:
        return normalise_column(_repeat(None, rows.height), field, member.id).values
    cells = rows[str(column)]
    if ignored is not None and ignored.any():
        cells = cells.set(ignored, None)
    read = normalise_column(cells, field, member.id)
    controls, gaiji = find_unsafe_characters(cells), find_gaiji(cells)
    rules = read.rules.zip_with(gaiji.is_null(), _repeat(GAIJI_RULE, len(cells)))
    rules = rules.zip_with(controls.is_null(), _repeat(CONTROL_RULE, len(cells)))
    reading.faults.add_where(rules, field.name, read.parts)
    for code, count in read.notes.items():
        reading.notes[code] = reading.notes.get(code, 0) + count
    return read.values


def _repeat(text: str | None, times: int) -> pl.Series:
    return pl.Series("rule", [text], dtype=pl.String).new_from_index(0, times)


def _validate(values: pl.DataFrame, match: HeaderMatch, received_on: date, faults: FaultList) -> None:
    """Hold rows to the model of their contract, and rows that withdraw to the model of withdrawals.

    What is known of a cell already is not told again, nor what a whole missing column is the cause of.
    """
    contract, at_fault = match.contract, faults.list_fields()
    withdrawn = values["action"] == WITHDRAW
    absent = {field.name for field in match.missing}
    names = [field.name for field in contract.fields]
    faults.add_all(
        _find_model_faults(
            values, (~withdrawn).arg_true(), names, contract, contract.model, received_on, at_fault, absent
        )
    )
    if withdrawn.any():
        names = ["action", *contract.key_fields]
        model = contract.withdrawal
        faults.add_all(
            _find_model_faults(
                values, withdrawn.arg_true(), names, contract, model, received_on, at_fault, set()
            )
        )


@cache
def _open_adapter(model: type[Record]) -> TypeAdapter[list[Record]]:
    return TypeAdapter(list[model])  # type: ignore[valid-type]


def _find_model_faults(
    values: pl.DataFrame,
    positions: pl.Series,
    names: Sequence[str],
    contract: Contract,
    model: type[Record],
    received_on: date,
    at_fault: dict[int, set[str]],
    absent: set[str],
) -> Iterator[FaultRow]:
    """Yield what a model says of rows, beyond what is known of their cells."""
    for start in range(0, len(positions), CHUNK):
        chunk = positions[start : start + CHUNK]
        records = values.select(names)[chunk].to_dicts()
        indexes = chunk.to_list()
        suspects = {number for number, index in enumerate(indexes) if index in at_fault}
        try:
            _open_adapter(model).validate_python(records, context={RECEIVED_ON: received_on})
        except ValidationError as error:
            for number, field, rule in _list_errors(error, contract):
                suspects.add(number)
                known = at_fault.setdefault(indexes[number], set())
                if field is not None and field not in known:
                    known.add(field)
                    if field not in absent:
                        yield indexes[number], field, rule, None
        for number in sorted(suspects):
            facts = records[number] | {RECEIVED_ON: received_on}
            broken = at_fault.get(indexes[number], set())
            for row_rule in model.all_rules:
                if broken.isdisjoint(row_rule.needs) and not row_rule.holds_for(facts):
                    yield indexes[number], row_rule.field, row_rule.code, None


def _list_errors(error: ValidationError, contract: Contract) -> Iterator[tuple[int, str | None, str]]:
    """Yield position, field and rule of each error; the rules of a whole row have no field here."""
    rules: dict[tuple[str, str, bool], str] = {}
    for found in error.errors(include_url=False):
        number, *place = found["loc"]
        if not place:
            yield int(number), None, "row"
            continue
        name = str(place[0])
        key = name, found["type"], found["input"] in (None, "", [])
        if key not in rules:
            rules[key] = explain_error(contract.by_name[name], found).rule
        yield int(number), name, rules[key]


def _find_foreign_organisations(values: pl.DataFrame, member: Member) -> Iterator[FaultRow]:
    """Yield the profiles of organisations that are neither the member's own nor among those it represents.

    A number decides where the member's own is known; else the name does, compared without legal form.
    """
    numbers = {member.corporate_number, *member.represents} - {None}
    unnumbered = [name for name in member.represents if not name.isdecimal()]
    names = {normalise_name(name) for name in unnumbered}
    own = normalise_name(member.name)
    keys = map_distinct(values["organization_name"], normalise_name, pl.String())
    for index, (number, key) in enumerate(zip(values["corporate_number"], keys, strict=True)):
        if number is None:
            allowed = key is None or key in names or key == own
        else:
            allowed = number in numbers or key in names or (key == own and member.corporate_number is None)
        if not allowed:
            field = "corporate_number" if number is not None else "organization_name"
            yield index, field, "member.organisation", None
