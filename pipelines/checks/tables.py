"""Asset checks on the public tables: shape from the dictionary, expectations against the last release."""

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

    @dg.multi_asset_check(
        name="check_public_tables", specs=[*shapes.values(), *expected.values()], can_subset=True
    )
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.AssetCheckResult]:
        home = warehouse.home
        asked = {key.asset_key for key in context.selected_asset_check_keys}
        tables = Dictionary(tuple(dataset for dataset in dictionary if keys[dataset.name] in asked))
        for result in check_shape(home, tables):
            yield dg.AssetCheckResult(
                asset_key=keys[result.name.removeprefix("shape.")],
                check_name="shape",
                passed=result.passed,
                description="; ".join(result.notes) or None,
            )
        with connect_read_only(home) as connection:
            verdicts = judge_tables(connection, tables, read_rows_before(home, warehouse.as_of))
        for name in verdicts:
            yield report_verdicts(expected[name], verdicts[name])

    return check
