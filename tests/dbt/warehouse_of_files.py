"""A throw-away warehouse for tests: publishers' files in, tables out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import pyarrow as pa
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from ingest.acquire import acquire, open_fetcher
from ingest.bronze import build_partitions, ensure_empty_partition
from ingest.landing import LandingStore
from ingest.registries import REGISTERS
from tests.dbt.bronze_of_members import write_empty_bronze
from warehouse.dictionary import load_dictionary

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
DATASETS = {dataset.name: dataset for dataset in load_dictionary(PROJECT)}
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


def ingest_mirror(mirror: Path, home: Path) -> Path:
    """Read every register's files from a mirror; return the bronze folder, with nothing sent by members."""
    store = LandingStore(home / "landing")
    for register in REGISTERS.values():
        acquire(register, store, open_fetcher([register], mirror))
        build_partitions(register, store.current(register.name), home / "bronze", home / "quarantine")
        ensure_empty_partition(register, home / "bronze")
    return write_empty_bronze(home / "bronze")


@dataclass(frozen=True)
class Tables:
    """The tables that dbt makes in ``folder`` from the bronze files in ``bronze``."""

    folder: Path
    bronze: Path

    @property
    def database(self) -> Path:
        return self.folder / "tsunagu.duckdb"

    def run(self, as_of: str | None = None) -> None:
        """Bring the tables up to date."""
        with mock.patch.dict(os.environ, {"TSUNAGU_AS_OF": as_of or "9999-12-31"}):
            self._invoke(*NO_TESTS)

    def build(self, unit_tests: bool = True, as_of: str | None = None) -> None:
        """Bring the tables up to date and run every test of the project."""
        with mock.patch.dict(os.environ, {"TSUNAGU_AS_OF": as_of or "9999-12-31"}):
            self._invoke(*([] if unit_tests else ["--exclude-resource-type", "unit_test"]))

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""
        with self._connect() as connection:
            return connection.execute(sql).fetchall()

    def read_public(self) -> dict[str, pa.Table]:
        """Return every public table, its rows in the order of its key."""
        with self._connect() as connection:
            return {
                name: connection.execute(
                    f"select * from {name} order by {', '.join(dataset.primary_key)}"
                ).to_arrow_table()
                for name, dataset in DATASETS.items()
            }

    @contextmanager
    def _connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            yield connection

    def _invoke(self, *options: str) -> None:
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        environment = {
            "TSUNAGU_DATABASE": str(self.database),
            "TSUNAGU_BRONZE": str(self.bronze),
            "TSUNAGU_SCRATCH": str(scratch),
            "DO_NOT_TRACK": "1",
        }
        folders = ["--project-dir", PROJECT, "--profiles-dir", PROJECT]
        outputs = ["--target-path", self.folder / "target", "--log-path", self.folder / "logs"]
        with mock.patch.dict(os.environ, environment):
            result = dbtRunner().invoke(["--quiet", "build", *map(str, folders + outputs), *options])
        # dbt keeps its connection for the next run of the process; readers need the file.
        DuckDBConnectionManager.close_all_connections()
        if not result.success:
            raise AssertionError(result.exception or describe_failures(result))


def describe_failures(result: Any) -> str:
    """Return the nodes that failed, and why."""
    failed = [node for node in result.result if node.status in ("error", "fail")]
    return "\n".join(f"{node.node.unique_id}: {node.message}" for node in failed)
