"""Workbooks (.xlsx), parsed by a process which may die without harm, and rebuilt here column by column."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pyarrow as pa

from ingest.archives import check_archive
from ingest.errors import RefusedFile
from ingest.submissions.readers.document import ROW, Limits
from ingest.submissions.readers.refusals import refuse

#: Sheets of our own template and of the copy we return: for people, not for reading.
OWN_SHEETS = frozenset({"記入方法", "選択肢", "確認結果"})

_ROOT = Path(__file__).parents[3]
_MAIN = (
    f"import sys; sys.path.append({str(_ROOT)!r}); "
    "from ingest.submissions.readers.workbook_child import main; main()"
)
_REFUSALS = {
    "zip.too_large": "workbook.too_much_inside",
    "zip.too_many": "workbook.too_many_members",
    "zip.member_name": "workbook.unsafe_name",
    "zip.encrypted": "workbook.encrypted",
}

Runner = Callable[[BinaryIO, BinaryIO, str, dict[str, Any]], None]


@dataclass
class RawSheet:
    """A sheet as the child wrote it.

    Attributes:
        name: its name.
        hidden: the sender cannot see it.
        formulas: cells with a formula.
        merged: merged ranges.
        hidden_parts: hidden rows and groups of columns.
        errors: cells that hold an error such as ``#N/A``.
        blocks: its rows, ``_row`` and the cells.
    """

    name: str
    hidden: bool
    formulas: int
    merged: int
    hidden_parts: int
    errors: int
    blocks: list[pl.DataFrame] = field(default_factory=list)

    def join_rows(self) -> pl.DataFrame:
        """Return all rows; an empty cell is an empty text."""
        if not self.blocks:
            return pl.DataFrame(schema={ROW: pl.Int64})
        return pl.concat(self.blocks, how="diagonal")


@dataclass
class RawWorkbook:
    """What the child wrote: sheets, and which contract the workbook names (``kind/version``)."""

    sheets: list[RawSheet] = field(default_factory=list)
    contract: str | None = None


def read_workbook(stream: BinaryIO, filename: str, limits: Limits, run: Runner | None = None) -> RawWorkbook:
    """Read the sheets of a workbook, all but our own instructions.

    Args:
        stream: the file, opened.
        filename: the sender's name of it.
        limits: bounds of a submission.
        run: runs the parser; another than the child process only where its death would be noticed.

    Raises:
        RefusedSubmission: over a bound, damaged, encrypted, hostile, or too heavy to be read.
    """
    _check_directory(stream, filename, limits)
    settings = {**asdict(limits), "skipped": sorted(OWN_SHEETS)}
    with tempfile.TemporaryFile() as sink:
        (run or run_child)(stream, sink, filename, settings)
        sink.seek(0)
        return _collect(sink, filename)


def run_child(stream: BinaryIO, sink: BinaryIO, filename: str, settings: dict[str, Any]) -> None:
    """Parse a workbook in a process group of its own, and end it when its time is over.

    Raises:
        RefusedSubmission: it did not end in time.
    """
    os.lseek(stream.fileno(), 0, os.SEEK_SET)
    child = subprocess.Popen(
        [sys.executable, "-I", "-c", _MAIN, json.dumps(settings)],
        stdin=stream,
        stdout=sink,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    try:
        child.wait(timeout=settings["wall_seconds"])
    except subprocess.TimeoutExpired as error:
        raise refuse("workbook.too_heavy", filename, f"> {settings['wall_seconds']} s") from error
    finally:
        if child.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _check_directory(stream: BinaryIO, filename: str, limits: Limits) -> None:
    """Look at the directory of the archive alone: what it is, how many files, and what sizes it claims.

    Raises:
        RefusedSubmission: not a workbook we read, or over a bound by its own account.
    """
    path = Path(f"/dev/fd/{stream.fileno()}")
    try:
        check_archive(path, filename, limits.inflated_bytes, verify_sums=False)
    except RefusedFile as error:
        code = _REFUSALS.get(error.code, "workbook.damaged")
        raise refuse(code, filename, error.value, limits.inflated_bytes) from error
    with zipfile.ZipFile(path) as archive:
        names = [member.filename for member in archive.infolist()]
    if len(names) > limits.members:
        raise refuse("workbook.too_many_members", filename, str(len(names)), limits.members)
    if len(set(names)) < len(names):
        raise refuse("workbook.unsafe_name", filename, next(name for name in names if names.count(name) > 1))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refuse("workbook.macros", filename, "vbaProject.bin")
    if missing := {"[Content_Types].xml", "xl/workbook.xml"}.difference(names):
        raise refuse("file.format", filename, f"zip − {', '.join(sorted(missing))}")


def _collect(sink: BinaryIO, filename: str) -> RawWorkbook:
    """Rebuild the sheets from the records of the child; without an end it died on the way."""
    workbook = RawWorkbook()
    reach: tuple[int, str] = (0, "")
    for record, buffers in _read_records(sink):
        match record.pop("record"):
            case "block":
                workbook.sheets[-1].blocks.append(_build_block(record, buffers))
            case "sheet":
                workbook.sheets.append(RawSheet(**record))
            case "contract":
                workbook.contract = record["value"]
            case "reach":
                reach = max(reach, (record["row"], record["sheet"]))
            case "refused":
                place = f"{filename} [{record['sheet']}]" if record["sheet"] else filename
                raise refuse(record["code"], place, record["value"], record["limit"])
            case "end":
                return workbook
    last_row, sheet = reach
    place, value = (f"{filename} [{sheet}]", f"1:{last_row}") if sheet else (filename, "")
    raise refuse("workbook.too_heavy", place, value)


def _read_records(sink: BinaryIO) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    """Yield the records that are whole, with the bytes that belong to each."""
    for line in iter(sink.readline, b""):
        if not line.endswith(b"\n"):
            return
        record = json.loads(line)
        sizes = record.get("sizes", [])
        buffers = [sink.read(size) for size in sizes]
        if list(map(len, buffers)) != sizes:
            return
        yield record, buffers


def _build_block(record: dict[str, Any], buffers: list[bytes]) -> pl.DataFrame:
    numbers, *cells = map(pa.py_buffer, buffers)
    count = record["rows"]
    columns = {ROW: pa.Array.from_buffers(pa.int64(), count, [None, numbers])}
    for index in range(record["columns"]):
        columns[str(index)] = pa.StringArray.from_buffers(count, *cells[2 * index : 2 * index + 2])
    frame = pl.from_arrow(pa.table(columns))
    assert isinstance(frame, pl.DataFrame)
    return frame
