"""Runs that many tests look at: each is made once a session, whichever worker comes first."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest import mock

import pytest

import tsunagu.run
from tests.tsunagu.command import Answer, call
from warehouse.layout import Home
from warehouse.release.catalog import find_release
from warehouse.release.json_files import MANIFEST, read_json

SMALL = 0.03


@dataclass(frozen=True)
class FinishedRun:
    """A home after a run, and what the run printed."""

    home: Home
    mirror: Path
    answer: Answer

    @property
    def release(self) -> Path:
        """The folder of the newest release."""
        return find_release(self.home)

    @property
    def as_of(self) -> str:
        """The day the newest release speaks for."""
        return str(read_json(self.release / MANIFEST)["as_of"])


def make_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """Return a folder that ``build`` filled, once for all workers of the session."""
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    place, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            build(place)
            done.touch()
    return place


def _run_demo(place: Path) -> None:
    """Run the demo on a country small enough for a test."""
    small = partial(tsunagu.run.write_sample_country, scale=SMALL)
    few = partial(tsunagu.run.send_sample_submissions, scale=SMALL)
    with (
        mock.patch.object(tsunagu.run, "write_sample_country", small),
        mock.patch.object(tsunagu.run, "send_sample_submissions", few),
    ):
        call("demo", "--home", place / "home").save(place / "answer.json")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """The home of `tsunagu demo`. Tests read it; one that changes a home works on a copy."""
    place = make_once(tmp_path_factory, "demo", _run_demo)
    home = Home.resolve(place / "home")
    return FinishedRun(home, home.root / "sample", Answer.load(place / "answer.json"))


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> FinishedRun:
    """A home made from the files as the authorities published them."""

    def run(place: Path) -> None:
        call("run", "--home", place / "home", "--mirror", real_data).save(place / "answer.json")

    place = make_once(tmp_path_factory, "real", run)
    return FinishedRun(Home.resolve(place / "home"), real_data, Answer.load(place / "answer.json"))


def copy_public(run: FinishedRun, root: Path) -> Home:
    """Return a home that holds a copy of the releases of a run, and nothing else."""
    home = Home.resolve(root)
    shutil.copytree(run.home.public, home.public, symlinks=True)
    return home
