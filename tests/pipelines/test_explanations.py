"""What a person is told while a run waits, and how a failed step is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster._utils.error import SerializableErrorInfo, serializable_error_info_from_exc_info

from ingest.errors import FetchError
from pipelines.main_job import _explain, _name_cause
from pipelines.resources import WarehouseResource
from warehouse.layout import Home

HOLDER = """
import sys
from pathlib import Path
from warehouse.locks import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def describe(error: Exception, cause: Exception | None = None) -> SerializableErrorInfo:
    """Return an error as Dagster records it."""
    try:
        raise error from cause
    except Exception:
        return serializable_error_info_from_exc_info(sys.exc_info())


def test_a_failure_is_told_by_its_first_cause_without_the_class() -> None:
    cause = FetchError("nta_diff", "503", "the publisher answers", "Run again later.")

    told = _name_cause(describe(RuntimeError("step failed"), cause))

    assert told == "nta_diff: the publisher answers (found: 503). Run again later."


def test_an_error_without_words_is_told_by_its_class() -> None:
    assert _name_cause(describe(KeyError())) == "KeyError"


def test_failed_checks_are_not_told_twice() -> None:
    error = SerializableErrorInfo("dagster.X: 2 checks failed", [], "DagsterAssetCheckFailedError")

    assert _name_cause(error) is None


def test_what_ends_a_step_and_with_it_the_run_is_told_once(tmp_path: Path) -> None:
    @dg.op
    def ask_publisher() -> None:
        raise FetchError("nta_diff", "503", "the publisher answers", "Run again later.")

    @dg.job
    def visit() -> None:
        ask_publisher()

    result = visit.execute_in_process(raise_on_error=False)

    assert list(_explain(Home(tmp_path), result.all_events)) == [
        "ask_publisher: nta_diff: the publisher answers (found: 503). Run again later."
    ]


def test_an_interrupted_step_is_told_as_such() -> None:
    error = SerializableErrorInfo("dagster.Y\n", [], dg.DagsterExecutionInterruptedError.__name__)

    assert _name_cause(error) == "interrupted"


def test_a_run_that_waits_for_another_says_for_whom(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / ".lock"
    resource = WarehouseResource(home_dir=str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        monkeypatch.setattr("warehouse.locks.time.sleep", lambda _: holder.communicate())
        with resource.yield_for_execution(dg.build_init_resource_context()):
            pass

    assert f"Waiting for {lock}, held by process {holder.pid}" in capsys.readouterr().err
