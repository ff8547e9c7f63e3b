"""Neither a secret of the deployment nor anything personal that members sent is in any log or metadata."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from ingest.sample.submissions import PERSONAL_VALUES, UNAPPROVED_MARKERS
from pipelines.sensors.work import EVENT_TAG
from tests.deploy.conftest import PERSON
from tests.deploy.deployment import SECRETS, Deployment
from tests.deploy.stored_text import find_stored_leaks, read_columns
from tests.deploy.waiting import wait_for
from tests.tsunagu.leak_scan import Leak, find_leaks

pytestmark = pytest.mark.xdist_group("deploy")

PERSONAL = (*PERSONAL_VALUES, *UNAPPROVED_MARKERS)
FORBIDDEN = (*PERSONAL, *SECRETS.values())
PASSWORD = SECRETS["TSUNAGU_POSTGRES_PASSWORD"]


@pytest.fixture(scope="module")
def worked(deployment: Deployment) -> Deployment:
    """The deployment after a run has taken in what is personal."""
    ended = dg.RunsFilter(tags={EVENT_TAG: "inbox"}, statuses=[dg.DagsterRunStatus.SUCCESS])
    with deployment.open_instance() as instance:
        wait_for("the files to be taken in", lambda: instance.get_runs(ended, limit=1))
    return deployment


def list_folders(deployment: Deployment) -> list[Path]:
    """Return where programs write what they do, and what is shown to others."""
    home = deployment.home
    return [deployment.printed, deployment.logs, home.status, home.dbt, home.live]


def test_what_was_sent_is_personal(worked: Deployment) -> None:
    found = {leak.value for leak in find_leaks(worked.home.submissions / "accepted", PERSONAL)}

    assert set(PERSON) <= found
    assert len(found) > 30


def test_something_personal_still_lies_in_the_inbox(worked: Deployment) -> None:
    assert [path for path in worked.home.inbox.rglob("*") if PERSON[0] in path.name]


def test_nothing_of_it_is_in_the_database(worked: Deployment) -> None:
    assert find_stored_leaks(worked.postgres, PASSWORD, FORBIDDEN) == []


def test_nothing_of_it_is_in_a_log_or_shown(worked: Deployment) -> None:
    leaks = {folder.name: find_leaks(folder, FORBIDDEN) for folder in list_folders(worked) if folder.exists()}

    assert {"printed", "logs", "live"} <= leaks.keys()
    assert {name: found for name, found in leaks.items() if found} == {}


def test_nothing_of_it_is_in_the_log_of_the_database(worked: Deployment, tmp_path: Path) -> None:
    (tmp_path / "log").write_text(worked.postgres.read_log(), encoding="utf-8")

    assert find_leaks(tmp_path, FORBIDDEN) == []


@pytest.mark.parametrize("value", [PERSON[0], PERSON[1], SECRETS["TSUNAGU_NOTICE_WEBHOOK"]])
def test_the_scan_finds_a_value_in_the_metadata_of_an_asset(worked: Deployment, value: str) -> None:
    """The scan is only worth something if it finds what is there."""
    with worked.open_instance() as instance:
        event = dg.AssetMaterialization("planted", metadata={"text": dg.MetadataValue.md(f"| {value} |")})
        instance.report_runless_asset_event(event)
        try:
            leaks = find_stored_leaks(worked.postgres, PASSWORD, [value])
        finally:
            instance.wipe_assets([dg.AssetKey("planted")])

    assert Leak("event_logs", "event", value) in leaks


def test_the_scan_reads_what_is_stored_compressed(worked: Deployment) -> None:
    texts = [text for table, column, text in read_columns(worked.postgres, PASSWORD) if table == "snapshots"]

    assert any("landing__submissions" in text for text in texts)


def test_the_scan_finds_a_value_in_a_log(worked: Deployment, tmp_path: Path) -> None:
    (tmp_path / "daemon.log").write_text(f"error: {SECRETS['TSUNAGU_NOTICE_SMTP']}", encoding="utf-8")

    assert find_leaks(tmp_path, FORBIDDEN) != []
