"""Asset checks on corrections and requests: the publisher still says so, nothing withheld is shown."""

from collections.abc import Iterator

import dagster as dg

from pipelines.checks.report import keep_asked
from pipelines.resources import WarehouseResource
from warehouse.corrections import (
    CORRECTIONS,
    SUPPRESSIONS,
    Remark,
    find_leaks,
    judge_corrections,
    judge_suppressions,
)
from warehouse.database import connect_read_only
from warehouse.dictionary import Dictionary
from warehouse.layout import Home


def build_correction_checks(dictionary: Dictionary) -> dg.AssetChecksDefinition:
    """Return a check on the corrections, one on the requests and one a public table, in one step."""
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

    withheld = {
        dataset.name: dg.AssetCheckSpec(
            "nothing_withheld",
            asset=dg.AssetKey(["public", dataset.name]),
            blocking=True,
            description="No name or address that is withheld on request stands in any column.",
        )
        for dataset in dictionary
    }

    def judge(home: Home, tables: Dictionary) -> Iterator[dg.AssetCheckResult]:
        with connect_read_only(home) as connection:
            yield _report(expected, judge_corrections(home, connection))
            yield _report(reached, judge_suppressions(home, dictionary, connection))
            for name, leaks in find_leaks(connection, tables).items():
                yield _report(withheld[name], leaks)

    specs = [expected, reached, *withheld.values()]

    @dg.multi_asset_check(name="check_corrections", specs=specs, can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.AssetCheckResult]:
        asked = {key.asset_key for key in context.selected_asset_check_keys}
        tables = Dictionary(
            tuple(dataset for dataset in dictionary if withheld[dataset.name].asset_key in asked)
        )
        yield from keep_asked(context, judge(warehouse.home, Dictionary(tables)))

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
