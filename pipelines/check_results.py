"""The last result of every asset check, read from Dagster's event log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime

import dagster as dg
from dagster._core.storage.asset_check_execution_record import (
    COMPLETED_ASSET_CHECK_EXECUTION_RECORD_STATUSES as COMPLETED,
)
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
)

from warehouse.notices.incident import clean_text
from warehouse.status.model import CheckHealth, CheckOutcome

#: So far back a failure is followed to its beginning.
HISTORY = 200

#: In the metadata of a result: how many rules could not be judged.
ERRORS = "errors"


def read_checks(instance: dg.DagsterInstance, repository: dg.RepositoryDefinition) -> tuple[CheckHealth, ...]:
    """Return the last result of every check that the code declares, sorted by asset and name."""
    graph = repository.asset_graph
    keys = sorted(graph.asset_check_keys, key=lambda key: (key.asset_key.to_user_string(), key.name))
    newest = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    crashed = _find_crashed_steps(instance, newest.values(), _list_check_steps(repository))
    return tuple(
        _read_check(instance, key, newest.get(key), crashed, is_blocking=bool(graph.get(key).blocking))
        for key in keys
    )


def _list_check_steps(repository: dg.RepositoryDefinition) -> frozenset[str]:
    """Return the steps that do nothing but check; one of these that dies has judged nothing more."""
    return frozenset(
        definition.node_def.name
        for definition in repository.assets_defs_by_key.values()
        if isinstance(definition, dg.AssetChecksDefinition)
    ) | frozenset(definition.node_def.name for definition in repository.asset_checks_defs_by_key.values())


def _find_crashed_steps(
    instance: dg.DagsterInstance, records: Iterable[AssetCheckExecutionRecord], steps: Collection[str]
) -> frozenset[tuple[str, str]]:
    """Return run and name of each checking step that was to give a result, and died instead."""
    planned = {
        (record.run_id, record.event.step_key)
        for record in records
        if record.status not in COMPLETED and record.event and record.event.step_key in steps
    }
    failed = {
        (run, entry.step_key)
        for run in {run for run, _ in planned}
        for entry in instance.all_logs(run, of_type=dg.DagsterEventType.STEP_FAILURE)
    }
    return frozenset((run, step) for run, step in planned & failed if step is not None)


def _read_check(
    instance: dg.DagsterInstance,
    key: dg.AssetCheckKey,
    newest: AssetCheckExecutionRecord | None,
    crashed: Collection[tuple[str, str]],
    *,
    is_blocking: bool,
) -> CheckHealth:
    """Return the last result of one check; while a run is under way, that of the run before it stands."""
    asset, name = key.asset_key.to_user_string(), key.name
    if newest is not None and newest.event and (newest.run_id, newest.event.step_key) in crashed:
        at = _tell_time(newest)
        return CheckHealth(asset, name, is_blocking, "not_run", at, at, "its step died", newest.run_id)
    if newest is not None and newest.status not in COMPLETED:
        newest = next(iter(_read_history(instance, key, limit=1)), None)
    if newest is None or newest.evaluation is None:
        return CheckHealth(asset, name, is_blocking, "never")
    outcome = judge_evaluation(newest.evaluation)
    since = None if outcome == "passed" else _find_beginning(_read_history(instance, key, HISTORY))
    detail = clean_text(newest.evaluation.description or _list_findings(newest.evaluation))
    return CheckHealth(asset, name, is_blocking, outcome, _tell_time(newest), since, detail, newest.run_id)


def judge_evaluation(evaluation: dg.AssetCheckEvaluation) -> CheckOutcome:
    """Return what a result amounts to: one that could not judge a rule is not a failure, and no pass."""
    if evaluation.passed:
        return "passed"
    errors = evaluation.metadata.get(ERRORS)
    if errors is not None and errors.value:
        return "not_run"
    return "warned" if evaluation.severity == dg.AssetCheckSeverity.WARN else "failed"


def _list_findings(evaluation: dg.AssetCheckEvaluation) -> str:
    """Return what a check without a description has listed in its metadata."""
    lists = [value.value for value in evaluation.metadata.values() if isinstance(value.value, list)]
    return "; ".join(str(finding) for findings in lists for finding in findings)


def _read_history(
    instance: dg.DagsterInstance, key: dg.AssetCheckKey, limit: int
) -> Sequence[AssetCheckExecutionRecord]:
    return instance.event_log_storage.get_asset_check_execution_history(key, limit, status=COMPLETED)


def _find_beginning(history: Iterable[AssetCheckExecutionRecord]) -> datetime | None:
    """Return when the first of the results that did not pass, without a break until now, was given."""
    return min(_take_broken(history), default=None)


def _take_broken(history: Iterable[AssetCheckExecutionRecord]) -> Iterator[datetime]:
    for record in history:
        if record.evaluation is None or record.evaluation.passed:
            return
        yield _tell_time(record)


def _tell_time(record: AssetCheckExecutionRecord) -> datetime:
    seconds = record.event.timestamp if record.event else record.create_timestamp
    return datetime.fromtimestamp(seconds, UTC)
