"""`quality/checks.json`: what was expected of each table of a release, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from warehouse.quality.judge import Verdict


def describe_checks(verdicts: Mapping[str, Sequence[Verdict]]) -> dict[str, Any]:
    """Return the content of the file: tables by name, each with its rules as they are declared."""
    return {
        "tables": [
            {"name": name, "checks": [_describe_verdict(verdict) for verdict in verdicts[name]]}
            for name in sorted(verdicts)
        ]
    }


def _describe_verdict(verdict: Verdict) -> dict[str, Any]:
    rule = verdict.rule
    return {
        "measure": rule.measure,
        "rule": rule.says,
        "minimum": rule.minimum,
        "maximum": rule.maximum,
        # DuckDB answers sums of whole numbers as decimals, which JSON has not
        "measured": verdict.observed if isinstance(verdict.observed, int | None) else float(verdict.observed),
        "outcome": verdict.outcome,
        "blocking": rule.blocking,
    }
