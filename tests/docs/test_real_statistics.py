"""Statistics of the authorities' own files, counted again without this code: no SQL of ours."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.tsunagu.shared_runs import FinishedRun

pytestmark = pytest.mark.xdist_group("real")

LISTED_ON = date(2024, 8, 30)
LIST = Path("certified") / "nintei_meibo_20240830_extracted.csv"
FIGURES = Path("official_statistics") / "nintei_houjin_20241231_partial44.csv"


def read(run: FinishedRun, table: str) -> pl.DataFrame:
    return pl.read_parquet(run.release / "parquet" / f"{table}.parquet")


def read_csv(real: FinishedRun, path: Path) -> Iterator[dict[str, str]]:
    with (real.mirror / path).open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def parse_day(text: str) -> date | None:
    return date(int(text[:4]), int(text[5:7]), int(text[8:10])) if text else None


def is_current(row: dict[str, str], mark: str, last_day: str) -> bool:
    """Tell whether an entry of the list is current on its day: marked, and not expired or being renewed."""
    ends = parse_day(row[last_day])
    return row[mark] == "○" and (row["更新申請中"] == "○" or (ends is not None and ends >= LISTED_ON))


def count_certified(real: FinishedRun, mark: str, last_day: str) -> Counter[str]:
    """Return the corporations that the list shows as current, by the name of the authority."""
    current = {
        (row["所轄庁"], row["法人番号"]) for row in read_csv(real, LIST) if is_current(row, mark, last_day)
    }
    return Counter(authority for authority, _ in current)


@pytest.fixture(scope="module")
def reconciled(real: FinishedRun) -> pl.DataFrame:
    """The comparison, with the name of each authority."""
    names = read(real, "jurisdictions").select("jurisdiction_code", "name_ja")
    return read(real, "stat_reconciliation").join(
        names, left_on="geography_code", right_on="jurisdiction_code", how="left"
    )


@pytest.fixture(scope="module")
def certified(reconciled: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """The certified of each authority: our count and the published one."""
    rows = reconciled.filter(pl.col("measure") == "certified").sort("geography_code")
    return {
        name: (ours, theirs)
        for name, ours, theirs in rows.select("name_ja", "value", "official_value").rows()
    }


def test_every_published_row_is_compared_with_what_the_list_itself_shows(
    real: FinishedRun, certified: dict[str, tuple[int, int]]
) -> None:
    counted = count_certified(real, "認定", "認定有効期間 至")
    published = {row["所轄庁名"]: int(row["認定法人数(現在数)"]) for row in read_csv(real, FIGURES)}

    # The page goes on where the file ends: of its next row no more than the certified could be read.
    published["宮崎県"] = 6
    assert certified == {name: (counted[name], figure) for name, figure in published.items()}


def test_of_45_prefectures_24_agree_to_the_last_one_and_16_differ_by_one(
    certified: dict[str, tuple[int, int]],
) -> None:
    differences = Counter(ours - theirs for ours, theirs in certified.values())

    assert len(certified) == 45
    assert differences[0] == 24
    assert differences[1] + differences[-1] == 16


@pytest.mark.parametrize(
    ("authority", "ours", "theirs"),
    [("東京都", 296, 298), ("愛知県", 29, 31), ("滋賀県", 20, 22), ("神奈川県", 50, 48), ("大阪府", 26, 32)],
)
def test_where_four_months_made_a_difference(
    certified: dict[str, tuple[int, int]], authority: str, ours: int, theirs: int
) -> None:
    assert certified[authority] == (ours, theirs)


def test_a_difference_is_explained_by_the_day_only_where_enough_may_have_come_or_gone(
    real: FinishedRun, reconciled: pl.DataFrame
) -> None:
    rows = list(read_csv(real, LIST))
    figures = reconciled.filter((pl.col("measure") == "certified") & (pl.col("difference") != 0))
    expected = {}
    for name, counted_on, difference in figures.select("name_ja", "counted_on", "difference").rows():
        of_authority = [row for row in rows if row["所轄庁"] == name]
        current = [row for row in of_authority if is_current(row, "認定", "認定有効期間 至")]
        leaving = {
            row["法人番号"]
            for row in current
            if row["更新申請中"] == "○" or (parse_day(row["認定有効期間 至"]) or date.max) <= counted_on
        }
        begun = {
            row["法人番号"]
            for row in current
            if (parse_day(row["認定有効期間 自"]) or date.min) > date(2023, 8, 30)
        }
        special = {
            row["法人番号"] for row in of_authority if is_current(row, "特例認定", "特例認定有効期間 至")
        }
        explained = -len(begun | special) <= difference <= len(leaving)
        expected[name] = "explained" if explained else "unexplained"

    assert dict(figures.select("name_ja", "verdict").rows()) == expected


@pytest.mark.parametrize(
    ("kind", "mark", "last_day"),
    [("certified", "認定", "認定有効期間 至"), ("specially_certified", "特例認定", "特例認定有効期間 至")],
)
def test_certified_by_authority_is_what_the_list_shows(
    real: FinishedRun, kind: str, mark: str, last_day: str
) -> None:
    names = read(real, "jurisdictions").select("jurisdiction_code", "name_ja")
    counted = (
        read(real, "stat_certification")
        .filter(
            (pl.col("geography_kind") == "jurisdiction")
            & (pl.col("certification_kind") == kind)
            & (pl.col("measure") == "current")
        )
        .join(names, left_on="geography_code", right_on="jurisdiction_code")
    )

    assert len(counted) == 67
    assert +Counter(dict(counted.select("name_ja", "value").rows())) == count_certified(real, mark, last_day)


@pytest.mark.parametrize(
    ("months", "until"), [(3, date(2024, 11, 30)), (6, date(2025, 2, 28)), (12, date(2025, 8, 30))]
)
def test_certifications_that_expire_soon_are_those_of_the_list(
    real: FinishedRun, months: int, until: date
) -> None:
    expiring = {
        row["法人番号"]
        for row in read_csv(real, LIST)
        if is_current(row, "認定", "認定有効期間 至")
        and LISTED_ON <= (parse_day(row["認定有効期間 至"]) or date.max) <= until
    }
    (counted,) = (
        read(real, "stat_certification")
        .filter(
            (pl.col("geography_code") == "JP")
            & (pl.col("certification_kind") == "certified")
            & (pl.col("measure") == f"expiring_within_{months}_months")
        )["value"]
        .to_list()
    )

    assert counted == len(expiring) > 0


@pytest.mark.parametrize("table", ["stat_fields", "stat_survival"])
def test_without_portal_and_national_file_nothing_is_stated(real: FinishedRun, table: str) -> None:
    assert read(real, table).select("value", "value_status").unique().rows() == [(None, "x")]


def test_figures_that_need_a_national_file_are_not_compared_and_say_why(reconciled: pl.DataFrame) -> None:
    absent = reconciled.filter(pl.col("measure").is_in(["authenticated", "dissolved", "revoked"]))

    assert len(absent) > 180
    assert absent.select("value", "value_status", "verdict", "explanation").unique().rows() == [
        (None, "x", "not_comparable", "national_file_absent")
    ]


def test_silence_is_not_known_from_daily_files_alone(real: FinishedRun) -> None:
    silent = read(real, "stat_dormancy").filter(pl.col("measure").str.starts_with("silent"))

    assert silent["measure"].n_unique() == 3
    assert silent.select("value", "value_status").unique().rows() == [(None, "x")]


def test_closures_by_the_registrar_are_a_lower_bound_where_files_are_and_unknown_where_none_is(
    real: FinishedRun,
) -> None:
    """Fewer files than of 15 days say nothing of a year: their zero would be no lower bound."""
    organizations = read(real, "organizations").filter(
        (pl.col("legal_form") == "npo") & (pl.col("close_cause") == "closed_by_registrar")
    )
    closed = Counter(organizations["closed_on"].to_list())
    published = [
        date.fromisoformat(path.stem.removeprefix("diff_"))
        for path in (real.mirror / "nta" / "diff").glob("diff_*.zip")
    ]
    table = read(real, "stat_dormancy").filter(
        (pl.col("geography_code") == "JP")
        & (pl.col("legal_form") == "npo")
        & (pl.col("measure") == "closed_by_registrar")
    )
    expected = {}
    for end in table["as_of_on"]:
        is_known = sum(date(end.year, 1, 1) <= day <= end for day in published) >= 15
        count = sum(number for day, number in closed.items() if day.year == end.year and day <= end)
        expected[end] = (count, "p") if is_known else (None, "x")
    stated = {
        day: (value, status)
        for day, value, status in table.select("as_of_on", "value", "value_status").rows()
    }

    assert {status for _, status in stated.values()} == {"p", "x"}
    assert stated == expected
