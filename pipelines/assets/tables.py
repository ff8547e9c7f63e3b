"""The tables of dbt as assets, their dbt tests as asset checks; one dbt invocation a run."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from pipelines.dbt import PROJECT, TableTranslator, read_lineage, report_nodes
from pipelines.jobs import RELEASE_JOB
from pipelines.resources import WarehouseResource
from warehouse.database import prepare_writing
from warehouse.inputs import Inputs
from warehouse.lineage import Lineage
from warehouse.live import is_live_current
from warehouse.parsed_project import prepare_manifest
from warehouse.release.catalog import is_published
from warehouse.table_build import build_tables
from warehouse.table_states import describe_states, find_behind


def build_table_assets() -> dg.AssetsDefinition:
    """Return every seed and model of the dbt project as one multi-asset."""
    manifest = prepare_manifest()

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=TableTranslator(read_lineage()),
        project=PROJECT,
        name="tables",
        pool="duckdb_writer",
    )
    def tables(context: dg.AssetExecutionContext, warehouse: WarehouseResource) -> Iterator[Any]:
        lineage, inputs = read_lineage(), warehouse.read_inputs()
        _refuse_nothing(inputs)
        keys = {key.path[-1]: key for key in context.selected_asset_keys}
        behind = find_behind(warehouse.home, lineage, inputs) & keys.keys()
        if not behind and not _is_awaited(context.job_name, warehouse, lineage, inputs):
            context.log.info("Nothing new: the tables stand as they are, and all that is public shows them.")
            return
        if behind:
            prepare_writing(warehouse.home)
            # a file that was not whole is gone now, and with it every table
            behind = find_behind(warehouse.home, lineage, inputs) & keys.keys()
        context.log.info(f"Building {len(behind)} of {len(keys)} tables; the others stand as they are.")
        nodes = build_tables(warehouse.home, lineage, inputs, behind) if behind else []
        states = describe_states(lineage, inputs)
        yield from report_nodes(keys, context.selected_asset_check_keys, nodes, states)
        if broken := [f"{node.name}: {node.message or node.status}" for node in nodes if not node.is_good]:
            raise dg.Failure("; ".join(broken[:5]), allow_retries=False)

    return tables


def _refuse_nothing(inputs: Inputs) -> None:
    if not inputs.files:
        raise dg.Failure(
            f"There is nothing to release: no register has a file published up to {inputs.as_of}. "
            "Bring the sources up to date first.",
            allow_retries=False,
        )


def _is_awaited(job: str, warehouse: WarehouseResource, lineage: Lineage, inputs: Inputs) -> bool:
    """Return whether what stands is not public yet: a run died, or nobody has released it."""
    if warehouse.follows_today and not is_live_current(warehouse.home, lineage, inputs):
        return True
    return job == RELEASE_JOB and not is_published(warehouse.home, inputs.fingerprint)
