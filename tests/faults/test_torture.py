"""A small campaign of `make torture`: kills in every stage but whole runs, and a full disk in each."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.tsunagu.shared_runs import FinishedRun
from warehouse.inputs import REPOSITORY

pytestmark = pytest.mark.xdist_group("torture")

KILLS = 7


@pytest.fixture(scope="module")
def campaign(demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a small campaign found, as data."""
    results = tmp_path_factory.mktemp("torture") / "results.json"
    command = [sys.executable, "-m", "tests.faults.torture", "--kills", str(KILLS)]
    options = ["--finished", str(demo.home.root), "--results", str(results)]
    done = subprocess.run(
        [*command, *options], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=900
    )
    assert results.is_file(), done.stdout + done.stderr
    return dict(json.loads(results.read_text(encoding="utf-8")))


def test_nothing_is_lost_twice_or_different_after_a_kill(campaign: dict[str, Any]) -> None:
    assert campaign["wrong"] == []


def test_every_stage_was_killed_and_healed(campaign: dict[str, Any]) -> None:
    parts = {"landing", "bronze", "intake"}
    publishing = {f"{which} {what}" for which in ("first", "next") for what in ("release", "live tables")}
    assert {kill["stage"] for kill in campaign["kills"]} == parts | publishing
    assert len(campaign["kills"]) >= KILLS
    assert campaign["recoveries"] >= 7


def test_a_full_disk_was_met_in_every_stage_that_fills_one(campaign: dict[str, Any]) -> None:
    if not campaign["can_mount"]:
        pytest.skip("this machine does not let us have a disk of our own (needs the right to mount)")
    assert set(campaign["shortages"]) >= {"landing", "bronze", "intake", "first release", "next release"}
