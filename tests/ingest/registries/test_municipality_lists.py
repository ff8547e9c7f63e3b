"""The two lists of municipalities, and the changes kept by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from ingest.acquire import acquire, open_fetcher
from ingest.landing import LandingStore
from ingest.register import Register
from ingest.registries import municipality_codes, municipality_wards
from tests.ingest.registries.bronze_of import Built, build, build_from, land

CODES = "団体コード,都道府県名,市区町村名,都道府県名カナ,市区町村名カナ\n"
WARDS = "pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode\n"
SEEDS = Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"


def parse_codes(folder: Path, rows: str) -> Built:
    return build(municipality_codes.REGISTER, folder, municipality_codes.FILENAME, (CODES + rows).encode())


def parse_wards(folder: Path, rows: str) -> Built:
    content = (WARDS + rows).encode("utf-8-sig")
    return build(municipality_wards.REGISTER, folder, municipality_wards.FILENAME, content)


def test_a_row_without_municipality_is_a_prefecture(tmp_path: Path) -> None:
    built = parse_codes(tmp_path, "010006,北海道,,ﾎｯｶｲﾄﾞｳ,\n011002,北海道,札幌市,ﾎｯｶｲﾄﾞｳ,ｻｯﾎﾟﾛｼ\n")
    assert built.rows.select(
        "municipality_code", "municipality_code_6", "prefecture_code", "name", "name_kana", "area_kind"
    ).rows() == [
        ("01000", "010006", "01", "北海道", "ホッカイドウ", "prefecture"),
        ("01100", "011002", "01", "札幌市", "サッポロシ", "municipality"),
    ]


def test_a_lost_leading_zero_is_put_back_and_noted_once(tmp_path: Path) -> None:
    built = parse_codes(tmp_path, "11002,北海道,札幌市,,\n12025,北海道,函館市,,\n")
    assert built.rows["municipality_code"].to_list() == ["01100", "01202"]
    assert built.report.findings_by_rule == {"municipality_code.leading_zero": 2}


@pytest.mark.parametrize("code", ["011003", "11003", "01100", "０１１００２"])
def test_a_code_without_proof_goes_to_quarantine(tmp_path: Path, code: str) -> None:
    built = parse_codes(tmp_path, f"{code},北海道,札幌市,,\n")
    assert built.quarantine["rule"].to_list() == ["municipality_code.check_digit"]
    assert built.rows.is_empty()


def test_an_unknown_prefecture_goes_to_quarantine(tmp_path: Path) -> None:
    assert parse_codes(tmp_path, "011002,蝦夷,札幌市,,\n").rules == {"prefecture.unknown"}


def test_a_ward_is_told_by_the_space_in_its_name(tmp_path: Path) -> None:
    built = parse_wards(
        tmp_path,
        "1,北海道,1100,札幌市,さっぽろし,43.0,141.3,https://x/,a,011002\n"
        "1,北海道,1101,札幌市 中央区,さっぽろし ちゅうおうく,43.05,141.34,https://x/,b,011011\n",
    )
    assert built.rows.select("municipality_code", "name", "name_kana", "area_kind", "latitude").rows() == [
        ("01100", "札幌市", "サッポロシ", "municipality", 43.0),
        ("01101", "札幌市中央区", "サッポロシチュウオウク", "ward", 43.05),
    ]


@pytest.mark.parametrize("latitude", ["north", "1000", "nan"])
def test_an_impossible_coordinate_is_emptied_and_noted(tmp_path: Path, latitude: str) -> None:
    built = parse_wards(tmp_path, f"1,北海道,1100,札幌市,さっぽろし,{latitude},141.3,,,011002\n")
    assert built.rows["latitude"].to_list() == [None]
    assert built.rules == {"degrees.form"}


@pytest.mark.parametrize("register", [municipality_codes.REGISTER, municipality_wards.REGISTER])
def test_a_mirror_without_the_file_offers_nothing(tmp_path: Path, register: Register) -> None:
    (tmp_path / "mirror").mkdir()
    got = acquire(register, LandingStore(tmp_path / "landing"), open_fetcher([register], tmp_path / "mirror"))
    assert (got.offered, got.findings) == (0, [])


def read_published(module_register: Register, folder: Path, real_data: Path, name: str) -> Built:
    path = real_data / "codes" / name
    return build_from(module_register, folder, land(module_register, path, name))


def count_kinds(built: Built) -> dict[str, int]:
    return dict(built.rows["area_kind"].value_counts().iter_rows())


def test_the_published_lists_are_read_whole(tmp_path: Path, real_data: Path) -> None:
    codes = read_published(municipality_codes.REGISTER, tmp_path, real_data, municipality_codes.FILENAME)
    wards = read_published(municipality_wards.REGISTER, tmp_path, real_data, municipality_wards.FILENAME)
    assert count_kinds(codes) == {"prefecture": 47, "municipality": 1747}
    assert count_kinds(wards) == {"ward": 175, "municipality": 1741}
    assert codes.rules | wards.rules == set()
    known = set(codes.rows["municipality_code"])
    assert set(wards.rows.filter(pl.col("area_kind") == "municipality")["municipality_code"]) <= known


def test_every_code_of_the_published_diffs_is_known(tmp_path: Path, real_data: Path) -> None:
    codes = read_published(municipality_codes.REGISTER, tmp_path, real_data, municipality_codes.FILENAME)
    wards = read_published(municipality_wards.REGISTER, tmp_path, real_data, municipality_wards.FILENAME)
    with (SEEDS / "municipality_changes.csv").open(encoding="utf-8", newline="") as file:
        changes = list(csv.DictReader(file))
    known = set(codes.rows["municipality_code"]) | set(wards.rows["municipality_code"])
    known |= {change[side] for change in changes for side in ("predecessor_code", "successor_code")}
    # Counted once over all 136 files: the codes that neither list has.
    gone = {
        "04423",
        "08321",
        "11461",
        "15201",
        "15345",
        "22138",
        "22139",
        "22140",
        "23304",
        "27201",
        "37343",
        "40305",
        "43201",
    }
    assert gone <= known
