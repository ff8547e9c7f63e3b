from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.files import sha256_of
from ingest.sample import SampleSummary, write_sample
from ingest.sample_mark import SAMPLE_MARK


def digests(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): sha256_of(path) for path in root.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_sample(tmp_path / name, scale=0.1, seed=7)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_gives_other_organisations_in_the_same_files(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_sample(tmp_path / str(seed), scale=0.1, seed=seed)
    one, two = digests(tmp_path / "1"), digests(tmp_path / "2")
    assert one.keys() == two.keys()
    assert {name.split("/")[0] for name in one if one[name] == two[name]} == {
        "codes",
        "population",
        SAMPLE_MARK,
    }


def test_the_mirror_has_the_layout_of_the_publishers(sample: SampleSummary) -> None:
    names = {str(path.relative_to(sample.root)) for path in sample.root.rglob("*") if path.is_file()}
    assert {name for name in names if not name.startswith("nta/diff/")} == {
        "nta/national/00_zenkoku_all_20240731.zip",
        SAMPLE_MARK,
        "portal/gyousei_000.zip",
        "certified/ninteimeibo_20240830.pdf",
        "codes/soumu_zenkoku_chiho_kokyo_dantai_codes.csv",
        "codes/localgovjp-utf8.csv",
        "population/soumu_mynumber_20221231_all_localgovs.csv",
        "population/soumu_mynumber_20221231_all_prefectures.csv",
        "population/estat_census2020_municipality.csv",
    }
    assert len([name for name in names if name.startswith("nta/diff/diff_")]) == 40
    assert sample.files == 48


def test_archives_carry_no_wall_clock(sample: SampleSummary) -> None:
    for path in sample.root.rglob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            assert {info.date_time[3:] for info in archive.infolist()} == {(0, 0, 0)}


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    write_sample(tmp_path, scale=0.1, progress=told.append)
    assert any("national file" in line for line in told)
