"""The sensor on the inbox: wakes the intake when a member's file lies there whole."""

from __future__ import annotations

import hashlib

import dagster as dg

from ingest.errors import IngestError
from pipelines.resources import WarehouseResource
from pipelines.sensors.targets import follow_inbox
from pipelines.sensors.work import ask_for_run
from warehouse.submissions import list_waiting

INTERVAL_SECONDS = 5


def build_inbox_sensor(warehouse: WarehouseResource, job: dg.AssetsJob) -> dg.SensorDefinition:
    """Return the sensor on the inbox; a file that is still being written waits until it is whole."""

    @dg.sensor(
        name="inbox",
        job=job,
        minimum_interval_seconds=INTERVAL_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="A member's file lies in the inbox: answer it, and bring live what it says.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        try:
            waiting = list_waiting(warehouse.home)
        except IngestError as error:
            return dg.SkipReason(str(error))
        if not waiting:
            return dg.SkipReason("The inbox holds no whole file.")
        work = hashlib.sha256("\n".join(waiting).encode()).hexdigest()
        return ask_for_run(context.instance, "inbox", work, follow_inbox(warehouse.home))

    return inbox
