"""Rows that fulfil their contract, made from the examples of its columns, and what is wrong with others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from ingest.submissions.contracts import CONTRACTS, Contract, current_contract
from ingest.submissions.contracts.messages import Fault, explain_error, explain_row_rule
from ingest.submissions.contracts.records import Record
from ingest.submissions.contracts.registry import WITHDRAW
from ingest.submissions.contracts.rules import RECEIVED_ON as CONTEXT_DAY

RECEIVED_ON = date(2026, 11, 2)
ALL_CONTRACTS = tuple(CONTRACTS.values())


def make_row(contract: Contract, **changes: Any) -> dict[str, Any]:
    """Return the example row of a contract with some values changed."""
    return {field.name: field.example for field in contract.fields} | changes


def find_rules(kind: str, **changes: Any) -> list[tuple[str, str]]:
    """Return field and rule of all faults of the example row with some values changed."""
    contract = current_contract(kind)
    return [(it.field, it.rule) for it in find_faults(contract, make_row(contract, **changes), RECEIVED_ON)]


def find_faults(contract: Contract, values: Mapping[str, Any], received_on: date) -> list[Fault]:
    """Return what the models and the messages say of a row; a row that withdraws is held to its key."""
    model: type[Record] = contract.model
    given = {name: value for name, value in values.items() if value is not None}
    if given.get("action") == WITHDRAW:
        model = contract.withdrawal
        given = {name: given[name] for name in ("action", *contract.key_fields) if name in given}
    try:
        model.model_validate(given, context={CONTEXT_DAY: received_on})
    except ValidationError as error:
        return _list_faults(contract, model, given | {CONTEXT_DAY: received_on}, error)
    return []


def _list_faults(
    contract: Contract, model: type[Record], values: Mapping[str, Any], error: ValidationError
) -> list[Fault]:
    """Return the faults of single values, then the rules broken by values that are sound."""
    details = [entry for entry in error.errors(include_url=False) if entry["loc"]]
    by_field = {str(entry["loc"][0]): entry for entry in reversed(details)}
    names = sorted(by_field, key=list(contract.by_name).index)
    faults = [explain_error(contract.by_name[name], by_field[name]) for name in names]
    rules = [
        rule
        for rule in model.all_rules
        if by_field.keys().isdisjoint(rule.needs) and not rule.holds_for(values)
    ]
    return faults + [
        explain_row_rule(contract.by_name[rule.field], rule, values.get(rule.field)) for rule in rules
    ]
