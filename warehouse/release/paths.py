"""Where the files of a dataset are in a release."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATAPACKAGE = "datapackage.json"
SOURCES = "sources.json"
QUARANTINE = Path("quality") / "quarantine_summary.json"
CHECKS = Path("quality") / "checks.json"
SUPPRESSION = Path("quality") / "suppression.json"
CHANGES = Path("changes")
CHANGED_LINES = CHANGES / "changes.parquet"
CHANGED_LINES_CSV = CHANGES / "changes.csv"
SUMMARY = CHANGES / "summary.json"
SCHEMA_DIFF = CHANGES / "schema_diff.json"
PRESS = Path("press")
BY_PREFECTURE = Path("csv") / "by_prefecture"
#: Rows a workbook holds at most: beyond, it opens slowly, and nobody reads the list by eye.
WORKBOOK_ROWS = 100_000


@dataclass(frozen=True)
class TablePaths:
    """The files that hold every row of one dataset, relative to the release."""

    parquet: Path
    csv: Path
    csv_ja: Path

    @classmethod
    def of(cls, dataset: str) -> TablePaths:
        """Return the paths of a dataset."""
        csv = Path("csv")
        return cls(
            Path("parquet") / f"{dataset}.parquet", csv / f"{dataset}.csv", csv / "ja" / f"{dataset}.csv"
        )


@dataclass(frozen=True)
class EditionPaths:
    """The further files of one dataset, which releases have and the live folder has not."""

    workbook: Path
    json_stat: Path
    croissant: Path

    @classmethod
    def of(cls, dataset: str) -> EditionPaths:
        """Return the paths of a dataset."""
        return cls(
            Path("xlsx") / f"{dataset}.xlsx",
            Path("json-stat") / f"{dataset}.json",
            Path("croissant") / f"{dataset}.json",
        )
