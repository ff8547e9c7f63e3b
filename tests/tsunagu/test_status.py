"""`tsunagu status`: the inner view, on a new home and on one that has run, with no daemon anywhere."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.registries import REGISTERS
from tests.tsunagu.command import call
from tests.tsunagu.shared_runs import FinishedRun
from warehouse.layout import Home
from warehouse.visits import Visit

pytestmark = pytest.mark.xdist_group("demo")


def test_a_home_that_does_not_exist_is_well_and_is_not_made(tmp_path: Path) -> None:
    answer = call("status", "--home", tmp_path / "nowhere")

    assert answer.status == 0, answer.text
    assert "All is well." in answer.out
    assert all(name in answer.out for name in REGISTERS)
    assert not (tmp_path / "nowhere").exists()


def test_something_wrong_is_told_with_its_remedy_and_gives_status_3(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").create()
    visit = Visit("nta_diff", absent_since="2026-11-20T00:00:00Z", absence="https://x.example: no answer")
    (home.landing / "status").mkdir()
    (home.landing / "status" / "nta_diff.json").write_text(json.dumps(vars(visit)))

    answer = call("status", "--home", home.root)

    assert answer.status == 3
    assert "情報源の遅れ" in answer.out
    assert "https://x.example: no answer" in answer.out
    assert "docs/runbook.md#source_late" in answer.out


def test_places_in_the_inbox_are_named_for_the_data_team(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").create()
    (home.inbox / "stranger").mkdir()

    answer = call("status", "--home", home.root)

    assert answer.status == 3
    assert "inbox/stranger" in answer.out


def test_json_is_the_whole_view(tmp_path: Path) -> None:
    answer = call("status", "--home", tmp_path / "nowhere", "--format", "json")

    content = json.loads(answer.out)
    assert answer.status == 0
    assert [source["name"] for source in content["sources"]] == list(REGISTERS)
    assert content["disk"]["free"] > 0
    assert content["incidents"] == []


def test_a_format_that_is_none_is_refused(tmp_path: Path) -> None:
    answer = call("status", "--home", tmp_path, "--format", "xml")

    assert answer.status == 2
    assert "'table', 'json'" in answer.err


def test_after_a_run_checks_runs_and_what_is_public_are_told(demo: FinishedRun) -> None:
    answer = call("status", "--home", demo.home.root)

    assert f"release  {demo.release.name}, as of {demo.as_of}" in answer.out
    assert "live     as of" in answer.out
    assert " passed" in answer.out
    assert "runs     0 working · 0 waiting; daemon last heard –" in answer.out
    assert " failed" not in answer.out


def test_a_file_of_a_member_that_waits_is_told(demo: FinishedRun, tmp_path: Path) -> None:
    home = Home(tmp_path / "home").create()
    shutil.copy(demo.home.members, home.members)
    member = next(folder.name for folder in demo.home.receipts.iterdir())
    file = home.inbox / member / "late.csv"
    file.parent.mkdir()
    file.write_text("x")
    long_ago = (datetime.now(UTC) - timedelta(hours=3)).timestamp()
    os.utime(file, (long_ago, long_ago))

    answer = call("status", "--home", home.root)

    assert answer.status == 3
    assert "inbox    1 waiting since" in answer.out
    assert "docs/runbook.md#inbox_waiting" in answer.out
