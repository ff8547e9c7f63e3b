"""Writes the Cabinet Office portal's file of NPO corporations, in today's edition and that of 2019."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from ingest.registries.npo_portal_layout import COLUMNS, COLUMNS_2019
from ingest.sample.archives import write_archive
from ingest.sample.calendar import PORTAL_DAY
from ingest.sample.certifications import Certification
from ingest.sample.corrections import misdate_founding
from ingest.sample.names import Generator
from ingest.sample.portal_rows import describe_rows

EDITION_2019_DAY = date(2019, 2, 23)

_BLANK_LINE_SHARE = 0.02
_README = """\
認定（認定・特例認定１）：認定NPO法人
認定（認定・特例認定２）：特例認定NPO法人
認定（認定・特例認定３）：国税庁による旧認定
認定（認定・特例認定４）：認定の更新中
認定（PST基準１）：相対値基準
認定（PST基準２）：絶対値基準
認定（PST基準３）：条例個別指定
このファイルの法人はすべて架空のものです。
"""


def write_portal_file(
    path: Path, rng: Generator, npos: pl.DataFrame, certifications: Sequence[Certification]
) -> int:
    """Write the 60-column edition; return its rows."""
    headers = [column.header for column in COLUMNS]
    rows = misdate_founding(describe_rows(rng, npos, certifications, PORTAL_DAY), npos)
    return _write_edition(path, rng, rows, headers, PORTAL_DAY)


def write_portal_file_2019(
    path: Path, rng: Generator, npos: pl.DataFrame, certifications: Sequence[Certification]
) -> int:
    """Write the 45-column edition of 2019-02-23, with the NPOs there were; return its rows."""
    headers = [column.header for column in COLUMNS_2019]
    day = EDITION_2019_DAY
    ended = pl.when(pl.col("ended") < day).then("ended")
    founded = npos.filter(pl.col("assigned") < day).with_columns(
        ended=ended,
        ground=pl.when(ended.is_not_null()).then("ground"),
        without_address=pl.col("without_address") & ended.is_not_null(),
    )
    begun = [entry for entry in certifications if entry.begins_by(day)]
    return _write_edition(path, rng, describe_rows(rng, founded, begun, day), headers, day)


def _write_edition(path: Path, rng: Generator, rows: pl.DataFrame, headers: Sequence[str], day: date) -> int:
    content = ",".join(headers) + "\r\n" + _join_lines(rng, render_csv_lines(rows.select(headers)))
    write_archive(
        path,
        day,
        {
            f"000_AdministrativeInputData_{day:%Y%m%d}.csv": content.encode("cp932"),
            "readme.txt": _README.replace("\n", "\r\n").encode("cp932"),
        },
    )
    return rows.height


def render_csv_lines(rows: pl.DataFrame) -> pl.Series:
    """Return each row as a CSV record; cells with a comma, quotation mark or line end are quoted."""
    cells = []
    for name in rows.columns:
        text = pl.col(name).cast(pl.String).fill_null("")
        quoted = pl.concat_str(pl.lit('"'), text.str.replace_all('"', '""', literal=True), pl.lit('"'))
        cells.append(pl.when(text.str.contains('[",\r\n]')).then(quoted).otherwise(text))
    return rows.select(line=pl.concat_str(cells, separator=","))["line"]


def _join_lines(rng: Generator, lines: pl.Series) -> str:
    """Join records with CRLF; here and there a blank line stands between two."""
    blank = rng.random(len(lines)) < _BLANK_LINE_SHARE
    ends = pl.Series(["\r\n", "\r\n\r\n"]).gather(blank.astype(np.int64))
    return "".join((lines + ends).to_list())
