from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from ingest.sample import SampleSummary
from ingest.sample.country import addresses, to_half_width_kana
from tests.ingest.check_digits import is_municipality_code_6


def read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def codes(sample: SampleSummary) -> list[dict[str, str]]:
    return read_rows(sample.root / "codes/soumu_zenkoku_chiho_kokyo_dantai_codes.csv")


def test_every_municipality_code_has_its_check_digit(
    sample: SampleSummary, codes: list[dict[str, str]]
) -> None:
    wards = read_rows(sample.root / "codes/localgovjp-utf8.csv")
    assert all(is_municipality_code_6(row["団体コード"]) for row in codes)
    assert all(is_municipality_code_6(row["lgcode"]) for row in wards)


def test_the_ministry_lists_47_prefectures_and_no_wards(codes: list[dict[str, str]]) -> None:
    assert sum(not row["市区町村名"] for row in codes) == 47
    assert {row["団体コード"][2] for row in codes if row["市区町村名"].endswith("区")} == {"1"}
    assert all(row["団体コード"].startswith("13") for row in codes if row["市区町村名"].endswith("区"))


def test_the_table_of_wards_is_older_than_the_reform_of_hamamatsu(sample: SampleSummary) -> None:
    codes = {row["lgcode"][:5] for row in read_rows(sample.root / "codes/localgovjp-utf8.csv")}
    assert {"22131", "22137"} <= codes and not {"22138", "22139", "22140"} & codes


def test_municipal_populations_sum_to_those_of_the_prefectures(sample: SampleSummary) -> None:
    folder = sample.root / "population"
    sums: dict[str, int] = {}
    for row in read_rows(folder / "soumu_mynumber_20221231_all_localgovs.csv"):
        sums[row["都道府県名"]] = sums.get(row["都道府県名"], 0) + int(row["総数（人口）"])
    prefectures = read_rows(folder / "soumu_mynumber_20221231_all_prefectures.csv")
    assert sums == {row["都道府県名"]: int(row["総数（人口）"]) for row in prefectures}


def test_leading_zeros_are_lost_as_in_the_real_copy(sample: SampleSummary) -> None:
    first = read_rows(sample.root / "population/soumu_mynumber_20221231_all_localgovs.csv")[0]
    assert (first["市区町村名"], first["団体コード"]) == ("札幌市", "11002")


def test_the_census_sums_up_at_every_level(sample: SampleSummary) -> None:
    rows = read_rows(sample.root / "population/estat_census2020_municipality.csv")
    people = {row["area_code"]: int(row["population"]) for row in rows}
    prefectures = sum(count for code, count in people.items() if code.endswith("000") and code != "00000")
    assert people["00000"] == prefectures
    assert people["22130"] == sum(people[f"2213{ward}"] for ward in range(1, 8))


def test_readings_become_half_width_kana() -> None:
    assert to_half_width_kana("しちょうがぱ") == "ｼﾁｮｳｶﾞﾊﾟ"


def test_all_67_authorities_have_places() -> None:
    assert addresses()["authority_code"].n_unique() == 67
