from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ingest.submissions.contracts import Contract, current_contract
from ingest.submissions.contracts.json_schema import describe_file
from tests.ingest.submissions.contracts.rows import ALL_CONTRACTS, RECEIVED_ON, find_faults, make_row

named = pytest.mark.parametrize("contract", ALL_CONTRACTS, ids=lambda contract: contract.name)


def find_errors(contract: Contract, record: dict[str, Any]) -> list[str]:
    """Return what a validator of JSON Schema says of a file with one record."""
    file = {"kind": contract.kind, "version": contract.version, "records": [write_json(record)]}
    return [error.message for error in Draft202012Validator(describe_file(contract)).iter_errors(file)]


def write_json(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in record.items()}


@named
def test_it_is_a_schema_of_its_draft(contract: Contract) -> None:
    Draft202012Validator.check_schema(describe_file(contract))


@named
def test_the_example_record_fulfils_it(contract: Contract) -> None:
    assert find_errors(contract, make_row(contract)) == []


@named
def test_a_withdrawal_with_its_key_alone_fulfils_it(contract: Contract) -> None:
    keys = {name: contract.by_name[name].example for name in contract.key_fields}

    assert find_errors(contract, {"action": "withdraw", **keys}) == []
    assert find_errors(contract, {"action": "withdraw"}) != []


@named
def test_every_required_field_is_missed_as_the_model_misses_it(contract: Contract) -> None:
    for field in contract.fields:
        record = {name: value for name, value in make_row(contract).items() if name != field.name}

        assert bool(find_errors(contract, record)) == bool(find_faults(contract, record, RECEIVED_ON))


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("voice", {"main_issue": "居場所"}),
        ("voice", {"other_issues": ["climate"] * 6}),
        ("voice", {"text": "あ" * 2001}),
        ("voice", {"voice_id": "声1"}),
        ("voice", {"is_sensitive": "○"}),
        ("event", {"participants_npo": -1}),
        ("event", {"participants_npo": "3"}),
        ("event", {"prefecture_code": None, "format": "online"}),
        ("event", {"prefecture_code": None, "format": "hybrid"}),
        ("grant", {"amount_jpy": 10**12 + 1}),
        ("grant", {"corporate_number": "0123456789012"}),
        ("programme", {"website": "www.example.org"}),
        ("programme", {"website": None, "ends_on": None}),
        ("proposal", {"source_voices": ["声"]}),
    ],
)
def test_it_answers_as_the_model_does(kind: str, changes: dict[str, Any]) -> None:
    contract = current_contract(kind)
    record = make_row(contract, **changes)

    assert bool(find_errors(contract, record)) == bool(find_faults(contract, record, RECEIVED_ON))


def test_an_event_that_is_not_online_alone_needs_its_prefecture() -> None:
    contract = current_contract("event")
    record = {name: value for name, value in make_row(contract).items() if name != "prefecture_code"}

    assert find_errors(contract, record) == ["'prefecture_code' is a required property"]
    assert find_errors(contract, record | {"format": "online"}) == []


def test_titles_are_the_headers_of_the_files() -> None:
    contract = current_contract("voice")
    properties = describe_file(contract)["$defs"]["entry"]["properties"]

    assert {name: entry["title"] for name, entry in properties.items()} == {
        field.name: field.title_ja for field in contract.fields
    }


def test_an_unknown_property_is_refused() -> None:
    contract = current_contract("voice")

    assert find_errors(contract, make_row(contract) | {"colour": "red"}) != []
