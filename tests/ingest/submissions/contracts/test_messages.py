from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from ingest.submissions.contracts import Contract, current_contract, explain_rule
from ingest.submissions.contracts.messages import show_cell
from tests.ingest.submissions.contracts.rows import ALL_CONTRACTS, RECEIVED_ON, find_faults, make_row

WRONG: dict[str, list[Any]] = {
    "text": ["あ" * 10_001, 7],
    "id": ["声"],
    "id_list": [["声"], "V1"],
    "integer": ["五", -(10**15), 10**15],
    "date": ["春", date(1850, 1, 1), date(2999, 1, 1)],
    "flag": ["?"],
    "code": ["?"],
    "code_list": [["?"], []],
    "corporate_number": ["12", "1000000000000"],
    "url": ["?"],
    "email": ["?"],
    "phone": ["?"],
}


@pytest.mark.parametrize("contract", ALL_CONTRACTS, ids=lambda contract: contract.name)
def test_whatever_is_wrong_is_told_in_both_languages_with_a_remedy(contract: Contract) -> None:
    for field in contract.fields:
        for value in WRONG[field.type]:
            for fault in find_faults(contract, make_row(contract, **{field.name: value}), RECEIVED_ON):
                texts = (fault.message_ja, fault.message_en, fault.remedy_ja, fault.remedy_en)
                assert all(texts), (field.name, fault.rule)
                assert not any("{" in text for text in texts), (field.name, fault.rule)
                assert re.search("(です|ます|ません|ください|でした)(（.*）)?。$", fault.message_ja), (
                    fault.message_ja
                )
                assert re.search("(ください|ません|ます)(（.*）)?。", fault.remedy_ja), fault.remedy_ja


def tell(kind: str, **changes: Any) -> str:
    contract = current_contract(kind)
    (fault,) = find_faults(contract, make_row(contract, **changes), RECEIVED_ON)
    return fault.message_ja


def test_a_date_is_asked_for_as_people_write_it() -> None:
    assert (
        tell("voice", heard_on="春ごろ")
        == "「聞いた日」は日付で入力してください（例：2024-05-12、令和6年5月12日）。"
    )


def test_a_year_before_the_npo_act_is_to_be_checked() -> None:
    (fault,) = find_faults(
        current_contract("voice"),
        make_row(current_contract("voice"), heard_on=date(1926, 3, 14)),
        RECEIVED_ON,
    )
    assert fault.message_ja == "「聞いた日」が1998-12-01より前の日付になっています。"
    assert fault.remedy_ja.startswith("年を確かめてください。")


def test_an_amount_is_asked_for_in_yen_and_never_left_empty() -> None:
    field = current_contract("grant").by_name["amount_jpy"]
    fault = explain_rule(field, "integer.unreadable", "約五十万")
    assert "円単位" in fault.message_ja
    assert "人" not in fault.remedy_ja and "空欄" not in fault.remedy_ja and "empty" not in fault.remedy_en


def test_a_count_that_was_not_taken_may_be_left_empty() -> None:
    field = current_contract("event").by_name["participants_npo"]
    fault = explain_rule(field, "integer.unreadable", "約30")
    assert "空欄" in fault.remedy_ja and "empty" in fault.remedy_en


def test_an_unknown_action_is_answered_with_the_known_ones() -> None:
    fault = explain_rule(current_contract("voice").by_name["action"], "code.unknown", "合計")
    assert "「登録」「取下げ」「記入例」" in fault.remedy_ja


def test_the_word_that_is_no_choice_is_named() -> None:
    assert tell("voice", other_issues=["climate", "宇宙"]) == "「ほかの課題」の「宇宙」は選択肢にありません。"


def test_limits_are_told_in_figures() -> None:
    assert (
        tell("event", participants_npo=200_000) == "「参加者数（NPO）」は100,000以下の数で入力してください。"
    )
    assert tell("voice", text="あ" * 3000) == "「内容」は2,000字までです。"


def test_a_long_value_is_cut_in_the_message_and_whole_beside_it() -> None:
    field = current_contract("voice").by_name["main_issue"]
    fault = explain_rule(field, "code.unknown", "あ" * 500)

    assert len(fault.message_ja) < 100
    assert fault.value == "あ" * 500


@pytest.mark.parametrize(
    ("kind", "name", "value", "text"),
    [
        ("voice", "main_issue", "climate", "気候変動・環境"),
        ("voice", "other_issues", ["climate", "other"], "気候変動・環境、その他"),
        ("voice", "is_sensitive", True, "○"),
        ("voice", "is_sensitive", False, "×"),
        ("voice", "heard_on", date(2026, 1, 2), "2026-01-02"),
        ("event", "participants_npo", 0, "0"),
        ("event", "participants_npo", None, ""),
    ],
)
def test_a_value_is_shown_as_a_member_would_write_it(kind: str, name: str, value: Any, text: str) -> None:
    assert show_cell(current_contract(kind).by_name[name], value) == text
