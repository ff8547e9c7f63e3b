"""What Dagster tells of operations, as plain data for the warehouse: checks, runs, sensors, the clock."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import dagster as dg
from dagster._core.scheduler.instigation import InstigatorState, TickStatus
from dagster._core.storage.dagster_run import RunRecord
from dagster._utils.error import SerializableErrorInfo
from dagster._utils.schedules import cron_string_iterator, reverse_cron_string_iterator

from ingest.errors import IngestError
from pipelines.causes import find_cause, tell_cause
from pipelines.check_results import read_checks
from pipelines.dbt import read_lineage
from pipelines.jobs import RELEASE_JOB
from pipelines.resources import WarehouseResource
from warehouse.errors import WarehouseError
from warehouse.layout import Home
from warehouse.live import is_live_current
from warehouse.notices.incident import clean_text
from warehouse.status.model import (
    ActiveRun,
    CheckHealth,
    FailedStep,
    FailingSensor,
    Operations,
    ReleaseSchedule,
)

RELEASE_SCHEDULE = "weekly_release"

DAGSTER_HOME_VARIABLE = "DAGSTER_HOME"

#: So many runs back failures are looked for; what is older has been tried again by the daily look.
RUNS_LOOKED_AT = 200
TICKS_LOOKED_AT = 10

QUEUED = [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED]
WORKING = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]

#: The step of a run that died outside of any step.
WHOLE_RUN = "(run)"
ALREADY_TOLD = "DagsterAssetCheckFailedError"


def read_operations(
    instance: dg.DagsterInstance, repository: dg.RepositoryDefinition, now: datetime
) -> Operations:
    """Return what Dagster tells at a moment.

    Args:
        instance: Dagster's storage.
        repository: the definitions: what is declared in them is looked at, and nothing else.
        now: the time, with a zone.
    """
    checks = read_checks(instance, repository)
    heard_at = _read_heartbeat(instance)
    return Operations(
        checks=checks,
        runs=tuple(_read_active(instance)),
        failures=tuple(_read_failures(instance, checks)),
        sensors=tuple(_read_sensors(instance, repository)),
        schedule=_read_schedule(instance, repository, now) if heard_at else None,
        daemon_heard_at=heard_at,
    )


def open_existing_instance(home: Home) -> dg.DagsterInstance | None:
    """Return Dagster's storage of a deployment, or of a home; None where nothing has run yet."""
    if DAGSTER_HOME_VARIABLE in os.environ:
        return dg.DagsterInstance.get()
    settings = home.dagster / "dagster.yaml"
    return dg.DagsterInstance.from_config(str(home.dagster)) if settings.is_file() else None


def is_live_behind(warehouse: WarehouseResource) -> bool | None:
    """Return whether there is data that the live tables do not show yet; None where that cannot be told."""
    try:
        inputs = warehouse.read_inputs()
    except (IngestError, WarehouseError):
        return None
    return bool(inputs.files) and not is_live_current(warehouse.home, read_lineage(), inputs)


def _read_active(instance: dg.DagsterInstance) -> Iterator[ActiveRun]:
    """Yield the runs that wait or work, the oldest first."""
    records = instance.get_run_records(dg.RunsFilter(statuses=[*QUEUED, *WORKING]))
    for record in reversed(records):
        run = record.dagster_run
        if run.status in QUEUED:
            yield ActiveRun(run.run_id, run.job_name, "queued", record.create_timestamp.astimezone(UTC))
        else:
            yield ActiveRun(run.run_id, run.job_name, "running", _tell_start(record))


def _tell_start(record: RunRecord) -> datetime:
    started = record.start_time
    return datetime.fromtimestamp(started, UTC) if started else record.create_timestamp.astimezone(UTC)


def _tell_end(record: RunRecord) -> datetime:
    ended = record.end_time
    return datetime.fromtimestamp(ended, UTC) if ended else record.update_timestamp.astimezone(UTC)


def _read_failures(instance: dg.DagsterInstance, checks: Iterable[CheckHealth]) -> list[FailedStep]:
    """Return the steps that fail, apart from those that failed because a check did: the check tells that."""
    told = {check.run_id for check in checks if check.blocking and check.outcome in {"failed", "not_run"}}
    steps: dict[tuple[str, str], FailedStep] = {}
    for record in _find_unhealed(instance.get_run_records(dg.RunsFilter(statuses=ENDED), RUNS_LOOKED_AT)):
        run_id = record.dagster_run.run_id
        for step in _read_failed_steps(instance, record):
            known = steps.get((step.job, step.step))
            if known is not None:
                steps[step.job, step.step] = replace(known, since=step.since, times=known.times + 1)
            elif not (run_id in told and step.error in {ALREADY_TOLD, "Failure"}):
                steps[step.job, step.step] = step
    return list(steps.values())


def _find_unhealed(records: Iterable[RunRecord]) -> Iterator[RunRecord]:
    """Yield the failed runs, newest first, of which no later run has made everything good.

    A later run that ended well has made good what it was asked to build; one that was asked for nothing in
    particular built everything of its job, and the job of the release is everything there is.
    """
    healed: set[str] = set()
    whole_jobs: set[str] = set()
    for record in records:
        run = record.dagster_run
        wanted = [key.to_user_string() for key in run.asset_selection or ()]
        is_healed = whole_jobs & {run.job_name, RELEASE_JOB} or (wanted and healed.issuperset(wanted))
        if run.status == dg.DagsterRunStatus.FAILURE:
            if not is_healed:
                yield record
        elif wanted:
            healed.update(wanted)
        else:
            whole_jobs.add(run.job_name)


def _read_failed_steps(instance: dg.DagsterInstance, record: RunRecord) -> Iterator[FailedStep]:
    run, ended = record.dagster_run, _tell_end(record)
    kinds = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE}
    events = [
        entry.dagster_event for entry in instance.all_logs(run.run_id, of_type=kinds) if entry.dagster_event
    ]
    failed = [(event.step_key, event.step_failure_data.error) for event in events if event.is_step_failure]
    if not failed:
        messages = [event.message or "" for event in events]
        yield FailedStep(
            run.job_name, WHOLE_RUN, ended, ended, 1, run.run_id, "died", clean_text("; ".join(messages))
        )
    for step, error in failed:
        name, cause = _describe_error(error)
        yield FailedStep(run.job_name, step or WHOLE_RUN, ended, ended, 1, run.run_id, name, cause)


def _describe_error(error: SerializableErrorInfo | None) -> tuple[str, str]:
    if error is None:
        return "unknown", ""
    cause = find_cause(error)
    return cause.cls_name or "unknown", clean_text(tell_cause(cause))


def _read_sensors(
    instance: dg.DagsterInstance, repository: dg.RepositoryDefinition
) -> Iterator[FailingSensor]:
    """Yield the sensors and schedules that are switched on and whose last evaluations failed."""
    declared = {definition.name for definition in (*repository.sensor_defs, *repository.schedule_defs)}
    for state in _list_states(instance):
        if not state.is_running or state.instigator_name not in declared:
            continue
        failing = _take_failures(instance, state)
        if failing:
            times = [moment for moment, _ in failing]
            yield FailingSensor(state.instigator_name, min(times), len(failing), failing[0][1])


def _list_states(instance: dg.DagsterInstance) -> Sequence[InstigatorState]:
    """Return what is kept of sensors and schedules; an instance in memory keeps nothing of them."""
    return instance.all_instigator_state() if instance.schedule_storage else ()


def _take_failures(instance: dg.DagsterInstance, state: InstigatorState) -> list[tuple[datetime, str]]:
    """Return time and class of error of the last evaluations that failed, newest first, without a break."""
    failures: list[tuple[datetime, str]] = []
    ended = [TickStatus.SUCCESS, TickStatus.SKIPPED, TickStatus.FAILURE]
    for tick in instance.get_ticks(
        state.instigator_origin_id, state.selector_id, limit=TICKS_LOOKED_AT, statuses=ended
    ):
        if tick.status != TickStatus.FAILURE:
            break
        name, _ = _describe_error(tick.error)
        failures.append((datetime.fromtimestamp(tick.timestamp, UTC), name))
    return failures


def _read_schedule(
    instance: dg.DagsterInstance, repository: dg.RepositoryDefinition, now: datetime
) -> ReleaseSchedule | None:
    """Return the clock of the release; None where it is switched off."""
    states = [one for one in _list_states(instance) if one.instigator_name == RELEASE_SCHEDULE]
    if not states or not states[0].is_running or not repository.has_schedule_def(RELEASE_SCHEDULE):
        return None
    schedule = repository.get_schedule_def(RELEASE_SCHEDULE)
    cron, zone = str(schedule.cron_schedule), schedule.execution_timezone
    last_due = next(reverse_cron_string_iterator(now.timestamp(), cron, zone)).astimezone(UTC)
    next_due = next(moment for moment in cron_string_iterator(now.timestamp(), cron, zone) if moment > now)
    started = getattr(states[0].instigator_data, "start_timestamp", None)
    was_due = started is not None and started <= last_due.timestamp()
    done = instance.get_run_records(
        dg.RunsFilter(job_name=schedule.job_name, statuses=[dg.DagsterRunStatus.SUCCESS]), limit=1
    )
    return ReleaseSchedule(
        next_due.astimezone(UTC), last_due if was_due else None, _tell_end(done[0]) if done else None
    )


def _read_heartbeat(instance: dg.DagsterInstance) -> datetime | None:
    heartbeats: Sequence[float] = [beat.timestamp for beat in instance.get_daemon_heartbeats().values()]
    return datetime.fromtimestamp(max(heartbeats), UTC) if heartbeats else None
