from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.reconcile.conftest import AREAS
from warehouse.reconcile.places import list_areas, locate_places


@pytest.mark.parametrize(
    ("written", "prefecture", "municipality"),
    [
        ("宮城県", "04", None),
        ("宮城", "04", None),
        ("04", "04", None),
        ("０４", "04", None),
        ("宮城県仙台市", "04", "04100"),
        ("仙台市", "04", "04100"),
        ("宮城県 仙台市青葉区本町３丁目８番１号", "04", "04101"),
        ("〒980-0014 宮城県仙台市青葉区本町3-8-1", "04", "04101"),
        ("04101", "04", "04101"),
        ("041017", "04", "04101"),
        ("郡山市", "07", "07203"),
        ("福島県郡山市", "07", "07203"),
        ("松前郡松前町", None, None),
        ("松前町", None, None),
        ("北海道松前郡松前町", "01", "01331"),
        ("愛媛県松前町", "38", "38401"),
        ("福島町", "01", "01332"),
        ("宮城県どこか", "04", None),
        ("99999", None, None),
        ("月面", None, None),
        ("", None, None),
    ],
)
def test_a_place_is_read_as_people_write_it(
    areas: pl.DataFrame, written: str, prefecture: str | None, municipality: str | None
) -> None:
    found = locate_places(pl.Series([written]), list_areas(areas)).row(0)
    assert found == (written, prefecture, municipality)


def test_a_name_of_a_former_municipality_means_its_successor(areas: pl.DataFrame) -> None:
    former = areas.filter(pl.col("municipality_code") == "04202").with_columns(
        municipality_code=pl.lit("04403"),
        name=pl.lit("河北町"),
        is_current=pl.lit(False),
        successor_code=pl.lit("04202"),
    )
    found = locate_places(pl.Series(["宮城県桃生郡河北町"]), list_areas(pl.concat([areas, former])))
    assert found["municipality_code"].to_list() == ["04202"]


_PIECES = st.sampled_from(
    ["宮城県", "仙台市", "青葉区", "郡", "松前町", "04", "〒980", " ", "　", "ヶ", "\0", "x"]
)


@given(st.lists(st.lists(_PIECES, max_size=6).map("".join), min_size=1, max_size=20, unique=True))
def test_every_text_gets_one_answer_that_does_not_contradict_itself(texts: list[str]) -> None:
    names = [
        "municipality_code",
        "code_6",
        "prefecture_code",
        "name",
        "area_level",
        "city_code",
        "is_current",
    ]
    table = pl.DataFrame(AREAS, schema=names, orient="row").with_columns(
        successor_code=pl.lit(None, pl.String)
    )
    found = locate_places(pl.Series(texts), list_areas(table))
    assert sorted(found["place"]) == sorted(texts)
    placed = found.drop_nulls("municipality_code")
    assert (placed["municipality_code"].str.slice(0, 2) == placed["prefecture_code"]).all()
