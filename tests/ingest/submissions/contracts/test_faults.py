from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ingest.identifiers import corporate_number_is_valid
from ingest.submissions.contracts import CONTRACTS, Contract, current_contract
from ingest.submissions.contracts.rules import has_true_check_digit
from tests.ingest.submissions.contracts.rows import (
    ALL_CONTRACTS,
    RECEIVED_ON,
    find_faults,
    find_rules,
    make_row,
)


@pytest.mark.parametrize("contract", ALL_CONTRACTS, ids=lambda contract: contract.name)
def test_the_example_row_of_every_contract_is_accepted(contract: Contract) -> None:
    assert find_faults(contract, make_row(contract), RECEIVED_ON) == []


@pytest.mark.parametrize("contract", ALL_CONTRACTS, ids=lambda contract: contract.name)
def test_an_empty_row_lacks_exactly_the_required_columns(contract: Contract) -> None:
    faults = find_faults(contract, dict.fromkeys(contract.by_name), RECEIVED_ON)
    expected = {field.name for field in contract.fields if field.required}

    assert {fault.field for fault in faults if fault.rule == "required.missing"} == expected


@pytest.mark.parametrize(
    ("kind", "field", "value", "rule"),
    [
        ("voice", "heard_on", "令和6年13月", "date.unreadable"),
        ("voice", "heard_on", date(2026, 11, 3), "date.future"),
        ("voice", "heard_on", date(1998, 11, 30), "date.too_early"),
        ("event", "held_on", date(1926, 3, 14), "date.too_early"),
        ("proposal", "submitted_on", date(1926, 5, 20), "date.too_early"),
        ("grant", "decided_on", date(1926, 6, 30), "date.too_early"),
        ("voice", "updated_on", date(1899, 12, 31), "date.too_early"),
        ("voice", "main_issue", "居場所", "code.unknown"),
        ("voice", "other_issues", ["climate", "居場所"], "code.unknown"),
        ("voice", "other_issues", ["climate"] * 6, "list.too_long"),
        ("voice", "is_sensitive", "?", "flag.unreadable"),
        ("voice", "text", "あ" * 2001, "text.too_long"),
        ("voice", "text", "", "required.missing"),
        ("voice", "voice_id", "声1", "id.form"),
        ("voice", "voice_id", "V" * 41, "id.form"),
        ("voice", "event_id", "a member/E1", "id.form"),
        ("event", "participants_npo", "約30", "integer.unreadable"),
        ("event", "participants_npo", -1, "integer.too_small"),
        ("event", "participants_npo", 100_001, "integer.too_large"),
        ("event", "participants_npo", True, "integer.unreadable"),
        ("grant", "amount_jpy", 0, "integer.too_small"),
        ("grant", "corporate_number", "123", "corporate_number.form"),
        ("grant", "corporate_number", "1000000000000", "corporate_number.check_digit"),
        ("programme", "website", "www.example.org", "url.form"),
        ("programme", "regions", ["48"], "code.unknown"),
        ("programme", "ends_on", date(2026, 3, 31), "period.reversed"),
        ("collaboration", "ends_on", date(2026, 3, 31), "period.reversed"),
        ("event", "prefecture_code", None, "event.place_missing"),
        ("organization_profile", "contact_email", "jimukyoku", "email.form"),
        ("organization_profile", "contact_phone", "なし", "phone.form"),
        ("proposal", "source_voices", ["V1", "声"], "id.form"),
    ],
)
def test_a_bad_value_breaks_its_rule_and_no_other(kind: str, field: str, value: Any, rule: str) -> None:
    assert find_rules(kind, **{field: value}) == [(field, rule)]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("voice", {"heard_on": RECEIVED_ON}),
        ("voice", {"heard_on": date(1998, 12, 1)}),
        ("voice", {"voice_id": "sendai-centre/V1"}),
        ("programme", {"starts_on": date(1970, 4, 1)}),
        ("voice", {"text": "一行目\n二行目"}),
        ("event", {"prefecture_code": None, "format": "online"}),
        ("event", {"participants_npo": 0}),
        ("programme", {"starts_on": date(2030, 4, 1), "ends_on": date(2030, 4, 1)}),
        ("programme", {"regions": ["00"]}),
        ("grant", {"amount_jpy": 10**12}),
        ("programme", {"website": "http://日本語.example/道?x=1"}),
    ],
)
def test_a_value_at_the_edge_is_accepted(kind: str, changes: dict[str, Any]) -> None:
    assert find_rules(kind, **changes) == []


def test_all_faults_of_a_row_are_told_at_once() -> None:
    faults = find_rules("programme", title=None, website="?", ends_on=date(2026, 3, 1))

    assert faults == [("title", "required.missing"), ("website", "url.form"), ("ends_on", "period.reversed")]


def test_a_rule_on_two_values_is_silent_while_one_of_them_is_no_value() -> None:
    assert find_rules("programme", starts_on="春") == [("starts_on", "date.unreadable")]


def test_the_model_alone_refuses_what_breaks_a_rule_on_two_values() -> None:
    contract = current_contract("programme")

    with pytest.raises(ValidationError, match=r"period\.reversed"):
        contract.model.model_validate(make_row(contract, ends_on=date(2000, 1, 1)))


@pytest.mark.parametrize("contract", ALL_CONTRACTS, ids=lambda contract: contract.name)
def test_a_withdrawal_needs_only_the_key(contract: Contract) -> None:
    keys = {name: contract.by_name[name].example for name in contract.key_fields}

    assert find_faults(contract, {"action": "withdraw", **keys}, RECEIVED_ON) == []


def test_other_cells_of_a_withdrawal_are_not_looked_at() -> None:
    row = {"action": "withdraw", "voice_id": "V1", "heard_on": "?", "consent_aggregate": "?"}

    assert find_faults(CONTRACTS["voice", 2], row, RECEIVED_ON) == []


def test_a_withdrawal_without_its_key_is_refused() -> None:
    faults = find_faults(CONTRACTS["voice", 2], {"action": "withdraw"}, RECEIVED_ON)

    assert [(fault.field, fault.rule) for fault in faults] == [("voice_id", "required.missing")]


@pytest.mark.parametrize(
    ("named", "rules"),
    [
        ({"corporate_number": "9000000000000"}, []),
        ({"organization_name": "みやぎの会", "prefecture_code": "04"}, []),
        ({"organization_name": "みやぎの会"}, ["key.organization_missing"]),
        ({}, ["key.organization_missing"]),
    ],
)
def test_a_withdrawn_organisation_is_named_by_number_or_by_name_and_place(
    named: dict[str, str], rules: list[str]
) -> None:
    row = {"action": "withdraw", "programme_id": "P1", "role": "partner", **named}
    faults = find_faults(CONTRACTS["collaboration", 1], row, RECEIVED_ON)

    assert [fault.rule for fault in faults] == rules


def test_a_name_that_is_no_column_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="colour"):
        find_faults(CONTRACTS["voice", 2], {"colour": "red"}, RECEIVED_ON)


@given(st.integers(10**12, 10**13 - 1))
def test_the_check_digit_agrees_with_the_rule_for_whole_columns(number: int) -> None:
    column = pl.DataFrame({"number": [str(number)]}).select(corporate_number_is_valid(pl.col("number")))

    assert has_true_check_digit(str(number)) == column.item()
