"""What of a run needs a look, in the order a person wants it: refused files first, then rows set apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.bronze import load_reports
from ingest.registries import REGISTERS
from ingest.reports import FileReport
from tsunagu.console import warn
from warehouse.layout import Home
from warehouse.sources import read_status

SHOWN_FINDINGS = 20
SHOWN_ROWS = 3

FileIdentity = tuple[str, str, str]


def identify_reports(home: Home) -> set[FileIdentity]:
    """Return what bronze holds now, so that a run can tell which files it read anew."""
    return {
        _identify(report) for register in REGISTERS.values() for report in load_reports(register, home.bronze)
    }


def collect_findings(home: Home, known: set[FileIdentity]) -> list[str]:
    """Return what needs a look: files refused or unreadable as long as they are, rows once, when read."""
    refused: list[str] = []
    rows: list[str] = []
    for name, register in REGISTERS.items():
        if status := read_status(home, name):
            refused += status.findings
        for report in load_reports(register, home.bronze):
            if report.failed:
                refused += [finding.describe() for finding in report.findings]
            elif _identify(report) not in known:
                rows += _describe_rows(report)
    return refused + rows


def show_findings(findings: Sequence[str]) -> None:
    """Print findings, as many as a person reads."""
    for line in findings[:SHOWN_FINDINGS]:
        warn(f"finding: {line}", "yellow")
    if len(findings) > SHOWN_FINDINGS:
        warn(f"… and {len(findings) - SHOWN_FINDINGS:,} more, in bronze/*/*.json", "yellow")


def _identify(report: FileReport) -> FileIdentity:
    return report.source, report.partition, report.sha256


def _describe_rows(report: FileReport) -> list[str]:
    """Return the first rows that break each rule, and how many more do: one bad file must not hide others."""
    lines: list[str] = []
    seen: Counter[str] = Counter()
    for finding in report.findings:
        if finding.severity == "noted":
            continue
        seen[finding.rule] += 1
        if seen[finding.rule] <= SHOWN_ROWS:
            lines.append(finding.describe())
    for rule in seen:
        if more := max(report.findings_by_rule.get(rule, 0) - SHOWN_ROWS, 0):
            place = f"quarantine/{report.source}/{report.partition}.parquet"
            lines.append(
                f"{report.source}/{report.filename}: {more:,} more rows like these [{rule}], all in {place}"
            )
    return lines
