"""What every asset tells of its making."""

from __future__ import annotations

import dagster as dg
import pytest

from ingest.registries import REGISTERS
from pipelines.metadata import Measure
from pipelines.resources import WarehouseResource

NUMBERS = {"seconds", "peak_memory_mib"}


def test_rows_bytes_seconds_and_memory_are_numbers_that_dagster_draws() -> None:
    told = Measure().describe(rows=3, size=2**20)

    assert set(told) == {"dagster/row_count", "bytes", *NUMBERS}
    assert all(isinstance(value.value, (int, float)) for value in told.values())
    assert told["dagster/row_count"].value == 3
    assert told["peak_memory_mib"].value > 10


def test_what_has_no_rows_or_bytes_tells_none() -> None:
    assert set(Measure().describe(files=2)) == {"files", *NUMBERS}


def test_seconds_are_those_since_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 12.5])
    monkeypatch.setattr("pipelines.metadata.time.monotonic", lambda: next(clock))

    assert Measure().describe()["seconds"].value == 2.5


def test_the_landing_of_a_register_tells_what_it_holds(tmp_path: object) -> None:
    from pipelines.assets.registers import build_landing_asset

    landing = build_landing_asset(REGISTERS["municipality_codes"])
    warehouse = WarehouseResource(home_dir=f"{tmp_path}/home", mirror_dir=str(tmp_path))
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([landing], resources={"warehouse": warehouse}, instance=instance)

    (event,) = result.asset_materializations_for_node(landing.node_def.name)
    assert event.metadata["bytes"].value == 0
    assert set(event.metadata) >= NUMBERS
