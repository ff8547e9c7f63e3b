"""How verdicts of the warehouse become results of asset checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from warehouse.quality.judge import Verdict


def keep_asked(
    context: dg.AssetCheckExecutionContext, results: Iterable[dg.AssetCheckResult]
) -> Iterator[dg.AssetCheckResult]:
    """Yield the results this run is asked for: a step judges things that belong together at once."""
    asked = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
    for result in results:
        if (result.asset_key, result.check_name) in asked:
            yield result


def report_verdicts(spec: dg.AssetCheckSpec, verdicts: Sequence[Verdict]) -> dg.AssetCheckResult:
    """Return one result: failed where a rule failed *or could not be judged*, with each verdict in words."""
    broken = [verdict for verdict in verdicts if verdict.outcome != "pass"]
    severity = dg.AssetCheckSeverity.ERROR if any(v.stops for v in broken) else dg.AssetCheckSeverity.WARN
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=not broken,
        severity=severity,
        description="; ".join(verdict.describe() for verdict in broken) or None,
        metadata={
            "judged": len(verdicts),
            "errors": sum(verdict.outcome == "error" for verdict in verdicts),
            "verdicts": [verdict.describe() for verdict in verdicts],
        },
    )
