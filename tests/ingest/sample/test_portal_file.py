from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from ingest.sample import SampleSummary
from ingest.sample.write import write_portal_edition_2019
from tests.ingest.check_digits import is_corporate_number
from tests.ingest.sample.conftest import read_member

#: As its users copied it from the real file; not taken from the code that writes it.
HEADER_START = "法人名称,法人名称カナ,所轄庁,権限移譲先市町村,主たる事務所の所在地,主たる事業所の郵便番号,"
HEADER_END = "条例個別指定：有効期限（更新日),条例個別指定：有効期限（条例個別指定：取消日)"


@pytest.fixture(scope="module")
def text(sample: SampleSummary) -> str:
    return read_member(sample.root / "portal/gyousei_000.zip").decode("cp932")


@pytest.fixture(scope="module")
def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_header_has_60_columns_to_the_letter(text: str) -> None:
    header = text.split("\r\n", 1)[0]
    assert header.startswith(HEADER_START) and header.endswith(HEADER_END)
    assert len(header.split(",")) == 60


def test_records_end_with_crlf_and_some_are_followed_by_a_blank_line(text: str) -> None:
    assert "\r\n\r\n" in text and text.endswith("\r\n")
    assert text.count("\r") == text.count("\r\n")


def test_every_record_has_60_cells_although_some_span_lines(
    sample: SampleSummary, rows: list[dict[str, str]]
) -> None:
    assert len(rows) == sample.rows["npo_portal"]
    assert all(None not in row and None not in row.values() for row in rows)
    assert sum("\n" in row["従たる事務所の所在地"] for row in rows) > 50
    assert any('"' in row["定款に記載された目的"] for row in rows)


def test_one_address_in_eight_is_missing_nearly_always_of_a_dissolved_npo(rows: list[dict[str, str]]) -> None:
    missing = [row for row in rows if not row["主たる事務所の所在地"]]
    ended = [row for row in missing if row["監督情報"] or row["解散情報"]]
    assert len(missing) / len(rows) == pytest.approx(0.122, abs=0.005)
    assert len(ended) / len(missing) == pytest.approx(0.993, abs=0.01)


def test_rows_are_ordered_by_authority_with_missing_addresses_at_the_head(rows: list[dict[str, str]]) -> None:
    keys = [(row["法人情報URL"][-9:-6], bool(row["主たる事務所の所在地"])) for row in rows]
    assert keys == sorted(keys)
    assert len({code for code, _ in keys}) == 67


def test_dissolutions_are_texts_with_the_date_inside(rows: list[dict[str, str]]) -> None:
    texts = [row["解散情報"] for row in rows if row["解散情報"]]
    assert all(re.fullmatch(r"\d{4}年\d\d月\d\d日 \S+\(\S+\)", text) for text in texts)
    assert any("認証取消し" in text for text in texts) and any("社員総会の決議" in text for text in texts)
    assert any("\n" in row["監督情報"] for row in rows)


def test_numbers_are_valid_or_missing(rows: list[dict[str, str]]) -> None:
    numbers = [row["法人番号"] for row in rows]
    assert all(is_corporate_number(number) for number in numbers if number)
    assert numbers.count("") >= 5


def test_many_addresses_lack_the_prefecture(rows: list[dict[str, str]]) -> None:
    addresses = [row["主たる事務所の所在地"] for row in rows if row["主たる事務所の所在地"]]
    prefecture = re.compile("北海道|東京都|京都府|大阪府|...?県")
    without = [address for address in addresses if not prefecture.match(address)]
    assert 0.25 < len(without) / len(addresses) < 0.6


def test_certification_flags_are_circles_or_nothing(rows: list[dict[str, str]]) -> None:
    names = [name for name in rows[0] if name.startswith(("活動分野", "認定（認定・特例", "認定（PST基準１"))]
    assert {row[name] for row in rows for name in names} == {"", "○"}
    assert sum(row["認定（認定・特例認定１）"] == "○" for row in rows) > 80
    assert any(row["認定（認定・特例認定４）"] == "○" for row in rows)


def test_the_edition_of_2019_has_45_columns_and_no_later_fact(tmp_path: Path) -> None:
    count = write_portal_edition_2019(tmp_path / "gyousei_000.zip", scale=0.2)
    text = read_member(tmp_path / "gyousei_000.zip").decode("cp932")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == count > 200
    assert len(rows[0]) == 45
    assert max(row["法人設立認証年月日"] for row in rows) < "2019/02/23"
    assert max(row["解散情報"] for row in rows) < "2019年02月23日"
