"""Widths, dashes, variants and 外字."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.japanese.text import (
    DASHES,
    has_gaiji,
    normalise_dashes,
    normalise_name,
    normalise_width,
)

japanese = st.text(
    st.one_of(
        st.characters(categories=("L", "N", "P", "Z")),
        st.sampled_from("ー－-―−‐ｰ＿_㈱①髙﨑⻑ヶケー特定非営利活動法人　０１２ＡＢ"),
    ),
    max_size=30,
)


def test_ascii_becomes_half_width_and_kana_full_width() -> None:
    assert normalise_width("ＮＰＯ１２３　ﾎｯｶｲﾄﾞｳ") == "NPO123 ホッカイドウ"


@pytest.mark.parametrize("text", ["㈱", "①", "﨑", "隆", "＿", "𠮷"])
def test_width_leaves_everything_else_alone(text: str) -> None:
    assert normalise_width(text) == text


def test_the_wave_dash_of_both_editions_is_one() -> None:
    assert normalise_width("～") == normalise_width("〜")


@pytest.mark.parametrize("dash", list("-－―−‐") + ["ー", "ｰ"])
def test_each_of_the_dashes_between_numbers_becomes_one(dash: str) -> None:
    assert normalise_dashes(f"２丁目１{dash}１") == "２丁目１-１"


@pytest.mark.parametrize("word", ["センター", "コーヒー１号", "ﾎｰﾑ", "３階フロアー"])
def test_the_prolonged_sound_mark_in_a_word_stays(word: str) -> None:
    assert normalise_dashes(word) == word


@given(japanese)
def test_normalising_dashes_twice_changes_nothing_more(text: str) -> None:
    once = normalise_dashes(text)
    assert normalise_dashes(once) == once
    assert not set(once) & set(DASHES) - {"-"}
    assert len(once) == len(text)


@given(japanese)
def test_normalising_width_twice_changes_nothing_more(text: str) -> None:
    assert normalise_width(normalise_width(text)) == normalise_width(text)


def test_radicals_of_both_blocks_match_the_kanji_they_look_like() -> None:
    assert normalise_name("⻲⻑⻯⻄⻘⻤⽇") == "亀長竜西青鬼日"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("特定非営利活動法人　エティック", "エティック"),
        ("認定特定非営利活動法人ＡＢＣ", "abc"),
        ("ＮＰＯ法人 トナリビト", "特定非営利活動法人トナリビト"),
        ("（特非）みらい", "みらい"),
        ("㈳みらい", "一般社団法人みらい"),
        ("センタ－", "センター"),
        ("髙﨑", "高崎"),
        ("⻑⻄黑戶", "長西黒戸"),
        ("霞ヶ関", "霞ケ関"),
        ("１ー２", "1-2"),
        ("ﾎｰﾑ", "ホーム"),
    ],
)
def test_names_that_differ_only_in_writing_match(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other)


def test_a_name_that_is_only_a_legal_form_is_kept() -> None:
    assert normalise_name("特定非営利活動法人") == "特定非営利活動法人"


def test_a_missing_character_stays_visible_in_the_key() -> None:
    assert normalise_name("神＿会") == "神＿会"


@given(japanese)
def test_a_key_has_no_spaces_and_is_empty_only_for_blank_names(name: str) -> None:
    key = normalise_name(name)
    assert not any(char.isspace() for char in key)
    assert bool(key) or not name.strip() or not key.strip()


@pytest.mark.parametrize(
    ("name", "image_id", "expected"),
    [
        ("神＿会", "00012345", True),
        ("神＿会", None, False),
        ("葛飾会", "00012345", False),
        (None, "1", False),
    ],
)
def test_a_gaiji_needs_both_the_gap_and_the_picture(
    name: str | None, image_id: str | None, expected: bool
) -> None:
    assert has_gaiji(name, image_id) is expected
