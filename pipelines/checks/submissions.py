"""Asset checks on what members sent: everything answered, nothing lost on the way to the records."""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets.submissions import INBOX
from pipelines.checks.report import keep_asked, report_verdicts
from pipelines.resources import WarehouseResource
from warehouse.layout import Home
from warehouse.quality.submission_suite import judge_submissions
from warehouse.submissions import list_unanswered


def build_submission_checks() -> dg.AssetChecksDefinition:
    """Return the checks of inbox and batches, in one step."""
    answered = dg.AssetCheckSpec(
        "answered", asset=INBOX, description="Nothing lies in the inbox that no receipt answers."
    )
    expected = dg.AssetCheckSpec(
        "expectations", asset=INBOX, blocking=True, description="Great Expectations suite of the batches."
    )

    def judge(home: Home) -> Iterator[dg.AssetCheckResult]:
        waiting = list_unanswered(home)
        yield dg.AssetCheckResult(
            asset_key=INBOX,
            check_name=answered.name,
            passed=not waiting,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"waiting": len(waiting)},  # names of files are the members' own
        )
        yield report_verdicts(expected, judge_submissions(home))

    @dg.multi_asset_check(name="check_submissions", specs=[answered, expected], can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.AssetCheckResult]:
        yield from keep_asked(context, judge(warehouse.home))

    return check
