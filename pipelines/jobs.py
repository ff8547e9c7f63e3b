"""Jobs and schedules: set algebra over groups of assets."""

from __future__ import annotations

import dagster as dg

EVERYTHING = dg.AssetSelection.all()

main_job = dg.define_asset_job(
    "main",
    selection=EVERYTHING,
    description="Bring every source up to date, transform, check, release.",
    executor_def=dg.in_process_executor,
)

daily_schedule = dg.ScheduleDefinition(
    name="daily",
    job=main_job,
    # the tax agency publishes a day's differences in the night after each business day
    cron_schedule="0 7 * * 2-6",
    execution_timezone="Asia/Tokyo",
    description="Each morning after a business day, 07:00 in Japan.",
)
