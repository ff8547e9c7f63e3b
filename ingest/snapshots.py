"""The circuit breaker of snapshots: each is held against the last good one of its register.

A file may be whole, of the right kind and well formed, and still not be the one that was asked for. Rows,
keys, filled columns and encoding are compared by the policy the register declares; what is refused never
becomes current, and never becomes the measure of the next: two cut files in a row are both refused, and the
whole file after them is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from ingest.errors import UnreadableFile
from ingest.findings import Finding
from ingest.register import Register
from ingest.reports import FileReport

ROWS_CHANGE = "snapshot.rows_change"
KEYS_LOST = "snapshot.keys_lost"
COLUMN_EMPTIED = "snapshot.column_emptied"
ENCODING_CHANGED = "snapshot.encoding_changed"
#: What is refused today may be within the policy tomorrow, or be no outlier beside another last good one.
OUTLIERS = frozenset({ROWS_CHANGE, KEYS_LOST, COLUMN_EMPTIED})

#: A column filled in fewer rows than this share may well be empty in the next snapshot.
_WELL_FILLED = 0.05
_LOOK = "Look at the publisher's page. If the file is right, "


def compare_snapshot(
    register: Register, report: FileReport, written: Path, good: Sequence[FileReport], folder: Path
) -> list[Finding]:
    """Hold a snapshot against the last good one, and return what is worth a note.

    Args:
        register: declares the policy.
        report: of the snapshot just parsed.
        written: its bronze rows, not current yet.
        good: reports of the snapshots in use.
        folder: where their bronze rows are.

    Raises:
        UnreadableFile: too few or too many rows, too few of the last good one's keys, or an emptied column.
    """
    last = find_last_good(report, good) if register.kind == "snapshot" else None
    if last is None or not last.rows_bronze:
        return []
    before = folder / f"{last.partition}.parquet"
    _refuse_other_size(register, report, last)
    _refuse_lost_keys(register, report, written, last, before)
    _refuse_emptied_columns(register, report, written, last, before)
    return _note_encoding(report, last)


def find_last_good(report: FileReport, good: Sequence[FileReport]) -> FileReport | None:
    """Return the newest snapshot of the same layout that is not of a later day, if any."""
    comparable = [
        other
        for other in good
        if name_layout(other) == name_layout(report)
        and str(other.published_on or "") <= str(report.published_on or "")
    ]
    return max(comparable, key=lambda other: (str(other.published_on or ""), other.partition), default=None)


def name_layout(report: FileReport) -> str:
    """Return the file name without its digits: prefectures and municipalities do not compare."""
    return re.sub("[0-9]+", "", report.filename)


def _refuse_other_size(register: Register, report: FileReport, last: FileReport) -> None:
    change = report.rows_bronze / last.rows_bronze
    allowed = register.tolerance
    if not allowed.minimum <= change <= allowed.maximum:
        raise UnreadableFile(
            report.filename,
            f"{report.rows_bronze:,} rows, {last.rows_bronze:,} in {_name(last)}",
            f"a snapshot has {allowed.minimum:.2f} to {allowed.maximum:.2f} times the last good one's rows",
            f"{_LOOK}widen the tolerance of the register.",
            code=ROWS_CHANGE,
        )


def _refuse_lost_keys(
    register: Register, report: FileReport, written: Path, last: FileReport, before: Path
) -> None:
    allowed = register.tolerance
    kept = measure_kept_keys(before, written, allowed.key) if allowed.key else None
    if kept is not None and kept < allowed.keys_kept:
        raise UnreadableFile(
            report.filename,
            f"{kept:.1%} of the values of {allowed.key} in {_name(last)}",
            f"a snapshot still has {allowed.keys_kept:.0%} of the last good one's {allowed.key}",
            f"{_LOOK}lower keys_kept in the tolerance of the register.",
            code=KEYS_LOST,
        )


def measure_kept_keys(before: Path, after: Path, key: str) -> float | None:
    """Return the share of the keys of one Parquet file that another has too; None when it has none.

    Keys are compared by a hash of 64 bits: five million take four seconds and 0.3 GB.
    """
    held = _hash_keys(before, key)
    return held.is_in(_hash_keys(after, key).implode()).mean() if held.len() else None  # type: ignore[return-value]


def _hash_keys(path: Path, key: str) -> pl.Series:
    scan = pl.scan_parquet(path).select(pl.col(key).drop_nulls().hash())
    return scan.collect(engine="streaming").to_series().unique()


def _refuse_emptied_columns(
    register: Register, report: FileReport, written: Path, last: FileReport, before: Path
) -> None:
    filled, filled_before = count_filled(written), count_filled(before)
    for name in register.tolerance.filled:
        count = filled_before.get(name, 0)
        if count >= _WELL_FILLED * last.rows_bronze and filled.get(name) == 0:
            raise UnreadableFile(
                report.filename,
                f"{name}: 0 of {report.rows_bronze:,} rows, {count:,} in {_name(last)}",
                "a key column the last good snapshot filled is not empty throughout",
                f"{_LOOK}declare in its register's module that the column is no key any more.",
                code=COLUMN_EMPTIED,
            )


def count_filled(path: Path) -> dict[str, int]:
    """Return in how many rows each column of a Parquet file has a value, as far as its footer says."""
    footer = pq.read_metadata(path)
    filled: dict[str, int] = {}
    for at, name in enumerate(footer.schema.names):
        chunks = [footer.row_group(group).column(at) for group in range(footer.num_row_groups)]
        statistics = [chunk.statistics for chunk in chunks]
        if all(found is not None and found.has_null_count for found in statistics):
            filled[name] = footer.num_rows - sum(found.null_count for found in statistics)
    return filled


def _note_encoding(report: FileReport, last: FileReport) -> list[Finding]:
    if report.encoding == last.encoding:
        return []
    return [
        Finding(
            report.source,
            report.filename,
            "noted",
            ENCODING_CHANGED,
            f"The file is in another encoding than {_name(last)} ({last.encoding}); it was read as found.",
            "Nothing to do when the names look right; tell the publisher when they do not.",
            value=report.encoding,
        )
    ]


def _name(report: FileReport) -> str:
    return f"{report.filename} of {report.published_on}"
