"""What the data team sees in Dagster after a run: partitions, measures, samples, verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import polars as pl
import pytest

from ingest.bronze import load_reports
from ingest.registries import REGISTERS
from pipelines.build import build_definitions
from pipelines.main_job import open_instance
from tests.tsunagu.shared_runs import FinishedRun
from warehouse.release.json_files import MANIFEST, read_json

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def instance(demo: FinishedRun) -> Iterator[dg.DagsterInstance]:
    """Dagster's storage of the demo's home."""
    with open_instance(demo.home) as instance:
        yield instance


@pytest.fixture(scope="module")
def first_run(instance: dg.DagsterInstance) -> dg.DagsterRun:
    """The run of the demo; later runs on the home did nothing."""
    return instance.get_runs()[-1]


@pytest.fixture(scope="module")
def materialized(
    instance: dg.DagsterInstance, first_run: dg.DagsterRun
) -> Mapping[str, Mapping[str, dg.MetadataValue[Any]]]:
    """The metadata of each asset the run made, by name of the asset."""
    events = instance.all_logs(first_run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    found = [event.asset_materialization for event in events]
    return {one.asset_key.to_user_string(): one.metadata for one in found if one and not one.partition}


def test_every_daily_file_is_a_partition(demo: FinishedRun, instance: dg.DagsterInstance) -> None:
    files = {path.stem.removeprefix("diff_") for path in (demo.mirror / "nta/diff").iterdir()}

    assert set(instance.get_dynamic_partitions("nta_diff_files")) == files


def test_every_partition_is_materialized(demo: FinishedRun, instance: dg.DagsterInstance) -> None:
    done = instance.get_materialized_partitions(dg.AssetKey(["bronze", "nta_diff"]))

    assert done == set(instance.get_dynamic_partitions("nta_diff_files"))


@pytest.mark.parametrize("register", REGISTERS)
def test_bronze_tells_rows_bytes_and_seconds(
    demo: FinishedRun, materialized: Mapping[str, Mapping[str, dg.MetadataValue[Any]]], register: str
) -> None:
    measured = materialized[f"bronze/{register}"]
    reports = load_reports(REGISTERS[register], demo.home.bronze)

    assert measured["dagster/row_count"].value == sum(report.rows_bronze for report in reports) > 0
    assert measured["bytes"].value == sum(report.bronze_bytes for report in reports)
    assert measured["quarantined"].value == 0
    assert float(measured["seconds"].value) >= 0


@pytest.mark.parametrize("register", REGISTERS)
def test_bronze_shows_a_few_rows(
    materialized: Mapping[str, Mapping[str, dg.MetadataValue[Any]]], register: str
) -> None:
    sample = str(materialized[f"bronze/{register}"]["sample"].value)

    assert 3 <= len(sample.splitlines()) <= 7
    assert sample.startswith("| source_file | file_row |")
    assert len({line.count("|") for line in sample.splitlines()}) == 1


def test_no_sample_holds_free_text_or_a_place_of_the_portal(
    demo: FinishedRun, materialized: Mapping[str, Mapping[str, dg.MetadataValue[Any]]]
) -> None:
    sample = str(materialized["bronze/npo_portal"]["sample"].value)
    report = load_reports(REGISTERS["npo_portal"], demo.home.bronze)[-1]
    rows = pl.read_parquet(demo.home.bronze / "npo_portal" / f"{report.partition}.parquet").head(5)

    personal = [
        text
        for column in ("address", "branch_addresses", "supervision_text", "dissolution_text")
        for text in rows[column].drop_nulls().to_list()
        if text
    ]
    assert personal
    assert [text for text in personal if text[:12] in sample] == []


def test_no_bronze_column_holds_a_representative(demo: FinishedRun) -> None:
    columns = {name for register in REGISTERS.values() for name in register.bronze_schema.names}

    assert [name for name in columns if "representative" in name or "phone" in name] == []


def test_the_release_tells_its_number_and_rows(
    demo: FinishedRun, materialized: Mapping[str, Mapping[str, dg.MetadataValue[Any]]]
) -> None:
    told = materialized["release"]
    rows = read_json(demo.release / MANIFEST)["rows"]

    assert told["release"].value == demo.release.name
    assert told["tables"].value == rows
    assert told["dagster/row_count"].value == sum(rows.values())


def test_every_check_of_the_run_was_evaluated_and_passed(
    instance: dg.DagsterInstance, first_run: dg.DagsterRun
) -> None:
    events = instance.all_logs(first_run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    results = [event.dagster_event.asset_check_evaluation_data for event in events if event.dagster_event]

    planned = build_definitions(str(instance.root_directory)).resolve_job_def("main").asset_layer
    assert {result.asset_check_key for result in results} == set(planned.asset_graph.asset_check_keys)
    assert [result.check_name for result in results if not result.passed] == []


def test_the_run_executed_every_asset_of_the_scheduled_job(
    demo: FinishedRun, instance: dg.DagsterInstance, first_run: dg.DagsterRun
) -> None:
    definitions = build_definitions(str(demo.home.root))
    scheduled = definitions.resolve_job_def(definitions.resolve_schedule_def("weekly_release").job_name)
    steps = {stats.step_key for stats in instance.get_run_step_stats(first_run.run_id)}

    assert first_run.job_name == scheduled.name
    assert steps == {node.name for node in scheduled.graph.nodes}
