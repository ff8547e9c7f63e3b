"""The tables of dbt as assets, their dbt tests as asset checks; one dbt invocation a run."""

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

from pipelines.resources import WarehouseResource
from warehouse.inputs import fingerprint_code
from warehouse.layout import Home
from warehouse.release.catalog import is_published
from warehouse.transform import DBT_PROJECT, describe_environment, locate_target, prepare_sources

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


def prepare_manifest() -> Path:
    """Return dbt's manifest, parsed anew when any file of the project has changed."""
    MANIFEST.parent.mkdir(parents=True, exist_ok=True)
    stamp = MANIFEST.with_suffix(".stamp")
    with (MANIFEST.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        expected = hashlib.sha256(fingerprint_code().encode()).hexdigest()
        if not MANIFEST.exists() or not stamp.exists() or stamp.read_text() != expected:
            _parse_project()
            stamp.write_text(expected)
    return MANIFEST


def _parse_project() -> None:
    """Parse the project without a home: the manifest names no place."""
    from dbt.cli.main import dbtRunner

    with tempfile.TemporaryDirectory() as scratch:
        os.environ.update(describe_environment(Home(Path(scratch))))
        arguments = [
            "--quiet",
            "parse",
            "--project-dir",
            str(DBT_PROJECT),
            "--profiles-dir",
            str(DBT_PROJECT),
        ]
        result = dbtRunner().invoke(
            [*arguments, "--target-path", str(MANIFEST.parent), "--log-path", scratch]
        )
    if not result.success:
        raise dg.DagsterInvalidDefinitionError(f"dbt_project/ cannot be parsed: {result.exception}")


def build_table_assets() -> dg.AssetsDefinition:
    """Return every seed, model and snapshot of the dbt project as one multi-asset."""

    @dbt_assets(
        manifest=prepare_manifest(),
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
        prepare_sources(warehouse.home)
        os.environ.update(describe_environment(warehouse.home))
        variables = json.dumps({"as_of": inputs.as_of.isoformat()})
        invocation = dbt.cli(
            ["build", "--vars", variables], context=context, target_path=locate_target(warehouse.home)
        )
        yield from invocation.stream()

    return tables
