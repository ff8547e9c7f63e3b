"""JSON-stat: every value has a place of its own, also where the rows have measures and several columns."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from jsonstat_validator import validate_jsonstat

from tests.warehouse.small_warehouse import make_inputs
from warehouse.dictionary import Column, Dataset, Dictionary
from warehouse.errors import ShapeError
from warehouse.release.code_lists import CodeLists
from warehouse.release.json_stat import write_json_stat

ROWS = pl.DataFrame(
    [
        {"area": "01", "measure": "certified", "value": 15, "official": 16, "unit": "organizations"},
        {"area": "01", "measure": "revoked", "value": 2, "official": 3, "unit": "organizations"},
        {"area": "13", "measure": "certified", "value": 7, "official": None, "unit": "organizations"},
    ]
)


def text(name: str) -> Column:
    return Column(name, "varchar", False, name, name, "", "", None, "derived")


def number(name: str) -> Column:
    return Column(name, "bigint", True, f"{name}の値", name, "", "", "organizations", "derived")


def write(folder: Path, dataset: Dataset, rows: pl.DataFrame) -> dict[str, Any]:
    """Write the cube of a table; a key that stands twice in an object is a failure."""

    def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    (folder / "parquet").mkdir()
    rows.write_parquet(folder / "parquet" / f"{dataset.name}.parquet")
    write_json_stat(folder / "cube.json", folder, dataset, make_inputs("2026.11.0"), CodeLists({}))
    cube = json.loads((folder / "cube.json").read_text("utf-8"), object_pairs_hook=refuse_twice)
    assert validate_jsonstat(cube)
    return cube  # type: ignore[no-any-return]


def value_at(cube: dict[str, Any], **codes: str) -> float | None:
    place = 0
    for side in cube["id"]:
        index = cube["dimension"][side]["category"]["index"]
        place = place * len(index) + index.index(codes[side])
    return cube["value"].get(str(place))  # type: ignore[no-any-return]


def make_dataset(dictionary: Dictionary, key: tuple[str, ...], *numbers: str) -> Dataset:
    columns = (text("area"), text("measure"), *map(number, numbers), text("unit"))
    return dataclasses.replace(dictionary["stat_stock"], primary_key=key, columns=columns)


def test_rows_of_two_measures_keep_all_their_columns_apart(tmp_path: Path, dictionary: Dictionary) -> None:
    dataset = make_dataset(dictionary, ("area", "measure"), "value", "official")
    cube = write(tmp_path, dataset, ROWS)

    assert cube["id"] == ["area", "measure", "figure"]
    assert cube["role"]["metric"] == ["figure"]
    assert len(cube["value"]) == 5
    assert value_at(cube, area="01", measure="certified", figure="official") == 16
    assert value_at(cube, area="01", measure="revoked", figure="official") == 3
    assert value_at(cube, area="01", measure="revoked", figure="value") == 2
    assert value_at(cube, area="13", measure="certified", figure="official") is None


def test_a_table_with_measures_and_one_value_has_no_further_dimension(
    tmp_path: Path, dictionary: Dictionary
) -> None:
    cube = write(tmp_path, make_dataset(dictionary, ("area", "measure"), "value"), ROWS)

    assert cube["id"] == ["area", "measure"]
    assert cube["role"]["metric"] == ["measure"]
    assert value_at(cube, area="01", measure="revoked") == 2


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        (ROWS.with_columns(measure=pl.lit("certified")), ("value",)),
        (ROWS[1:].with_columns(measure=pl.lit("official")), ("value", "official")),
    ],
    ids=["a key that stands twice", "a measure with the name of a column"],
)
def test_two_values_for_one_place_are_refused(
    tmp_path: Path, dictionary: Dictionary, rows: pl.DataFrame, numbers: tuple[str, ...]
) -> None:
    with pytest.raises(ShapeError, match=r"stat_stock.*a place of its own by area, measure"):
        write(tmp_path, make_dataset(dictionary, ("area",), *numbers), rows)
