"""The services at work: a file reaches the live tables, a release outlives a kill, nobody works twice."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

from pipelines.sensors.work import EVENT_TAG, WORK_TAG
from tests.deploy.deployment import Deployment
from tests.deploy.waiting import wait_for
from warehouse.layout import Home
from warehouse.release.catalog import find_release, list_releases
from warehouse.release.verify import verify_release

pytestmark = pytest.mark.xdist_group("deploy")

MEMBER = "civil-hub"
HEADERS = (
    "event_id,programme_id,title,held_on,format,participants_npo,"
    "consent_aggregate,consent_quote_anonymous,consent_quote_attributed_org"
)
#: Sensors that look at the world; others look at Dagster, and less often.
LOOKING = ("inbox", "decisions", "register_nta_diff", "register_certified_list")


@pytest.fixture(scope="module")
def instance(deployment: Deployment) -> Iterator[dg.DagsterInstance]:
    """Dagster's storage, as the daemon opens it."""
    with deployment.open_instance() as instance:
        yield instance


def send_event(home: Home, number: str) -> str:
    """Put a file with one event into the inbox and return the event's title."""
    title = f"見本の集い {number}"
    path = home.inbox / MEMBER / f"event-{number}.csv"
    path.write_text(f"{HEADERS}\n{number},FORUM,{title},2026-10-01,online,12,○,○,○\n", encoding="utf-8")
    os.utime(path, (time.time() - 60,) * 2)  # nobody writes to it any more
    return title


def show_titles(folder: Path) -> list[str]:
    """Return the titles of the events that a public folder shows."""
    return pl.read_parquet(folder / "parquet" / "programme_events.parquet")["title"].to_list()


def list_inbox_runs(instance: dg.DagsterInstance) -> list[dg.DagsterRun]:
    """Return the runs that the sensor on the inbox has asked for."""
    return list(instance.get_runs(dg.RunsFilter(tags={EVENT_TAG: "inbox"})))


def wait_until_idle(instance: dg.DagsterInstance) -> None:
    """Wait until every sensor has looked once more, and no run is waiting or under way."""
    unfinished = dg.RunsFilter(statuses=list(NOT_FINISHED_STATUSES))
    since = datetime.now(UTC).timestamp()
    wait_for("the sensors to look", lambda: all(tick > since for tick in list_last_ticks(instance)))
    wait_for("the runs to end", lambda: not instance.get_runs(unfinished, limit=1))


def list_last_ticks(instance: dg.DagsterInstance) -> list[float]:
    """Return when each sensor that looks at the world looked last, in seconds since 1970; 0 for not yet."""
    states = {state.instigator_name: state for state in instance.all_instigator_state()}
    ticks = {
        name: instance.get_ticks(states[name].instigator_origin_id, states[name].selector_id, limit=1)
        for name in LOOKING
        if name in states
    }
    return [ticks[name][0].timestamp if ticks.get(name) else 0.0 for name in LOOKING]


def count_builds(instance: dg.DagsterInstance, asset: str) -> int:
    """Return how often an asset was built."""
    return len(instance.fetch_materializations(dg.AssetKey(asset), limit=100).records)


def test_a_file_in_the_inbox_reaches_the_live_tables_without_a_person(
    deployment: Deployment, instance: dg.DagsterInstance
) -> None:
    title = send_event(deployment.home, "W-1")

    wait_for("the event to be live", lambda: title in show_titles(deployment.home.live))

    wait_until_idle(instance)
    assert {run.status for run in instance.get_runs()} == {dg.DagsterRunStatus.SUCCESS}
    # what lay there before may have had a run of its own; none was done twice
    works = [run.tags[WORK_TAG] for run in list_inbox_runs(instance)]
    assert works
    assert len(set(works)) == len(works)


def test_what_is_live_is_not_released_by_itself(deployment: Deployment) -> None:
    assert len(list_releases(deployment.home)) == 1
    assert "見本の集い W-1" not in show_titles(deployment.home.latest)


def test_a_release_outlives_the_death_of_everything_but_the_database(
    deployment: Deployment, instance: dg.DagsterInstance
) -> None:
    deployment.call("dagster", "job", "launch", "-w", "deploy/workspace.yaml", "-l", "tsunagu", "-j", "main")
    (killed,) = instance.get_runs(dg.RunsFilter(job_name="main"))
    wait_for("the tables to be at work", lambda: "tables" in list_started_steps(instance, killed))

    deployment.kill("daemon", "code")
    assert instance.get_run_by_id(killed.run_id).status == dg.DagsterRunStatus.STARTED  # type: ignore[union-attr]
    title = send_event(deployment.home, "W-2")
    deployment.start("code")
    deployment.wait_for_code()
    deployment.start("daemon")

    wait_for("the release", lambda: len(list_releases(deployment.home)) == 2)
    wait_for("the event to be live", lambda: title in show_titles(deployment.home.live))
    wait_until_idle(instance)
    outcomes = {run.run_id: run.status for run in instance.get_runs(dg.RunsFilter(job_name="main"))}
    assert outcomes.pop(killed.run_id) == dg.DagsterRunStatus.FAILURE
    assert list(outcomes.values()) == [dg.DagsterRunStatus.SUCCESS]


def list_started_steps(instance: dg.DagsterInstance, run: dg.DagsterRun) -> set[str | None]:
    events = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_START)
    return {event.step_key for event in events}


def test_the_release_was_made_once_and_is_whole(deployment: Deployment, instance: dg.DagsterInstance) -> None:
    home = deployment.home

    assert len(list_releases(home)) == 2
    assert count_builds(instance, "release") == 1
    assert len(list(home.ledger.glob("*.parquet"))) == 2
    assert [result for result in verify_release(find_release(home)) if not result.passed] == []
    assert "見本の集い W-1" in show_titles(home.latest)


def test_nothing_that_was_sent_is_lost_or_twice(deployment: Deployment) -> None:
    titles = Counter(show_titles(deployment.home.live))

    assert {titles["見本の集い W-1"], titles["見本の集い W-2"]} == {1}
    left = [path.suffix for path in deployment.home.inbox.rglob("*") if path.is_file()]
    assert left == [".part"]  # a file that is still being written stays


def test_a_daemon_that_was_restarted_finds_nothing_to_do(
    deployment: Deployment, instance: dg.DagsterInstance
) -> None:
    before = {run.run_id for run in instance.get_runs()}

    deployment.kill("daemon")
    deployment.start("daemon")
    wait_until_idle(instance)

    assert {run.run_id for run in instance.get_runs()} == before
