"""Judge measures against rules with Great Expectations; a rule that cannot run is an error, never a pass."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["pass", "fail", "error"]
Measures = Mapping[str, float | int | None]


@dataclass(frozen=True)
class Rule:
    """One expectation on one measure.

    Attributes:
        measure: name of the measured number.
        says: the rule in one sentence, for people.
        remedy: what to do when it fails.
        minimum: smallest good value; None for no lower bound.
        maximum: largest good value; None for no upper bound.
        blocking: whether a failure stops the run.
    """

    measure: str
    says: str
    remedy: str
    minimum: float | None = None
    maximum: float | None = None
    blocking: bool = True


@dataclass(frozen=True)
class Verdict:
    """What became of one rule: its outcome and the value that was observed."""

    rule: Rule
    outcome: Outcome
    observed: float | int | None
    detail: str = ""

    @property
    def stops(self) -> bool:
        """Whether this verdict must stop the run: failed or could not be judged, on a blocking rule."""
        return self.outcome != "pass" and self.rule.blocking

    def describe(self) -> str:
        """Return the verdict as one line: outcome, rule, value, remedy."""
        line = f"{self.outcome.upper()} {self.rule.says} (measured: {self.observed})"
        return line if self.outcome == "pass" else f"{line} {self.rule.remedy} {self.detail}".rstrip()


@dataclass(frozen=True)
class Suite:
    """What is judged of one thing: its measures, and the rules they must keep."""

    measures: Measures
    rules: Sequence[Rule]


def judge(name: str, measures: Measures, rules: Sequence[Rule]) -> list[Verdict]:
    """Return one verdict a rule, as `judge_all` does of many things."""
    return judge_all({name: Suite(measures, rules)})[name]


def judge_all(suites: Mapping[str, Suite]) -> dict[str, list[Verdict]]:
    """Return one verdict a rule, by name of what is judged; all are judged in one validation.

    A measure that is missing or null gives ``error``: Great Expectations passes over nulls, and a rule
    that judged nothing must not count as kept.
    """
    asked = [(name, rule) for name, suite in suites.items() for rule in suite.rules]
    measurable = [(name, rule) for name, rule in asked if suites[name].measures.get(rule.measure) is not None]
    judged = _validate(suites, measurable) if measurable else {}
    return {
        name: [
            judged.get((name, rule)) or Verdict(rule, "error", None, f"{rule.measure} could not be measured.")
            for rule in suite.rules
        ]
        for name, suite in suites.items()
    }


def _validate(
    suites: Mapping[str, Suite], asked: Sequence[tuple[str, Rule]]
) -> dict[tuple[str, Rule], Verdict]:
    """Run one suite over a frame of one row that holds all the measures."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    import pandas as pd
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core.expect_column_values_to_be_between import (
        ExpectColumnValuesToBeBetween,
    )

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    frame = pd.DataFrame(
        [{f"{name}.{rule.measure}": suites[name].measures[rule.measure] for name, rule in asked}]
    )
    source = context.data_sources.add_pandas("measures")
    asset = source.add_dataframe_asset("measures")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(
        name="measures",
        expectations=[
            ExpectColumnValuesToBeBetween(
                column=f"{name}.{rule.measure}",
                min_value=rule.minimum,
                max_value=rule.maximum,
                meta={"position": position},
            )
            for position, (name, rule) in enumerate(asked)
        ],
    )
    results: list[Any] = batch.validate(suite, result_format="BOOLEAN_ONLY").results
    pairs = ((asked[result.expectation_config.meta["position"]], result) for result in results)
    return {
        (name, rule): _read_verdict(rule, suites[name].measures, result) for (name, rule), result in pairs
    }


def _read_verdict(rule: Rule, measures: Measures, result: Any) -> Verdict:
    """Translate one result; an exception inside the expectation is an error, not a failure."""
    observed = measures[rule.measure]
    raised = result.exception_info or {}
    messages = [raised] if "raised_exception" in raised else list(raised.values())
    for info in messages:
        if info.get("raised_exception"):
            return Verdict(rule, "error", observed, str(info.get("exception_message", "")))
    return Verdict(rule, "pass" if result.success else "fail", observed)
