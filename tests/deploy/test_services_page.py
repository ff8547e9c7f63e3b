"""The web page: it shows everything, and can change nothing, by its program and by its role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg
import pytest
import requests

from tests.deploy.deployment import Deployment
from tests.deploy.waiting import wait_for

pytestmark = pytest.mark.xdist_group("deploy")

REPOSITORY = '{repositoryLocationName: "tsunagu", repositoryName: "__repository__"}'
LAUNCH = f'{{selector: {{jobName: "main", {REPOSITORY[1:-1]}}}}}'


class Page:
    """Asks the page what a browser asks it."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/graphql"

    def ask(self, query: str) -> dict[str, Any]:
        """Return the data of an answer."""
        answer = requests.post(self.address, json={"query": query}, timeout=60)
        content = answer.json()
        assert "errors" not in content, content["errors"]
        return dict(content["data"])


@pytest.fixture(scope="module")
def page(deployment: Deployment) -> Iterator[Page]:
    """The page of the deployment."""
    deployment.start("webserver")
    deployment.wait_for_page()
    page = Page(deployment.page_port)
    query = "{ workspaceOrError { ... on Workspace { locationEntries { loadStatus } } } }"
    loaded = {"locationEntries": [{"loadStatus": "LOADED"}]}
    wait_for("the definitions to be shown", lambda: page.ask(query)["workspaceOrError"] == loaded)
    yield page
    deployment.kill("webserver")


@pytest.fixture(scope="module")
def run(deployment: Deployment) -> dg.DagsterRun:
    """A run that has ended."""
    ended = dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS])
    with deployment.open_instance() as instance:
        return wait_for("a run to end", lambda: instance.get_runs(ended, limit=1))[0]


def test_it_shows_the_assets(page: Page) -> None:
    nodes = page.ask("{ assetNodes { assetKey { path } } }")["assetNodes"]

    assert {"path": ["release"]} in [node["assetKey"] for node in nodes]


def test_it_shows_runs_and_their_events(page: Page, run: dg.DagsterRun) -> None:
    found = page.ask(
        f'{{ logsForRun(runId: "{run.run_id}") {{ ... on EventConnection {{ events {{ __typename }} }} }} }}'
    )

    assert {"__typename": "RunSuccessEvent"} in found["logsForRun"]["events"]


def test_it_shows_what_a_step_printed(page: Page, run: dg.DagsterRun, deployment: Deployment) -> None:
    (file,) = (deployment.logs / run.run_id / "compute_logs").glob("*.err")
    key = f'["{run.run_id}", "compute_logs", "{file.stem}"]'

    shown = page.ask(f"{{ capturedLogs(logKey: {key}) {{ stderr }} }}")["capturedLogs"]["stderr"]

    assert shown
    assert shown == file.read_text(encoding="utf-8")


def test_it_shows_schedules_sensors_and_the_health_of_the_daemon(page: Page) -> None:
    sensors = f"sensorsOrError(repositorySelector: {REPOSITORY})"
    states = "{ ... on Sensors { results { name sensorState { status } } } }"
    health = 'instance { daemonHealth { daemonStatus(daemonType: "SENSOR") { healthy } } }'
    found = page.ask(f"{{ {sensors} {states} {health} }}")

    shown = {it["name"]: it["sensorState"]["status"] for it in found["sensorsOrError"]["results"]}
    assert shown["inbox"] == "RUNNING"
    assert found["instance"]["daemonHealth"]["daemonStatus"]["healthy"] is True


@pytest.mark.parametrize(
    "mutation",
    [
        f"launchRun(executionParams: {LAUNCH})",
        f'startSchedule(scheduleSelector: {{scheduleName: "daily", {REPOSITORY[1:-1]}}})',
        'reloadRepositoryLocation(repositoryLocationName: "tsunagu")',
        "deletePipelineRun(runId: $run)",
        "terminateRun(runId: $run)",
        f'addDynamicPartition(repositorySelector: {REPOSITORY}, partitionsDefName: "x", partitionKey: "y")',
        'wipeAssets(assetPartitionRanges: [{assetKey: {path: ["release"]}}])',
    ],
    ids=lambda mutation: mutation.partition("(")[0],
)
def test_it_changes_nothing(page: Page, run: dg.DagsterRun, mutation: str) -> None:
    asked = mutation.replace("$run", f'"{run.run_id}"')

    (answer,) = page.ask(f"mutation {{ {asked} {{ __typename }} }}").values()

    assert answer["__typename"] in {"UnauthorizedError", "TerminateRunFailure"}


def test_its_home_of_dagster_stays_as_it_is(page: Page) -> None:
    from warehouse.inputs import REPOSITORY as ROOT

    files = [path.name for path in (ROOT / "deploy" / "webserver").rglob("*") if path.is_file()]
    assert files == ["dagster.yaml"]
