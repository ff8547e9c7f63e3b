from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path

import pytest

from ingest.bronze import build_partition
from ingest.files import sha256_of
from ingest.landing import LandedFile
from ingest.register import Register
from ingest.sample import SampleSummary

FILES = {
    "nta_diff": "nta/diff/*.zip",
    "nta_national": "nta/national/*.zip",
    "npo_portal": "portal/*.zip",
    "certified_list": "certified/*.pdf",
    "municipality_codes": "codes/soumu*.csv",
    "municipality_wards": "codes/localgov*.csv",
    "population_resident": "population/soumu*.csv",
    "population_census": "population/estat*.csv",
}


@pytest.mark.parametrize("name", FILES)
def test_the_register_reads_every_row_of_the_sample(name: str, sample: SampleSummary, tmp_path: Path) -> None:
    register: Register = importlib.import_module(f"ingest.registries.{name}").REGISTER
    paths = sorted(sample.root.glob(FILES[name]))
    reports = [
        build_partition(register, land(register, path), tmp_path / "bronze", tmp_path / "quarantine")
        for path in paths
    ]
    assert [report.findings for report in reports if report.failed] == []
    assert sum(report.rows_quarantined for report in reports) == 0
    assert {finding.severity for report in reports for finding in report.findings} <= {"noted"}
    if name in sample.rows:
        assert sum(report.rows_bronze for report in reports) == sample.rows[name]


def land(register: Register, path: Path) -> LandedFile:
    digits = "".join(character for character in path.stem if character.isdigit())
    day = date(int(digits[-8:-4]), int(digits[-4:-2]), int(digits[-2:])) if len(digits) >= 8 else None
    return LandedFile(
        register.name,
        path.name,
        sha256_of(path),
        path.stat().st_size,
        path,
        "https://example.jp/",
        "2026-01-01T00:00:00Z",
        None,
        None,
        day,
    )
