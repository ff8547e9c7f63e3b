"""The workbook of a dataset: what is in it, what it says of what is not, and the same bytes each time."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.warehouse.small_warehouse import change_tables, make_inputs
from warehouse.dictionary import Dictionary
from warehouse.layout import Home
from warehouse.release import StagedRelease
from warehouse.release.code_lists import CodeLists, Name
from warehouse.release.cover import (
    CODES,
    COLUMNS,
    CONTENTS,
    COVER,
    DATA,
    NOTES,
    next_release_on,
)
from warehouse.release.workbook import write_workbook

NO_LISTS = CodeLists({})


@pytest.fixture
def release(stage: Callable[[str], StagedRelease]) -> Path:
    return stage("2026.11.0").root


def read(path: Path, sheet: str) -> list[list[object]]:
    rows: list[list[object]] = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    return rows


def read_cover(path: Path) -> dict[str, object]:
    return {str(row[0]).partition(" · ")[2]: row[2] for row in read(path, COVER)}


def test_it_has_cover_contents_data_columns_codes_and_notes(release: Path) -> None:
    book = CalamineWorkbook.from_path(str(release / "xlsx" / "organizations.xlsx"))
    assert book.sheet_names == [COVER, CONTENTS, DATA, COLUMNS, CODES, NOTES]


def test_values_keep_their_kind_and_their_zeros(release: Path) -> None:
    assert read(release / "xlsx" / "organizations.xlsx", DATA)[1:] == [
        ["JP-JCN-1", "1000000000001", "=SUM(A1)", "", "01", False],
        ["JP-JCN-2", "", 'line one\nline "two"', date(1999, 12, 31), "", False],
        ["JP-JCN-3", "3000000000003", "特定非営利活動法人,みらい", date(2001, 2, 3), "05;01", True],
        ["JP-JCN-4", "0000000000004", "", "", "", True],
    ]


def test_numbers_are_numbers(release: Path) -> None:
    assert read(release / "xlsx" / "stat_stock.xlsx", DATA)[2][2:] == [-4.0, -1.25]


def test_the_cover_says_what_it_is_as_of_when_and_on_which_terms(release: Path) -> None:
    cover = read_cover(release / "xlsx" / "organizations.xlsx")
    assert cover["As of"] == "2026-10-31"
    assert cover["Next release"] == "2026-11-04 (every Wednesday)"
    assert str(cover["Licence"]).startswith("CC-BY-4.0")
    assert cover["Source"] == "Source: National Tax Agency"
    assert "Rows left out" not in cover


def test_rows_beyond_the_limit_are_told_with_where_they_are(release: Path, dictionary: Dictionary) -> None:
    path = release / "short.xlsx"
    content = write_workbook(
        path, release, dictionary["organizations"], make_inputs("2026.11.0"), NO_LISTS, limit=3
    )
    cover = read_cover(path)
    assert (content.rows, content.total, content.is_whole) == (3, 4, False)
    assert (cover["Rows of the table"], cover["Rows in this file"]) == (4.0, 3.0)
    assert cover["Rows left out"] == "Only the first 3 of 4 rows. To count, use csv/ja/organizations.csv."


def test_a_day_that_spreadsheets_cannot_count_stays_text(
    home: Home, stage: Callable[[str], StagedRelease]
) -> None:
    change_tables(
        home, "update organizations set established_on = date '1889-02-11' where org_id = 'JP-JCN-3'"
    )
    rows = read(stage("2026.11.0").root / "xlsx" / "organizations.xlsx", DATA)
    assert [row[3] for row in rows[2:4]] == ["1999-12-31", "1889-02-11"]


def test_a_text_too_long_for_a_cell_is_cut_and_told(
    home: Home, stage: Callable[[str], StagedRelease]
) -> None:
    change_tables(home, "update organizations set name = repeat('長', 40000) where org_id = 'JP-JCN-1'")
    path = stage("2026.11.0").root / "xlsx" / "organizations.xlsx"
    assert 0 < len(str(read(path, DATA)[1][2])) <= 32_767
    assert "1 cells are too long" in str(read_cover(path)["Texts cut"])


def test_nothing_runs_and_nothing_is_merged_or_drawn(release: Path) -> None:
    with zipfile.ZipFile(release / "xlsx" / "organizations.xlsx") as archive:
        names = archive.namelist()
        sheets = [archive.read(name) for name in names if name.startswith("xl/worksheets/sheet")]
    assert not [name for name in names if "drawing" in name or "media" in name or "vba" in name]
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<mergeCell" in sheet]


def test_codes_are_named_in_both_languages() -> None:
    lists = CodeLists({"sectors": {"npo": Name("NPO", "NPO"), "company": Name("企業", "Company")}})
    assert lists.name("sector", "company").both == "企業 · Company"
    assert lists.name("sector_pair", "company+npo").en == "Company + NPO"
    assert lists.name("sector", "unheard") == Name("unheard", "unheard")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [((2026, 11, 24), 25), ((2026, 11, 25), 2), ((2026, 11, 26), 2), ((2026, 11, 20), 25)],
)
def test_the_next_release_is_on_the_next_wednesday(as_of: tuple[int, int, int], expected: int) -> None:
    following = next_release_on(date(*as_of))
    assert (following.weekday(), following.day) == (2, expected)
