"""Tests on the 136 daily files as published; the figures were counted independently of this reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest

from ingest.bronze import FileReport, build_partitions
from ingest.registries.nta_diff import REGISTER
from tests.ingest.registries.bronze_of import land


@pytest.fixture(scope="module")
def bronze() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def reports(real_data: Path, bronze: Path) -> list[FileReport]:
    files = [land(REGISTER, path, path.name) for path in sorted((real_data / "nta" / "diff").glob("*.zip"))]
    return build_partitions(REGISTER, files, bronze, bronze / "quarantine")


@pytest.fixture(scope="module")
def rows(reports: list[FileReport], bronze: Path) -> pl.LazyFrame:
    return pl.scan_parquet(bronze / REGISTER.name / "*.parquet")


def test_every_row_of_every_file_is_in_bronze(reports: list[FileReport]) -> None:
    assert len(reports) == 136
    assert sum(report.rows_landed for report in reports) == 388_404
    assert sum(report.rows_bronze for report in reports) == 388_404
    assert [report.filename for report in reports if report.rows_landed != report.rows_bronze] == []


def test_no_row_breaks_a_rule(reports: list[FileReport]) -> None:
    assert [finding.describe() for report in reports for finding in report.findings] == []


def test_the_encoding_switches_on_the_day_it_did(reports: list[FileReport]) -> None:
    rows_by_encoding = {
        encoding: [report.rows_landed for report in reports if report.encoding == encoding]
        for encoding in ("utf-8", "cp932")
    }
    assert {encoding: (len(rows), sum(rows)) for encoding, rows in rows_by_encoding.items()} == {
        "utf-8": (53, 139_983),
        "cp932": (83, 248_421),
    }
    assert {report.encoding for report in reports if report.partition <= "20211001"} == {"utf-8"}
    assert {report.encoding for report in reports if report.partition >= "20211004"} == {"cp932"}


def test_corporations_tombstones_and_npos_are_as_counted(rows: pl.LazyFrame) -> None:
    is_npo = pl.col("legal_form") == "npo"
    counts = rows.select(
        corporations=pl.col("corporate_number").n_unique(),
        tombstones=(pl.col("process") == "99").sum(),
        npo_rows=is_npo.sum(),
        npos=pl.col("corporate_number").filter(is_npo).n_unique(),
    ).collect()
    assert counts.row(0, named=True) == {
        "corporations": 326_485, "tombstones": 40, "npo_rows": 5_380, "npos": 4_489,
    }  # fmt: skip


def test_a_second_build_does_nothing(reports: list[FileReport], real_data: Path, bronze: Path) -> None:
    files = [land(REGISTER, path, path.name) for path in sorted((real_data / "nta" / "diff").glob("*.zip"))]
    again = build_partitions(REGISTER, files, bronze, bronze / "quarantine")
    assert all(report.unchanged for report in again)
