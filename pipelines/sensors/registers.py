"""A sensor a register: asks the publisher, cheaply and not too often, whether there is anything new."""

from __future__ import annotations

import time

import dagster as dg

from ingest.cadence import poll_interval
from ingest.probe import probe
from ingest.register import Register
from pipelines.resources import WarehouseResource
from pipelines.sensors.targets import follow_register
from pipelines.sensors.work import ask_for_run
from warehouse.sources import record_probe

NETWORK_SECONDS = 60
MIRROR_SECONDS = 30
MIRROR_SECONDS_DAILY = 5


def build_register_sensor(
    warehouse: WarehouseResource, register: Register, job: dg.AssetsJob
) -> dg.SensorDefinition:
    """Return the sensor on a register.

    A mirror is looked at all the time, a publisher as often as its cadence asks for; the cursor remembers
    when that was last, and losing it costs one question more.
    """
    pause = 0.0 if warehouse.mirror_dir else poll_interval(register.cadence).total_seconds()

    @dg.sensor(
        name=f"register_{register.name}",
        job=job,
        minimum_interval_seconds=_choose_interval(warehouse, register),
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"{register.title_ja}: something new at {register.publisher_en}.",
    )
    def look(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if time.time() < float(context.cursor or 0) + pause:
            return dg.SkipReason("It is too early to ask the publisher again.")
        found = probe(register, warehouse.open_landing(), warehouse.open_probe_fetcher())
        record_probe(warehouse.home, found)
        context.update_cursor(str(time.time()))
        if found.late:
            return dg.SkipReason(f"The publisher is out of reach: {found.late}")
        if not found.pending:
            return dg.SkipReason("The publisher has nothing new.")
        event = f"register_{register.name}"
        return ask_for_run(
            context.instance, event, found.identity, follow_register(warehouse.home, register.name)
        )

    return look


def _choose_interval(warehouse: WarehouseResource, register: Register) -> int:
    """Return the seconds between two looks: each costs Dagster a few writes."""
    if not warehouse.mirror_dir:
        return NETWORK_SECONDS
    return MIRROR_SECONDS_DAILY if register.cadence == "business_daily" else MIRROR_SECONDS
