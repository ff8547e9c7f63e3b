"""The circuit breaker of snapshots: each is held against the last good one of its register."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.errors import UnreadableFile
from ingest.register import Register
from ingest.reports import FileReport

OUTLIER = "snapshot.rows_change"


def refuse_outlier(register: Register, report: FileReport, good: Sequence[FileReport]) -> None:
    """Refuse a snapshot that has far fewer or far more rows than the last good one.

    The refused one never becomes the measure of the next: two cut files in a row are both refused, and
    the whole file after them is not.

    Args:
        register: declares the tolerance.
        report: of the snapshot just parsed.
        good: reports of the snapshots in use.

    Raises:
        UnreadableFile: the row count is out of tolerance.
    """
    last = find_last_good(report, good) if register.kind == "snapshot" else None
    if last is None or not last.rows_bronze:
        return
    change = report.rows_bronze / last.rows_bronze
    allowed = register.tolerance
    if not allowed.minimum <= change <= allowed.maximum:
        raise UnreadableFile(
            report.filename,
            f"{report.rows_bronze:,} rows, {last.rows_bronze:,} in {last.filename} of {last.published_on}",
            f"a snapshot has {allowed.minimum:.2f} to {allowed.maximum:.2f} times the last good one's rows",
            "Look at the publisher's page. If the file is right, widen the tolerance of the register.",
            code=OUTLIER,
        )


def find_last_good(report: FileReport, good: Sequence[FileReport]) -> FileReport | None:
    """Return the newest snapshot of the same layout that is not of a later day, if any."""
    comparable = [
        other
        for other in good
        if _name_layout(other) == _name_layout(report)
        and str(other.published_on or "") <= str(report.published_on or "")
    ]
    return max(comparable, key=lambda other: (str(other.published_on or ""), other.partition), default=None)


def _name_layout(report: FileReport) -> str:
    """Return the file name without its digits: prefectures and municipalities do not compare."""
    return re.sub("[0-9]+", "", report.filename)
