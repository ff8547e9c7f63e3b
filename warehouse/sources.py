"""What is known of each source: how its last check went, and the record a release prints of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date

from ingest.acquire import Acquisition
from ingest.files import write_text_atomically
from ingest.registries import REGISTERS
from ingest.reports import FileReport
from warehouse.inputs import Inputs
from warehouse.layout import Home
from warehouse.release.inputs import SourceFile, SourceRecord
from warehouse.submissions import describe_submissions


@dataclass(frozen=True)
class SourceStatus:
    """How the last attempt to bring a source up to date went."""

    source: str
    offered: int
    new: int
    late: bool
    findings: tuple[str, ...]


def record_acquisition(home: Home, acquisition: Acquisition) -> SourceStatus:
    """Keep how an attempt to bring a source up to date went, and return it."""
    status = SourceStatus(
        source=acquisition.source,
        offered=acquisition.offered,
        new=len(acquisition.new),
        late=acquisition.late is not None,
        findings=tuple(finding.describe() for finding in acquisition.findings),
    )
    folder = home.landing / "status"
    folder.mkdir(parents=True, exist_ok=True)
    write_text_atomically(
        folder / f"{status.source}.json", json.dumps(asdict(status), ensure_ascii=False, indent=1)
    )
    return status


def read_status(home: Home, source: str) -> SourceStatus | None:
    """Return how the last attempt went; None when there was none."""
    path = home.landing / "status" / f"{source}.json"
    if not path.exists():
        return None
    status = json.loads(path.read_text(encoding="utf-8"))
    return SourceStatus(**{**status, "findings": tuple(status["findings"])})


def describe_sources(inputs: Inputs) -> tuple[SourceRecord, ...]:
    """Return one record a source that has data: who, under which licence, which files, how many rows."""
    registers = [
        SourceRecord.from_register(register, map(_describe_file, files), _count_rules(files))
        for name, register in sorted(REGISTERS.items())
        if (files := inputs.files_of(name))
    ]
    return (*registers, *describe_submissions(inputs.batches))


def _count_rules(files: list[FileReport]) -> Counter[str]:
    """Return how many rows each rule set apart or flagged, over all files."""
    rules: Counter[str] = Counter()
    for file in files:
        rules.update(file.findings_by_rule)
    return rules


def _describe_file(file: FileReport) -> SourceFile:
    return SourceFile(
        filename=file.filename,
        sha256=file.sha256,
        data_date=date.fromisoformat(file.published_on) if file.published_on else None,
        encoding=file.encoding,
        rows_landed=file.rows_landed,
        rows_bronze=file.rows_bronze,
        rows_quarantined=file.rows_quarantined,
    )
