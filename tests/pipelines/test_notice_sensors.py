"""The sensors that tell people: asked twice, without their cursors, or after a restart, they tell once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines.resources import WarehouseResource
from pipelines.sensors import notices as module
from pipelines.sensors.notices import build_notice_sensors
from tests.pipelines.plant import Plant
from tests.warehouse.notices.servers import HookServer, serve_hook
from warehouse.layout import Home
from warehouse.notices.book import read_book
from warehouse.notices.channels import WEBHOOK_VARIABLE


@dataclass
class Office:
    """A plant, the sensors that look at it, and the server they tell."""

    plant: Plant
    home: Home
    server: HookServer
    minutes: int = field(default=0)

    def look(self) -> str:
        """Evaluate the sensor of every minute, as a daemon without any memory."""
        notices, _ = build_notice_sensors(WarehouseResource(home_dir=str(self.home.root)))
        context = dg.build_sensor_context(
            self.plant.instance, repository_def=self.plant.definitions.get_repository_def()
        )
        return str(notices.evaluate_tick(context).skip_message)

    def look_at_failures(self, cursor: str | None) -> str | None:
        """Evaluate the sensor on failures; return its cursor."""
        _, failures = build_notice_sensors(WarehouseResource(home_dir=str(self.home.root)))
        context = dg.build_sensor_context(
            self.plant.instance, cursor=cursor, repository_def=self.plant.definitions.get_repository_def()
        )
        return failures.evaluate_tick(context).cursor

    @property
    def told(self) -> list[tuple[str, str]]:
        """What has arrived."""
        return [(post["event"], post["key"]) for post in self.server.posts]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with dg.DagsterInstance.ephemeral() as instance, serve_hook() as server:
        monkeypatch.setenv(WEBHOOK_VARIABLE, server.address)
        yield Office(Plant(instance), Home(tmp_path / "home").create(), server)


def move_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let the sensors look at a later time."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + by

    monkeypatch.setattr(module, "datetime", Later)


FAILED = ("opened", "run_failed/refresh/first")


def test_a_failed_run_is_told_once_however_often_one_looks(office: Office) -> None:
    office.plant.breaks = {"first"}
    office.plant.run()
    for _ in range(3):
        office.look()

    assert office.told == [FAILED]


def test_the_same_failure_again_is_not_told_again(office: Office) -> None:
    office.plant.breaks = {"first"}
    for _ in range(3):
        office.plant.run()
        office.look()

    assert office.told == [FAILED]


def test_both_sensors_tell_a_failure_once(office: Office) -> None:
    cursor = office.look_at_failures(None)
    office.plant.breaks = {"first"}
    office.plant.run()
    cursor = office.look_at_failures(cursor)
    office.look()
    office.look_at_failures(cursor)

    assert office.told == [FAILED]


def test_a_failure_is_told_without_waiting_for_the_minute(office: Office) -> None:
    cursor = office.look_at_failures(None)
    office.plant.breaks = {"first"}
    office.plant.run()
    office.look_at_failures(cursor)

    assert office.told == [FAILED]


def test_a_failure_before_the_cursor_was_lost_is_not_missed(office: Office) -> None:
    office.plant.breaks = {"first"}
    office.plant.run()
    office.look_at_failures(None)
    office.look()

    assert office.told == [FAILED]


def test_a_failure_that_healed_is_told_as_well_again_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.plant.breaks = {"first"}
    office.plant.run()
    office.look()
    office.plant.breaks = set()
    office.plant.run()
    for minutes in (1, 10, 20):
        move_clock(monkeypatch, timedelta(minutes=minutes))
        office.look()

    assert office.told == [FAILED, ("resolved", "run_failed/refresh/first")]


def test_a_failed_check_is_told_and_is_public(office: Office) -> None:
    office.plant.result = dg.AssetCheckResult(passed=False, description="Hanako Yamada, 090-1234-5678")
    office.plant.run()
    office.look()

    public = (office.home.public / "status.json").read_text(encoding="utf-8")
    assert office.told == [("opened", "check_failed/first/shape")]
    assert json.loads(public)["checks"][0]["outcome"] == "failed"
    assert "Hanako" not in public + str(office.server.posts)


def test_a_dead_webhook_loses_nothing_and_stops_no_sensor(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.server.answer(500)
    office.plant.breaks = {"first"}
    office.plant.run()
    said = office.look()
    office.server.answer(200)
    move_clock(monkeypatch, timedelta(minutes=2))
    office.look()

    assert "Not sent by webhook: HTTP 500." in said
    assert office.told[0] == FAILED


def test_what_the_sensor_says_names_no_secret(office: Office) -> None:
    office.server.answer(0)
    office.plant.breaks = {"first"}
    office.plant.run()

    assert "s3cr3t" not in office.look()
    assert "s3cr3t" not in (office.home.status / "notices" / "book.json").read_text()


def test_without_a_channel_the_status_is_written_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(WEBHOOK_VARIABLE)
    office.plant.breaks = {"first"}
    office.plant.run()
    office.look()

    public = json.loads((office.home.public / "status.json").read_text(encoding="utf-8"))
    assert [one["kind"] for one in public["open"]] == ["run_failed"]
    assert list(read_book(office.home).open) == ["run_failed/refresh/first"]
