"""A correction of a true mistake in the tax agency's files, as published.

On 2024-01-25 the register closed a corporation whose name lacks two characters of its legal form:
特定非営利法人 for 特定非営利活動法人.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.bronze import build_partitions, ensure_empty_partition
from ingest.landing import LandingStore
from ingest.registries import REGISTERS
from tests.warehouse.corrections.written import DICTIONARY, correction, write
from warehouse.corrections import prepare_corrections
from warehouse.corrections.bronze import locate_corrected_rows
from warehouse.layout import Home

NUMBER, DAY = "3010005008563", date(2024, 1, 25)
WRONG, RIGHT = "特定非営利法人日本ナレッジネット協議会", "特定非営利活動法人日本ナレッジネット協議会"


@pytest.fixture(scope="module")
def home(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that has read the daily files of the days around."""
    home = Home(tmp_path_factory.mktemp("real"))
    register, store = REGISTERS["nta_diff"], LandingStore(home.landing)
    for path in sorted((real_data / "nta" / "diff").glob("diff_202401*.zip")):
        copy = shutil.copy2(path, home.root)  # what lands is moved
        store.land(register.name, path.name, Path(copy), url=f"https://example.jp/{path.name}")
    build_partitions(register, store.current(register.name), home.bronze, home.quarantine)
    ensure_empty_partition(register, home.bronze)
    return home


def mend(home: Home, **changes: Any) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Write the correction and return the corrected rows and what was found."""
    entry = {
        "id": "nta-name-2024-01-25",
        "register": "nta_diff",
        "rows": {"corporate_number": NUMBER, "process": "21", "update_date": DAY},
        "expect": {"values": {"name": WRONG}, "rows": 1},
        "set": {"name": RIGHT},
        "evidence": f"https://www.houjin-bangou.nta.go.jp/henkorireki-johoto.html?selHouzinNo={NUMBER}",
        "reported_to": "国税庁",
    }
    write(home, correction(**(entry | changes)))
    prepare_corrections(home, DICTIONARY)
    rows = pl.read_parquet(locate_corrected_rows(home.bronze, "nta_diff"))
    findings = pl.read_parquet(home.bronze / "correction_findings" / "correction_findings.parquet")
    return rows, findings.row(0, named=True)


def test_the_name_is_mended_where_the_publisher_says_what_is_expected(home: Home) -> None:
    rows, found = mend(home)

    assert rows.select("name", "source_file", "close_date", "legal_form").rows() == [
        (RIGHT, "diff_20240125.zip", DAY, "npo")
    ]
    assert (found["rows_found"], found["is_as_expected"], found["rows_corrected"]) == (1, True, 1)


def test_the_guard_holds_where_the_publisher_says_something_else(home: Home) -> None:
    rows, found = mend(home, expect={"values": {"name": WRONG.replace("協議会", "機構")}, "rows": 1})

    assert rows.height == 0
    assert (found["rows_found"], found["is_as_expected"], found["rows_corrected"]) == (1, False, 0)
    assert WRONG in found["says"]


def test_the_guard_holds_where_more_rows_are_expected_than_there_are(home: Home) -> None:
    rows, _ = mend(home, expect={"values": {"name": WRONG}, "rows": 2})

    assert rows.height == 0
