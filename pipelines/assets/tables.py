"""The tables of dbt as assets, their dbt tests as asset checks; one dbt invocation a run."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

from pipelines.resources import WarehouseResource
from warehouse.inputs import fingerprint_code
from warehouse.layout import Home
from warehouse.locks import hold_lock
from warehouse.release.catalog import is_published
from warehouse.transform import (
    DBT_PROJECT,
    describe_environment,
    is_built_by,
    locate_target,
    prepare_sources,
    record_builder,
)

MANIFEST = DBT_PROJECT / "target" / "manifest.json"
PUBLIC_FOLDER = "marts"


class TableTranslator(DagsterDbtTranslator):
    """Name assets after the tables people know: `public/<dataset>`, `warehouse/<model>`, `seeds/<seed>`."""

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


def prepare_manifest(home: Home, as_of: date) -> Path:
    """Return dbt's manifest, parsed anew when any file of the project has changed.

    It is parsed as the run will see it, so that dbt takes it over instead of parsing once more.
    """
    MANIFEST.parent.mkdir(parents=True, exist_ok=True)
    stamp = MANIFEST.with_suffix(".stamp")
    with hold_lock(MANIFEST.parent / ".lock"):
        if not MANIFEST.exists() or not stamp.exists() or stamp.read_text() != fingerprint_code():
            _parse_project(describe_environment(home, as_of))
            stamp.write_text(fingerprint_code())
    return MANIFEST


def _parse_project(environment: Mapping[str, str]) -> None:
    from dbt.cli.main import dbtRunner

    os.environ.update(environment)
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    outputs = ["--target-path", str(MANIFEST.parent), "--log-path", str(MANIFEST.parent)]
    result = dbtRunner().invoke(["--quiet", "parse", *folders, *outputs])
    if not result.success:
        raise dg.DagsterInvalidDefinitionError(f"dbt_project/ cannot be parsed: {result.exception}")


def build_table_assets(home: Home, as_of: date) -> dg.AssetsDefinition:
    """Return every seed and model of the dbt project as one multi-asset."""

    @dbt_assets(
        manifest=prepare_manifest(home, as_of),
        dagster_dbt_translator=TableTranslator(),
        project=DbtProject(project_dir=DBT_PROJECT, profiles_dir=DBT_PROJECT),
        name="tables",
        pool="duckdb_writer",
    )
    def tables(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource, dbt: DbtCliResource
    ) -> Iterator[Any]:
        inputs = warehouse.read_inputs()
        if is_published(warehouse.home, inputs.fingerprint):
            context.log.info("Nothing new since the latest release: the tables stand as they are.")
            return
        if not inputs.files:
            raise dg.Failure(
                f"There is nothing to release: no register has a file published up to {inputs.as_of}. "
                "Bring the sources up to date first."
            )
        prepare_sources(warehouse.home)
        os.environ.update(describe_environment(warehouse.home, inputs.as_of))
        # unit tests judge the code, not the data: they run in the test suite
        arguments = ["build", "--exclude-resource-type", "unit_test"]
        if not is_built_by(warehouse.home, inputs.code_version):
            arguments.append("--full-refresh")
        yield from dbt.cli(arguments, context=context, target_path=locate_target(warehouse.home)).stream()
        record_builder(warehouse.home, inputs.code_version)

    return tables
