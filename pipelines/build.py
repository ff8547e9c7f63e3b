"""One `build_definitions` for the command line, the schedule and the tests; nothing is defined elsewhere."""

from __future__ import annotations

import os

import dagster as dg

from ingest.registries import REGISTERS
from pipelines.assets.corrections import build_correction_assets
from pipelines.assets.live import build_live_asset
from pipelines.assets.registers import build_bronze_asset, build_landing_asset
from pipelines.assets.release import build_release_asset
from pipelines.assets.submissions import build_inbox_asset, build_record_assets
from pipelines.assets.tables import build_table_assets
from pipelines.automation import automation_sensor
from pipelines.checks.corrections import build_correction_checks
from pipelines.checks.persons import build_person_checks
from pipelines.checks.registers import build_register_checks
from pipelines.checks.submissions import build_submission_checks
from pipelines.checks.tables import build_table_checks
from pipelines.jobs import build_refresh_job, build_schedules, main_job
from pipelines.maintenance import maintenance_job, maintenance_schedule
from pipelines.resources import WarehouseResource
from pipelines.sensors.decisions import build_decisions_sensor
from pipelines.sensors.inbox import build_inbox_sensor
from pipelines.sensors.notices import build_notice_sensors
from pipelines.sensors.registers import build_register_sensor
from warehouse.dictionary import load_dictionary
from warehouse.layout import Home
from warehouse.transform import DBT_PROJECT

MIRROR_VARIABLE = "TSUNAGU_MIRROR"


def build_definitions(
    home: str | None = None, mirror: str | None = None, as_of: str | None = None
) -> dg.Definitions:
    """Return all assets, checks, jobs, schedules and sensors on one home.

    Args:
        home: the home folder; `TSUNAGU_HOME` or `var/` when None.
        mirror: a folder that answers the publishers' addresses; `TSUNAGU_MIRROR`, or the network when None.
        as_of: the last day whose publications count, ISO; today in Japan when None.
    """
    dictionary = load_dictionary(DBT_PROJECT)
    registers = REGISTERS.values()
    warehouse = WarehouseResource(
        home_dir=str(Home.resolve(home).root),
        mirror_dir=mirror or os.environ.get(MIRROR_VARIABLE),
        as_of_date=as_of,
    )
    tables = build_table_assets()
    refresh_job = build_refresh_job()
    return dg.Definitions(
        assets=[
            *(build_landing_asset(register) for register in registers),
            *(build_bronze_asset(register) for register in registers),
            build_inbox_asset(),
            build_record_assets(),
            build_correction_assets(dictionary),
            tables,
            build_release_asset(dictionary),
            build_live_asset(dictionary),
        ],
        asset_checks=[
            *(build_register_checks(register) for register in registers),
            build_submission_checks(),
            build_table_checks(dictionary),
            build_person_checks(),
            build_correction_checks(dictionary),
        ],
        jobs=[main_job, refresh_job, maintenance_job],
        schedules=[*build_schedules(refresh_job), maintenance_schedule],
        sensors=[
            build_inbox_sensor(warehouse, refresh_job),
            build_decisions_sensor(warehouse, refresh_job),
            *(build_register_sensor(warehouse, register, refresh_job) for register in registers),
            *build_notice_sensors(warehouse),
            automation_sensor,
        ],
        executor=dg.in_process_executor,
        resources={"warehouse": warehouse},
    )
