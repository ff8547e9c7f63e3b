"""The sensor on decisions: what leaves tables behind and is neither a publisher's nor a member's file."""

from __future__ import annotations

import dagster as dg

from ingest.errors import IngestError
from pipelines.dbt import read_lineage
from pipelines.resources import WarehouseResource
from pipelines.sensors.targets import follow_decisions
from pipelines.sensors.work import ask_for_run, find_unfinished
from warehouse.errors import WarehouseError
from warehouse.live import fingerprint_live, is_live_current
from warehouse.table_states import find_behind

INTERVAL_SECONDS = 10


def build_decisions_sensor(warehouse: WarehouseResource, job: dg.AssetsJob) -> dg.SensorDefinition:
    """Return the sensor that compares the tables with what they should be made from."""

    @dg.sensor(
        name="decisions",
        job=job,
        minimum_interval_seconds=INTERVAL_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tables are behind: somebody approved, corrected or declared something, a new day "
        "has begun, the code is another, or a run died.",
    )
    def decisions(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        try:
            inputs, lineage = warehouse.read_inputs(), read_lineage()
        except (IngestError, WarehouseError) as error:
            return dg.SkipReason(str(error))
        if not inputs.files:
            return dg.SkipReason("No register has a file yet.")
        behind = find_behind(warehouse.home, lineage, inputs) & lineage.live
        if not behind and is_live_current(warehouse.home, lineage, inputs):
            return dg.SkipReason("The live tables are made from what the home holds.")
        if warehouse.is_busy or find_unfinished(context.instance):
            return dg.SkipReason("A run is under way; what it leaves behind comes next.")
        work = fingerprint_live(warehouse.home, lineage, inputs)
        return ask_for_run(context.instance, "decisions", work, follow_decisions(behind))

    return decisions
