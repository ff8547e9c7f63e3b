from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.warehouse.linkage.conftest import tabulate
from warehouse.linkage.forms import is_outside, read_stated_forms
from warehouse.linkage.keys import fold_kana, fold_name, prepare_keys
from warehouse.linkage.places import DESIGNATED_CITIES, city_of
from warehouse.linkage.schema import MENTIONS


def prepare_one(**row: Any) -> dict[str, Any]:
    table = tabulate(MENTIONS, [{"mention_key": "a", "name": "x", **row}])
    return prepare_keys(table).row(0, named=True)


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("ＮＰＯ法人あ", ("npo",)),
        ("あ（特非）", ("npo",)),
        ("認定特定非営利活動法人 あ", ("npo",)),
        ("一般社団法人学校法人協会", ("general_association",)),
        ("社団法人あ", ("general_association", "public_interest_association")),
        ("(公財)あ", ("public_interest_foundation",)),
        ("㈱あ", ("company",)),
        ("あ有限会社", ("company",)),
        ("医療法人あ", ("other_corporation",)),
        ("仙台市役所", ("public_body",)),
        ("つくば市", ("municipality_like",)),
        ("NPO法人まち市", ("npo",)),
        ("あいうえお", None),
    ],
)
def test_the_form_a_name_states(name: str, forms: tuple[str, ...] | None) -> None:
    assert read_stated_forms(name) == forms


@pytest.mark.parametrize(
    ("forms", "outside"), [(("company",), True), (("npo",), False), (None, False), ([], False)]
)
def test_what_lies_outside_the_civil_sector(forms: Any, outside: bool) -> None:
    assert is_outside(forms) is outside


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ぴーす・ネット", "ピースネット"),
        ("あおぞら(本部)", "あおぞら"),
        ("財団法人みなと", "みなと"),
    ],
)
def test_names_that_differ_in_signs_only_fold_to_one(left: str, right: str) -> None:
    assert fold_name(left) == fold_name(right)


def test_a_name_of_signs_only_is_not_folded_away() -> None:
    assert fold_name("☆") == "☆"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("とくていひえいりかつどうほうじん きょうかい", "キョウカイ"),
        ("ｺｳｴｷｻﾞｲﾀﾞﾝﾎｳｼﾞﾝあ", "ア"),
        ("ヴァイオリン", "バイオリン"),
        ("みっつ", "ミツツ"),
        ("つづき", "ツズキ"),
    ],
)
def test_readings_written_differently_fold_to_one(left: str, right: str) -> None:
    assert fold_kana(left) == fold_kana(right)


def test_a_reading_of_nothing_is_unknown() -> None:
    assert fold_kana("　ー") is None


@pytest.mark.parametrize(
    "address",
    [
        "宮城県仙台市青葉区本町３丁目８番１号",
        "仙台市青葉区本町三丁目8-1",
        "仙台市青葉区本町3−8ー1 県庁ビル2階",
        "〒980-8570 仙台市青葉区本町３―８‐１",
    ],
)
def test_an_address_has_one_key_however_it_is_written(address: str) -> None:
    assert prepare_one(address=address)["address_key"] == "仙台市青葉区本町3-8-1"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("北海道空知郡南富良野町字落合１０７４番地", "南富良野町落合1074"),
        ("札幌市中央区北１条西２丁目３番地４", "札幌市中央区北1条西2-3-4"),
        ("遠野市内", None),
        ("", None),
        (None, None),
    ],
)
def test_the_key_of_an_address(address: str | None, key: str | None) -> None:
    assert prepare_one(address=address)["address_key"] == key


def test_an_empty_list_of_fields_is_unknown() -> None:
    assert prepare_one(fields=[])["field_codes"] is None


@pytest.mark.parametrize(
    ("code", "city"),
    [("04101", "04100"), ("04202", "04202"), ("13101", "13101"), ("27127", "27100"), ("27141", "27140"),
     ("22138", "22130"), ("14133", "14130"), ("40137", "40130"), ("02201", "02201")],
)  # fmt: skip
def test_the_city_of_a_ward(code: str, city: str) -> None:
    assert city_of(code) == city


def test_a_designated_city_is_its_own_city() -> None:
    assert [city_of(code) for code in DESIGNATED_CITIES] == [*DESIGNATED_CITIES]


def test_rows_stay_in_their_order() -> None:
    rows = [{"mention_key": str(place), "name": f"名{place % 3}"} for place in range(9)]
    prepared = prepare_keys(tabulate(MENTIONS, rows))
    assert isinstance(prepared, pl.DataFrame) and prepared["name_key"].to_list() == [
        row["name"] for row in rows
    ]
