"""Housekeeping: Dagster keeps the log of every run for ever, unless somebody deletes runs.

Only what Dagster remembers is deleted here. Nothing of a home ever is.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg
from dagster._core.storage.dagster_run import FINISHED_STATUSES

KEEP_DAYS = 90
_BATCH = 100


def purge_runs(instance: dg.DagsterInstance, before: datetime) -> int:
    """Delete ended runs with their events and logs, and return how many.

    A run stays that built something as it is now: an asset, or one partition of it. Without the run Dagster
    would take it for missing. What checks found stays in any case.

    Args:
        instance: Dagster's storage.
        before: runs created earlier than this go.
    """
    needed = set(_list_newest_builds(instance))
    filters = dg.RunsFilter(statuses=FINISHED_STATUSES, created_before=before)
    doomed = [record.dagster_run.run_id for record in instance.get_run_records(filters)]
    doomed = [run_id for run_id in doomed if run_id not in needed]
    for run_id in doomed:
        instance.compute_log_manager.delete_logs(prefix=[run_id])
        instance.delete_run(run_id)
    return len(doomed)


def _list_newest_builds(instance: dg.DagsterInstance) -> Iterator[str]:
    """Yield the run that built each asset, and each partition of it, last."""
    for key in instance.all_asset_keys():
        newest = instance.get_latest_materialization_event(key)
        if newest is not None:
            yield newest.run_id
        by_partition = instance.event_log_storage.get_latest_storage_id_by_partition(
            key, dg.DagsterEventType.ASSET_MATERIALIZATION
        )
        ids = sorted(by_partition.values())
        for start in range(0, len(ids), _BATCH):
            chosen = dg.AssetRecordsFilter(key, storage_ids=ids[start : start + _BATCH])
            yield from (record.run_id for record in instance.fetch_materializations(chosen, _BATCH).records)


@dg.op(description=f"Deletes runs that ended more than {KEEP_DAYS} days ago, with their events and logs.")
def purge_old_runs(context: dg.OpExecutionContext) -> None:
    """Delete runs that nobody looks at any more."""
    before = datetime.now(UTC) - timedelta(days=KEEP_DAYS)
    context.log.info(f"Deleted {purge_runs(context.instance, before)} runs from before {before.date()}.")


@dg.job(
    name="maintain",
    description="Housekeeping of Dagster's own storage; the home is not touched.",
    executor_def=dg.in_process_executor,
)
def maintenance_job() -> None:
    """Delete old runs."""
    purge_old_runs()


maintenance_schedule = dg.ScheduleDefinition(
    name="maintenance",
    job=maintenance_job,
    cron_schedule="0 4 * * 0",
    execution_timezone="Asia/Tokyo",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=f"Sundays at 04:00 in Japan: runs older than {KEEP_DAYS} days go.",
)
