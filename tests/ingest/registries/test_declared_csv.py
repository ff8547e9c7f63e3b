"""Whatever a publisher can write as CSV is read back cell by cell, and every record is accounted for."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableFile
from ingest.landing import LandedFile
from ingest.registries.cells import FILE_ROW, TEXT, Column
from ingest.registries.declared_csv import read_declared_csv

COLUMNS = (
    Column("名称", "name", TEXT, key=True),
    Column("住所", "address", TEXT),
    Column("備考", "note", TEXT),
)
LANDED = LandedFile(
    "r", "f.csv", "0" * 64, 0, Path(tempfile.gettempdir()), "", "2026-01-01T00:00:00Z", None, None, None
)

cells = st.text(st.sampled_from("あ髙①\"'\n,、 　ー１a"), max_size=8)
records = st.lists(st.lists(cells, min_size=3, max_size=3), max_size=8)


def write_csv(rows: list[list[str]], line_end: str, blank_lines: bool, quoting: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow([column.header for column in COLUMNS])
    for row in rows:
        writer.writerow(row)
        out.write(line_end if blank_lines else "")
    return out.getvalue()


@given(
    records,
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp932"]),
)
def test_every_cell_written_is_read(
    rows: list[list[str]], line_end: str, blank_lines: bool, quoting: int, encoding: str
) -> None:
    content = write_csv(rows, line_end, blank_lines, quoting).encode(encoding)
    raw = read_declared_csv(LANDED, content, COLUMNS, fallback_encoding="cp932")
    assert raw.rows_landed == raw.frame.height == len(rows)
    assert raw.frame[FILE_ROW].to_list() == list(range(1, len(rows) + 1))
    assert raw.frame.drop(FILE_ROW).rows() == [tuple(cell.strip() or None for cell in row) for row in rows]


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused_but_never_crash(tail: bytes) -> None:
    head = ",".join(column.header for column in COLUMNS).encode("cp932") + b"\n"
    try:
        raw = read_declared_csv(LANDED, head + tail, COLUMNS, fallback_encoding="cp932")
    except UnreadableFile as error:
        assert error.remedy
    else:
        broken = {row for problem in raw.problems for row in problem.filter("quarantined")[FILE_ROW]}
        assert raw.rows_landed == raw.frame.height + len(broken)
