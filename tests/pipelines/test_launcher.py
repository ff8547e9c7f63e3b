"""Processes of runs: named so that no other is taken for them, and found out when they are gone."""

from __future__ import annotations

import os
import subprocess
import sys

import dagster as dg
from dagster._core.launcher.base import WorkerStatus
from dagster._core.test_utils import create_run_for_test

from pipelines.launcher import PROCESS_TAG, WarmRunLauncher, identify_process, is_alive
from pipelines.main_job import close_orphans


def find_dead_process() -> str:
    """Return the name of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        name = identify_process(process.pid)
        process.communicate(b"\n")
    return name


def test_this_process_is_alive() -> None:
    assert is_alive(identify_process(os.getpid()))


def test_a_process_that_ended_is_not() -> None:
    assert not is_alive(find_dead_process())


def test_a_later_process_of_the_same_number_is_another() -> None:
    number, _, start = identify_process(os.getpid()).partition(":")

    assert not is_alive(f"{number}:{int(start) - 1}")


def test_what_is_no_process_is_not_alive() -> None:
    assert not is_alive("")
    assert not is_alive(identify_process(None))


def test_the_health_of_a_run_is_that_of_its_process() -> None:
    launcher = WarmRunLauncher()
    with dg.DagsterInstance.ephemeral() as instance:
        runs = {
            process: create_run_for_test(instance, tags={PROCESS_TAG: process} if process else {})
            for process in (identify_process(os.getpid()), find_dead_process(), "")
        }

    found = [launcher.check_run_worker_health(run).status for run in runs.values()]

    assert found == [WorkerStatus.RUNNING, WorkerStatus.FAILED, WorkerStatus.UNKNOWN]


def test_a_run_whose_process_is_gone_is_closed_and_one_at_work_is_not() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        started = {"status": dg.DagsterRunStatus.STARTED}
        gone = create_run_for_test(instance, tags={PROCESS_TAG: find_dead_process()}, **started)
        ours = create_run_for_test(instance, tags={PROCESS_TAG: identify_process(os.getpid())}, **started)

        close_orphans(instance)

        statuses = {run.run_id: run.status for run in instance.get_runs()}
    assert statuses[gone.run_id] == dg.DagsterRunStatus.FAILURE
    assert statuses[ours.run_id] == dg.DagsterRunStatus.STARTED


def test_a_run_that_is_gone_frees_its_place_in_a_pool_and_one_at_work_keeps_it() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        gone, ours = (
            create_run_for_test(instance, tags={PROCESS_TAG: process}, status=dg.DagsterRunStatus.STARTED)
            for process in (find_dead_process(), identify_process(os.getpid()))
        )
        storage = instance.event_log_storage
        for pool, run in (("dead", gone), ("alive", ours)):
            storage.set_concurrency_slots(pool, 1)
            storage.claim_concurrency_slot(pool, run.run_id, "tables")

        close_orphans(instance)

        free = {
            pool: storage.claim_concurrency_slot(pool, "next", "tables").is_claimed
            for pool in ("dead", "alive")
        }
    assert free == {"dead": True, "alive": False}
