"""Running a register's parser on bytes a test wrote, through the same sink as in production."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from ingest.bronze import build_partition
from ingest.files import sha256_of
from ingest.landing import LandedFile
from ingest.register import Register
from ingest.reports import FileReport


@dataclass(frozen=True)
class Built:
    """What came out of one file."""

    report: FileReport
    rows: pl.DataFrame
    quarantine: pl.DataFrame

    @property
    def rules(self) -> set[str]:
        """The rules that were broken."""
        return set(self.report.findings_by_rule)


def land(register: Register, path: Path, filename: str, data_date: date | None = None) -> LandedFile:
    """Return the record of a file as the landing store would hand it to the parser."""
    return LandedFile(
        register.name,
        filename,
        sha256_of(path),
        path.stat().st_size,
        path,
        "https://example.jp/",
        "2026-10-05T00:00:00Z",
        None,
        None,
        data_date,
    )


def build(
    register: Register, folder: Path, filename: str, content: bytes, data_date: date | None = None
) -> Built:
    """Parse ``content`` into bronze below ``folder``."""
    path = folder / "object"
    path.write_bytes(content)
    return build_from(register, folder, land(register, path, filename, data_date))


def build_from(register: Register, folder: Path, landed: LandedFile) -> Built:
    """Parse a landed file into bronze below ``folder``."""
    report = build_partition(register, landed, folder / "bronze", folder / "quarantine")
    return Built(
        report, _read(folder / "bronze" / register.name), _read(folder / "quarantine" / register.name)
    )


def _read(folder: Path) -> pl.DataFrame:
    files = sorted(folder.glob("*.parquet")) if folder.is_dir() else []
    return pl.concat([pl.read_parquet(file) for file in files]) if files else pl.DataFrame()
