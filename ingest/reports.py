"""The report of one built partition: the commit mark of bronze, written after everything else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.files import write_text_atomically
from ingest.findings import Finding


@dataclass(frozen=True)
class FileReport:
    """What became of one landed file.

    Attributes:
        source: name of the register.
        filename: the publisher's file name.
        partition: name of the bronze partition.
        sha256: of the landed bytes.
        parser_version: of the register when it was parsed.
        encoding: codec the text was decoded with; null for formats without one.
        published_on: ISO date the rows carry.
        rows_landed: records counted in the bytes, independently of the parser.
        rows_bronze: records in the bronze Parquet.
        rows_quarantined: records kept apart; with ``rows_bronze`` it adds up to ``rows_landed``.
        findings: the first findings, at most ``MAX_FINDINGS`` of ``ingest.bronze``, and what is odd about
            its size.
        findings_by_rule: how many records or files each rule concerns, all of them.
        bronze_bytes: size of the bronze Parquet.
        quarantine_bytes: size of the Parquet of the rows kept apart; 0 without any.
        failed: the file could not be read; the last good partition, if any, was left as it was.
        unchanged: this very file was built before and nothing was done (not part of the JSON).
    """

    source: str
    filename: str
    partition: str
    sha256: str
    parser_version: int
    encoding: str | None = None
    published_on: str | None = None
    rows_landed: int = 0
    rows_bronze: int = 0
    rows_quarantined: int = 0
    findings: tuple[Finding, ...] = ()
    findings_by_rule: Mapping[str, int] = field(default_factory=dict)
    bronze_bytes: int = 0
    quarantine_bytes: int = 0
    failed: bool = False
    unchanged: bool = False

    def describes(self, sha256: str, parser_version: int) -> bool:
        """Tell whether these very bytes were parsed by this very parser."""
        return (self.sha256, self.parser_version) == (sha256, parser_version)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data, without ``unchanged``."""
        plain = asdict(replace(self, findings_by_rule=dict(self.findings_by_rule)))
        del plain["unchanged"]
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> FileReport:
        """Return the report that ``to_dict`` described."""
        findings = tuple(Finding(**finding) for finding in plain["findings"])
        return cls(**{**plain, "findings": findings})

    def save(self, path: Path) -> None:
        """Replace the report file in one step."""
        write_text_atomically(path, json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def load(cls, path: Path) -> FileReport | None:
        """Return the report kept at ``path``; None when there is none, or one of another form."""
        try:
            return cls.from_dict(json.loads(path.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
