"""Dagster's services on a home for the length of a walk, and what its storage says of them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.main_job import open_instance
from pipelines.sensors.work import EVENT_TAG
from warehouse.layout import Home

PATIENCE = 600.0


@dataclass(frozen=True)
class Outcome:
    """What followed from a drop.

    Attributes:
        seconds: from the drop until the live folder showed it.
        runs: the runs it took.
        rebuilt: the tables that were built.
        stood: how many tables were asked for and stood as they were.
        written: the public tables whose files in the live folder were written.
    """

    seconds: float
    runs: list[str]
    rebuilt: list[str]
    stood: int
    written: list[str]


@contextmanager
def serve(home: Home, mirror: Path, log: Path) -> Iterator[int]:
    """Run `tsunagu dev` for the block; yield the port of its page."""
    port = find_free_port()
    command = [sys.executable, "-m", "tsunagu", "dev", "--home", str(home.root), "--mirror", str(mirror)]
    with log.open("w") as stream:
        process = subprocess.Popen(
            [*command, "--port", str(port)], stdout=stream, stderr=stream, start_new_session=True
        )
        try:
            yield port
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)


def find_free_port() -> int:
    """Return a port nobody uses at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def await_truth(what: str, is_true: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until something is true.

    Raises:
        TimeoutError: it is not after ``patience`` seconds.
    """
    deadline = time.monotonic() + patience
    while not is_true():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.1)


def follow_drop(home: Home, drop: Callable[[], object], is_live: Callable[[], bool]) -> Outcome:
    """Drop something, wait until the live folder shows it and no run is left, and return what happened."""
    with open_instance(home) as instance:
        before = {run.run_id for run in instance.get_runs()}
        started = time.monotonic()
        drop()
        await_truth("the live folder shows it", is_live)
        seconds = time.monotonic() - started
        await_truth("the runs have ended", lambda: all(run.is_finished for run in instance.get_runs()))
        runs = [run for run in instance.get_runs() if run.run_id not in before]
        told = {
            name: metadata
            for run in runs
            if EVENT_TAG in run.tags
            for name, metadata in read_metadata(instance, run.run_id).items()
        }
    rebuilt = {name: one["rebuilt"].value for name, one in told.items() if "rebuilt" in one}
    written = told["live"]["written"].value
    assert isinstance(written, list)
    return Outcome(
        seconds,
        [run.run_id for run in runs],
        sorted(name for name, built in rebuilt.items() if built),
        sum(not built for built in rebuilt.values()),
        sorted(map(str, written)),
    )


def read_metadata(
    instance: dg.DagsterInstance, run_id: str
) -> dict[str, Mapping[str, dg.MetadataValue[Any]]]:
    """Return what a run told of each asset it made."""
    events = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    found = [event.asset_materialization for event in events]
    return {one.asset_key.to_user_string(): one.metadata for one in found if one}
