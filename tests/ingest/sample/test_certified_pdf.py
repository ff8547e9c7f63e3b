from __future__ import annotations

import re

import pdfplumber
import pytest

from ingest.sample import SampleSummary

DAY = "2024年08月30日"


@pytest.fixture(scope="module")
def tables(sample: SampleSummary) -> list[list[list[str | None]]]:
    with pdfplumber.open(sample.root / "certified/ninteimeibo_20240830.pdf") as pdf:
        return [table for page in pdf.pages for table in page.extract_tables()]


@pytest.fixture(scope="module")
def entries(tables: list[list[list[str | None]]]) -> list[list[str]]:
    return [[cell or "" for cell in row] for table in tables for row in table[3:]]


def test_the_title_line_gives_the_date(sample: SampleSummary) -> None:
    with pdfplumber.open(sample.root / "certified/ninteimeibo_20240830.pdf") as pdf:
        assert pdf.pages[0].extract_text().startswith(f"所轄庁による認定・特例認定 法人名簿 {DAY}更新\n")


def test_each_page_is_one_ruled_table_of_17_columns_under_its_header(
    tables: list[list[list[str | None]]], entries: list[list[str]], sample: SampleSummary
) -> None:
    assert all(table[0][:3] == ["所轄庁コード", "所轄庁", "法人番号"] for table in tables)
    assert all(table[1][13:] == ["自", "至", "自", "至"] for table in tables)
    assert {len(row) for row in entries} == {17}
    assert len(entries) == sample.rows["certified_list"] == 150


def test_cells_are_broken_by_line_feeds(entries: list[list[str]]) -> None:
    assert sum("\n" in cell for row in entries for cell in row[6:8]) > 10


def test_expired_entries_are_kept_and_some_wait_for_renewal(entries: list[list[str]]) -> None:
    certified = [row for row in entries if row[3] == "○"]
    expired = [row for row in certified if row[14] < DAY]
    assert len(expired) / len(certified) == pytest.approx(0.19, abs=0.09)
    assert any(row[5] == "○" for row in expired)
    assert any(row[13] and row[15] for row in certified)


def test_five_entries_have_no_corporate_number(entries: list[list[str]]) -> None:
    assert sum(row[2] == "" for row in entries) == 5
    assert all(re.fullmatch(r"\d{13}|", row[2]) for row in entries)


def test_no_address_names_its_prefecture(entries: list[list[str]]) -> None:
    assert not any(re.match(r"(東京都|北海道|大阪府|京都府|[^市区町村]{2,3}県)", row[7]) for row in entries)


def test_names_come_with_and_without_a_legal_form(entries: list[list[str]]) -> None:
    with_form = sum(bool(re.search("法人", row[6].replace("\n", ""))) for row in entries)
    assert with_form / len(entries) == pytest.approx(0.6, abs=0.12)
