"""Population by the resident register and by the census."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.acquire import acquire, open_fetcher
from ingest.landing import LandingStore
from ingest.register import Register
from ingest.registries import population_census, population_resident
from tests.ingest.registries.bronze_of import Built, build, build_from

LOCALGOVS = (
    "算出基準日,都道府県名,市区町村名,総数（人口）,交付枚数,人口に対する交付枚数率,人口算出基準日,"
    "交付件数基準日,団体コード\n"
)
PREFECTURES = (
    "算出基準日,都道府県名,総数（人口）,交付枚数,人口に対する交付枚数率,人口算出基準日,交付枚数算出基準日\n"
)


def parse_resident(folder: Path, content: str) -> Built:
    name = "soumu_mynumber_20221231_all_localgovs.csv"
    return build(population_resident.REGISTER, folder, name, content.encode("utf-8-sig"), date(2022, 12, 31))


def parse_census(folder: Path, rows: str) -> Built:
    content = ("area_code,area_name,population\n" + rows).encode("utf-8-sig")
    return build(population_census.REGISTER, folder, population_census.FILENAME, content)


def test_a_municipality_is_read_with_the_day_of_its_population(tmp_path: Path) -> None:
    rows = '"2022/12/31","北海道","札幌市",1960668,1113718,56.8,"2022/01/01","2022/12/31",11002\n'
    built = parse_resident(tmp_path, LOCALGOVS + rows)
    assert built.rows.drop("source_file").rows() == [
        (1, date(2022, 12, 31), date(2022, 1, 1), "municipality", "01100", "札幌市", 1960668)
    ]


def test_a_prefecture_gets_its_code_from_its_name(tmp_path: Path) -> None:
    rows = '"2022/12/31","沖縄県",1485484,1,1.0,"2022/01/01","2022/12/31"\n'
    built = parse_resident(tmp_path, PREFECTURES + rows)
    assert built.rows.select("area_level", "area_code", "area_name", "population").rows() == [
        ("prefecture", "47000", "沖縄県", 1485484)
    ]


def test_a_code_the_conversion_lost_is_corrected_and_noted(tmp_path: Path) -> None:
    rows = "2022/12/31,東京都,三宅村,2362,1,1.0,2022/01/01,2022/12/31,<NA>\n"
    built = parse_resident(tmp_path, LOCALGOVS + rows)
    assert built.rows["area_code"].to_list() == ["13381"]
    assert built.rules == {"correction.applied"}


def test_a_correction_ends_when_the_publisher_has_mended_the_error(tmp_path: Path) -> None:
    rows = "2022/12/31,東京都,三宅村,2362,1,1.0,2022/01/01,2022/12/31,133817\n"
    assert parse_resident(tmp_path, LOCALGOVS + rows).rules == set()


def test_another_lost_code_goes_to_quarantine(tmp_path: Path) -> None:
    rows = "2022/12/31,東京都,見本村,2362,1,1.0,2022/01/01,2022/12/31,<NA>\n"
    built = parse_resident(tmp_path, LOCALGOVS + rows)
    assert built.quarantine["rule"].to_list() == ["municipality_code.check_digit"]


@pytest.mark.parametrize("population", ["-1", "1,000", "１０", "1.5"])
def test_a_population_that_is_no_whole_number_goes_to_quarantine(tmp_path: Path, population: str) -> None:
    rows = f'2022/12/31,北海道,札幌市,"{population}",1,1.0,2022/01/01,2022/12/31,011002\n'
    assert parse_resident(tmp_path, LOCALGOVS + rows).rules == {"count.form"}


def test_the_last_edition_of_each_year_is_offered(tmp_path: Path) -> None:
    folder = tmp_path / "mirror" / "population"
    folder.mkdir(parents=True)
    for day in ("20200601", "20200701", "20221231"):
        for kind in ("all_localgovs", "all_prefectures"):
            header = LOCALGOVS if kind == "all_localgovs" else PREFECTURES
            (folder / f"soumu_mynumber_{day}_{kind}.csv").write_text(header, encoding="utf-8")
    register = population_resident.REGISTER
    got = acquire(register, LandingStore(tmp_path / "landing"), open_fetcher([register], tmp_path / "mirror"))
    assert [landed.filename[15:23] for landed in got.new] == ["20200701"] * 2 + ["20221231"] * 2
    assert got.new[0].data_date == date(2020, 7, 1)


def test_the_level_of_a_census_area_follows_from_code_and_name(tmp_path: Path) -> None:
    built = parse_census(
        tmp_path,
        "00000,全国,9\n01000,北海道,8\n01100,札幌市,7\n01110,札幌市清田区,6\n13100,特別区部,5\n13101,千代田区,4\n",
    )
    assert built.rows["area_level"].to_list() == [
        "country",
        "prefecture",
        "municipality",
        "ward",
        "aggregate",
        "municipality",
    ]
    assert built.rows["population_on"].unique().to_list() == [date(2020, 10, 1)]


def test_a_census_area_without_population_is_kept_and_noted(tmp_path: Path) -> None:
    built = parse_census(tmp_path, "07546,双葉町,\n")
    assert built.rows["population"].to_list() == [None]
    assert built.rules == {"population.empty"}


def read_published(register: Register, folder: Path, real_data: Path) -> pl.DataFrame:
    store = LandingStore(folder / "landing")
    acquire(register, store, open_fetcher([register], real_data))
    return [build_from(register, folder, landed) for landed in store.current(register.name)][-1].rows


def test_municipalities_and_prefectures_of_2022_sum_to_the_same(tmp_path: Path, real_data: Path) -> None:
    rows = read_published(population_resident.REGISTER, tmp_path, real_data)
    sums = rows.group_by("population_on", "area_level").agg(pl.col("population").sum(), pl.len())
    found = {(row[0].year, row[1]): (row[2], row[3]) for row in sums.iter_rows()}
    assert found[2022, "municipality"] == (125_927_902, 1741)
    assert found[2022, "prefecture"] == (125_927_902, 47)
    assert found[2019, "municipality"][0] == found[2019, "prefecture"][0] == 127_443_563


def test_the_levels_of_the_census_sum_to_the_country(tmp_path: Path, real_data: Path) -> None:
    rows = read_published(population_census.REGISTER, tmp_path, real_data)
    sums = dict(rows.group_by("area_level").agg(pl.col("population").sum()).iter_rows())
    assert sums["country"] == sums["prefecture"] == sums["municipality"] == 126_226_568
