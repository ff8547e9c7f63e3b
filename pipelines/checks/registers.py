"""Asset checks on a register: landed cleanly, readable, nothing lost, as expected."""

from collections.abc import Iterator

import dagster as dg

from ingest.bronze import load_reports
from ingest.register import Register
from pipelines.checks.report import keep_asked, report_verdicts
from pipelines.resources import WarehouseResource
from warehouse.layout import Home
from warehouse.quality.register_suite import judge_register
from warehouse.sources import read_status


def build_register_checks(register: Register) -> dg.AssetChecksDefinition:
    """Return the checks of one register, in one step."""
    landing, bronze = dg.AssetKey(["landing", register.name]), dg.AssetKey(["bronze", register.name])
    arrived = dg.AssetCheckSpec("arrived", asset=landing, description="Every file offered arrived whole.")
    readable = dg.AssetCheckSpec("readable", asset=bronze, description="Every landed file could be parsed.")
    complete = dg.AssetCheckSpec(
        "rows_add_up",
        asset=bronze,
        blocking=True,
        description="For each file, rows landed = rows in bronze + rows in quarantine.",
    )
    expected = dg.AssetCheckSpec(
        "expectations", asset=bronze, blocking=True, description="Great Expectations suite of the register."
    )

    def judge(home: Home) -> Iterator[dg.AssetCheckResult]:
        everything = load_reports(register, home.bronze)
        reports = [report for report in everything if not report.failed]
        status = read_status(home, register.name)
        yield _warn(arrived, list(status.findings) if status else [])
        yield _warn(
            readable,
            [finding.describe() for report in everything if report.failed for finding in report.findings],
        )
        lost = [
            f"{report.filename}: {report.rows_landed} landed, {report.rows_bronze} in bronze, "
            f"{report.rows_quarantined} in quarantine"
            for report in reports
            if report.rows_landed != report.rows_bronze + report.rows_quarantined
        ]
        yield dg.AssetCheckResult(
            asset_key=bronze,
            check_name=complete.name,
            passed=not lost,
            metadata={"files": len(reports), "lost": lost},
        )
        yield report_verdicts(expected, judge_register(register, reports))

    specs = [arrived, readable, complete, expected]

    @dg.multi_asset_check(name=f"check_{register.name}", specs=specs, can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.AssetCheckResult]:
        yield from keep_asked(context, judge(warehouse.home))

    return check


def _warn(spec: dg.AssetCheckSpec, findings: list[str]) -> dg.AssetCheckResult:
    """Report findings as a warning: the last good data stays, and somebody should look."""
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=not findings,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"findings": findings},
    )
