"""Starts the process of a run out of one that has its libraries loaded: a run begins at once.

Dagster's own launcher starts each run in a new interpreter, and loading Dagster, dbt and Great Expectations
is then most of what a small event costs. This one keeps a server of the standard library
(`multiprocessing`, method ``forkserver``) that has loaded them, and forks every run from it. Only libraries
are loaded before the fork, none of this project's code, so that a run always reads the code as it is; and
none that starts threads of its own.
"""

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.launcher.base import CheckRunHealthResult, LaunchRunContext, RunLauncher, WorkerStatus
from dagster._serdes import ConfigurableClass, ConfigurableClassData, deserialize_value, serialize_value

PROCESS_TAG = "tsunagu/process"
LIBRARIES = (
    "dagster",
    "dagster_dbt.asset_utils",
    "dbt.cli.main",
    "dbt.adapters.duckdb",
    "great_expectations",
    "pdfplumber",
    "pyarrow.parquet",
    "pypdfium2",
    "rapidfuzz",
    "xlsxwriter",
)


class WarmRunLauncher(RunLauncher, ConfigurableClass):
    """Forks each run from a process that has the libraries loaded."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        self._inst_data = inst_data
        self._forks = multiprocessing.get_context("forkserver")
        self._forks.set_forkserver_preload(list(LIBRARIES))
        super().__init__()

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        """How Dagster was told of this class."""
        return self._inst_data

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """Return the settings it takes: none."""
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]
    ) -> "WarmRunLauncher":
        """Return a launcher as dagster.yaml asks for it."""
        return cls(inst_data=inst_data)

    def launch_run(self, context: LaunchRunContext) -> None:
        """Start the process of a run, and write down which one it is."""
        instance_ref = serialize_value(self._instance.get_ref())
        arguments = (context.dagster_run.run_id, instance_ref, dict(os.environ))
        worker = self._forks.Process(target=execute_run, args=arguments, daemon=False)
        worker.start()
        self._instance.add_run_tags(context.dagster_run.run_id, {PROCESS_TAG: identify_process(worker.pid)})

    def terminate(self, run_id: str) -> bool:
        """Interrupt the process of a run; False where there is none any more."""
        run = self._instance.get_run_by_id(run_id)
        process = run.tags.get(PROCESS_TAG, "") if run else ""
        if run is None or not is_alive(process):
            return False
        self._instance.report_run_canceling(run)
        os.kill(int(process.partition(":")[0]), signal.SIGINT)
        return True

    @property
    def supports_check_run_worker_health(self) -> bool:
        """A run whose process is gone is found out by Dagster's monitoring."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Return whether the process of a run is there."""
        process = run.tags.get(PROCESS_TAG)
        if process is None:
            return CheckRunHealthResult(WorkerStatus.UNKNOWN, "No process is known for this run.")
        if is_alive(process):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, f"The process {process} of this run is gone.")


def execute_run(run_id: str, instance_ref: str, environment: Mapping[str, str]) -> None:
    """Execute a run in this process, as `dagster api execute_run` does in a new one."""
    from dagster._cli.api import _execute_run_command_body

    gc.freeze()  # what the libraries hold is here to stay: to look through it again and again costs a second
    os.environ.update(environment)
    with dg.DagsterInstance.from_ref(deserialize_value(instance_ref)) as instance:
        sys.exit(
            _execute_run_command_body(run_id, instance, lambda event: None, set_exit_code_on_failure=True)
        )


def identify_process(process_id: int | None) -> str:
    """Return a name of a process that no later one shares, whatever becomes of its number."""
    return f"{process_id}:{_read_start(process_id or 0)}"


def is_alive(process: str) -> bool:
    """Return whether the process of that name is there."""
    number, _, start = process.partition(":")
    return start != "" and start == _read_start(int(number))


def _read_start(process_id: int) -> str:
    """Return when a process started, in ticks since the machine did; nothing where there is none."""
    with suppress(OSError):
        fields = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        if fields[0] != "Z":
            return fields[19]
    return ""
