"""The dbt resource: the project of the repository, run with the dbt that is installed beside us."""

import sys
from functools import cached_property
from importlib import metadata
from pathlib import Path

from dagster_dbt import DbtCliResource
from packaging.version import Version

from warehouse.transform import DBT_PROJECT


class InstalledDbt(DbtCliResource):
    """dbt as locked; its version is read from the package, since asking the command takes three seconds."""

    @cached_property
    def _cli_version(self) -> Version:
        return Version(metadata.version("dbt-core"))


def open_dbt() -> InstalledDbt:
    """Return the resource that runs `dbt_project/`."""
    return InstalledDbt(
        project_dir=str(DBT_PROJECT),
        profiles_dir=str(DBT_PROJECT),
        dbt_executable=str(Path(sys.executable).with_name("dbt")),
    )
