"""Tests of reading cells of every type."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.submissions.contracts import CONTRACTS, FieldSpec, current_contract
from ingest.submissions.normalise import Normalised, normalise_column
from ingest.submissions.numbers import parse_integer, parse_integers


def read(kind: str, name: str, *cells: str | None) -> Normalised:
    field = current_contract(kind).by_name[name]
    return normalise_column(pl.Series("cells", cells, dtype=pl.String), field, "me")


def read_one(kind: str, name: str, cell: str | None) -> tuple[Any, str | None]:
    column = read(kind, name, cell)
    return column.values.to_list()[0], column.rules[0]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("１，２００円", 1200),
        ("1,200", 1200),
        ("¥1200", 1200),
        ("50万円", 500_000),
        ("1.5億円", 150_000_000),
        ("1億2,000万", 120_000_000),
        ("3万5千円", 35_000),
        (" 12 名", 12),
        ("12.0", 12),
        ("２５人", 25),
        ("0", 0),
        (None, None),
        ("　", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(cell: str | None, number: int | None) -> None:
    assert read_one("grant", "amount_jpy", cell) == (number, None)


@pytest.mark.parametrize("cell", ["1,20", "約50", "12.5", "五", "1e3", "9" * 40, "10-20", "1.00005万"])
def test_an_amount_that_is_not_certain_is_not_guessed(cell: str) -> None:
    assert read_one("grant", "amount_jpy", cell) == (None, "integer.unreadable")


@pytest.mark.parametrize(
    "cell",
    [
        "2024-04-01", "2024/4/1", "2024.4.1", "2024年4月1日", "令和6年4月1日", "R6.4.1", "２０２４／４／１",
        "20240401", "2024-04-01 00:00:00", "2024-04-01T09:30", "2024年4月1日(月)", "45383", "45383.0",
    ],
)  # fmt: skip
def test_a_date_is_read_in_all_its_spellings(cell: str) -> None:
    assert read_one("voice", "heard_on", cell) == (date(2024, 4, 1), None)


def test_a_date_read_from_a_serial_number_is_noted() -> None:
    assert read("voice", "heard_on", "45383", "2024-04-01", "1").notes == {"date.serial": 1}


@pytest.mark.parametrize("cell", ["2024-02-30", "2024年4月", "昨日", "4538", "453830", "平成40年1月1日"])
def test_what_is_no_day_is_not_read_as_one(cell: str) -> None:
    assert read_one("voice", "heard_on", cell) == (None, "date.unreadable")


@pytest.mark.parametrize(
    "cell", ["○", "◯", "〇", "✓", "✔\ufe0f", "はい", "1", "１", "TRUE", "True", "o", "Ｏ", "レ", "ﾚ"]
)
def test_yes_is_read(cell: str) -> None:
    assert read_one("voice", "consent_aggregate", cell) == (True, None)


@pytest.mark.parametrize("cell", ["×", "✕", "いいえ", "0", "FALSE", "x", "X", "ｘ", None, " "])
def test_no_is_read_and_an_empty_cell_is_no(cell: str | None) -> None:
    assert read_one("voice", "consent_aggregate", cell) == (False, None)


@pytest.mark.parametrize("cell", ["ox", "△", "2", "たぶん"])
def test_what_is_neither_yes_nor_no_is_never_a_consent(cell: str) -> None:
    assert read_one("voice", "consent_aggregate", cell) == (False, "flag.unreadable")


@pytest.mark.parametrize(
    "cell",
    ["1180301018771", "1-1803-0101-8771", "１１８０３０１０１８７７１", "T1180301018771", "1180 3010 18771"],
)
def test_a_corporate_number_is_read_in_all_its_spellings(cell: str) -> None:
    assert read_one("grant", "corporate_number", cell) == ("1180301018771", None)


def test_a_registry_number_gets_its_check_digit_and_that_is_noted() -> None:
    column = read("grant", "corporate_number", "180301018771", None)
    assert column.values.to_list() == ["1180301018771", None]
    assert column.notes == {"corporate_number.completed": 1}


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("isolation", ["isolation"]),
        ("isolation、children_places", ["isolation", "children_places"]),
        ("isolation；children_places\nisolation", ["isolation", "children_places"]),
        ("孤独・孤立・ひきこもり／子どもの居場所", ["isolation", "children_places"]),
        ("isolation,", ["isolation"]),
        (None, None),
    ],
)
def test_a_list_is_split_at_its_separators_but_not_inside_a_label(cell: str | None, codes: Any) -> None:
    assert read_one("voice", "other_issues", cell) == (codes, None)


def test_labels_which_hold_separators_are_found_in_a_list() -> None:
    cell = "保健、医療又は福祉の増進を図る活動、学術、文化、芸術又はスポーツの振興を図る活動"
    assert read_one("organization_profile", "fields", cell) == (["01", "06"], None)


def test_the_word_of_a_list_that_is_no_term_is_named() -> None:
    column = read("voice", "other_issues", "isolation、なにか、children_places")
    assert (column.rules[0], column.parts[0]) == ("code.unknown", "なにか")


@pytest.mark.parametrize(
    ("cell", "own", "reference"),
    [
        ("F01", ("me/F01", None), ("me/F01", None)),
        ("Ｆ－０１", ("me/F-01", None), ("me/F-01", None)),
        ("me/F01", ("me/F01", None), ("me/F01", None)),
        ("you/F01", ("you/F01", "id.foreign"), ("you/F01", None)),
    ],
)
def test_an_id_without_a_prefix_is_its_own_and_only_references_name_others(
    cell: str, own: Any, reference: Any
) -> None:
    assert read_one("voice", "voice_id", cell) == own
    assert read_one("voice", "event_id", cell) == reference


def test_a_list_of_ids_is_split_and_each_gets_its_member() -> None:
    assert read_one("proposal", "source_voices", "V1、you/V2\nV1") == (["me/V1", "you/V2"], None)


def test_a_text_keeps_its_characters_but_not_its_margins() -> None:
    assert read_one("voice", "text", "　㈱ｶﾅ①\r\nか\u3099 ") == ("㈱ｶﾅ①\nが", None)


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("www.example.jp", "https://www.example.jp"),
        ("ＨＴＴＰ://example.jp/a", "http://example.jp/a"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_an_address_gets_its_scheme(cell: str, address: str) -> None:
    assert read_one("programme", "website", cell) == (address, None)


texts = st.one_of(st.none(), st.text(max_size=12), st.text("0123456789,.万億千円名-○×、/年月日", max_size=14))
fields = st.sampled_from([field for contract in CONTRACTS.values() for field in contract.fields])


@given(fields, st.lists(texts, min_size=1, max_size=8))
def test_every_cell_of_every_column_is_a_value_or_breaks_a_rule(
    field: FieldSpec, cells: list[str | None]
) -> None:
    column = normalise_column(pl.Series("cells", cells, dtype=pl.String), field, "me")
    assert column.values.dtype == field.polars_type
    assert len(column.values) == len(column.rules) == len(cells)
    for cell, value, rule in zip(cells, column.values.to_list(), column.rules.to_list(), strict=True):
        if cell is None:
            assert rule is None
            assert value in (None, False)
        if cell is not None and cell.strip(" \t\n\r\x0b\x0c　") and value is None:
            assert rule is not None or not cell.strip()


@given(st.lists(st.text("0123456789,万億千円-. ", max_size=10), min_size=1, max_size=10))
def test_a_column_of_numbers_is_read_as_its_cells_one_by_one(cells: list[str]) -> None:
    assert parse_integers(pl.Series(cells)).to_list() == [parse_integer(cell) for cell in cells]


@given(st.integers(0, 10**12))
def test_a_number_with_separators_is_that_number(number: int) -> None:
    assert parse_integer(f"{number:,}円") == number
