"""Asset checks on the public tables: shape from the dictionary, expectations against the last release."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines.checks.report import report_verdicts
from pipelines.resources import WarehouseResource
from warehouse.checks import check_shape
from warehouse.database import connect_read_only
from warehouse.dictionary import Dictionary
from warehouse.publish import read_rows_before
from warehouse.quality.table_suite import judge_tables


def build_table_checks(dictionary: Dictionary) -> dg.AssetChecksDefinition:
    """Return two blocking checks a public table, all in one step."""
    keys = {dataset.name: dg.AssetKey(["public", dataset.name]) for dataset in dictionary.datasets}
    shapes = {
        name: dg.AssetCheckSpec(
            "shape", asset=key, blocking=True, description="Columns, types, nulls and keys."
        )
        for name, key in keys.items()
    }
    expected = {
        name: dg.AssetCheckSpec(
            "expectations", asset=key, blocking=True, description="Great Expectations suite."
        )
        for name, key in keys.items()
    }

    @dg.multi_asset_check(name="check_public_tables", specs=[*shapes.values(), *expected.values()])
    def check(warehouse: WarehouseResource) -> Iterator[dg.AssetCheckResult]:
        home = warehouse.home
        for result in check_shape(home, dictionary):
            yield dg.AssetCheckResult(
                asset_key=keys[result.name.removeprefix("shape.")],
                check_name="shape",
                passed=result.passed,
                description="; ".join(result.notes) or None,
            )
        with connect_read_only(home) as connection:
            verdicts = judge_tables(connection, dictionary, read_rows_before(home, warehouse.as_of))
        for name, spec in expected.items():
            yield report_verdicts(spec, verdicts[name])

    return check
