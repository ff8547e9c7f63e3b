"""JSON Schema of a contract (draft 2020-12), for members whose programs write JSON."""

from __future__ import annotations

from typing import Any

from ingest.submissions.contracts.registry import WITHDRAW, Contract
from ingest.submissions.contracts.withdrawals import ORGANIZATION_KEY

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def describe_file(contract: Contract) -> Schema:
    """Return the schema of a file: which contract it follows, and its records.

    A record that withdraws is held to its key alone. What JSON Schema has no words for (no day in the
    future, an end not before its start, check digits) stands in the descriptions and is checked at intake.
    """
    return {
        "$schema": DRAFT,
        "title": f"{contract.title_ja} {contract.name}",
        "description": contract.description_ja,
        "x-title-en": contract.title_en,
        "x-description-en": contract.description_en,
        "type": "object",
        "properties": {
            "kind": {"const": contract.kind},
            "version": {"const": contract.version},
            "records": {"type": "array", "items": {"$ref": "#/$defs/record"}},
        },
        "required": ["kind", "version", "records"],
        "additionalProperties": False,
        "$defs": {
            "record": {
                "if": {"properties": {"action": {"const": WITHDRAW}}, "required": ["action"]},
                "then": {"$ref": "#/$defs/withdrawal"},
                "else": {"$ref": "#/$defs/entry"},
            },
            "entry": _describe_entry(contract),
            "withdrawal": _describe_withdrawal(contract),
        },
    }


def _describe_entry(contract: Contract) -> Schema:
    generated = contract.model.model_json_schema()
    fragments = [dict(rule.json_schema) for rule in contract.model.all_rules if rule.json_schema]
    entry: Schema = {
        "title": contract.title_ja,
        "description": contract.description_ja,
        "type": "object",
        "properties": {
            field.name: _drop_empty_default(generated["properties"][field.name]) for field in contract.fields
        },
        "required": generated["required"],
        "additionalProperties": False,
    }
    return entry | ({"allOf": fragments} if fragments else {})


def _describe_withdrawal(contract: Contract) -> Schema:
    """Return the schema of a withdrawal; whatever else stands in the record is not looked at."""
    generated = contract.withdrawal.model_json_schema()
    names = ("action", *contract.key_fields)
    withdrawal: Schema = {
        "title": f"{contract.title_ja}の取下げ",
        "type": "object",
        "properties": {name: _drop_empty_default(generated["properties"][name]) for name in names},
        "required": ["action", *generated.get("required", [])],
    }
    number, name, prefecture, _ = ORGANIZATION_KEY
    if number in names:
        withdrawal["anyOf"] = [{"required": [number]}, {"required": [name, prefecture]}]
    return withdrawal


def _drop_empty_default(declared: Schema) -> Schema:
    return {key: value for key, value in declared.items() if (key, value) != ("default", None)}
