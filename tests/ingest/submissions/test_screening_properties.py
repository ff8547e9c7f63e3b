"""Whatever stands around it and however wide it is written, a number of a person is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unittest import mock

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.submissions import personal_names
from ingest.submissions.personal_data.folding import (
    fold_column_numerals,
    fold_column_widths,
    fold_numerals,
    fold_widths,
)
from ingest.submissions.personal_data.numbers import compute_my_number_check_digit, find_cards
from ingest.submissions.screening import FLAG_TITLES, find_personal_data, screen_texts
from tests.ingest.submissions.personal_numbers import (
    digits,
    is_card_number,
    japanese,
    mails,
    my_number_check_digit,
    my_numbers,
    phones,
    separators,
    widths,
    write_in_kanji,
)
from tests.ingest.submissions.test_screening import CLEAN, FOUND

Write = Callable[[str], str]
fragments = st.sampled_from([text for texts in FOUND.values() for text in texts] + CLEAN)
mixed = st.one_of(
    st.lists(st.one_of(fragments, japanese, phones(), mails()), max_size=4).map("".join),
    st.text(max_size=40),
    st.text(
        "0123456789０１〇一二-ー・() 　@＠.．aA様さんくん氏歳年月日生〒番地丁目山田口座普通", max_size=40
    ),
)


@pytest.fixture(autouse=True, scope="module")
def _without_dictionary() -> Iterator[None]:
    """Judge the rules alone, wherever the tests run."""
    with mock.patch.object(personal_names, "are_available", lambda: False):
        yield


def find_values(text: str, kind: str) -> list[str]:
    """Return what was found of a kind, in ASCII digits."""
    return [fold_numerals(span.value) for span in find_personal_data(text) if span.kind == kind]


def keep_digits(text: str) -> str:
    return "".join(letter for letter in fold_numerals(text) if letter in digits)


@given(phones(), japanese, japanese, widths)
def test_a_telephone_number_is_found_in_any_width(phone: str, before: str, after: str, write: Write) -> None:
    found = find_values(before + write(phone) + after, "phone")
    assert any(keep_digits(phone) in keep_digits(value) for value in found)


@given(phones())
def test_a_telephone_number_in_kanji_is_found(phone: str) -> None:
    assert find_values(f"番号は{write_in_kanji(phone)}", "phone")


@given(mails(), japanese, japanese, widths)
def test_a_mail_address_is_found_in_any_width(mail: str, before: str, after: str, write: Write) -> None:
    found = find_values(before + write(mail) + "　" + after, "mail")
    assert any(fold_widths(mail).strip() in value for value in found)


@given(my_numbers, separators, japanese, japanese, widths)
def test_an_individual_number_is_found_in_any_width(
    number: str, between: str, before: str, after: str, write: Write
) -> None:
    written = write(between.join((number[:4], number[4:8], number[8:])))
    found = find_values(before + written + after, "my_number")
    assert any(number in keep_digits(value) for value in found)


@given(st.text(digits, min_size=12, max_size=12))
def test_an_individual_number_is_told_by_its_check_digit(number: str) -> None:
    expected = number[11] == my_number_check_digit(number[:11])
    assert bool(find_values(f"「{number}」", "my_number")) == expected


@given(st.text(digits, min_size=11, max_size=11))
@example("00000000000")
@example("00000000006")
def test_the_check_digit_is_that_of_the_ordinance(base: str) -> None:
    assert compute_my_number_check_digit(base) == my_number_check_digit(base)


@given(st.text("23456", min_size=1, max_size=1), st.text(digits, min_size=13, max_size=18))
def test_a_card_is_told_by_the_check_of_luhn(first: str, rest: str) -> None:
    number = first + rest
    assert ((0, len(number)) in list(find_cards(number))) == is_card_number(number)


@given(st.lists(st.one_of(st.none(), mixed), max_size=12))
def test_a_column_is_screened_as_each_of_its_texts(texts: list[str | None]) -> None:
    flags = screen_texts(pl.Series(texts, dtype=pl.String))
    order = list(FLAG_TITLES)
    expected = [
        sorted({span.kind for span in find_personal_data(text or "")}, key=order.index) for text in texts
    ]
    assert flags.dtype == pl.List(pl.String)
    assert flags.to_list() == expected


@given(mixed)
def test_a_span_is_where_it_says(text: str) -> None:
    for span in find_personal_data(text):
        assert 0 <= span.start < span.end <= len(text)
        assert span.value == text[span.start : span.end]


@given(st.text(max_size=60))
def test_folding_moves_no_character(text: str) -> None:
    assert len(fold_widths(text)) == len(fold_numerals(text)) == len(text)


@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=10))
def test_a_column_is_folded_as_each_of_its_texts(texts: list[str | None]) -> None:
    column = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
    folded = column.select(w=fold_column_widths(pl.col("text")), n=fold_column_numerals(pl.col("text")))
    assert folded["w"].to_list() == [None if text is None else fold_widths(text) for text in texts]
    assert folded["n"].to_list() == [None if text is None else fold_numerals(text) for text in texts]
