"""Old runs go; what tells how an asset came to be as it is stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines.maintenance import KEEP_DAYS, maintenance_job, maintenance_schedule, purge_runs

DAYS = dg.DynamicPartitionsDefinition(name="days")
TOMORROW = datetime.now(UTC) + timedelta(days=1)


@dg.asset
def table() -> None: ...


@dg.asset(partitions_def=DAYS)
def register() -> None: ...


@dg.asset_check(asset=table)
def sound() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@dg.asset
def broken() -> None:
    raise RuntimeError("no")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """A storage on disk, as a home has it."""
    with dg.DagsterInstance.local_temp(str(tmp_path), {"telemetry": {"enabled": False}}) as instance:
        instance.add_dynamic_partitions("days", ["1", "2", "3"])
        yield instance


def build(instance: dg.DagsterInstance, *assets: object, day: str | None = None) -> str:
    result = dg.materialize(assets, instance=instance, partition_key=day, raise_on_error=False)  # type: ignore[arg-type]
    return result.run_id


def list_runs(instance: dg.DagsterInstance) -> set[str]:
    return {run.run_id for run in instance.get_runs()}


def test_of_many_runs_on_an_asset_the_newest_stays(instance: dg.DagsterInstance) -> None:
    *older, newest = (build(instance, table) for _ in range(3))

    assert purge_runs(instance, TOMORROW) == len(older)
    assert list_runs(instance) == {newest}


def test_a_deleted_run_leaves_no_event(instance: dg.DagsterInstance) -> None:
    older, _ = build(instance, table), build(instance, table)
    assert instance.all_logs(older)

    purge_runs(instance, TOMORROW)

    assert instance.all_logs(older) == []


def test_a_deleted_run_leaves_no_output_in_the_log_folder(instance: dg.DagsterInstance) -> None:
    older, newest = build(instance, table), build(instance, table)
    root = Path(instance.root_directory)
    assert list(root.rglob(f"{older}/compute_logs"))

    purge_runs(instance, TOMORROW)

    assert not list(root.rglob(f"{older}/compute_logs"))
    assert list(root.rglob(f"{newest}/compute_logs"))


def test_the_newest_run_of_every_partition_stays(instance: dg.DagsterInstance) -> None:
    build(instance, register, day="1")
    kept = {build(instance, register, day=day) for day in ("1", "2", "3")}

    purge_runs(instance, TOMORROW)

    assert list_runs(instance) == kept
    assert instance.get_materialized_partitions(dg.AssetKey("register")) == {"1", "2", "3"}


def test_an_asset_is_as_known_afterwards_as_before(instance: dg.DagsterInstance) -> None:
    build(instance, table)
    newest = build(instance, table)
    build(instance, broken)

    purge_runs(instance, TOMORROW)

    event = instance.get_latest_materialization_event(dg.AssetKey("table"))
    assert event is not None
    assert event.run_id == newest


def test_what_a_check_found_stays(instance: dg.DagsterInstance) -> None:
    build(instance, table, sound)
    build(instance, table)

    purge_runs(instance, TOMORROW)

    key = dg.AssetCheckKey(dg.AssetKey("table"), "sound")
    record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
    assert record.event is not None
    assert record.event.asset_check_evaluation is not None
    assert record.event.asset_check_evaluation.passed


def test_failed_runs_go_too(instance: dg.DagsterInstance) -> None:
    build(instance, broken)

    assert purge_runs(instance, TOMORROW) == 1


def test_runs_that_have_not_ended_stay(instance: dg.DagsterInstance) -> None:
    job = dg.Definitions([table], jobs=[dg.define_asset_job("all")]).resolve_job_def("all")
    waiting = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)

    purge_runs(instance, TOMORROW)

    assert list_runs(instance) == {waiting.run_id}


def test_younger_runs_stay(instance: dg.DagsterInstance) -> None:
    runs = {build(instance, broken) for _ in range(2)}

    assert purge_runs(instance, datetime.now(UTC) - timedelta(days=KEEP_DAYS)) == 0
    assert list_runs(instance) == runs


def test_the_job_deletes_what_is_old_and_nothing_else(instance: dg.DagsterInstance) -> None:
    young = build(instance, broken)

    result = maintenance_job.execute_in_process(instance=instance)

    assert result.success
    assert list_runs(instance) == {young, result.run_id}


def test_housekeeping_is_switched_on_without_a_person() -> None:
    assert maintenance_schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert maintenance_schedule.execution_timezone == "Asia/Tokyo"
