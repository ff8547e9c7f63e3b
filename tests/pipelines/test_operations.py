"""What is read of Dagster: the last result of each check, runs that wait, steps that fail, the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteInstigatorOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    InstigatorType,
    ScheduleInstigatorData,
    SensorInstigatorData,
    TickData,
    TickStatus,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._daemon.types import DaemonHeartbeat
from dagster._utils.error import SerializableErrorInfo

from pipelines.operations import RELEASE_SCHEDULE, WHOLE_RUN
from tests.pipelines.plant import Plant
from warehouse.status.model import CheckHealth

THURSDAY = datetime(2026, 11, 26, 3, tzinfo=UTC)
WEDNESDAY_10 = datetime(2026, 11, 25, 1, tzinfo=UTC)


@pytest.fixture
def plant() -> Iterator[Plant]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Plant(instance)


@pytest.fixture(scope="module")
def kept_instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    """An instance that also keeps sensors and schedules; making it takes seconds, emptying it none."""
    with dg.DagsterInstance.local_temp(str(tmp_path_factory.mktemp("instance"))) as instance:
        yield instance


@pytest.fixture
def kept_plant(kept_instance: dg.DagsterInstance) -> Plant:
    """A plant on that instance."""
    assert kept_instance.schedule_storage is not None
    kept_instance.wipe()
    kept_instance.schedule_storage.wipe()
    kept_instance.wipe_daemon_heartbeats()
    return Plant(kept_instance)


def make_origin(name: str) -> RemoteInstigatorOrigin:
    location = ManagedGrpcPythonEnvCodeLocationOrigin(LoadableTargetOrigin(module_name="x"), "tsunagu")
    return RemoteInstigatorOrigin(RemoteRepositoryOrigin(location, "__repository__"), name)


def test_before_the_first_run_no_check_has_a_result(plant: Plant) -> None:
    assert plant.check == CheckHealth("first", "shape", blocking=True, outcome="never")


def test_a_check_that_passed_tells_when_and_by_which_run(plant: Plant) -> None:
    run = plant.run()

    assert (plant.check.outcome, plant.check.since, plant.check.run_id) == ("passed", None, run)
    assert plant.check.at is not None


def test_a_failed_check_tells_what_it_found_and_since_when(plant: Plant) -> None:
    plant.run()
    plant.result = dg.AssetCheckResult(passed=False, description="two rows too many")
    plant.run()
    first = plant.check
    plant.run()

    assert (first.outcome, first.detail) == ("failed", "two rows too many")
    assert first.since == first.at
    assert plant.check.since == first.since
    assert plant.check.at != first.at


def test_a_check_may_list_what_it_found(plant: Plant) -> None:
    plant.result = dg.AssetCheckResult(passed=False, metadata={"lost": ["a.zip: 2 rows", "b.zip: 1 row"]})
    plant.run()

    assert plant.check.detail == "a.zip: 2 rows; b.zip: 1 row"


def test_a_failure_that_only_warns_is_a_warning(plant: Plant) -> None:
    plant.result = dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)
    plant.run()

    assert plant.check.outcome == "warned"


def test_a_check_that_could_not_judge_a_rule_is_not_run(plant: Plant) -> None:
    plant.result = dg.AssetCheckResult(passed=False, metadata={"errors": 1})
    plant.run()

    assert plant.check.outcome == "not_run"


def test_a_check_whose_step_died_is_not_run(plant: Plant) -> None:
    plant.run()
    plant.dies = True
    run = plant.run()

    assert (plant.check.outcome, plant.check.run_id) == ("not_run", run)


def test_a_check_that_waited_for_what_failed_keeps_its_last_result(plant: Plant) -> None:
    run = plant.run()
    plant.breaks = {"first"}
    plant.run()

    assert (plant.check.outcome, plant.check.run_id) == ("passed", run)


def test_a_failed_step_is_told_with_its_cause(plant: Plant) -> None:
    plant.breaks = {"first"}
    run = plant.run()

    (failure,) = plant.read().failures
    assert (failure.job, failure.step, failure.times, failure.run_id) == ("refresh", "first", 1, run)
    assert failure.error == "OSError"
    assert "No space left on device" in failure.cause


def test_a_step_that_keeps_failing_is_one_failure_since_the_first(plant: Plant) -> None:
    plant.breaks = {"first"}
    plant.run()
    (once,) = plant.read().failures
    plant.run()
    (twice,) = plant.read().failures

    assert (twice.times, twice.since) == (2, once.since)
    assert twice.last_at > once.last_at


def test_a_later_run_that_ends_well_makes_it_good(plant: Plant) -> None:
    plant.breaks = {"first"}
    plant.run()
    plant.breaks = set()
    plant.run()

    assert plant.failing == []


def test_a_run_of_something_else_makes_nothing_good(plant: Plant) -> None:
    plant.breaks = {"second"}
    plant.run(assets=["second"])
    plant.run(assets=["first"])

    assert plant.failing == [("refresh", "second")]


def test_runs_that_together_build_what_failed_make_it_good(plant: Plant) -> None:
    plant.breaks = {"second"}
    plant.run(assets=["first", "second"])
    plant.breaks = set()
    plant.run(assets=["second"])
    plant.run(assets=["first"])

    assert plant.failing == []


def test_a_whole_release_makes_every_failure_good(plant: Plant) -> None:
    plant.breaks = {"second"}
    plant.run(assets=["second"])
    plant.breaks = set()
    plant.run("main")

    assert plant.failing == []


def test_a_failed_release_is_not_made_good_by_a_refresh(plant: Plant) -> None:
    plant.breaks = {"second"}
    plant.run("main")
    plant.breaks = set()
    plant.run("refresh")

    assert plant.failing == [("main", "second")]


def test_a_run_that_failed_by_a_check_is_told_by_the_check(plant: Plant) -> None:
    plant.result = dg.AssetCheckResult(passed=False)
    plant.run()

    assert plant.failing == []
    assert plant.check.outcome == "failed"


def test_a_run_that_was_found_dead_is_told(plant: Plant) -> None:
    job = plant.definitions.resolve_job_def("refresh")
    run = plant.instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    plant.instance.report_run_failed(run, "Its process is gone.")

    (failure,) = plant.read().failures
    assert (failure.step, failure.cause) == (WHOLE_RUN, "Its process is gone.")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (dg.DagsterRunStatus.QUEUED, "queued"),
        (dg.DagsterRunStatus.NOT_STARTED, "queued"),
        (dg.DagsterRunStatus.STARTED, "running"),
        (dg.DagsterRunStatus.CANCELING, "running"),
    ],
)
def test_runs_that_wait_or_work_are_told(plant: Plant, status: dg.DagsterRunStatus, state: str) -> None:
    job = plant.definitions.resolve_job_def("refresh")
    origin = RemoteJobOrigin(make_origin("x").repository_origin, "refresh")
    created = plant.instance.create_run_for_job(job, status=status, remote_job_origin=origin)

    (run,) = plant.read().runs
    assert (run.id, run.job, run.state) == (created.run_id, "refresh", state)
    assert timedelta() <= datetime.now(UTC) - run.since < timedelta(minutes=5)


def tick(plant: Plant, state: InstigatorState, status: TickStatus, minute: int) -> None:
    """Record one evaluation of a sensor."""
    error = SerializableErrorInfo("KeyError: 'x'\n", [], "KeyError") if status == TickStatus.FAILURE else None
    plant.instance.create_tick(
        TickData(
            instigator_origin_id=state.instigator_origin_id,
            instigator_name=state.instigator_name,
            instigator_type=state.instigator_type,
            status=status,
            timestamp=(THURSDAY + timedelta(minutes=minute)).timestamp(),
            selector_id=state.selector_id,
            error=error,
        )
    )


def switch_on(
    plant: Plant, name: str, status: InstigatorStatus = InstigatorStatus.DECLARED_IN_CODE
) -> InstigatorState:
    """Record that a sensor is on."""
    state = InstigatorState(make_origin(name), InstigatorType.SENSOR, status, SensorInstigatorData())
    return plant.instance.add_instigator_state(state)


def test_a_sensor_that_keeps_failing_is_told(kept_plant: Plant) -> None:
    state = switch_on(kept_plant, "inbox")
    for minute, status in enumerate([TickStatus.SKIPPED, TickStatus.FAILURE, TickStatus.FAILURE]):
        tick(kept_plant, state, status, minute)

    (sensor,) = kept_plant.read().sensors
    assert (sensor.name, sensor.times, sensor.error) == ("inbox", 2, "KeyError")
    assert sensor.since == THURSDAY + timedelta(minutes=1)


def test_a_sensor_that_works_again_is_not_told(kept_plant: Plant) -> None:
    state = switch_on(kept_plant, "inbox")
    for minute, status in enumerate([TickStatus.FAILURE, TickStatus.SKIPPED]):
        tick(kept_plant, state, status, minute)

    assert kept_plant.read().sensors == ()


@pytest.mark.parametrize(
    ("name", "status"),
    [("inbox", InstigatorStatus.STOPPED), ("of_long_ago", InstigatorStatus.DECLARED_IN_CODE)],
)
def test_a_sensor_that_is_off_or_gone_is_not_told(
    kept_plant: Plant, name: str, status: InstigatorStatus
) -> None:
    tick(kept_plant, switch_on(kept_plant, name, status), TickStatus.FAILURE, 0)

    assert kept_plant.read().sensors == ()


def schedule_since(
    plant: Plant, moment: datetime, status: InstigatorStatus = InstigatorStatus.DECLARED_IN_CODE
) -> None:
    """Record that the daemon lives, and since when the release has its schedule."""
    plant.instance.add_daemon_heartbeat(DaemonHeartbeat(THURSDAY.timestamp(), "SENSOR", "x"))
    data = ScheduleInstigatorData("0 10 * * 3", start_timestamp=moment.timestamp())
    state = InstigatorState(make_origin(RELEASE_SCHEDULE), InstigatorType.SCHEDULE, status, data)
    plant.instance.add_instigator_state(state)


def test_the_clock_of_the_release_is_that_of_japan(kept_plant: Plant) -> None:
    schedule_since(kept_plant, WEDNESDAY_10 - timedelta(days=30))

    schedule = kept_plant.read(THURSDAY).schedule
    assert schedule is not None
    assert schedule.last_due == WEDNESDAY_10
    assert schedule.next_due == WEDNESDAY_10 + timedelta(days=7)
    assert schedule.last_done is None


def test_a_schedule_that_has_just_been_switched_on_was_not_due_before(kept_plant: Plant) -> None:
    schedule_since(kept_plant, WEDNESDAY_10 + timedelta(hours=1))

    schedule = kept_plant.read(THURSDAY).schedule
    assert schedule is not None
    assert schedule.last_due is None


def test_a_release_that_ran_is_known_by_its_run(kept_plant: Plant) -> None:
    schedule_since(kept_plant, WEDNESDAY_10 - timedelta(days=30))
    kept_plant.run("main")

    schedule = kept_plant.read(THURSDAY).schedule
    assert schedule is not None
    assert schedule.last_done is not None


def test_a_schedule_that_is_off_has_no_clock(kept_plant: Plant) -> None:
    schedule_since(kept_plant, WEDNESDAY_10 - timedelta(days=30), InstigatorStatus.STOPPED)

    assert kept_plant.read(THURSDAY).schedule is None


def test_without_a_daemon_there_is_no_clock(kept_plant: Plant) -> None:
    operations = kept_plant.read(THURSDAY)

    assert (operations.schedule, operations.daemon_heard_at) == (None, None)
