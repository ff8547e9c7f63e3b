"""Check digits of corporate numbers and municipality codes."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identifiers import (
    corporate_number_check_digit,
    corporate_number_is_valid,
    is_corporate_number,
    is_municipality_code_6,
    municipality_check_digit,
    municipality_code_6,
    municipality_code_6_is_valid,
    municipality_code_6_of,
    repair_municipality_code_6,
    repaired_municipality_code_6,
)

twelve_digits = st.text("0123456789", min_size=12, max_size=12)
five_digits = st.text("0123456789", min_size=5, max_size=5)
near_numbers = st.one_of(
    twelve_digits.map(lambda base: corporate_number_check_digit(base) + base),
    st.text("0123456789", min_size=11, max_size=15),
    st.text("0123456789０１２ \n-+", min_size=11, max_size=15),
)
near_codes = st.one_of(
    five_digits.map(municipality_code_6),
    five_digits,
    st.text("0123456789", min_size=3, max_size=7),
    st.text("012３４ \n", max_size=7),
)


@pytest.mark.parametrize("number", ["5360005001432", "3450005002241", "7000012050002"])
def test_a_published_corporate_number_is_valid(number: str) -> None:
    assert is_corporate_number(number)


@pytest.mark.parametrize(
    "text",
    [
        "5360005001433",
        "536000500143",
        "53600050014320",
        "５３６０００５００１４３２",
        " 5360005001432",
        "5360005001432\n",
        "0360005001432",
        "",
    ],
)
def test_what_is_no_corporate_number_is_refused(text: str) -> None:
    assert not is_corporate_number(text)


@given(twelve_digits, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_noticed_unless_nine_stands_for_zero(base: str, place: int, shift: int) -> None:
    number = corporate_number_check_digit(base) + base
    wrong = (int(number[place]) + shift) % 10
    damaged = number[:place] + str(wrong) + number[place + 1 :]
    # Modulo 9 cannot tell 0 from 9; every other slip of one digit shows.
    assert is_corporate_number(damaged) == ({int(number[place]), wrong} == {0, 9} and place > 0)


@given(st.lists(st.one_of(st.none(), near_numbers), min_size=1, max_size=30))
def test_the_expression_agrees_with_the_function_on_corporate_numbers(texts: list[str | None]) -> None:
    column = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
    valid = column.select(corporate_number_is_valid(pl.col("text"))).to_series().to_list()
    assert valid == [None if text is None else is_corporate_number(text) for text in texts]


def test_a_check_digit_of_something_else_is_an_error() -> None:
    with pytest.raises(ValueError, match="12 digits"):
        corporate_number_check_digit("123")
    with pytest.raises(ValueError, match="5 digits"):
        municipality_check_digit("1100")


@pytest.mark.parametrize(
    ("code", "whole"), [("01100", "011002"), ("13101", "131016"), ("47382", "473821"), ("22138", "221384")]
)
def test_a_published_municipality_code_gets_its_check_digit(code: str, whole: str) -> None:
    assert municipality_code_6(code) == whole


def test_a_lost_leading_zero_is_put_back_when_the_check_digit_proves_it() -> None:
    assert repair_municipality_code_6("11002") == "011002"


def test_a_code_without_check_digit_is_not_taken_for_one_that_lost_a_zero() -> None:
    assert repair_municipality_code_6("11003") is None


@given(five_digits, st.integers(0, 5), st.integers(1, 9))
def test_one_wrong_digit_of_a_municipality_code_never_passes_as_the_same(
    code: str, place: int, shift: int
) -> None:
    whole = municipality_code_6(code)
    damaged = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
    if place == 5:
        assert not is_municipality_code_6(damaged)
    else:
        same_digit = municipality_check_digit(damaged[:5]) == whole[5]
        assert is_municipality_code_6(damaged) == same_digit


@given(st.lists(st.one_of(st.none(), near_codes), min_size=1, max_size=30))
def test_the_expressions_agree_with_the_functions_on_codes(texts: list[str | None]) -> None:
    column = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
    found = column.select(
        valid=municipality_code_6_is_valid(pl.col("text")),
        repaired=repaired_municipality_code_6(pl.col("text")),
        whole=municipality_code_6_of(pl.col("text")),
    )
    given_texts = [text for text in texts if text is not None]
    assert found["valid"].drop_nulls().to_list() == [is_municipality_code_6(text) for text in given_texts]
    assert found["repaired"].to_list() == [
        None if text is None else repair_municipality_code_6(text) for text in texts
    ]
    assert found["whole"].drop_nulls().to_list() == [
        municipality_code_6(text)
        for text in given_texts
        if len(text) == 5 and text.isascii() and text.isdigit()
    ]
