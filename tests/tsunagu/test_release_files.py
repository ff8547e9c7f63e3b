"""The files of the demo's release, of every table: what they hold agrees, and others can read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from jsonstat_validator import validate_jsonstat
from polars.testing import assert_frame_equal

from tests.tsunagu.shared_runs import FinishedRun
from tests.warehouse.release.croissant import mlcroissant
from tests.warehouse.release.unified_rules import RULES, Sheet, read_csv, read_workbook
from warehouse.dictionary import Dataset, load_dictionary
from warehouse.release.paths import BY_PREFECTURE, WORKBOOK_ROWS, EditionPaths, TablePaths
from warehouse.release.prefectures import PREFECTURE_CODES, prefecture_of
from warehouse.transform import DBT_PROJECT

pytestmark = pytest.mark.xdist_group("demo")

DATASETS = list(load_dictionary(DBT_PROJECT))
STATISTICS = [dataset for dataset in DATASETS if dataset.kind == "statistic"]


def name(dataset: Dataset) -> str:
    return dataset.name


def list_mistakes(sheet: Sheet) -> dict[str, list[str]]:
    return {rule.__name__: found[:3] for rule in RULES if (found := rule(sheet))}


@pytest.mark.parametrize("dataset", DATASETS, ids=name)
def test_csv_holds_the_rules_for_tables_that_machines_read(demo: FinishedRun, dataset: Dataset) -> None:
    assert list_mistakes(read_csv(demo.release / TablePaths.of(dataset.name).csv_ja, dataset)) == {}


def test_a_column_has_no_code_but_those_its_descriptor_names(demo: FinishedRun) -> None:
    package = json.loads((demo.release / "datapackage.json").read_text(encoding="utf-8"))
    tables = [one for one in package["resources"] if one["format"] == "parquet" and one["name"] != "changes"]
    listed = {
        (table["name"], field["name"]): {category["value"] for category in field["categories"]}
        for table in tables
        for field in table["schema"]["fields"]
        if "categories" in field
    }
    unlisted = {
        (table, column): used - codes
        for (table, column), codes in listed.items()
        if (used := set(pl.read_parquet(demo.release / TablePaths.of(table).parquet)[column].drop_nulls()))
        - codes
    }
    assert listed["organizations", "status"] >= {"active", "closed"}
    assert unlisted == {}


@pytest.mark.parametrize("dataset", DATASETS, ids=name)
def test_the_data_sheet_holds_them_too(demo: FinishedRun, dataset: Dataset) -> None:
    assert list_mistakes(read_workbook(demo.release / EditionPaths.of(dataset.name).workbook, dataset)) == {}


@pytest.mark.parametrize("dataset", DATASETS, ids=name)
def test_the_workbook_has_every_row_up_to_its_limit(demo: FinishedRun, dataset: Dataset) -> None:
    sheet = read_workbook(demo.release / EditionPaths.of(dataset.name).workbook, dataset)
    rows = len(pl.read_parquet(demo.release / TablePaths.of(dataset.name).parquet))
    assert len(sheet.rows) == min(rows, WORKBOOK_ROWS)


@pytest.mark.parametrize("dataset", DATASETS, ids=name)
def test_the_duckdb_file_has_the_rows_of_the_parquet_file_in_their_order(
    demo: FinishedRun, dataset: Dataset
) -> None:
    parquet = demo.release / TablePaths.of(dataset.name).parquet
    with duckdb.connect(str(demo.release / "db" / "tsunagu.duckdb"), read_only=True) as connection:
        ours = connection.execute(f'from "{dataset.name}"').pl()
    assert_frame_equal(ours, duckdb.execute("from read_parquet(?)", [str(parquet)]).pl())


def test_the_duckdb_file_explains_every_table_and_column(demo: FinishedRun) -> None:
    with duckdb.connect(str(demo.release / "db" / "tsunagu.duckdb"), read_only=True) as connection:
        mute = connection.execute(
            "select table_name, column_name from duckdb_columns() where comment is null"
            " and database_name = 'tsunagu'"
        ).fetchall()
        tables = connection.execute(
            "select count(*) from duckdb_tables() where comment is not null"
        ).fetchone()
    assert mute == []
    assert tables == (len(DATASETS) + len(["release"]),)


@pytest.mark.parametrize("dataset", [d for d in DATASETS if prefecture_of(d) is not None], ids=name)
def test_the_files_of_the_prefectures_have_together_the_rows_that_have_a_place(
    demo: FinishedRun, dataset: Dataset
) -> None:
    place = prefecture_of(dataset)
    assert place is not None
    places = pl.read_parquet(demo.release / TablePaths.of(dataset.name).parquet).select(place.alias("code"))
    expected = {code: count for code, count in places.group_by("code").len().iter_rows()}
    found = {
        path.parent.name: len(read_csv(path, dataset).rows)
        for path in (demo.release / BY_PREFECTURE).glob(f"*/{dataset.name}.csv")
    }
    assert found == {code: count for code, count in expected.items() if code in PREFECTURE_CODES}


def read_json_stat(demo: FinishedRun, dataset: Dataset) -> dict[str, Any]:
    path = demo.release / EditionPaths.of(dataset.name).json_stat
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.mark.parametrize("dataset", STATISTICS, ids=name)
def test_json_stat_is_valid(demo: FinishedRun, dataset: Dataset) -> None:
    assert validate_jsonstat(read_json_stat(demo, dataset))


@pytest.mark.parametrize(
    "dataset", [d for d in STATISTICS if "value" in {column.name for column in d.columns}], ids=name
)
def test_json_stat_has_the_value_of_every_row_at_its_place(demo: FinishedRun, dataset: Dataset) -> None:
    cube = read_json_stat(demo, dataset)
    orders = {side: cube["dimension"][side]["category"]["index"] for side in cube["id"]}
    table = pl.read_parquet(demo.release / TablePaths.of(dataset.name).parquet)
    for row in table.sample(min(300, len(table)), seed=1).iter_rows(named=True):
        place = 0
        for side in cube["id"]:
            place = place * len(orders[side]) + orders[side].index(str({"figure": "value", **row}[side]))
        value = None if row["value"] is None else float(row["value"])
        assert cube["value"].get(str(place)) == value
        assert cube.get("status", {}).get(str(place)) == row["value_status"]


def test_a_withheld_value_is_nowhere_but_has_its_status_everywhere(demo: FinishedRun) -> None:
    withheld = pl.read_parquet(demo.release / "parquet" / "stat_voices.parquet").filter(
        pl.col("value_status") == "c"
    )
    dataset = next(dataset for dataset in DATASETS if dataset.name == "stat_voices")
    cube = read_json_stat(demo, dataset)
    hidden = [place for place, status in cube["status"].items() if status == "c"]
    value, status = ([c.name for c in dataset.columns].index(column) for column in ("value", "value_status"))
    rows = read_workbook(demo.release / EditionPaths.of("stat_voices").workbook, dataset).rows
    assert len(withheld) == len(hidden) == sum(row[status] == "c" for row in rows) > 0
    assert not [place for place in hidden if place in cube["value"]]
    assert {row[value] for row in rows if row[status] == "c"} == {""}


@pytest.mark.parametrize("dataset", DATASETS, ids=name)
def test_croissant_gives_the_records(demo: FinishedRun, dataset: Dataset) -> None:
    found = mlcroissant.Dataset(str(demo.release / EditionPaths.of(dataset.name).croissant))
    table = pl.read_parquet(demo.release / TablePaths.of(dataset.name).parquet)
    assert not found.metadata.issues.errors
    first = next(iter(found.records(dataset.name)), None)
    if len(table):
        key = dataset.primary_key[-1]
        assert first is not None
        assert f"{dataset.name}/{key}" in first


def list_paths(release: Path) -> set[str]:
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    return {
        path
        for resource in package["resources"]
        for path in ([resource["path"]] if isinstance(resource["path"], str) else resource["path"])
    }


def test_the_descriptor_names_every_file_that_holds_data(demo: FinishedRun) -> None:
    files = {
        path.relative_to(demo.release).as_posix()
        for folder in ("parquet", "csv", "xlsx", "json-stat", "db", "changes", "press")
        for path in (demo.release / folder).rglob("*")
        if path.is_file() and (folder not in ("changes", "press") or path.suffix in (".csv", ".parquet"))
    }
    assert list_paths(demo.release) == files


def test_what_is_said_of_withheld_counts_is_what_the_tables_show(demo: FinishedRun) -> None:
    said = json.loads((demo.release / "quality" / "suppression.json").read_text(encoding="utf-8"))["tables"]
    voices = next(entry for entry in said if entry["table"] == "stat_voices")
    shown = pl.read_parquet(demo.release / "parquet" / "stat_voices.parquet")["value"]

    assert voices["published"] == shown.count() > 0
    assert voices["withheld"] == voices["cells"] - voices["published"]
    assert {"issue": 1, "geography_code": 2, "period": 2} in voices["levels_not_shown"]
