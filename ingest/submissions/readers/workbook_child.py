"""Opens a workbook in a process of its own, where a hostile one can do no harm.

Reads the workbook from standard input. Imports little, so that it starts in a twentieth of a second and
its memory is the workbook's. To standard output go records: a line of JSON, then for ``block`` records as
many bytes as its ``sizes`` add up to (the numbers of the rows as 64-bit integers, then for each column the
ends of its cells as 32-bit integers and the UTF-8 of all of them). The last record is ``end`` or
``refused``; without it the process died.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from array import array
from collections.abc import Iterator
from contextlib import suppress
from itertools import accumulate, islice
from typing import Any, BinaryIO

import python_calamine

from ingest.submissions.readers.workbook_scan import (
    PIECE,
    Refused,
    Scan,
    SheetPart,
    check_members,
    list_sheets,
    scan_sheet,
)
from ingest.submissions.readers.workbook_values import write_value

_BLOCK_ROWS = 5_000
_PROPERTIES = "docProps/custom.xml"
_DECLARATION = re.compile(
    rb"""<(?:\w+:)?property\b[^>]*\bname=["']tsunagu_contract["'][^>]*>\s*<(?:\w+:)?lpwstr>([^<]{1,80})<"""
)


def convert(source: BinaryIO, sink: BinaryIO, settings: dict[str, Any]) -> None:
    """Read a workbook and write its records.

    Args:
        source: the workbook.
        sink: where the records go.
        settings: ``Limits`` as a mapping, and ``skipped``: names of sheets to leave alone.
    """
    try:
        content = source.read(settings["file_bytes"] + 1)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_members(archive, len(content), settings)
            _write_declaration(archive, sink)
            parts = list_sheets(archive)
            _write_sheets(archive, content, parts, sink, settings)
        _write(sink, {"record": "end"})
    except Refused as refusal:
        _write(sink, refusal.record)
    except MemoryError:
        _write(sink, Refused("workbook.too_heavy", "out of memory").record)
    except python_calamine.PasswordError as error:
        _write(sink, Refused("workbook.encrypted", str(error)).record)
    except Exception as error:  # a damaged archive or XML raises whatever it likes
        _write(sink, Refused("workbook.damaged", f"{type(error).__name__}: {error}"[:200]).record)


def _write_declaration(archive: zipfile.ZipFile, sink: BinaryIO) -> None:
    """Write which contract the workbook says it follows, from its custom properties."""
    if _PROPERTIES in archive.namelist() and archive.getinfo(_PROPERTIES).file_size < PIECE:
        found = _DECLARATION.search(archive.read(_PROPERTIES))
        if found:
            _write(sink, {"record": "contract", "value": found[1].decode("utf-8", "replace")})


def _write_sheets(
    archive: zipfile.ZipFile, content: bytes, parts: list[SheetPart], sink: BinaryIO, settings: dict[str, Any]
) -> None:
    parts = [part for part in parts if part.name not in settings["skipped"]]
    if len(parts) > settings["sheets"]:
        raise Refused("sheets.too_many", str(len(parts)), "", settings["sheets"])
    scans = []
    for part in parts:
        scans.append(scan_sheet(archive, part, settings))
        _write(sink, {"record": "reach", "sheet": part.name, "row": scans[-1].last_row})
    rows_left = settings["rows"]
    with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
        for part, scan in zip(parts, scans, strict=True):
            sheet = workbook.get_sheet_by_name(part.name)
            notes = {"formulas": scan.formulas, "merged": scan.merged, "hidden_parts": scan.hidden}
            errors = sum(map(len, scan.errors.values()))
            described = {
                "record": "sheet",
                "name": part.name,
                "hidden": part.hidden,
                "errors": errors,
                **notes,
            }
            _write(sink, described)
            rows_left -= _write_rows(sheet, scan, sink, rows_left, settings)


def _write_rows(sheet: Any, scan: Scan, sink: BinaryIO, rows_left: int, settings: dict[str, Any]) -> int:
    """Write the rows that hold anything, in blocks of columns; return how many there were."""
    if sheet.end is None:
        return 0
    if sheet.end[1] >= settings["columns"]:
        raise Refused("columns.too_many", str(sheet.end[1] + 1), sheet.name, settings["columns"])
    count = 0
    filled = _number_filled_rows(sheet, scan.errors)
    while block := list(islice(filled, _BLOCK_ROWS)):
        count += len(block)
        if count > rows_left:
            raise Refused("rows.too_many", f"> {settings['rows']}", sheet.name, settings["rows"])
        _write_block(sink, block)
        if sink.tell() > settings["text_bytes"]:
            raise Refused(
                "workbook.too_much_text", f"> {settings['text_bytes']}", limit=settings["text_bytes"]
            )
    return count


def _number_filled_rows(sheet: Any, errors: dict[int, dict[int, str]]) -> Iterator[tuple[int, list[str]]]:
    for index, values in enumerate(sheet.iter_rows()):
        cells = [value if type(value) is str else write_value(value) for value in values]
        if errors and index in errors:
            for column, text in errors[index].items():
                cells += [""] * (column + 1 - len(cells))
                cells[column] = text
        if any(cells):
            yield index + 1, cells


def _write_block(sink: BinaryIO, block: list[tuple[int, list[str]]]) -> None:
    width = max(len(cells) for _, cells in block)
    for _, cells in block:
        cells += [""] * (width - len(cells))
    payload = [array("q", (number for number, _ in block)).tobytes()]
    for column in zip(*(cells for _, cells in block), strict=True):
        encoded = [cell.encode("utf-8") for cell in column]
        payload.append(array("i", accumulate(map(len, encoded), initial=0)).tobytes())
        payload.append(b"".join(encoded))
    record = {
        "record": "block",
        "rows": len(block),
        "columns": width,
        "sizes": [len(part) for part in payload],
    }
    _write(sink, record)
    sink.writelines(payload)


def _write(sink: BinaryIO, record: dict[str, Any]) -> None:
    sink.write(json.dumps(record).encode("ascii") + b"\n")
    sink.flush()


def _bound_process(settings: dict[str, Any]) -> None:
    """Bound memory, processor time and output of this process, before it sees a byte of the file."""
    bounds = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: settings["seconds"],
        resource.RLIMIT_FSIZE: 2 * settings["text_bytes"],
        resource.RLIMIT_AS: settings["child_bytes"],
    }
    for name, bound in bounds.items():
        with suppress(ValueError, OSError):  # a container may allow less, never more
            resource.setrlimit(name, (bound, bound))


def main() -> None:
    """Read the workbook on standard input as the settings in the last argument say."""
    settings = json.loads(sys.argv[-1])
    _bound_process(settings)
    convert(sys.stdin.buffer, sys.stdout.buffer, settings)
