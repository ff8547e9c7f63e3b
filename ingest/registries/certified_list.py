"""The Cabinet Office's list of certified NPO corporations, from the PDF as published.

The list keeps entries whose certification has run out; whoever counts must compare the expiry with the
date of the list, and count those whose renewal is pending.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import polars as pl
import pyarrow as pa

from ingest.errors import UnreadableFile
from ingest.http.mirror import list_files, serve_file, serve_page
from ingest.http.pages import find_links
from ingest.japanese.dates import parse_date
from ingest.register import Register, RemoteFile, Tolerance
from ingest.registries.cells import (
    CORPORATE_NUMBER,
    DATE,
    FILE_ROW,
    FLAG,
    TEXT,
    CellType,
    Column,
    Rule,
    clean_texts,
    deliver_rows,
    find_problems,
    list_key_fields,
    type_cells,
)
from ingest.registries.certified_pdf import read_pdf_list
from ingest.registries.licences import public_data_licence

if TYPE_CHECKING:
    from ingest.bronze import BronzeSink
    from ingest.http.fetch import Fetcher
    from ingest.landing import LandedFile

NAME = "certified_list"
PAGE_URL = "https://www.npo-homepage.go.jp/npoportal/certification"
LINK_TEXT = "全国 所轄庁認定・特例認定NPO法人名簿"

#: Where the page of a mirror says its PDFs lie; the publisher's own address is read off its page.
_MIRROR_FOLDER = "https://www.npo-homepage.go.jp/uploads/"
_FILE_DATE = re.compile(r"(?<![0-9])(20[0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])")


def _read_jurisdiction_codes(texts: pl.Series) -> pl.Series:
    return texts.str.extract(r"\A([0-9]{3})\z", 1)


_JURISDICTION_CODE = CellType(
    _read_jurisdiction_codes,
    Rule("jurisdiction_code.form", "Not an authority code of 3 digits.", "Compare with the PDF."),
)

_CELL_TEXT = Rule(
    "pdf.cell_text",
    "Two readers of the PDF do not agree on the text of this cell, or on where it ends.",
    "Look at the cell in the PDF; if it is misread there, mend the reading of the table.",
)

COLUMNS: tuple[Column, ...] = (
    Column("所轄庁コード", "jurisdiction_code", _JURISDICTION_CODE, key=True, required=True),
    Column("所轄庁", "jurisdiction_name", TEXT, key=True, required=True),
    Column("法人番号", "corporate_number", CORPORATE_NUMBER, key=True),
    Column("認定", "certified", FLAG, key=True),
    Column("特例認定", "specially_certified", FLAG, key=True),
    Column("更新申請中", "renewal_pending", FLAG, key=True),
    Column("法人名", "name", TEXT, key=True, required=True),
    Column("主たる事務所の所在地", "address", TEXT, key=True),
    Column("代表者氏名", None, TEXT),
    Column("PST基準 相対値", "pst_relative", FLAG),
    Column("PST基準 絶対値", "pst_absolute", FLAG),
    Column("PST基準 条例指定", "pst_ordinance", FLAG),
    Column("PST基準 条例指定 自治体名", "pst_ordinance_by", TEXT),
    Column("認定有効期間 自", "certified_from", DATE, key=True),
    Column("認定有効期間 至", "certified_to", DATE, key=True),
    Column("特例認定有効期間 自", "specially_certified_from", DATE, key=True),
    Column("特例認定有効期間 至", "specially_certified_to", DATE, key=True),
)

# The column of the municipality's name is let into that of the mark, so that its heading is seen twice.
_SPELLINGS = {
    "PST基準条例指定": frozenset({"PST基準条例指定", "PST基準条例指定自治体名"}),
    "PST基準条例指定自治体名": frozenset({"PST基準自治体名", "PST基準条例指定自治体名"}),
}
_HEADER = [
    _SPELLINGS.get(column.header.replace(" ", ""), frozenset({column.header.replace(" ", "")}))
    for column in COLUMNS
]

BRONZE_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("file_row", pa.int64()),
        ("published_on", pa.date32()),
        *(
            (column.field, {FLAG: pa.bool_(), DATE: pa.date32()}.get(column.type, pa.string()))
            for column in COLUMNS
            if column.field is not None
        ),
    ]
)


def discover_files(fetcher: Fetcher) -> Sequence[RemoteFile]:
    """Find the PDFs behind the list's link text; a publisher shows one, a mirror may show several."""
    page = fetcher.get_text(PAGE_URL)
    links = find_links(page, PAGE_URL) if page else []
    wanted = [link for link in links if _flatten(LINK_TEXT) in _flatten(link.text)]
    return [RemoteFile(link.url, PurePosixPath(urlsplit(link.url).path).name) for link in wanted]


def _flatten(text: str) -> str:
    return re.sub(r"\s", "", text)


def parse_pdf(landed: LandedFile, sink: BronzeSink) -> None:
    """Read every page of the PDF into bronze."""
    found = read_pdf_list(landed.path, landed.filename, _HEADER)
    sink.rows_landed = found.rows_in_text
    sink.published_on = _date_of_list(landed, found.title_date)
    names = [column.header for column in COLUMNS]
    cells = pl.DataFrame(found.rows, schema=dict.fromkeys(names, pl.String), orient="row")
    raw = cells.select(clean_texts(cells[name]) for name in names).with_row_index(FILE_ROW, offset=1)
    raw = raw.with_columns(pl.col(FILE_ROW).cast(pl.Int64))
    typed, problems = type_cells(raw, COLUMNS)
    problems += _find_doubtful_cells(raw, found.doubts)
    deliver_rows(landed, sink, BRONZE_SCHEMA, typed, raw=raw, columns=COLUMNS, problems=problems)


def _find_doubtful_cells(raw: pl.DataFrame, doubts: Sequence[tuple[int, int]]) -> list[pl.DataFrame]:
    """Return a problem for each cell the readers disagree on; what is not kept is not shown either."""
    shown = sorted({column for _, column in doubts if COLUMNS[column].field is not None})
    return [
        find_problems(
            raw,
            raw[FILE_ROW].is_in([row + 1 for row, at in doubts if at == column]),
            COLUMNS[column].header,
            _CELL_TEXT,
            quarantined=False,
        )
        for column in shown
    ]


def _date_of_list(landed: LandedFile, title_date: str | None) -> date:
    """Return the date in the title line, else that of the file name; without one nothing is current."""
    in_name = _FILE_DATE.search(landed.filename)
    named = parse_date("-".join(in_name.groups())) if in_name else None
    day = (parse_date(title_date) if title_date else None) or named or landed.data_date
    if day is None:
        raise UnreadableFile(
            f"{landed.filename}, title line",
            title_date or "no date",
            "the title line says on which day the list was updated",
            "Look at the first page of the PDF; without its date nobody can tell which entries are current.",
            code="file.no_date",
        )
    return day


def _render_page(root: Path) -> str | None:
    """Return the publisher's page as a mirror shows it: one link for each edition in the folder."""
    links = [
        f'<li><a href="{_MIRROR_FOLDER}{path.name}">{LINK_TEXT}</a></li>'
        for path in list_files(root, "certified/*.pdf")
    ]
    return "<!DOCTYPE html>\n<ul>\n" + "\n".join(links) + "\n</ul>\n" if links else None


REGISTER = Register(
    name=NAME,
    title_ja="全国 所轄庁認定・特例認定NPO法人名簿",
    title_en="List of certified and specially certified NPO corporations",
    publisher_ja="内閣府",
    publisher_en="Cabinet Office, Government of Japan",
    homepage=PAGE_URL,
    licence=public_data_licence(
        "全国 所轄庁認定・特例認定NPO法人名簿",
        "List of certified and specially certified NPO corporations",
        "内閣府",
        "Cabinet Office, Government of Japan",
        PAGE_URL,
    ),
    cadence="irregular",
    kind="snapshot",
    bronze_schema=BRONZE_SCHEMA,
    discover=discover_files,
    parse=parse_pdf,
    parser_version=2,
    tolerance=Tolerance(key="corporate_number", keys_kept=0.90, filled=list_key_fields(COLUMNS)),
    mirror_routes=(
        serve_page(re.escape(PAGE_URL), _render_page),
        serve_file(re.escape(_MIRROR_FOLDER) + r"(?P<name>[A-Za-z0-9_.-]+\.pdf)", "certified/{name}"),
    ),
)
