"""The portal's zip: two editions, quirks, and what happens to rows that break a rule."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from ingest.acquire import acquire, open_fetcher
from ingest.landing import LandingStore
from ingest.registries import npo_portal
from ingest.registries.npo_portal import REGISTER
from ingest.registries.npo_portal_layout import BRONZE_SCHEMA, COLUMNS, COLUMNS_2019
from ingest.sample.write import write_portal_edition_2019
from tests.ingest.registries.bronze_of import Built, build, land

HEADER = [column.header for column in COLUMNS]
HEADER_2019 = [column.header for column in COLUMNS_2019]
MEMBER = "000_AdministrativeInputData_20261004.csv"
SECRET = "秘密太郎"
ROW: Mapping[str, str] = {
    "法人名称": "特定非営利活動法人　みほん",
    "法人名称カナ": "ミホン",
    "所轄庁": "北海道",
    "主たる事務所の所在地": "札幌市中央区北一条西２ー１",
    "主たる事業所の郵便番号": "060-0001",
    "従たる事務所の所在地": "小樽市１\n函館市２",
    "代表者氏名": SECRET,
    "団体代表者名（フリガナ）": "ヒミツタロウ",
    "法人設立認証年月日": "1999/02/23",
    "設立年月日": "1999/03/01",
    "活動分野１": "○",
    "活動分野２０": "○",
    "認定（認定・特例認定１）": "○",
    "認定（認定・特例認定４）": "○",
    "認定（認定開始日）": "2019/04/01",
    "認定（認定満了日）": "2024/03/31",
    "監督情報": "2018年07月01日 改善命令",
    "法人情報URL": "https://www.npo-homepage.go.jp/npoportal/detail/001000001",
    "法人番号": "5360005001432",
    "事業年度開始日": "04/01",
    "事業年度終了日": "03/31",
}


def write_csv(
    rows: Sequence[Mapping[str, str]],
    header: Sequence[str] = HEADER,
    line_end: str = "\r\n",
    encoding: str = "cp932",
    blank: bool = False,
) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end)
    writer.writerow(header)
    for row in rows:
        writer.writerow([row.get(name, "") for name in header])
        if blank:
            out.write(line_end)
    return out.getvalue().encode(encoding)


def zip_csv(content: bytes, member: str = MEMBER) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "説明")
        archive.writestr(member, content)
    return out.getvalue()


@pytest.fixture
def parse(tmp_path: Path) -> Callable[[bytes], Built]:
    return lambda content: build(REGISTER, tmp_path, "gyousei_000.zip", zip_csv(content))


def one(**cells: str) -> dict[str, str]:
    return {**ROW, **cells}


def test_the_editions_have_sixty_and_forty_five_columns() -> None:
    assert (len(COLUMNS), len(COLUMNS_2019)) == (60, 45)


def test_a_row_becomes_typed_values(parse: Callable[[bytes], Built]) -> None:
    built = parse(write_csv([ROW]))
    row = built.rows.row(0, named=True)
    assert built.report.published_on in (date(2026, 10, 4), "2026-10-04")
    assert row["published_on"] == date(2026, 10, 4)
    assert (row["file_row"], row["corporate_number"], row["portal_id"]) == (1, "5360005001432", "001000001")
    assert row["established_certification_on"] == date(1999, 2, 23)
    assert (row["field_01"], row["field_02"], row["field_20"]) == (True, False, True)
    assert (row["certified"], row["renewal_pending"], row["specially_certified"]) == (True, True, False)
    assert row["supervision_on"] == date(2018, 7, 1)
    assert (row["fiscal_year_start"], row["fiscal_year_end"]) == ("04-01", "03-31")
    assert row["post_code"] == "0600001"
    assert row["branch_addresses"] == "小樽市１\n函館市２"
    assert row["purpose"] is None
    assert built.rules == set()


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("blank", [False, True])
def test_line_ends_and_blank_lines_do_not_matter(
    parse: Callable[[bytes], Built], line_end: str, blank: bool
) -> None:
    built = parse(write_csv([ROW, one(法人名称="みほん二")], line_end=line_end, blank=blank))
    assert built.report.rows_landed == 2
    assert built.rows["file_row"].to_list() == [1, 2]
    assert built.rows["branch_addresses"].to_list() == ["小樽市１\n函館市２"] * 2


def test_a_file_without_final_newline_keeps_its_last_row(parse: Callable[[bytes], Built]) -> None:
    assert parse(write_csv([ROW, ROW]).rstrip()).rows.height == 2


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_the_encoding_is_found_and_recorded(parse: Callable[[bytes], Built], encoding: str) -> None:
    built = parse(write_csv([one(法人名称="髙島屋①")], encoding=encoding))
    assert built.rows["name"].to_list() == ["髙島屋①"]
    assert built.report.encoding == ("cp932" if encoding == "cp932" else "utf-8")


def test_the_edition_of_2019_leaves_later_columns_empty(parse: Callable[[bytes], Built]) -> None:
    built = parse(write_csv([ROW], header=HEADER_2019))
    row = built.rows.row(0, named=True)
    assert built.rules == set()
    assert row["corporate_number"] == "5360005001432"
    assert row["name_kana"] is None
    assert row["ordinance_designated"] is None


def test_a_whole_file_of_the_edition_of_2019_is_read_without_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "sample.zip"
    count = write_portal_edition_2019(path, scale=0.2)
    built = build(REGISTER, tmp_path, "gyousei_000.zip", path.read_bytes())
    assert built.rules == set()
    assert (built.rows.height, built.report.rows_quarantined) == (count, 0)


def test_columns_in_another_order_are_read_by_name_and_reported(parse: Callable[[bytes], Built]) -> None:
    built = parse(write_csv([ROW], header=HEADER[::-1]))
    assert built.rules == {"column.moved"}
    assert built.rows["corporate_number"].to_list() == ["5360005001432"]


def test_an_unknown_column_is_reported_and_not_read(parse: Callable[[bytes], Built]) -> None:
    built = parse(write_csv([one(理事氏名=SECRET)], header=[*HEADER, "理事氏名"]))
    assert built.rules == {"column.unknown"}
    assert built.rows.columns == BRONZE_SCHEMA.names


def test_a_missing_column_is_reported_and_left_empty(parse: Callable[[bytes], Built]) -> None:
    built = parse(write_csv([ROW], header=[name for name in HEADER if name != "設立年月日"]))
    assert built.rules == {"column.missing"}
    assert built.rows["established_on"].to_list() == [None]


def test_a_renamed_key_column_blocks_the_file(parse: Callable[[bytes], Built]) -> None:
    header = ["名称" if name == "法人名称" else name for name in HEADER]
    built = parse(write_csv([ROW], header=header))
    assert built.report.failed
    assert built.rules == {"column.missing_key"}
    assert built.rows.is_empty()


def test_a_column_that_occurs_twice_blocks_the_file(parse: Callable[[bytes], Built]) -> None:
    assert parse(write_csv([ROW], header=[*HEADER, "法人名称"])).rules == {"column.duplicate"}


@pytest.mark.parametrize(
    ("header", "value", "rule"),
    [
        ("法人番号", "5360005001433", "corporate_number.check_digit"),
        ("法人番号", "５３６０００５００１４３２", "corporate_number.check_digit"),
        ("法人設立認証年月日", "2021/02/29", "date.impossible"),
        ("認定（認定満了日）", "2024/13/01", "date.impossible"),
        ("認定（認定・特例認定１）", "×", "flag.unknown"),
        ("法人名称", "", "cell.required"),
    ],
)
def test_a_row_that_breaks_a_key_rule_goes_to_quarantine(
    parse: Callable[[bytes], Built], header: str, value: str, rule: str
) -> None:
    built = parse(write_csv([ROW, one(**{header: value}), ROW]))
    kept = built.quarantine.row(0, named=True)
    assert built.report.rows_landed == 3
    assert built.rows["file_row"].to_list() == [1, 3]
    assert (kept["file_row"], kept["column_name"], kept["rule"]) == (2, header, rule)
    assert kept["value"] == (value or None)
    assert kept["message"]
    assert kept["remedy"]


@pytest.mark.parametrize(
    ("header", "field", "value", "rule"),
    [
        ("設立年月日", "established_on", "2021/02/29", "date.impossible"),
        ("活動分野１", "field_01", "×", "flag.unknown"),
        ("事業年度開始日", "fiscal_year_start", "02/30", "day_of_year.impossible"),
        ("主たる事業所の郵便番号", "post_code", "60-0001", "post_code.form"),
        ("監督情報", "supervision_on", "改善命令", "text.no_date"),
        ("解散情報", "dissolved_on", "社員総会の決議", "text.no_date"),
        ("解散情報", "dissolution_ground", "2020年02月19日 その他", "dissolution_ground.unknown"),
        ("法人情報URL", "portal_id", "https://www.npo-homepage.go.jp/npoportal/", "portal_url.id"),
    ],
)
def test_another_cell_that_breaks_its_rule_is_emptied_and_noted(
    parse: Callable[[bytes], Built], header: str, field: str, value: str, rule: str
) -> None:
    built = parse(write_csv([one(**{header: value})]))
    assert built.rows[field].to_list() == [None]
    assert built.rules == {rule}
    assert value in str(built.report.findings)


def test_dissolution_is_taken_apart(parse: Callable[[bytes], Built]) -> None:
    built = parse(write_csv([one(解散情報="2004年05月18日 社員総会の決議(第31条第1項第1号)")]))
    row = built.rows.row(0, named=True)
    assert (row["dissolved_on"], row["dissolution_ground"]) == (date(2004, 5, 18), "members_resolution")


def test_a_row_without_number_and_address_is_kept(parse: Callable[[bytes], Built]) -> None:
    built = parse(write_csv([one(法人番号="", 主たる事務所の所在地="")]))
    assert built.rows.select("corporate_number", "address").row(0) == (None, None)
    assert built.rules == set()


@pytest.mark.parametrize(("cells", "count"), [(59, "59"), (61, "61")])
def test_a_row_with_another_number_of_cells_goes_to_quarantine_unseen(
    parse: Callable[[bytes], Built], cells: int, count: str
) -> None:
    extra = (",".join(["あ", SECRET] + [""] * (cells - 2)) + "\r\n").encode("cp932")
    built = parse(write_csv([ROW]) + extra + write_csv([ROW]).split(b"\r\n", 1)[1])
    kept = built.quarantine.row(0, named=True)
    assert built.report.rows_landed == 3
    assert built.rows["file_row"].to_list() == [1, 3]
    assert (kept["file_row"], kept["rule"]) == (2, "row.cell_count")
    assert kept["value"].startswith(f"{count} cells")


def test_names_of_persons_reach_neither_bronze_nor_quarantine_nor_report(
    parse: Callable[[bytes], Built],
) -> None:
    built = parse(write_csv([ROW, one(法人番号="1", 理事氏名=SECRET)], header=[*HEADER, "理事氏名"]))
    record = json.loads(built.quarantine["record"].item())
    assert record["所轄庁"] == "北海道"
    for text in (str(built.rows.rows()), str(built.quarantine.rows()), str(built.report)):
        assert SECRET not in text
        assert "ヒミツタロウ" not in text


def test_a_row_that_breaks_two_rules_is_in_quarantine_once(parse: Callable[[bytes], Built]) -> None:
    built = parse(write_csv([one(法人番号="1", 法人設立認証年月日="2021/02/29", 設立年月日="x")]))
    assert built.quarantine.height == 1
    assert built.quarantine["rule"].item() == "date.impossible"
    assert "法人番号" in built.quarantine["message"].item()


def test_an_open_quotation_blocks_the_file(parse: Callable[[bytes], Built]) -> None:
    built = parse(write_csv([ROW]) + '"開いたまま,'.encode("cp932"))
    assert built.report.failed
    assert "quotation" in str(built.report.findings)


def test_an_undecodable_byte_is_noted_with_its_row(parse: Callable[[bytes], Built]) -> None:
    content = write_csv([ROW, one(定款に記載された目的="壊れた文字")])
    built = parse(content.replace("壊".encode("cp932"), b"\xfd\xfe"))
    assert built.rules == {"encoding.undecodable"}
    assert built.report.rows_bronze == 2


def test_a_member_without_date_is_noted(tmp_path: Path) -> None:
    built = build(REGISTER, tmp_path, "gyousei_000.zip", zip_csv(write_csv([ROW]), "data.csv"))
    assert built.rules == {"file.no_date"}
    assert built.rows["published_on"].to_list() == [None]


def test_a_mirror_serves_the_zip_and_an_empty_mirror_offers_nothing(tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "portal").mkdir(parents=True)
    store = LandingStore(tmp_path / "landing")
    assert acquire(REGISTER, store, open_fetcher([REGISTER], mirror)).offered == 0
    (mirror / "portal" / "gyousei_000.zip").write_bytes(zip_csv(write_csv([ROW])))
    first = acquire(REGISTER, store, open_fetcher([REGISTER], mirror))
    again = acquire(REGISTER, store, open_fetcher([REGISTER], mirror))
    assert (len(first.new), len(again.new), again.unchanged) == (1, 0, 1)


def name_partition(folder: Path, member: str) -> str:
    path = folder / "object"
    path.write_bytes(zip_csv(write_csv([ROW]), member))
    return npo_portal.name_partition(land(REGISTER, path, "gyousei_000.zip"))


def test_each_days_snapshot_has_a_partition_of_its_own(tmp_path: Path) -> None:
    assert name_partition(tmp_path, MEMBER) == "20261004"


def test_a_snapshot_without_a_date_is_kept_under_the_name_of_its_file(tmp_path: Path) -> None:
    assert name_partition(tmp_path, "data.csv") == "gyousei_000"
