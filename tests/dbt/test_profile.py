"""The connection that dbt builds tables with, as the profile describes it."""

from __future__ import annotations

from pathlib import Path

import yaml
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.environments.local import LocalEnvironment
from jinja2 import Environment

from warehouse.transform import DBT_PROJECT


def read_profile(values: dict[str, str]) -> DuckDBCredentials:
    """Return what the profile says where the environment holds these values."""
    text = (DBT_PROJECT / "profiles.yml").read_text(encoding="utf-8")
    rendered = (
        Environment().from_string(text).render(env_var=lambda name, default="": values.get(name, default))
    )
    output = yaml.safe_load(rendered)["tsunagu"]["outputs"]["duckdb"]
    return DuckDBCredentials.from_dict({**output, "database": "warehouse"})


def test_a_table_that_is_sorted_on_disk_leaves_room_for_the_next_connection(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    profile = read_profile(
        {
            "TSUNAGU_DATABASE": str(tmp_path / "warehouse.duckdb"),
            "TSUNAGU_SCRATCH": str(scratch),
            "TSUNAGU_MEMORY_LIMIT": "60MB",
        }
    )
    warehouse = LocalEnvironment(profile)
    try:
        first = warehouse.handle().cursor()
        first.execute("create table sorted as select hash(range) as one from range(6_000_000) order by one")
        second = warehouse.handle().cursor()
        second.execute("select count(*) from sorted")

        assert scratch.is_dir()
        assert second.fetchall() == [(6_000_000,)]
    finally:
        warehouse.close()
