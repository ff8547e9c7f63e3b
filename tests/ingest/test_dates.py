"""Dates in all the ways registers write them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.japanese.dates import ERAS, find_date_in_text, find_dates_in_texts, parse_date, parse_dates

days = st.dates(date(1868, 1, 25), date(2090, 12, 31))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(days)
def test_every_western_form_of_a_day_is_read(day: date) -> None:
    texts = (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y.%m.%d}",
        f"{day:%Y年%m月%d日}",
        f"{day.year}年{day.month}月{day.day}日".translate(FULL_WIDTH),
        f"{day.year}−{day.month}−{day.day}",
    )
    assert {parse_date(text) for text in texts} == {day}


@given(days)
def test_every_era_form_of_a_day_is_read(day: date) -> None:
    era = next(era for era in reversed(ERAS) if era.first_day <= day <= era.last_day)
    number = day.year - era.first_day.year + 1
    year = "元" if number == 1 else str(number)
    texts = (
        f"{era.name}{year}年{day.month}月{day.day}日",
        f"{era.name} {year}年 {day.month}月 {day.day}日",
        f"{era.letter}{number}.{day.month}.{day.day}",
        f"{era.letter}{number:02}/{day.month:02}/{day.day:02}",
        f"{era.name}{number}年{day.month}月{day.day}日".translate(FULL_WIDTH),
    )
    assert {parse_date(text) for text in texts} == {day}


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-29",
        "2020/13/01",
        "2020年04月31日",
        "0000/00/00",
        "昭和64年1月8日",
        "平成31年5月1日",
        "令和元年4月30日",
        "平成元年1月7日",
        "令和0年5月1日",
        "R0.5.1",
        "X2.1.1",
        "2020/2-3",
        "2020/02",
        "20200219",
        "",
        "2020年",
        "12020/01/01",
        "2020/01/011",
    ],
)
def test_what_is_no_possible_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("㋿元年5月1日", date(2019, 5, 1)),
        ("㍻31年4月30日", date(2019, 4, 30)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("H元.1.8", date(1989, 1, 8)),
    ],
)
def test_days_at_the_edge_of_an_era_belong_to_it(text: str, day: date) -> None:
    assert parse_date(text) == day


@given(st.text(max_size=20))
def test_no_text_makes_the_parser_fail(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), date)
    assert find_date_in_text(text).day is None or isinstance(find_date_in_text(text).day, date)


def test_date_and_ground_are_taken_apart() -> None:
    found = find_date_in_text("2020年02月19日 認証取消し(法第43条第1項)")
    assert found == (date(2020, 2, 19), "認証取消し(法第43条第1項)")


def test_a_date_behind_the_text_is_found_too() -> None:
    assert find_date_in_text("社員総会の決議（令和２年３月３１日）").day == date(2020, 3, 31)


def test_an_impossible_date_stays_in_the_text_and_the_next_is_taken() -> None:
    found = find_date_in_text("2020年02月30日 2020年03月01日 合併")
    assert found.day == date(2020, 3, 1)
    assert "2020年02月30日" in found.rest


def test_a_text_without_date_is_all_rest() -> None:
    assert find_date_in_text(" 社員の欠亡 ") == (None, "社員の欠亡")


@given(days, st.text(st.characters(categories=("Lo",)), max_size=10))
def test_a_date_before_any_words_is_found(day: date, words: str) -> None:
    assert find_date_in_text(f"{day:%Y年%m月%d日} {words}").day == day


texts_with_dates = st.one_of(
    st.none(),
    st.text("0123456789/-年月日平成令和元R.", max_size=14),
    days.map("{:%Y/%m/%d}".format),
    days.map("{:%Y年%m月%d日}".format),
)


@given(st.lists(texts_with_dates, min_size=1, max_size=30))
def test_a_column_is_read_as_its_texts_one_by_one(texts: list[str | None]) -> None:
    column = pl.Series("day", texts, dtype=pl.String)
    assert parse_dates(column).to_list() == [None if text is None else parse_date(text) for text in texts]
    assert find_dates_in_texts(column).to_list() == [
        None if text is None else find_date_in_text(text).day for text in texts
    ]
