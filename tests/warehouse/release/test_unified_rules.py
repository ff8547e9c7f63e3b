"""Each of the fifteen rules passes on a sound sheet and finds its own mistake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.warehouse.release import unified_rules as rules
from tests.warehouse.release.unified_rules import RULES, Sheet
from warehouse.dictionary import Column, Dataset
from warehouse.release import StagedRelease


def make_column(name: str, data_type: str, unit: str | None = None) -> Column:
    return Column(name, data_type, True, f"見出し {name}".replace(" ", ""), name, "。", ".", unit, "derived")


DATASET = Dataset(
    "stat_sound",
    "表",
    "Table",
    "。",
    ".",
    "statistic",
    ("on_date",),
    ("nta_diff",),
    (
        make_column("on_date", "date"),
        make_column("geography_code", "varchar"),
        make_column("fields", "varchar[]"),
        make_column("value", "bigint", "organizations"),
        make_column("value_status", "varchar"),
        make_column("unit", "varchar"),
    ),
)
TITLES = [column.title_ja for column in DATASET.columns]
ROWS = [["2026-10-31", "04", "01;05", "12", "p", "人"], ["2026-10-31", "04101", "", "", "c", "人"]]
KINDS = [{"day"}, {"text"}, {"text"}, {"number"}, {"text"}, {"text"}]
CSV = Sheet(DATASET, ".csv", TITLES, ROWS)
XLSX = Sheet(DATASET, ".xlsx", TITLES, ROWS, KINDS, ("xl/workbook.xml",), "<sheetData/>")

MISTAKES: dict[Callable[[Sheet], list[str]], list[Sheet]] = {
    rules.is_csv_or_xlsx: [replace(CSV, suffix=".pdf")],
    rules.has_one_datum_a_cell: [CSV.with_cell(3, "1\n2"), CSV.with_cell(2, "01;;05")],
    rules.has_numbers_as_numbers: [
        CSV.with_cell(3, "1,234"),
        CSV.with_cell(3, "12人"),
        CSV.with_cell(3, "△5"),
        replace(XLSX, kinds=[*KINDS[:3], {"text"}, *KINDS[4:]]),
    ],
    rules.has_no_merged_cells: [replace(XLSX, xml='<mergeCell ref="A1:B1"/>'), replace(CSV, rows=[["a"]])],
    rules.has_no_spaces_for_layout: [
        CSV.with_cell(1, "\u300004"),
        replace(CSV, header=["合　計", *TITLES[1:]]),
    ],
    rules.leaves_nothing_out_of_the_header: [
        replace(CSV, header=["", *TITLES[1:]]),
        replace(CSV, header=[TITLES[1], *TITLES[1:]]),
    ],
    rules.has_no_formulas: [CSV.with_cell(1, "=1+1"), replace(XLSX, xml="<c><f>SUM(A1)</f></c>")],
    rules.has_no_objects: [replace(XLSX, parts=("xl/drawings/drawing1.xml",))],
    rules.states_units: [
        CSV.with_cell(3, "5"),
        replace(CSV, dataset=replace(DATASET, columns=(make_column("value", "bigint"),))),
    ],
    rules.has_no_odd_characters: [CSV.with_cell(1, "\ue000"), replace(CSV, header=["行\n", *TITLES[1:]])],
    rules.is_not_cut_apart: [
        replace(CSV, rows=[*ROWS, [""] * 6]),
        replace(CSV, header=["法人数の表"], rows=[["a"]]),
    ],
    rules.has_one_table: [replace(CSV, rows=[*ROWS, TITLES])],
    rules.dates_by_the_western_calendar: [
        CSV.with_cell(0, "令和8年10月31日"),
        CSV.with_cell(0, "2026/10/31"),
    ],
    rules.names_places_by_codes: [CSV.with_cell(1, "宮城県"), CSV.with_cell(1, "4")],
    rules.keeps_marks_out_of_values: [CSV.with_cell(3, "[c]"), CSV.with_cell(4, "?")],
}


def test_there_are_fifteen_rules_and_a_mistake_for_each() -> None:
    assert len(RULES) == 15
    assert set(MISTAKES) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_sound_sheet_breaks_no_rule(rule: Callable[[Sheet], list[str]]) -> None:
    assert rule(CSV) == rule(XLSX) == []


@pytest.mark.parametrize(("rule", "sheet"), [(rule, sheet) for rule in RULES for sheet in MISTAKES[rule]])
def test_a_rule_finds_its_mistake(rule: Callable[[Sheet], list[str]], sheet: Sheet) -> None:
    assert rule(sheet)


def test_the_files_of_a_release_are_read_as_they_are(stage: Callable[[str], StagedRelease]) -> None:
    staged = stage("2026.11.0")
    dataset = staged.dictionary["stat_stock"]
    one = rules.read_csv(Path(staged.root / "csv" / "ja" / "stat_stock.csv"), dataset)
    two = rules.read_workbook(Path(staged.root / "xlsx" / "stat_stock.xlsx"), dataset)
    assert one.header == two.header
    assert [row[:3] for row in one.rows] == [row[:3] for row in two.rows]
    assert two.kinds[2] == {"number"}
