"""What a release is made from: bronze files and members' batches, the date they reach, a fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from ingest.bronze import load_reports
from ingest.japanese.clock import JAPAN
from ingest.registries import REGISTERS
from ingest.reports import FileReport
from ingest.submissions.store import Batch
from warehouse.corrections import (
    CORRECTIONS,
    FINDINGS,
    NO_CORRECTIONS,
    SUPPRESSIONS,
    fingerprint_corrections,
    fingerprint_suppressions,
)
from warehouse.layout import Home
from warehouse.submissions import choose_batches, fingerprint_submissions

REPOSITORY = Path(__file__).resolve().parent.parent
SUBMISSIONS = "submissions"
_CODE_FOLDERS = ("ingest", "warehouse", "dbt_project")
_CODE_SUFFIXES = {".py", ".sql", ".yml", ".csv", ".j2"}
#: The site tells what a release holds: other pages make no other release.
_IGNORED_FOLDERS = {"target", "logs", "__pycache__", "sample", "site"}


@dataclass(frozen=True)
class Inputs:
    """The bronze files that count at a date, and what they amount to.

    Attributes:
        as_of: the last day whose publications count.
        files: reports of the bronze files in use, by register and partition.
        batches: what members sent, in use.
        data_through: the newest date any of them speaks for; None without data.
        fingerprint: sha256 over the content of files and batches, over what persons decided, and over the
            code that reads them.
        code_version: sha256 over that code.
        contents: sha256 over the files of each register, over the corrections, over what they look at, over
            the requests not to publish, and one over all that members sent and persons decided on it.
    """

    as_of: date
    files: tuple[FileReport, ...]
    batches: tuple[Batch, ...]
    data_through: date | None
    fingerprint: str
    code_version: str
    contents: Mapping[str, str]

    def content_of(self, source: str) -> str:
        """Return the hash of what a bronze table holds; submissions and decisions have one together."""
        return self.contents.get(source, self.contents[SUBMISSIONS])

    def files_of(self, source: str) -> list[FileReport]:
        """Return the files of one register."""
        return [file for file in self.files if file.source == source]


def today_in_japan() -> date:
    """Return the current date in Japan, where the registers' days begin and end."""
    return datetime.now(JAPAN).date()


def read_inputs(home: Home, as_of: date) -> Inputs:
    """Return the bronze files of a home that were published on or before ``as_of``."""
    files = tuple(
        report
        for name in sorted(REGISTERS)
        for report in load_reports(REGISTERS[name], home.bronze)
        if not report.failed and (report.published_on is None or report.published_on <= as_of.isoformat())
    )
    dates = [date.fromisoformat(report.published_on) for report in files if report.published_on]
    batches, code_version = choose_batches(home, as_of), fingerprint_code()
    registers = {name: _fingerprint(file for file in files if file.source == name) for name in REGISTERS}
    contents = {
        **registers,
        **_fingerprint_corrections(home, registers),
        SUBMISSIONS: fingerprint_submissions(home, batches),
    }
    fingerprint = hashlib.sha256(f"{code_version} {sorted(contents.items())}".encode()).hexdigest()
    return Inputs(as_of, files, batches, max(dates, default=None), fingerprint, code_version, contents)


def _fingerprint_corrections(home: Home, registers: Mapping[str, str]) -> dict[str, str]:
    """Return the hashes of corrections and requests; without corrections no register's file is looked at."""
    corrections = fingerprint_corrections(home)
    looked_at = sorted(registers.items()) if corrections != NO_CORRECTIONS else []
    return {
        CORRECTIONS: corrections,
        FINDINGS: hashlib.sha256(f"{corrections} {looked_at}".encode()).hexdigest(),
        SUPPRESSIONS: fingerprint_suppressions(home),
    }


def _fingerprint(files: Iterable[FileReport]) -> str:
    digest = hashlib.sha256()
    for report in files:
        digest.update(
            f"{report.source}/{report.partition}/{report.sha256}/{report.parser_version}\n".encode()
        )
    return digest.hexdigest()


@cache
def fingerprint_code() -> str:
    """Return a sha256 over every file that decides what a release contains."""
    digest = hashlib.sha256()
    for path in sorted(_list_code()):
        digest.update(f"{path.relative_to(REPOSITORY)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _list_code() -> Iterable[Path]:
    for folder in _CODE_FOLDERS:
        for path in (REPOSITORY / folder).rglob("*"):
            parts = set(path.relative_to(REPOSITORY).parts)
            if path.suffix in _CODE_SUFFIXES and not parts & _IGNORED_FOLDERS:
                yield path
