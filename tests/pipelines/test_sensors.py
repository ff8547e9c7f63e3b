"""The sensors on a small home: what wakes whom, and what wakes nobody."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test

from ingest.acquire import acquire, open_fetcher
from ingest.landing import LandingStore
from ingest.probe import Probe
from ingest.registries import REGISTERS
from pipelines.build import build_definitions
from pipelines.dbt import read_lineage
from pipelines.resources import LOCK
from warehouse.inputs import read_inputs, today_in_japan
from warehouse.layout import Home
from warehouse.locks import hold_lock
from warehouse.sources import read_status
from warehouse.table_states import describe_states, forget_states, record_states

MEMBERS = """
members:
  - {id: centre, name: みほん支援センター, corporate_number: null, prefecture_code: "04",
     municipality: 仙台市, sector: support_centre, kinds: [programme], represents: []}
"""
ROW = (
    '1,7000012050002,01,0,{day},{day},"特定非営利活動法人みほん",,399,"宮城県","仙台市青葉区","",'
    ',04,101,,,,,,,,{day},1,,,,,"",0\n'
)


def add_daily_file(mirror: Path, day: str) -> None:
    """Put a daily file of one row into the mirror."""
    name = day.replace("-", "")
    folder = mirror / "nta" / "diff"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / f"diff_{name}.zip", "w") as archive:
        archive.writestr(f"diff_{name}.csv", ROW.format(day=day).encode("cp932"))


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A mirror that offers one daily file."""
    add_daily_file(tmp_path / "mirror", "2024-01-04")
    return tmp_path / "mirror"


@pytest.fixture
def home(tmp_path: Path, mirror: Path) -> Home:
    """A home with a member and the mirror's file; its tables count as built from that."""
    home = Home.resolve(tmp_path / "home").create()
    home.members.write_text(MEMBERS, encoding="utf-8")
    (home.inbox / "centre").mkdir()
    home.database.touch()
    land(home, mirror)
    return home


def land(home: Home, mirror: Path) -> None:
    """Land what the mirror offers, and let the tables count as built from it."""
    register = REGISTERS["nta_diff"]
    acquire(register, LandingStore(home.landing), open_fetcher([register], mirror))
    lineage = read_lineage()
    states = describe_states(lineage, read_inputs(home, today_in_japan()))
    record_states(home, lineage.kept, states)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def sensors(home: Home, mirror: Path) -> dict[str, dg.SensorDefinition]:
    """The sensors of the definitions on that home, by name."""
    definitions = build_definitions(str(home.root), str(mirror))
    return {sensor.name: sensor for sensor in definitions.sensors or []}  # type: ignore[misc]


def ask(
    sensor: dg.SensorDefinition, instance: dg.DagsterInstance, cursor: str | None = None
) -> dg.RunRequest | None:
    """Evaluate a sensor; return its request, or None where it skips."""
    with dg.build_sensor_context(instance, cursor=cursor) as context:
        data = sensor.evaluate_tick(context)
    assert len(data.run_requests or []) <= 1
    return data.run_requests[0] if data.run_requests else None


def name_assets(request: dg.RunRequest | None) -> set[str]:
    assert request is not None, "the sensor skipped"
    return {key.to_user_string() for key in request.asset_selection or []}


def drop_file(home: Home, name: str = "事業.csv", *, age: int = 60) -> Path:
    """Put a file into the member's inbox that was last written so many seconds ago."""
    path = home.inbox / "centre" / name
    path.write_text("事業の番号,事業名\n", encoding="utf-8")
    written = path.stat().st_mtime - age
    os.utime(path, (written, written))
    return path


def test_an_empty_inbox_wakes_nobody(sensors, instance) -> None:
    assert ask(sensors["inbox"], instance) is None


def test_a_members_file_wakes_the_tables_of_members_and_no_others(sensors, instance, home) -> None:
    drop_file(home)

    woken = name_assets(ask(sensors["inbox"], instance))

    assert {"landing/submissions", "bronze/submission_programme", "public/programmes", "live"} <= woken
    assert not woken & {"release", "landing/nta_diff", "public/organizations", "public/stat_voices"}


@pytest.mark.parametrize(("name", "age"), [("事業.csv", 0), ("事業.csv.part", 60), ("~$事業.xlsx", 60)])
def test_a_file_that_is_not_whole_yet_wakes_nobody(sensors, instance, home, name, age) -> None:
    drop_file(home, name, age=age)

    assert ask(sensors["inbox"], instance) is None


def test_a_changed_file_is_other_work(sensors, instance, home) -> None:
    path = drop_file(home)
    first = ask(sensors["inbox"], instance)
    path.write_text("事業の番号,事業名,課題\n", encoding="utf-8")
    os.utime(path, (1, 1))

    second = ask(sensors["inbox"], instance)

    assert first.run_key != second.run_key


def test_two_evaluations_and_a_lost_cursor_ask_for_one_run(sensors, instance, mirror) -> None:
    add_daily_file(mirror, "2024-01-05")
    sensor = sensors["register_nta_diff"]

    keys = {ask(sensor, instance, cursor).run_key for cursor in (None, "0", None)}

    assert len(keys) == 1


def test_a_restarted_daemon_asks_for_nothing_that_is_under_way(sensors, instance, home) -> None:
    drop_file(home)
    request = ask(sensors["inbox"], instance)
    create_run_for_test(instance, tags=dict(request.tags), status=dg.DagsterRunStatus.STARTED)

    assert ask(sensors["inbox"], instance) is None


def test_a_daily_file_wakes_its_register_and_what_follows(sensors, instance, mirror) -> None:
    add_daily_file(mirror, "2024-01-05")

    woken = name_assets(ask(sensors["register_nta_diff"], instance))

    assert {"landing/nta_diff", "bronze/nta_diff", "public/organizations", "live"} <= woken
    assert not woken & {"release", "landing/npo_portal", "landing/submissions", "public/vocabularies"}


def test_a_register_whose_files_are_held_wakes_nobody(sensors, instance) -> None:
    assert ask(sensors["register_nta_diff"], instance) is None


def test_missed_days_are_one_run(sensors, instance, mirror) -> None:
    for day in range(1, 29):
        for month in range(1, 10):
            add_daily_file(mirror, f"2023-{month:02}-{day:02}")

    assert ask(sensors["register_nta_diff"], instance) is not None


def test_a_publisher_out_of_reach_wakes_nobody_and_is_late(sensors, instance, home, monkeypatch) -> None:
    nothing = Probe("nta_diff", (), "", late="no answer")
    monkeypatch.setattr("pipelines.sensors.registers.probe", lambda *given: nothing)

    assert ask(sensors["register_nta_diff"], instance) is None
    assert read_status(home, "nta_diff").late


def test_nothing_behind_wakes_nobody_once_live_shows_it(sensors, instance, monkeypatch) -> None:
    monkeypatch.setattr("pipelines.sensors.decisions.is_live_current", lambda *given: True)

    assert ask(sensors["decisions"], instance) is None


def test_a_decision_wakes_what_follows_from_it(sensors, instance, home, monkeypatch) -> None:
    give_a_file(home, monkeypatch)
    home.members.write_text(MEMBERS.replace("みほん", "あたらしい"), encoding="utf-8")

    woken = name_assets(ask(sensors["decisions"], instance))

    assert {"public/members", "live"} <= woken
    assert not woken & {"public/organizations", "landing/submissions", "release"}


def test_a_table_left_behind_by_a_run_that_died_is_built(sensors, instance, home, monkeypatch) -> None:
    give_a_file(home, monkeypatch)
    forget_states(home, ["certifications"])

    woken = name_assets(ask(sensors["decisions"], instance))

    assert {key for key in woken if key.startswith("public/")} == {"public/certifications"}


def test_while_a_person_runs_the_job_nothing_is_behind(sensors, instance, home, monkeypatch) -> None:
    give_a_file(home, monkeypatch)
    forget_states(home, ["certifications"])

    with hold_lock(home.root / LOCK):
        assert ask(sensors["decisions"], instance) is None


def give_a_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the home's landed file be parsed, and the tables stand on that."""
    from ingest.bronze import build_partitions

    register = REGISTERS["nta_diff"]
    landed = LandingStore(home.landing).current("nta_diff")
    build_partitions(register, landed, home.bronze, home.quarantine)
    lineage = read_lineage()
    record_states(home, lineage.kept, describe_states(lineage, read_inputs(home, today_in_japan())))
