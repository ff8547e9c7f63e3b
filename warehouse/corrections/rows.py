"""Finds the rows that corrections name, holds them against what is expected, and makes them right.

The register's files are searched, never rewritten: what comes out is a handful of rows, each with its
place, that the staging models take instead of the publisher's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.bronze import load_reports
from ingest.register import Register
from warehouse.corrections.cells import Cell, Cells
from warehouse.corrections.registers import MAX_ROWS, Correction
from warehouse.database import quote_name, quote_text

Row = dict[str, Any]

STATE, DROPPED = "correction_state", "is_dropped"
FINDINGS_SCHEMA = pl.Schema(
    {
        "correction_id": pl.String(),
        "register": pl.String(),
        "source_file": pl.String(),
        "published_on": pl.Date(),
        "rows_found": pl.Int64(),
        "rows_as_expected": pl.Int64(),
        "is_as_expected": pl.Boolean(),
        "rows_corrected": pl.Int64(),
        "file_row": pl.Int64(),
        "corporate_number": pl.String(),
        "says": pl.String(),
    }
)


@dataclass(frozen=True)
class Mended:
    """What the corrections of a register come to.

    Attributes:
        rows: the rows as they should be, in the register's columns, with `STATE` and `DROPPED`.
        findings: for each correction and file, what is there, in the columns of `FINDINGS_SCHEMA`.
    """

    rows: pl.DataFrame
    findings: pl.DataFrame


def describe_rows(register: Register) -> pl.Schema:
    """Return the columns of `Mended.rows`."""
    columns = pl.DataFrame(register.bronze_schema.empty_table()).schema
    return pl.Schema({**columns, STATE: pl.String(), DROPPED: pl.Boolean()})


def mend_register(register: Register, corrections: Sequence[Correction], bronze: Path) -> Mended:
    """Return the rows that corrections change, and what the publisher says where they look.

    Args:
        register: the register.
        corrections: those about its rows.
        bronze: folder of all bronze data.
    """
    named = _find_named_rows(register, corrections, bronze) if corrections else {}
    files = _list_files(register, bronze) if corrections else []
    findings: list[Row] = []
    changes: dict[tuple[Any, ...], tuple[Row, Row]] = {}
    for correction in corrections:
        by_file = _group_by_file(named.get(correction.id, []))
        for file, rows in by_file.items():
            found, corrected = _judge_file(register, correction, file, rows)
            findings.append(found)
            for row in corrected:
                _, replaced = changes.setdefault((*file, row["file_row"]), (row, {}))
                replaced.update(correction.replacements or {DROPPED: True})
        if register.kind == "snapshot":
            absent = [file for file in files if file not in by_file and _may_hold(correction, file)]
            findings += [_note_absence(register, correction, file) for file in absent]
    rows = [_change(row, replaced) for row, replaced in changes.values()]
    return Mended(
        pl.DataFrame(rows, schema=describe_rows(register)).sort("source_file", "published_on", "file_row"),
        pl.DataFrame(findings, schema=FINDINGS_SCHEMA).sort("correction_id", "published_on", "source_file"),
    )


def _find_named_rows(
    register: Register, corrections: Sequence[Correction], bronze: Path
) -> dict[str, list[Row]]:
    """Return the rows each correction names; of a file at most one more than a correction can be of.

    One search for all corrections that name their rows by the same columns: DuckDB pushes the few values
    down into the files and opens only the row groups that may hold one.
    """
    files = sorted((bronze / register.name).glob("[!.]*.parquet"))
    if not files:
        return {}
    groups: dict[tuple[tuple[str, bool], ...], list[Correction]] = {}
    for correction in corrections:
        given = tuple(sorted((column, value is None) for column, value in correction.rows.items()))
        groups.setdefault(given, []).append(correction)
    named: dict[str, list[Row]] = {}
    with closing(duckdb.connect(config={"memory_limit": "1GB", "threads": 2})) as connection:
        for given, group in groups.items():
            for row in _search(connection, register, files, given, group):
                named.setdefault(row.pop("correction_id"), []).append(row)
    return named


def _search(
    connection: duckdb.DuckDBPyConnection,
    register: Register,
    files: Sequence[Path],
    given: tuple[tuple[str, bool], ...],
    group: Sequence[Correction],
) -> list[Row]:
    columns = [column for column, is_null in given if not is_null]
    types = describe_rows(register)
    schema = {"correction_id": pl.String(), **{column: types[column] for column in columns}}
    keys = pl.DataFrame([(c.id, *(c.rows[name] for name in columns)) for c in group], schema, orient="row")
    connection.register("keys", keys.to_arrow())
    conditions = [f"lines.{quote_name(name)} = keys.{quote_name(name)}" for name in columns]
    conditions += [f"lines.{quote_name(name)} is null" for name, is_null in given if is_null]
    listed = ", ".join(quote_text(str(path)) for path in files)
    found = connection.execute(
        "with named as (select keys.correction_id, lines.*"
        f" from read_parquet([{listed}]) as lines inner join keys on {' and '.join(conditions)})"
        " select *, count(*) over (partition by correction_id, source_file, published_on) as rows_found"
        " from named qualify row_number() over"
        f" (partition by correction_id, source_file, published_on order by file_row) <= {MAX_ROWS + 1}"
        " order by correction_id, published_on, source_file, file_row"
    )
    return pl.DataFrame(found.to_arrow_table()).to_dicts()


def _list_files(register: Register, bronze: Path) -> list[tuple[str, date | None]]:
    reports = [report for report in load_reports(register, bronze) if not report.failed]
    return [
        (report.filename, date.fromisoformat(report.published_on) if report.published_on else None)
        for report in reports
    ]


def _group_by_file(rows: Iterable[Row]) -> dict[tuple[str, date | None], list[Row]]:
    files: dict[tuple[str, date | None], list[Row]] = {}
    for row in rows:
        files.setdefault((row["source_file"], row["published_on"]), []).append(row)
    return files


def _may_hold(correction: Correction, file: tuple[str, date | None]) -> bool:
    """Whether a correction means rows of a file at all; it may name the one file it is about."""
    place = dict(zip(("source_file", "published_on"), file, strict=True))
    return all(correction.rows.get(name, value) == value for name, value in place.items())


def _judge_file(
    register: Register, correction: Correction, file: tuple[str, date | None], rows: Sequence[Row]
) -> tuple[Row, list[Row]]:
    """Return what stands in a file, and its rows that are to be corrected: all that are named, or none."""
    source_file, published_on = file
    expected = [row for row in rows if _says(row, correction.expected)]
    found = rows[0]["rows_found"]
    is_as_expected = found == len(expected) == correction.expected_rows
    is_mended = (
        correction.mended_on is not None and published_on is not None and published_on >= correction.mended_on
    )
    corrected = expected if is_as_expected and not is_mended else []
    told = next((row for row in rows if row not in expected), rows[0])
    finding = {
        "correction_id": correction.id,
        "register": register.name,
        "source_file": source_file,
        "published_on": published_on,
        "rows_found": found,
        "rows_as_expected": len(expected),
        "is_as_expected": is_as_expected,
        "rows_corrected": len(corrected),
        "file_row": rows[0]["file_row"],
        "corporate_number": rows[0].get("corporate_number"),
        "says": write_cells({column: told[column] for column in correction.expected}),
    }
    return finding, list(corrected)


def _says(row: Row, expected: Cells) -> bool:
    return all(row[column] == value for column, value in expected.items())


def _note_absence(register: Register, correction: Correction, file: tuple[str, date | None]) -> Row:
    source_file, published_on = file
    return {
        "correction_id": correction.id,
        "register": register.name,
        "source_file": source_file,
        "published_on": published_on,
        "rows_found": 0,
        "rows_as_expected": 0,
        "is_as_expected": False,
        "rows_corrected": 0,
    }


def _change(row: Row, replaced: Mapping[str, Cell]) -> Row:
    """Return a row as it should be, with a state that tells models that keep rows what it was changed to."""
    state = hashlib.sha256(write_cells(replaced).encode()).hexdigest()[:16]
    changed = {DROPPED: False, **row, **replaced, STATE: state}
    del changed["rows_found"]
    return changed


def write_cells(cells: Mapping[str, Cell]) -> str:
    """Return columns and values as JSON, columns in order; dates as in 2026-11-23."""
    return json.dumps(cells, ensure_ascii=False, sort_keys=True, default=str)
