from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from ingest.submissions.contracts import (
    CONTRACTS,
    KINDS,
    Contract,
    bronze_schema,
    contracts_of,
    current_contract,
)
from ingest.submissions.errors import UnknownContract
from ingest.submissions.vocabularies import load_vocabulary
from tests.ingest.submissions.contracts.rows import ALL_CONTRACTS

named = pytest.mark.parametrize("contract", ALL_CONTRACTS, ids=lambda contract: contract.name)


def test_the_seven_kinds_of_record_are_there() -> None:
    assert KINDS == (
        "organization_profile",
        "voice",
        "programme",
        "collaboration",
        "event",
        "proposal",
        "grant",
    )


def test_the_newest_version_is_current() -> None:
    assert current_contract("voice") is CONTRACTS["voice", 2]
    assert [contract.version for contract in contracts_of("voice")] == [1, 2]


def test_an_unknown_kind_is_named_with_the_kinds_there_are() -> None:
    with pytest.raises(UnknownContract, match=r"letter.*organization_profile"):
        contracts_of("letter")


def test_an_old_version_is_taken_until_its_last_day() -> None:
    old = CONTRACTS["voice", 1]

    assert old.is_accepted_on(date(2027, 3, 31))
    assert not old.is_accepted_on(date(2027, 4, 1))
    assert CONTRACTS["voice", 2].is_accepted_on(date(2099, 1, 1))


@named
def test_every_older_version_has_an_end_and_an_upgrade(contract: Contract) -> None:
    is_current = contract is current_contract(contract.kind)

    assert (contract.accepted_until is None) == is_current
    assert (contract.upgrade is None) == is_current


@named
def test_no_two_columns_have_one_header(contract: Contract) -> None:
    for titles in ([it.title_ja for it in contract.fields], [it.title_en for it in contract.fields]):
        assert len(set(titles)) == len(titles)


@named
def test_what_to_do_comes_first_and_the_consents_last(contract: Contract) -> None:
    names = [field.name for field in contract.fields]

    assert names[0] == "action"
    assert names[-4:] == [
        "consent_aggregate",
        "consent_quote_anonymous",
        "consent_quote_attributed_org",
        "updated_on",
    ]


@named
def test_every_column_is_described_in_both_languages_with_an_example(contract: Contract) -> None:
    for field in contract.fields:
        texts = (field.title_ja, field.title_en, field.description_ja, field.description_en)
        assert all(texts), field.name
        assert field.example is not None, field.name


@named
def test_every_coded_column_has_a_vocabulary(contract: Contract) -> None:
    for field in contract.fields:
        if field.type in ("code", "code_list"):
            assert load_vocabulary(field.vocabulary or "").codes, field.name
        else:
            assert field.vocabulary is None, field.name


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("voice", ("voice_id",)),
        ("programme", ("programme_id",)),
        ("event", ("event_id",)),
        ("proposal", ("proposal_id",)),
        ("grant", ("grant_id",)),
        (
            "organization_profile",
            ("organization_name", "corporate_number", "prefecture_code", "municipality"),
        ),
        (
            "collaboration",
            (
                "programme_id",
                "organization_name",
                "corporate_number",
                "prefecture_code",
                "municipality",
                "role",
            ),
        ),
    ],
)
def test_the_key_fields_tell_records_apart(kind: str, keys: tuple[str, ...]) -> None:
    assert current_contract(kind).key_fields == keys


def test_only_the_number_of_a_record_itself_is_the_members_own() -> None:
    own = {(contract.kind, it.name) for contract in ALL_CONTRACTS for it in contract.fields if it.own_id}

    assert own == {
        ("voice", "voice_id"),
        ("programme", "programme_id"),
        ("event", "event_id"),
        ("proposal", "proposal_id"),
        ("grant", "grant_id"),
    }


def test_voices_of_version_1_become_voices_of_version_2() -> None:
    old = pl.DataFrame(
        {"voice_id": ["a", "b", "c"], "themes": [["climate", "other", "disability"], ["isolation"], None]},
        schema_overrides={"themes": pl.List(pl.String)},
    )
    upgrade = CONTRACTS["voice", 1].upgrade
    assert upgrade is not None

    assert upgrade(old).to_dict(as_series=False) == {
        "voice_id": ["a", "b", "c"],
        "main_issue": ["climate", "isolation", None],
        "other_issues": [["other", "disability"], None, None],
    }


def test_an_upgraded_voice_has_the_columns_of_the_current_version() -> None:
    old, new = contracts_of("voice")
    assert old.upgrade is not None
    frame = pl.DataFrame(schema={field.name: field.polars_type for field in old.fields})

    assert set(old.upgrade(frame).columns) == {field.name for field in new.fields}


@pytest.mark.parametrize("kind", KINDS)
def test_bronze_holds_every_column_but_contacts(kind: str) -> None:
    expected = {field.name for field in current_contract(kind).fields} - {"contact_email", "contact_phone"}

    assert expected <= set(bronze_schema(kind))
    assert not {"contact_email", "contact_phone"} & set(bronze_schema(kind))


def test_bronze_types_follow_the_types_of_the_columns() -> None:
    schema = bronze_schema("voice")

    assert list(schema)[:4] == ["member_id", "batch", "received_at", "received_on"]
    assert schema["heard_on"] == pl.Date
    assert schema["other_issues"] == pl.List(pl.String)
    assert schema["is_sensitive"] == pl.Boolean
    assert schema["screening_flags"] == pl.List(pl.String)
    assert bronze_schema("event")["participants_npo"] == pl.Int64
    assert "screening_flags" not in bronze_schema("event")
