"""What is built by itself after a person has built something by hand: by content, never amid a run."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from pipelines.automation import WHEN_BYTES_ARRIVE, WHEN_CONTENT_CHANGES

BRONZE, TABLE = dg.AssetKey("bronze"), dg.AssetKey("table")


@dg.asset
def landing() -> None:
    """Stands for raw bytes."""


@dg.asset(deps=[landing], automation_condition=WHEN_BYTES_ARRIVE)
def bronze() -> None:
    """Stands for typed rows."""


@dg.asset_check(asset=bronze, blocking=True)
def is_complete() -> dg.AssetCheckResult:
    """Stands for a blocking check."""
    return dg.AssetCheckResult(passed=True)


@dg.asset(deps=[bronze], automation_condition=WHEN_CONTENT_CHANGES)
def table() -> None:
    """Stands for a table of dbt."""


DEFINITIONS = dg.Definitions(assets=[landing, bronze, table], asset_checks=[is_complete])


class Follower:
    """Evaluates the conditions again and again, as the sensor does."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        self._cursor: dg.AssetDaemonCursor | None = None  # type: ignore[name-defined]

    def look(self) -> set[dg.AssetKey]:
        """Return what is asked for now."""
        result = dg.evaluate_automation_conditions(DEFINITIONS, self.instance, cursor=self._cursor)
        self._cursor = result.cursor
        return {key for key in (BRONZE, TABLE) if result.get_num_requested(key)}

    def build(self, key: dg.AssetKey, content: str) -> None:
        """Let an asset be built with that content."""
        tags = {"dagster/data_version": content}
        self.instance.report_runless_asset_event(dg.AssetMaterialization(key, tags=tags))

    def judge(self, *, passed: bool) -> None:
        """Let the blocking check on bronze end."""
        self.instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(
                asset_key=BRONZE,
                check_name="is_complete",
                passed=passed,
                metadata={},
                severity=dg.AssetCheckSeverity.ERROR,
            )
        )


@pytest.fixture
def follower() -> Iterator[Follower]:
    """A follower for whom everything is built and seen."""
    with dg.DagsterInstance.ephemeral() as instance:
        follower = Follower(instance)
        follower.build(dg.AssetKey("landing"), "1")
        follower.build(BRONZE, "1")
        follower.judge(passed=True)
        follower.build(TABLE, "1")
        follower.look()
        yield follower


def test_nothing_new_builds_nothing(follower: Follower) -> None:
    assert follower.look() == set()


def test_bytes_that_arrive_wake_bronze(follower: Follower) -> None:
    follower.build(dg.AssetKey("landing"), "2")

    assert follower.look() == {BRONZE}


def test_other_content_wakes_the_tables(follower: Follower) -> None:
    follower.build(BRONZE, "2")
    follower.judge(passed=True)

    assert follower.look() == {TABLE}


def test_the_same_content_once_more_wakes_no_table(follower: Follower) -> None:
    follower.build(BRONZE, "1")
    follower.judge(passed=True)

    assert follower.look() == set()


def test_a_blocking_check_that_failed_holds_the_tables_back_until_it_passes(follower: Follower) -> None:
    follower.build(BRONZE, "2")
    follower.judge(passed=False)
    held_back = follower.look()
    follower.judge(passed=True)

    assert (held_back, follower.look()) == (set(), {TABLE})


def test_what_was_asked_for_is_asked_for_once(follower: Follower) -> None:
    follower.build(BRONZE, "2")
    follower.judge(passed=True)

    assert [follower.look() for _ in range(3)] == [{TABLE}, set(), set()]
