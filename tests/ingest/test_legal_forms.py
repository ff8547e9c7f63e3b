"""The legal form out of a registered name, and why a corporation was dissolved."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.japanese.dissolution import dissolution_ground_expression
from ingest.japanese.legal_forms import LEGAL_FORMS, legal_form_expression

words = [word for form in LEGAL_FORMS for word in form.words]
names = st.lists(
    st.one_of(st.sampled_from([*words, "認定", "準", "株式会社"]), st.text("あ福祉会Ａ　＿", max_size=4)),
    max_size=4,
).map("".join)


def read_forms(*names: str | None) -> list[str | None]:
    """Return the legal form that the rule reads in each name."""
    column = pl.DataFrame({"name": pl.Series(names, dtype=pl.String)})
    return column.select(legal_form_expression("name")).to_series().to_list()


def read_form_by_hand(name: str | None) -> str | None:
    """Look at the front, with or without a mark of certification, then the end, then from left to right."""
    codes = {word: form.code for form in LEGAL_FORMS for word in form.words}
    longest_first = sorted(codes, key=len, reverse=True)
    text = name or ""
    for mark in ("特例認定", "仮認定", "認定", ""):
        for word in longest_first:
            if text.startswith(mark + word):
                return codes[word]
    for word in longest_first:
        if text.endswith(word):
            return codes[word]
    places = [(text.find(word), -len(word), word) for word in codes if word in text]
    return codes[min(places)[2]] if places else None


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("特定非営利活動法人みほん", "npo"),
        ("みほん特定非営利活動法人", "npo"),
        ("認定特定非営利活動法人みほん", "npo"),
        ("特例認定特定非営利活動法人みほん", "npo"),
        ("特定非営利法人みほん", "npo"),
        ("公益社団法人みほん", "public_interest_association"),
        ("公益財団法人みほん", "public_interest_foundation"),
        ("みほん一般社団法人", "general_association"),
        ("一般財団法人みほん", "general_foundation"),
        ("社会福祉法人みほん会", "social_welfare"),
        ("学校法人みほん学園", "school"),
        ("準学校法人みほん学園", "school"),
        ("労働者協同組合みほん", "workers_cooperative"),
        ("特定労働者協同組合みほん", "workers_cooperative"),
        ("更生保護法人みほん", "offender_rehabilitation"),
        ("みほん社会福祉法人みほん", "social_welfare"),
    ],
)
def test_the_form_is_read_in_front_behind_and_inside(name: str, form: str) -> None:
    assert read_forms(name) == [form]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("一般社団法人学校法人みほん準備会", "general_association"),
        ("全国学校法人連絡会一般社団法人", "general_association"),
        ("認定特定非営利活動法人学校法人支援会", "npo"),
    ],
)
def test_of_two_forms_the_one_in_front_counts_then_the_one_behind(name: str, form: str) -> None:
    assert read_forms(name) == [form]


@pytest.mark.parametrize(
    "name", ["ＮＰＯ法人みほん", "株式会社みほん", "（特非）みほん", "医療法人みほん", "", None]
)
def test_an_abbreviation_or_another_form_decides_nothing(name: str | None) -> None:
    assert read_forms(name) == [None]


@given(st.lists(st.one_of(st.none(), names), min_size=1, max_size=20))
def test_the_form_of_any_name_is_the_one_read_by_hand(rows: list[str | None]) -> None:
    assert read_forms(*rows) == [read_form_by_hand(name) for name in rows]


def test_only_corporations_of_kind_399_get_a_form() -> None:
    rows = pl.DataFrame({"name": ["学校法人みほん"] * 3, "kind": ["399", "101", None]})
    assert rows.select(legal_form_expression("name", "kind")).to_series().to_list() == ["school", None, None]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("2004年05月18日 社員総会の決議(法第31条)", "members_resolution"),
        ("定款で定めた解散事由の発生", "articles_event"),
        ("目的とする特定非営利活動に係る事業の成功の不能", "business_impossible"),
        ("社員の欠亡", "no_members"),
        ("2019年01月01日 合併", "merger"),
        ("破産手続開始の決定", "bankruptcy"),
        ("第４３条の規定による設立の認証の取消し", "authentication_revoked"),
        ("2020年02月19日 認証取消し(改善命令違反)", "authentication_revoked"),
        ("認証の\n取消", "authentication_revoked"),
        ("その他", None),
    ],
)
def test_each_ground_of_the_act_is_known(text: str, ground: str | None) -> None:
    column = pl.DataFrame({"text": [text]})
    assert column.select(dissolution_ground_expression(pl.col("text"))).item() == ground
