"""Check digits of corporate numbers and municipality codes."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identifiers import (
    corporate_number_is_valid,
    municipality_check_digit,
    municipality_code_6,
    municipality_code_6_is_valid,
    repaired_municipality_code_6,
)
from tests.ingest.check_digits import (
    corporate_number_check_digit,
    is_corporate_number,
    is_municipality_code_6,
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
    five_digits.map(municipality_code_6).map(lambda code: code.removeprefix("0")),
    five_digits,
    st.text("0123456789", min_size=3, max_size=7),
    st.text("012３４ \n", max_size=7),
)


def judge(rule: pl.Expr, texts: list[str | None]) -> list[object]:
    """Return what an expression over the column ``text`` says of each text."""
    column = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
    return column.select(rule).to_series().to_list()


def judge_numbers(*texts: str | None) -> list[object]:
    return judge(corporate_number_is_valid(pl.col("text")), list(texts))


def judge_codes(*texts: str | None) -> list[object]:
    return judge(municipality_code_6_is_valid(pl.col("text")), list(texts))


def repair(*texts: str | None) -> list[object]:
    return judge(repaired_municipality_code_6(pl.col("text")), list(texts))


@pytest.mark.parametrize("number", ["5360005001432", "3450005002241", "7000012050002"])
def test_a_published_corporate_number_is_valid(number: str) -> None:
    assert judge_numbers(number) == [True]


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
    assert judge_numbers(text) == [False]


@given(twelve_digits, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_noticed_unless_nine_stands_for_zero(base: str, place: int, shift: int) -> None:
    number = corporate_number_check_digit(base) + base
    wrong = (int(number[place]) + shift) % 10
    damaged = number[:place] + str(wrong) + number[place + 1 :]
    # Modulo 9 cannot tell 0 from 9; every other slip of one digit shows.
    assert judge_numbers(damaged) == [{int(number[place]), wrong} == {0, 9} and place > 0]


@given(st.lists(st.one_of(st.none(), near_numbers), min_size=1, max_size=30))
def test_a_column_of_corporate_numbers_is_judged_as_by_hand(texts: list[str | None]) -> None:
    assert judge_numbers(*texts) == [None if text is None else is_corporate_number(text) for text in texts]


def test_a_check_digit_of_something_else_is_an_error() -> None:
    with pytest.raises(ValueError, match="5 digits"):
        municipality_check_digit("1100")


@pytest.mark.parametrize(
    ("code", "whole"), [("01100", "011002"), ("13101", "131016"), ("47382", "473821"), ("22138", "221384")]
)
def test_a_published_municipality_code_gets_its_check_digit(code: str, whole: str) -> None:
    assert municipality_code_6(code) == whole


@given(five_digits)
def test_a_municipality_code_with_its_check_digit_is_valid(code: str) -> None:
    whole = municipality_code_6(code)
    assert is_municipality_code_6(whole)
    assert judge_codes(whole) == [True]


def test_a_lost_leading_zero_is_put_back_when_the_check_digit_proves_it() -> None:
    assert repair("11002") == ["011002"]


def test_a_code_without_check_digit_is_not_taken_for_one_that_lost_a_zero() -> None:
    assert repair("11003") == [None]


@given(five_digits, st.integers(1, 9))
def test_a_wrong_check_digit_of_a_municipality_code_is_noticed(code: str, shift: int) -> None:
    whole = municipality_code_6(code)
    assert judge_codes(whole[:5] + str((int(whole[5]) + shift) % 10)) == [False]


@given(st.lists(st.one_of(st.none(), near_codes), min_size=1, max_size=30))
def test_a_column_of_municipality_codes_is_judged_as_by_hand(texts: list[str | None]) -> None:
    assert judge_codes(*texts) == [None if text is None else is_municipality_code_6(text) for text in texts]


@given(st.lists(st.one_of(st.none(), near_codes), min_size=1, max_size=30))
def test_a_code_is_repaired_only_by_a_zero_in_front(texts: list[str | None]) -> None:
    expected: list[str | None] = []
    for text in texts:
        candidate = f"0{text}" if text is not None and len(text) == 5 else text
        expected.append(candidate if candidate is not None and is_municipality_code_6(candidate) else None)
    assert repair(*texts) == expected
