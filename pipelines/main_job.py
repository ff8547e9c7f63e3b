"""Run the main job in this process: the same graph as the schedule's, with progress for a person."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import dagster as dg
from dagster._core.storage.dagster_run import IN_PROGRESS_RUN_STATUSES
from dagster._utils.error import SerializableErrorInfo

from ingest.files import write_text_atomically
from ingest.registries import REGISTERS
from pipelines.build import build_definitions
from pipelines.causes import find_cause, tell_cause
from pipelines.launcher import PROCESS_TAG, identify_process, is_alive
from pipelines.storage import describe_storage
from warehouse.inputs import REPOSITORY
from warehouse.layout import HOME_VARIABLE, Home
from warehouse.locks import hold_lock
from warehouse.refusals import find_refusal, name_refusals

LOCK = ".lock"
QUIET_LOGGING = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

Progress = Callable[[str, int, int], None]
"""Called with a step's name, the steps done, the steps in all."""


@dataclass(frozen=True)
class JobOutcome:
    """How a run ended: whether it succeeded, and what failed, in words."""

    success: bool
    failures: tuple[str, ...]


def open_instance(home: Home) -> dg.DagsterInstance:
    """Return Dagster's storage of a home, with the repository's settings.

    Where the environment describes a deployment on this home, it is the storage of that deployment.
    """
    home.create()
    if os.environ.get("DAGSTER_HOME") and os.environ.get(HOME_VARIABLE) == str(home.root):
        return dg.DagsterInstance.get()
    settings = (REPOSITORY / "dagster.yaml").read_text(encoding="utf-8") + describe_storage(home.dagster)
    with hold_lock(home.dagster / LOCK):  # of two processes on a new home, one creates the storage
        write_text_atomically(home.dagster / "dagster.yaml", settings)
        return dg.DagsterInstance.from_config(str(home.dagster))


def run_main_job(
    home: Home,
    mirror: Path | None = None,
    as_of: date | None = None,
    sources: Sequence[str] = (),
    progress: Progress | None = None,
) -> JobOutcome:
    """Bring sources up to date, transform, check and release.

    Args:
        home: the home to work on; created where missing.
        mirror: folder that answers the publishers' addresses; the network when None.
        as_of: last day whose publications count; today in Japan when None.
        sources: names of the registers to bring up to date; all when empty. The tables and the release
            are always made from everything the home holds.
        progress: told each step as it ends.

    Raises:
        StorageRefused: the disk is so full, or so closed, that not even the course of the run can be noted.
    """
    with name_refusals(home):
        return _run(home, mirror, as_of, sources, progress)


def _run(
    home: Home, mirror: Path | None, as_of: date | None, sources: Sequence[str], progress: Progress | None
) -> JobOutcome:
    definitions = build_definitions(
        str(home.root), str(mirror) if mirror else None, as_of.isoformat() if as_of else None
    )
    job = definitions.resolve_job_def("main")
    run_id = str(uuid4())
    with open_instance(home) as instance:
        close_orphans(instance)
        if progress:
            instance.add_event_listener(run_id, _follow(progress, len(list(job.graph.node_dict))))
        with _keep_output(home):
            result = job.execute_in_process(
                instance=instance,
                run_config=QUIET_LOGGING,
                raise_on_error=False,
                asset_selection=_select(job, sources),
                run_id=run_id,
                tags={PROCESS_TAG: identify_process(os.getpid())},
            )
        return JobOutcome(result.success, tuple(dict.fromkeys(_explain(home, result.all_events))))


def close_orphans(instance: dg.DagsterInstance) -> None:
    """Mark runs as failed whose process is gone, and free the places they hold in pools.

    Later runs would wait for them for ever: in the queue, or before the step that writes the database.
    """
    for run in instance.get_runs(dg.RunsFilter(statuses=list(IN_PROGRESS_RUN_STATUSES))):
        process = run.tags.get(PROCESS_TAG)
        if process and not is_alive(process):
            instance.report_run_failed(run, f"The process {process} of this run is gone.")
    storage = instance.event_log_storage
    for run_id in storage.get_concurrency_run_ids():
        holder = instance.get_run_by_id(run_id)
        if holder is None or holder.is_finished:
            storage.free_concurrency_slots_for_run(run_id)


@contextmanager
def _keep_output(home: Home) -> Iterator[None]:
    """Write what dbt prints into the home's log, and silence Dagster: they would hide the summary."""
    silent, logger = logging.NullHandler(), logging.getLogger("dagster")
    logger.addHandler(silent)  # its level cannot be lowered: Dagster sets it itself when a run begins
    try:
        with (home.dbt / "output.log").open("w", encoding="utf-8") as log, redirect_stdout(log):
            yield
    finally:
        logger.removeHandler(silent)


def _select(job: dg.JobDefinition, sources: Sequence[str]) -> list[dg.AssetKey] | None:
    """Return every asset but the landing and bronze of the registers not named; None for all."""
    if not sources:
        return None
    left_out = set(REGISTERS) - set(sources)
    keys = job.asset_layer.executable_asset_keys
    return [key for key in keys if key.path[0] not in {"landing", "bronze"} or key.path[-1] not in left_out]


def _follow(progress: Progress, total: int) -> Callable[[dg.EventLogEntry], None]:
    """Return a listener that counts finished steps."""
    done = 0

    def listen(entry: dg.EventLogEntry) -> None:
        nonlocal done
        event = entry.dagster_event
        if event is None or event.step_key is None:
            return
        if event.is_step_success or event.is_step_failure or event.is_step_skipped:
            done += 1
            progress(event.step_key, done, max(total, done))

    return listen


def _explain(home: Home, events: Iterable[dg.DagsterEvent]) -> Iterable[str]:
    """Return each failed blocking check and each failed step as one sentence; the same cause only once."""
    told: set[str] = set()
    for event in events:
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR:
                asset = check.asset_key.to_user_string()
                yield f"{asset}: check {check.check_name} failed. {check.description or ''}"
            continue
        error, place = _find_error(event)
        sentence = _name_cause(error)
        if sentence and sentence not in told:  # the run fails for what its step has failed for
            told.add(sentence)
            refusal = find_refusal(home, sentence)
            yield str(refusal) if refusal else f"{place}: {sentence}"


def _find_error(event: dg.DagsterEvent) -> tuple[SerializableErrorInfo | None, str]:
    """Return what made a step fail, or the run before its first step, and the name of that place."""
    if event.is_step_failure:
        return event.step_failure_data.error, str(event.step_key)
    if event.event_type == dg.DagsterEventType.RUN_FAILURE:
        return event.job_failure_data.error, "run"
    return None, ""


def _name_cause(error: SerializableErrorInfo | None) -> str | None:
    """Return the first cause in words, without its class; None where the failed checks say it already."""
    if error is None:
        return None
    error = find_cause(error)
    if error.cls_name == "DagsterAssetCheckFailedError":
        return None
    if error.cls_name == "DagsterExecutionInterruptedError":
        return "interrupted"
    return tell_cause(error)
