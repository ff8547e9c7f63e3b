"""Tests of finding fields and contracts by their headers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.submissions.contracts import CONTRACTS, Contract, current_contract
from ingest.submissions.headers import choose_contract, find_field, match_header

VOICES = current_contract("voice")


@pytest.mark.parametrize(
    "header",
    ["聞いた日", "聞いた日＊", "*聞いた日", "「聞いた日」", " 聞い た日\n", "聞いた日（例：2024-04-01）",
     "【必須】聞いた日", "Heard on", "HEARD ON", "heard_on", "ｈｅａｒｄ＿ｏｎ"],
)  # fmt: skip
def test_a_header_is_found_whatever_its_width_marks_and_language(header: str) -> None:
    assert find_field(header, VOICES) == "heard_on"


def test_brackets_that_belong_to_a_title_count() -> None:
    events = current_contract("event")
    assert find_field("参加者数(NPO)", events) == "participants_npo"
    assert find_field("参加者数（企業）", events) == "participants_company"
    assert find_field("参加者数", events) is None


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.name)
@pytest.mark.parametrize("language", ["title_ja", "title_en", "name"])
def test_every_contract_is_found_by_its_own_header(contract: Contract, language: str) -> None:
    match = choose_contract([getattr(field, language) for field in contract.fields], None, None)
    assert match is not None
    assert match.contract is contract
    assert (match.unknown, match.missing, match.twice) == ((), (), ())
    assert list(match.columns) == [field.name for field in contract.fields]


@given(st.permutations([field.title_ja for field in VOICES.fields]))
def test_columns_may_stand_in_any_order(header: list[str]) -> None:
    match = choose_contract(header, None, None)
    assert match is not None
    assert match.contract is VOICES
    assert {header[column] for column in match.columns.values()} == set(header)


def test_an_unknown_column_is_named_with_the_nearest_header() -> None:
    header = [field.title_ja for field in VOICES.fields if field.name != "municipality"]
    assert match_header([*header, "市町村"], VOICES).unknown == (("市町村", "市区町村"),)


def test_a_sheet_of_collaborations_without_roles_does_not_pass_for_profiles() -> None:
    contract = current_contract("collaboration")
    match = choose_contract([field.title_ja for field in contract.fields if field.name != "role"], None, None)
    assert match is not None
    assert match.contract is contract
    assert [field.name for field in match.missing] == ["role"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (["操作", "声の番号"], "voice"),
        (["操作", "事業の番号"], "programme"),
        (["操作", "事業の番号", "役割", "法人番号"], "collaboration"),
    ],
)
def test_a_sheet_with_keys_alone_is_for_withdrawing(header: list[str], kind: str) -> None:
    match = choose_contract(header, None, None)
    assert match is not None
    assert match.contract.kind == kind


@pytest.mark.parametrize("header", [["事業の番号", "課題"], ["名前", "電話"], ["都道府県"], []])
def test_a_header_which_tells_nothing_gives_no_contract(header: list[str]) -> None:
    assert choose_contract(header, None, None) is None


def test_a_kind_that_is_named_is_taken() -> None:
    match = choose_contract(["都道府県"], "event", None)
    assert match is not None
    assert match.contract.kind == "event"


def test_the_older_version_is_found_by_its_own_column() -> None:
    match = choose_contract([field.title_ja for field in CONTRACTS["voice", 1].fields], "voice", None)
    assert match is not None
    assert match.contract.version == 1
