"""The sensors that tell people: they look at how everything stands, and never start a run."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import dagster as dg

from pipelines.operations import is_live_behind, read_operations
from pipelines.resources import WarehouseResource
from warehouse.notices.attend import attend
from warehouse.notices.deliver import open_channels
from warehouse.status.collect import collect_status

INTERVAL_SECONDS = 60
FAILURE_INTERVAL_SECONDS = 15


def build_notice_sensors(warehouse: WarehouseResource) -> list[dg.SensorDefinition]:
    """Return the sensor that looks every minute, and the one that looks as soon as a run has failed.

    Both find what is wrong in the state of things, not in the event that woke them: losing a cursor, or
    being asked twice, changes nothing.
    """

    @dg.sensor(
        name="notices",
        minimum_interval_seconds=INTERVAL_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Sends notices of what is wrong and what is well again, and writes public/status.json.",
    )
    def notices(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        return dg.SkipReason(_attend(warehouse, context.instance, context.repository_def))

    @dg.run_failure_sensor(
        name="run_failures",
        minimum_interval_seconds=FAILURE_INTERVAL_SECONDS,
        monitor_all_code_locations=True,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="A run has failed: does at once what the sensor `notices` does every minute.",
    )
    def run_failures(context: dg.RunFailureSensorContext) -> dg.SkipReason:
        return dg.SkipReason(_attend(warehouse, context.instance, context.repository_def))

    return [notices, run_failures]


def _attend(
    warehouse: WarehouseResource,
    instance: dg.DagsterInstance,
    repository: dg.RepositoryDefinition | None,
) -> str:
    if repository is None:
        return "The definitions are not loaded."
    now = datetime.now(UTC)
    operations = read_operations(instance, repository, now)
    status = collect_status(warehouse.home, operations, now, is_live_behind(warehouse))
    return attend(warehouse.home, status, open_channels(os.environ))
