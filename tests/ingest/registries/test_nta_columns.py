"""Tests that rules on whole columns are the rules on single texts."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ingest.registries.nta_columns import find_bad_numbers, is_all_digits, read_date
from tests.ingest.check_digits import is_corporate_number
from tests.ingest.registries.nta_records import make_number

NUMBERS = st.one_of(
    st.integers(0, 10**9).map(make_number),
    st.text("0123456789", min_size=12, max_size=14),
    st.text(min_size=13, max_size=13),
    st.just("１" * 13),
    st.none(),
)


@given(st.lists(NUMBERS))
def test_numbers_are_judged_like_one_at_a_time(numbers: list[str | None]) -> None:
    expected = [place for place, number in enumerate(numbers) if not is_corporate_number(number or "")]
    assert find_bad_numbers(pa.array(numbers, pa.string())).tolist() == expected


@given(st.lists(NUMBERS), st.integers(0, 5))
def test_a_slice_of_a_column_is_judged_on_its_own(numbers: list[str | None], start: int) -> None:
    column = pa.array(numbers, pa.string())
    alone = pa.array(numbers[start:], pa.string())
    assert find_bad_numbers(column[start:]).tolist() == find_bad_numbers(alone).tolist()


@given(st.lists(st.one_of(st.integers(0, 10**16).map(str), st.text(max_size=3), st.none()), min_size=1))
def test_digits_are_digits_in_every_row(texts: list[str | None]) -> None:
    expected = all(text and text.isascii() and text.isdigit() and len(text) <= 15 for text in texts)
    assert is_all_digits(pa.array(texts, pa.string())) == expected


@given(st.one_of(st.dates().map(str), st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), st.text(max_size=11)))
def test_a_date_is_read_as_arrow_reads_it(text: str) -> None:
    try:
        expected = pa.array([text]).cast(pa.date32())[0].as_py()
    except (pa.ArrowInvalid, ValueError):  # year 0 is a day to Arrow, and none to Python
        expected = None
    assert read_date(text) == expected
