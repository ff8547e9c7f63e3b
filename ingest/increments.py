"""The size of increments: each file is held against the median of those just before it.

A day's rows say little of the next day's, so nothing is refused: a file of absurd size is noted, and somebody
looks. What is noted depends on the files alone, not on the order they arrived in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from ingest.findings import Finding
from ingest.register import Register, UsualRows
from ingest.reports import FileReport
from ingest.snapshots import name_layout

UNUSUAL_ROWS = "increment.unusual_rows"
FELLOWS = 20


def note_unusual_sizes(register: Register, reports: Sequence[FileReport]) -> list[FileReport]:
    """Return the reports, those of unusual size with a finding more, the others without.

    Args:
        register: declares in ``usual_rows`` what is usual.
        reports: of every file of the register, in any order; the order is kept.
    """
    usual = register.usual_rows
    if usual is None:
        return list(reports)
    before: dict[str, list[int]] = {}
    judged: dict[str, FileReport] = {}
    for report in sorted(reports, key=lambda one: (one.published_on or "", one.partition)):
        judged[report.partition] = report
        if report.failed:
            continue
        fellows = before.setdefault(name_layout(report), [])
        expected = median(fellows[-FELLOWS:]) if fellows else report.rows_landed
        judged[report.partition] = _mark(
            report, None if _is_usual(report.rows_landed, expected, usual) else expected
        )
        fellows.append(report.rows_landed)
    return [judged[report.partition] for report in reports]


def _is_usual(rows: int, expected: float, usual: UsualRows) -> bool:
    near = abs(rows - expected) <= usual.margin
    return near or usual.minimum * expected <= rows <= usual.maximum * expected


def _mark(report: FileReport, expected: float | None) -> FileReport:
    """Return the report with the finding, or without it where nothing is unusual."""
    findings = tuple(finding for finding in report.findings if finding.rule != UNUSUAL_ROWS)
    rules = {rule: count for rule, count in report.findings_by_rule.items() if rule != UNUSUAL_ROWS}
    if expected is not None:
        finding = Finding(
            report.source,
            report.filename,
            "noted",
            UNUSUAL_ROWS,
            f"The file has {report.rows_landed:,} rows where about {expected:,.0f} are usual; it is used.",
            "Look at the publisher's page: the file may be cut short, or hold more than its day.",
            value=str(report.rows_landed),
        )
        findings, rules = (finding, *findings), {**rules, UNUSUAL_ROWS: 1}
    return replace(report, findings=findings, findings_by_rule=dict(sorted(rules.items())))
