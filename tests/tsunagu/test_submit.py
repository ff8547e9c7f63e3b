"""`tsunagu template` and `tsunagu submit`, as a member meets them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from tests.tsunagu.command import Answer, call

MEMBERS = """\
members:
  - id: mihon-centre
    name: みほん市民活動センター
    prefecture_code: "04"
    municipality: 仙台市
    sector: support_centre
    kinds: [voice]
"""
GOOD = {
    "声の番号": "V-001",
    "聞いた日": "令和6年5月12日",
    "都道府県": "宮城県",
    "主な課題": "災害復興・防災",
    "どなたの声か": "NPOの役職員",
    "内容": "集会所の鍵を開ける人が足りない。",
    "集計への利用": "○",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one member."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "members.yml").write_text(MEMBERS, encoding="utf-8")
    return folder


def write_voices(path: Path, *rows: dict[str, str]) -> Path:
    """Write rows as Excel in Japan saves CSV."""
    with path.open("w", encoding="cp932", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(GOOD))
        writer.writeheader()
        writer.writerows(rows)
    return path


def submit(home: Path, path: Path, member: str = "mihon-centre") -> Answer:
    return call("submit", path, "--member", member, "--home", home)


def list_receipts(home: Path) -> list[Path]:
    return sorted((home / "receipts" / "mihon-centre").iterdir())


def read_receipt(home: Path) -> dict[str, object]:
    return dict(json.loads((list_receipts(home)[-1] / "receipt.json").read_text(encoding="utf-8")))


def test_a_template_is_a_workbook_with_japanese_headers(tmp_path: Path) -> None:
    answer = call("template", "voice", "--out", tmp_path / "form.xlsx")

    sheets = CalamineWorkbook.from_path(tmp_path / "form.xlsx")
    assert answer.status == 0
    assert any(
        {"声の番号", "内容"} <= set(map(str, sheets.get_sheet_by_name(name).to_python()[0]))
        for name in sheets.sheet_names
    )


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    answer = call("template", "gathering")

    assert answer.status == 2
    assert "programme" in answer.err
    assert "催し" in answer.err


def test_a_good_file_is_accepted_and_its_encoding_is_said(home: Path, tmp_path: Path) -> None:
    answer = submit(home, write_voices(tmp_path / "声.csv", GOOD))

    assert answer.status == 0
    assert "受理 · accepted 1" in answer.out
    assert read_receipt(home)["encoding"] == "cp932"


def test_a_near_miss_is_answered_with_what_was_probably_meant(home: Path, tmp_path: Path) -> None:
    unclear = {**GOOD, "声の番号": "V-002", "主な課題": "災害復興と防災の取り組み"}
    answer = submit(home, write_voices(tmp_path / "声.csv", GOOD, unclear))
    page = (list_receipts(home)[-1] / "receipt.ja.html").read_text(encoding="utf-8")

    assert answer.status == 3
    assert "災害復興と防災の取り組み" in answer.out
    assert GOOD["主な課題"] in page


def test_the_answer_names_pages_that_exist(home: Path, tmp_path: Path) -> None:
    answer = submit(home, write_voices(tmp_path / "声.csv", GOOD))
    named = [Path(line.strip()) for line in answer.out.splitlines() if line.startswith("  /")]

    assert {path.name for path in named} >= {"receipt.json", "receipt.ja.html", "receipt.en.html"}
    assert all(path.is_file() for path in named)


def test_the_same_file_three_times_gives_three_receipts_and_one_set_of_records(
    home: Path, tmp_path: Path
) -> None:
    path = write_voices(tmp_path / "声.csv", GOOD)
    for _ in range(3):
        submit(home, path)
    records = pl.read_parquet(home / "bronze" / "submission_voice" / "mihon-centre-*.parquet")

    assert len(list_receipts(home)) == 3
    assert records["record_key"].to_list() == ["mihon-centre/V-001"]


def test_a_stranger_is_told_who_may_add_members(home: Path, tmp_path: Path) -> None:
    answer = submit(home, write_voices(tmp_path / "声.csv", GOOD), member="mihon-center")

    assert answer.status == 1
    assert "mihon-centre" in answer.err
    assert "members.yml" in answer.err


def test_a_file_that_is_no_table_is_refused_in_both_languages(home: Path, tmp_path: Path) -> None:
    picture = tmp_path / "picture.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))

    answer = submit(home, picture)

    assert answer.status == 1
    assert "受け付けできませんでした" in answer.err
    assert "refused" in answer.err
    assert "Traceback" not in answer.text
