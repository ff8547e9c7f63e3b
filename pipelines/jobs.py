"""Jobs and schedules: set algebra over groups of assets."""

from __future__ import annotations

import dagster as dg

from pipelines.dbt import locate_table, read_lineage

RELEASE_JOB = "main"
REFRESH_JOB = "refresh"
JAPAN = "Asia/Tokyo"

EVERYTHING = dg.AssetSelection.all()
RELEASE = dg.AssetSelection.assets("release")

main_job = dg.define_asset_job(
    RELEASE_JOB,
    selection=EVERYTHING,
    description="Bring every source up to date, transform, check, release, and show the same live.",
    executor_def=dg.in_process_executor,
)


def build_refresh_job() -> dg.AssetsJob:
    """Return the job of the sensors: what follows new bytes, and nothing that is for a release only."""
    released_only = dg.AssetSelection.assets(*map(locate_table, sorted(read_lineage().released_only)))
    return dg.define_asset_job(
        REFRESH_JOB,
        selection=EVERYTHING - RELEASE - released_only,
        description="Bring sources up to date, transform, check, and show the tables in public/live/.",
        executor_def=dg.in_process_executor,
    )


def build_schedules(refresh_job: dg.AssetsJob) -> list[dg.ScheduleDefinition]:
    """Return what has a clock: the look at every source each morning, and the weekly release."""
    return [
        dg.ScheduleDefinition(
            name="daily",
            job=refresh_job,
            # the tax agency publishes a day's differences in the night after each business day
            cron_schedule="0 7 * * *",
            execution_timezone=JAPAN,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="Each morning at 07:00 in Japan: ask every publisher, whatever the sensors saw.",
        ),
        dg.ScheduleDefinition(
            name="weekly_release",
            job=main_job,
            cron_schedule="0 10 * * 3",
            execution_timezone=JAPAN,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="Wednesdays at 10:00 in Japan: the release, if anything is new since the last one.",
        ),
    ]
