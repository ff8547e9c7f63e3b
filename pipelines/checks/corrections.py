"""Asset checks on corrections and requests: the publisher still says so, each request reaches somebody."""

from collections.abc import Iterator

import dagster as dg

from pipelines.checks.report import keep_asked
from pipelines.resources import WarehouseResource
from warehouse.corrections import CORRECTIONS, SUPPRESSIONS, Remark, judge_corrections, judge_suppressions
from warehouse.database import connect_read_only
from warehouse.dictionary import Dictionary
from warehouse.layout import Home


def build_correction_checks(dictionary: Dictionary) -> dg.AssetChecksDefinition:
    """Return both checks, in one step."""
    expected = dg.AssetCheckSpec(
        "as_expected",
        asset=dg.AssetKey(["public", CORRECTIONS]),
        description="The publisher still says what each correction mends. Where it no longer does, "
        "nothing is corrected: a warning until a person removes the entry.",
    )
    reached = dg.AssetCheckSpec(
        "reaches_somebody",
        asset=dg.AssetKey(["public", SUPPRESSIONS]),
        blocking=True,
        description="Each request not to publish something is about an organisation or a record at hand.",
    )

    def judge(home: Home) -> Iterator[dg.AssetCheckResult]:
        with connect_read_only(home) as connection:
            yield _report(expected, judge_corrections(home, connection))
            yield _report(reached, judge_suppressions(home, dictionary, connection))

    @dg.multi_asset_check(name="check_corrections", specs=[expected, reached], can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.AssetCheckResult]:
        yield from keep_asked(context, judge(warehouse.home))

    return check


def _report(spec: dg.AssetCheckSpec, remarks: list[Remark]) -> dg.AssetCheckResult:
    stops = any(remark.stops for remark in remarks)
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=not remarks,
        severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
        description=" ".join(remark.sentence for remark in remarks) or None,
        metadata={"remarks": [remark.sentence for remark in remarks]},
    )
