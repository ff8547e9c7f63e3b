"""Asking for a run: one piece of work is never done twice at once, and is tried again after growing waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import dagster as dg
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

WORK_TAG = "tsunagu/work"
EVENT_TAG = "tsunagu/event"
SHORTEST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
_NAME_LENGTH = 16


def ask_for_run(
    instance: dg.DagsterInstance,
    event: str,
    work: str,
    assets: Iterable[dg.AssetKey],
    now: datetime | None = None,
) -> dg.RunRequest | dg.SkipReason:
    """Return the request for a run of what is pending, or why there is none yet.

    Runs are counted in Dagster's storage, so that neither a lost cursor nor a second evaluation starts one
    more: the key of a run is the work and the number of runs it has had. While a run for the same event is
    under way, what arrives meanwhile is left to gather: a backlog of files is one run.

    Args:
        instance: Dagster's storage.
        event: name of the sensor.
        work: hash of what is pending; the same hash is the same work.
        assets: what the run is to build.
        now: the time; now unless a test says otherwise.
    """
    name = work[:_NAME_LENGTH]
    if running := find_unfinished(instance, {EVENT_TAG: event}):
        return dg.SkipReason(f"Run {running[0].run_id} is under way; what arrives meanwhile comes next.")
    records = instance.get_run_records(dg.RunsFilter(tags={WORK_TAG: name}), limit=50)
    if records:
        ended = max(record.end_time or record.update_timestamp.timestamp() for record in records)
        again_at = datetime.fromtimestamp(ended, UTC) + choose_wait(len(records))
        if (now or datetime.now(UTC)) < again_at:
            moment = again_at.isoformat(timespec="seconds")
            return dg.SkipReason(
                f"{len(records)} runs have not settled this; the next one is due at {moment}."
            )
    return dg.RunRequest(
        run_key=f"{event}-{name}-{len(records)}",
        asset_selection=sorted(assets),
        tags={EVENT_TAG: event, WORK_TAG: name},
    )


def choose_wait(attempts: int) -> timedelta:
    """Return how long to wait after the last of so many attempts: a minute, four, sixteen."""
    return min(SHORTEST_WAIT * 4 ** min(attempts - 1, 10), LONGEST_WAIT)


def find_unfinished(
    instance: dg.DagsterInstance, tags: Mapping[str, str | Sequence[str]] | None = None
) -> Sequence[dg.DagsterRun]:
    """Return a run that waits or is under way, of those with the tags."""
    statuses = list(NOT_FINISHED_STATUSES)
    return instance.get_runs(dg.RunsFilter(tags=dict(tags or {}), statuses=statuses), limit=1)
