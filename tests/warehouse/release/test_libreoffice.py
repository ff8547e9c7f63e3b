"""What LibreOffice makes of the files of a release: numbers, zeros and texts as they are, and no formula."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from warehouse.release import StagedRelease
from warehouse.release.cover import DATA
from warehouse.release.paths import TablePaths

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

#: Comma, double quote, UTF-8, from the first line on; the last two: every sheet, formulas evaluated.
CSV_EVALUATED = "CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
EVERY_SHEET_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def convert(source: Path, target: str, folder: Path, *options: str) -> Path:
    """Let LibreOffice open a file and save it in another format into a folder."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", *options, "--convert-to", target, "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
    return folder


@pytest.fixture
def release(stage: Callable[[str], StagedRelease]) -> Path:
    return stage("2026.11.0").root


def test_numbers_zeros_and_texts_of_a_workbook_survive(release: Path, tmp_path: Path) -> None:
    convert(release / "xlsx" / "organizations.xlsx", EVERY_SHEET_AS_CSV, tmp_path)

    with (tmp_path / f"organizations-{DATA}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    assert [row[1] for row in rows] == ["1000000000001", "", "3000000000003", "0000000000004"]
    assert [row[4] for row in rows] == ["01", "", "05;01", ""]
    assert rows[0][2] == "=SUM(A1)"


def test_no_cell_of_a_csv_becomes_a_formula(release: Path, tmp_path: Path) -> None:
    convert(release / TablePaths.of("organizations").csv, "fods", tmp_path, f"--infilter={CSV_EVALUATED}")

    assert "table:formula" not in (tmp_path / "organizations.fods").read_text(encoding="utf-8")


def test_the_look_for_formulas_finds_one(tmp_path: Path) -> None:
    (tmp_path / "raw.csv").write_text("name\n=SUM(A5)\n", encoding="utf-8")
    convert(tmp_path / "raw.csv", "fods", tmp_path, f"--infilter={CSV_EVALUATED}")

    assert "table:formula" in (tmp_path / "raw.fods").read_text(encoding="utf-8")
