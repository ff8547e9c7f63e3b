from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from tests.tsunagu.command import call
from tests.tsunagu.shared_runs import FinishedRun


@pytest.fixture
def table(demo: FinishedRun, tmp_path: Path) -> Path:
    """Forty NPOs of the release as somebody might have listed them."""
    npos = pl.read_parquet(demo.release / "parquet" / "organizations.parquet").filter(
        (pl.col("legal_form") == "npo") & pl.col("address").is_not_null()
    )
    path = tmp_path / "list.csv"
    npos.head(40).select(
        pl.col("name").str.replace("特定非営利活動法人", "NPO法人 ").alias("団体"),
        pl.col("address").alias("住所"),
        pl.col("org_id").alias("truth"),
    ).write_csv(path)
    return path


def test_a_readers_table_gets_the_organisations_of_the_release(demo: FinishedRun, table: Path) -> None:
    answer = call("reconcile", table, "--column", "団体", "--place", "住所", "--home", demo.home.root)
    written = table.with_name("list-reconciled.csv")

    assert answer.status == 0
    assert "40 rows name" in answer.out
    with written.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    linked = [row for row in rows if row["tsunagu_match"] == "linked"]
    assert len(linked) > 30
    assert [row["tsunagu_org_id"] for row in linked] == [row["truth"] for row in linked]


def test_a_column_that_is_not_there_is_told_in_words(demo: FinishedRun, table: Path) -> None:
    answer = call("reconcile", table, "--column", "名称", "--home", demo.home.root)

    assert answer.status == 1
    assert "no column has this header" in answer.err
    assert "団体, 住所" in answer.err
    assert "Traceback" not in answer.text


def test_without_a_release_the_remedy_is_told(table: Path, tmp_path: Path) -> None:
    answer = call("reconcile", table, "--column", "団体", "--home", tmp_path / "empty")

    assert answer.status == 1
    assert "tsunagu run" in answer.err
