"""The certified list out of its PDF: drawn ones for the rules, the published one for the figures."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from ingest.acquire import acquire, open_fetcher
from ingest.landing import LandingStore
from ingest.registries.certified_list import COLUMNS, REGISTER
from tests.ingest.registries.bronze_of import Built, build, build_from, land

FONT = "HeiseiKakuGo-W5"
TITLE = "所轄庁による認定・特例認定 法人名簿 2024年08月30日更新"
TOP = [
    "所轄庁コード",
    "所轄庁",
    "法人番号",
    "認定",
    "特例認定",
    "更新申請中",
    "法人名",
    "主たる事務所の所在地",
    "代表者氏名",
    "PST基準",
    "",
    "",
    "",
    "認定 有効期間",
    "",
    "特例認定 有効期間",
    "",
]
BELOW = [""] * 9 + ["相対値", "絶対値", "条例指定", "自治体名", "自", "至", "自", "至"]
ENTRY = [
    "001",
    "北海道",
    "3450005002241",
    "○",
    "",
    "○",
    "みほん",
    "南富良野町字落合１０７４番地",
    "秘密太郎",
    "",
    "○",
    "",
    "",
    "2013年01月23日",
    "2028年01月22日",
    "",
    "",
]
WIDTHS = [46, 38, 68, 20, 20, 20, 80, 110, 50, 25, 25, 25, 45, 62, 62, 62, 62]


def draw_pdf(
    pages: Sequence[Sequence[Sequence[str]]], title: str = TITLE, top: Sequence[str] = TOP, scale: float = 1.0
) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    plain = ParagraphStyle("plain", fontName=FONT, fontSize=7 * scale, leading=8 * scale, wordWrap="CJK")
    spans = [("SPAN", (column, 0), (column, 1)) for column in range(9)]
    groups = [("SPAN", (9, 0), (12, 0)), ("SPAN", (13, 0), (14, 0)), ("SPAN", (15, 0), (16, 0))]
    tight = [(side, (0, 0), (-1, -1), 1) for side in ("LEFTPADDING", "RIGHTPADDING")]
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), *tight, *spans, *groups])
    story: list[object] = []
    for rows in pages:
        cells = [[Paragraph(text, plain) if text else "" for text in row] for row in [top, BELOW, *rows]]
        story += [Paragraph(title, plain), Table(cells, [width * scale for width in WIDTHS], style=style)]
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4), leftMargin=8, rightMargin=8).build(story)
    return out.getvalue()


def entry(**cells: str) -> list[str]:
    headers = [column.header for column in COLUMNS]
    return [cells.get(header.replace(" ", ""), text) for header, text in zip(headers, ENTRY, strict=True)]


@pytest.fixture
def parse(tmp_path: Path) -> Callable[..., Built]:
    def run(*pages: Sequence[Sequence[str]], **options: object) -> Built:
        return build(REGISTER, tmp_path, "meibo.pdf", draw_pdf(pages, **options))  # type: ignore[arg-type]

    return run


def test_an_entry_becomes_typed_values(parse: Callable[..., Built]) -> None:
    row = parse([ENTRY]).rows.row(0, named=True)
    assert row["published_on"] == date(2024, 8, 30)
    assert (row["jurisdiction_code"], row["corporate_number"]) == ("001", "3450005002241")
    assert (row["certified"], row["specially_certified"], row["renewal_pending"]) == (True, False, True)
    assert (row["pst_relative"], row["pst_absolute"]) == (False, True)
    assert (row["certified_from"], row["certified_to"]) == (date(2013, 1, 23), date(2028, 1, 22))
    assert row["specially_certified_to"] is None


def test_lines_within_a_cell_are_joined(parse: Callable[..., Built]) -> None:
    long = "札幌市中央区北一条西二丁目見本ビルディング三階三〇一号室まちなか芸術館内"
    assert parse([entry(主たる事務所の所在地=long)]).rows["address"].item() == long


@pytest.mark.parametrize("scale", [0.6, 0.8, 1.0])
def test_the_size_of_the_table_does_not_matter(parse: Callable[..., Built], scale: float) -> None:
    assert parse([ENTRY] * 3, scale=scale).rows.height == 3


def test_a_row_without_number_is_kept(parse: Callable[..., Built]) -> None:
    built = parse([entry(法人番号="")])
    assert built.rows["corporate_number"].to_list() == [None]


def test_a_broken_number_goes_to_quarantine_without_the_persons_name(parse: Callable[..., Built]) -> None:
    built = parse([ENTRY, entry(法人番号="3450005002242")])
    assert built.report.rows_landed == 2
    assert built.quarantine["rule"].to_list() == ["corporate_number.check_digit"]
    assert "秘密太郎" not in str(built.quarantine.rows()) + str(built.rows.rows())


def test_another_header_blocks_the_file(parse: Callable[..., Built]) -> None:
    built = parse([ENTRY], top=["庁", *TOP[1:]])
    assert built.report.failed
    assert built.rules == {"column.unknown"}


def test_a_list_without_date_blocks_the_file(parse: Callable[..., Built]) -> None:
    assert parse([ENTRY], title="法人名簿").rules == {"file.no_date"}


def test_a_row_that_stands_outside_the_table_is_noticed(parse: Callable[..., Built]) -> None:
    built = parse([ENTRY], title=TITLE + " 002 青森県")
    assert built.rules == {"pdf.rows_do_not_agree"}


def test_what_is_no_pdf_blocks_the_file(tmp_path: Path) -> None:
    assert build(REGISTER, tmp_path, "meibo.pdf", b"<html></html>").report.failed


def test_the_list_is_found_by_the_text_of_its_link(tmp_path: Path) -> None:
    (tmp_path / "certified").mkdir()
    (tmp_path / "certified" / "ninteimeibo_20240830.pdf").write_bytes(draw_pdf([[ENTRY]]))
    got = acquire(REGISTER, LandingStore(tmp_path / "landing"), open_fetcher([REGISTER], tmp_path))
    assert [landed.filename for landed in got.new] == ["ninteimeibo_20240830.pdf"]


@pytest.fixture(scope="module")
def published(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    path = real_data / "certified" / "ninteimeibo_20240830.pdf"
    return build_from(REGISTER, tmp_path_factory.mktemp("certified"), land(REGISTER, path, path.name))


def test_every_published_cell_is_read(published: Built, real_data: Path) -> None:
    with (real_data / "certified" / "nintei_meibo_20240830_extracted.csv").open(encoding="utf-8") as file:
        expected = [
            {name: "".join(text.split("\n")).strip() for name, text in row.items()}
            for row in csv.DictReader(file)
        ]
    rows = published.rows.with_columns(
        pl.when(pl.col(pl.Boolean)).then(pl.lit("○")).name.keep(),
        pl.col(pl.Date).dt.strftime("%Y年%m月%d日"),
    ).fill_null("")
    for column in COLUMNS:
        if column.field is not None:
            assert rows[column.field].to_list() == [row[column.header] for row in expected], column.header


def test_the_published_list_has_its_known_figures(published: Built) -> None:
    rows, day = published.rows, published.rows["published_on"][0]
    current = rows.filter("certified", (pl.col("certified_to") >= day) | pl.col("renewal_pending"))
    special = rows.filter(
        "specially_certified", (pl.col("specially_certified_to") >= day) | pl.col("renewal_pending")
    )
    assert published.report.rows_landed == published.report.rows_bronze == 1618
    assert (current.height, special.height) == (1248, 35)
    assert (rows["certified"].sum(), rows["specially_certified"].sum()) == (1489, 129)
    assert rows["corporate_number"].null_count() == 5
