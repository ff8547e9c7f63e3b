"""Expectations on a landed register: measured on its reports and bronze files, in one scan."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.register import Register
from ingest.reports import FileReport
from ingest.snapshots import find_last_good
from warehouse.quality.judge import Measures, Rule, Verdict, judge

MAXIMUM_QUARANTINED_SHARE = 0.01


def judge_register(register: Register, reports: Sequence[FileReport]) -> list[Verdict]:
    """Return the verdicts on what a register holds now; none while it holds nothing."""
    if not reports:
        return []
    return judge(register.name, measure_register(register, reports), declare_rules(register))


def measure_register(register: Register, reports: Sequence[FileReport]) -> Measures:
    """Return the numbers the rules speak of.

    ``rows_change`` is the newest snapshot's row count over that of the one before (1.0 for the first);
    for a register whose files add up it is always 1.0, since a day's rows say nothing of the next day's.
    """
    landed = sum(report.rows_landed for report in reports)
    newest = max(reports, key=lambda report: (str(report.published_on or ""), report.partition))
    last = find_last_good(newest, [report for report in reports if report is not newest])
    before = last.rows_bronze if register.kind == "snapshot" and last else 0
    return {
        "rows": sum(report.rows_bronze for report in reports),
        "quarantined_share": sum(report.rows_quarantined for report in reports) / max(landed, 1),
        "rows_change": newest.rows_bronze / before if before else 1.0,
    }


def declare_rules(register: Register) -> list[Rule]:
    """Return the rules for a register, with its own tolerance."""
    tolerance = register.tolerance
    return [
        Rule(
            "rows", f"{register.title_en} has rows.", "Look at the landed file: it may be empty.", minimum=1
        ),
        Rule(
            "quarantined_share",
            f"At most {MAXIMUM_QUARANTINED_SHARE:.0%} of the rows are in quarantine.",
            "Read the reasons in quarantine/: the publisher's format may have changed.",
            maximum=MAXIMUM_QUARANTINED_SHARE,
        ),
        Rule(
            "rows_change",
            f"A snapshot has {tolerance.minimum:.2f} to {tolerance.maximum:.2f} times the rows of the last.",
            "Look at the publisher's page: the file may be cut short, or another one than before.",
            minimum=tolerance.minimum,
            maximum=tolerance.maximum,
        ),
    ]
