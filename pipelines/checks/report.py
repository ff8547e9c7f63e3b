"""How verdicts of the warehouse become results of asset checks."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from warehouse.quality.judge import Verdict


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
