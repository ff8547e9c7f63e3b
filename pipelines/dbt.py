"""How the dbt project looks in Dagster: names of its assets, its manifest, what becomes of dbt's answers."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from pipelines.automation import WHEN_CONTENT_CHANGES
from pipelines.metadata import read_peak_mib
from warehouse.lineage import BUILT_TYPES, Lineage
from warehouse.parsed_project import MANIFEST
from warehouse.table_build import BuiltNode
from warehouse.table_states import TableState
from warehouse.transform import DBT_PROJECT

PROJECT = DbtProject(project_dir=DBT_PROJECT, profiles_dir=DBT_PROJECT)
PUBLIC_FOLDER = "marts"


class TableTranslator(DagsterDbtTranslator):
    """Name assets after the tables people know: `public/<dataset>`, `warehouse/<model>`, `seeds/<seed>`."""

    def __init__(self, lineage: Lineage) -> None:
        super().__init__()
        self._lineage = lineage

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return the asset key; a source is the bronze asset of its register."""
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey(["bronze", name])
        return dg.AssetKey([self.get_group_name(dbt_resource_props) or "warehouse", name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return `public` for marts, `seeds` for seeds, `warehouse` for what lies between."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return "public" if PUBLIC_FOLDER in dbt_resource_props["fqn"] else "warehouse"

    def get_automation_condition(
        self, dbt_resource_props: Mapping[str, Any]
    ) -> dg.AutomationCondition | None:  # type: ignore[type-arg]
        """Return when a table is built by itself; one under disclosure control only with a release."""
        return WHEN_CONTENT_CHANGES if dbt_resource_props["name"] in self._lineage.live else None


def read_lineage() -> Lineage:
    """Return the lineage of the manifest as it lies there now."""
    return _read_lineage(MANIFEST.stat().st_mtime_ns)


def locate_table(name: str) -> dg.AssetKey:
    """Return the asset of a seed or model."""
    return _map_tables(MANIFEST.stat().st_mtime_ns)[name]


@cache
def _map_tables(_written_at: int) -> dict[str, dg.AssetKey]:
    manifest, translator = json.loads(MANIFEST.read_text(encoding="utf-8")), TableTranslator(read_lineage())
    nodes = [node for node in manifest["nodes"].values() if node["resource_type"] in BUILT_TYPES]
    return {node["name"]: translator.get_asset_key(node) for node in nodes}


@cache
def _read_lineage(_written_at: int) -> Lineage:
    return Lineage.read(MANIFEST)


def report_nodes(
    keys: Mapping[str, dg.AssetKey],
    checks: Collection[dg.AssetCheckKey],
    nodes: Sequence[BuiltNode],
    states: Mapping[str, TableState],
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Yield what Dagster is told of each node.

    Args:
        keys: the assets this run is asked for, by table; those that dbt had nothing to do for stand.
        checks: the checks this run is asked for.
        nodes: dbt's answers.
        states: what each table is made from: its data version.
    """
    answered = {node.name: node for node in nodes if not node.is_test}
    lineage, all_good = read_lineage(), all(node.is_good for node in nodes)
    # What stands and what was built mix in any way, and Dagster wants each after all it is made from.
    for name in sorted(keys, key=lambda name: (len(lineage.ancestors(name)), name)):
        node = answered.get(name)
        if node.is_good if node else all_good:
            yield _report_table(keys[name], states[name], node)
    for node in nodes:
        if node.is_test:
            yield from _report_test(node, checks)


def _report_table(key: dg.AssetKey, state: TableState, node: BuiltNode | None) -> dg.MaterializeResult:
    measured: dict[str, Any] = {"rebuilt": node is not None}
    if node is not None:
        measured |= {"seconds": node.seconds, "peak_memory_mib": read_peak_mib()}
        if node.rows is not None:
            measured["dagster/row_count"] = node.rows
    return dg.MaterializeResult(
        asset_key=key, data_version=dg.DataVersion(state.content[:16]), metadata=measured
    )


def _report_test(node: BuiltNode, checks: Collection[dg.AssetCheckKey]) -> Iterator[dg.AssetCheckResult]:
    key = locate_check(node.unique_id)
    if key is None or key not in checks or node.status == "skipped":
        return
    severity = dg.AssetCheckSeverity.WARN if node.status == "warn" else dg.AssetCheckSeverity.ERROR
    yield dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=node.status == "pass",
        severity=severity,
        description=node.message or None,
        # a test that could not judge is an error, as in `pipelines.checks.report`: neither failed nor passed
        metadata={"failures": node.failures, "seconds": node.seconds, "errors": int(node.status == "error")},
    )


def locate_check(test: str) -> dg.AssetCheckKey | None:
    """Return the asset check of a dbt test, by its unique id; None where it belongs to no single table."""
    return _map_checks(MANIFEST.stat().st_mtime_ns).get(test)


@cache
def _map_checks(_written_at: int) -> dict[str, dg.AssetCheckKey]:
    manifest, translator = json.loads(MANIFEST.read_text(encoding="utf-8")), TableTranslator(read_lineage())
    found = {
        test: get_asset_check_key_for_test(
            manifest=manifest, dagster_dbt_translator=translator, test_unique_id=test, project=PROJECT
        )
        for test, node in manifest["nodes"].items()
        if node["resource_type"] == "test"
    }
    return {test: key for test, key in found.items() if key is not None}
