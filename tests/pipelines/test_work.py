"""Asking for runs: never twice at once, never given up, never too often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sensors.work import LONGEST_WAIT, SHORTEST_WAIT, ask_for_run, choose_wait

WORK = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4
ASSETS = [dg.AssetKey("live")]
LATER = datetime.now(UTC) + timedelta(days=2)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def start(
    instance: dg.DagsterInstance, request: dg.RunRequest | dg.SkipReason, status: dg.DagsterRunStatus
) -> None:
    """Let a request become a run of that status."""
    assert isinstance(request, dg.RunRequest)
    create_run_for_test(instance, tags=dict(request.tags), status=status)


def test_the_same_work_has_the_same_key_however_often_one_asks(instance: dg.DagsterInstance) -> None:
    first, second = (ask_for_run(instance, "inbox", WORK, ASSETS) for _ in range(2))

    assert isinstance(first, dg.RunRequest)
    assert isinstance(second, dg.RunRequest)
    assert first.run_key == second.run_key


def test_other_work_has_another_key(instance: dg.DagsterInstance) -> None:
    first, second = (ask_for_run(instance, "inbox", work, ASSETS) for work in (WORK, OTHER))

    assert first.run_key != second.run_key  # type: ignore[union-attr]


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTED])
def test_what_arrives_during_a_run_gathers(instance: dg.DagsterInstance, status: dg.DagsterRunStatus) -> None:
    start(instance, ask_for_run(instance, "inbox", WORK, ASSETS), status)

    assert isinstance(ask_for_run(instance, "inbox", OTHER, ASSETS), dg.SkipReason)


def test_a_run_of_one_event_does_not_hold_up_another(instance: dg.DagsterInstance) -> None:
    start(instance, ask_for_run(instance, "inbox", WORK, ASSETS), dg.DagsterRunStatus.STARTED)

    assert isinstance(ask_for_run(instance, "register_nta_diff", OTHER, ASSETS), dg.RunRequest)


@pytest.mark.parametrize(
    "status", [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.CANCELED]
)
def test_work_that_a_run_has_not_settled_comes_back_after_a_wait(
    instance: dg.DagsterInstance, status: dg.DagsterRunStatus
) -> None:
    first = ask_for_run(instance, "inbox", WORK, ASSETS)
    start(instance, first, status)

    assert isinstance(ask_for_run(instance, "inbox", WORK, ASSETS), dg.SkipReason)
    again = ask_for_run(instance, "inbox", WORK, ASSETS, now=LATER)
    assert isinstance(again, dg.RunRequest)
    assert again.run_key != first.run_key  # type: ignore[union-attr]


def test_a_wait_says_until_when(instance: dg.DagsterInstance) -> None:
    start(instance, ask_for_run(instance, "inbox", WORK, ASSETS), dg.DagsterRunStatus.FAILURE)

    answer = ask_for_run(instance, "inbox", WORK, ASSETS)

    assert isinstance(answer, dg.SkipReason)
    assert "due at 20" in str(answer.skip_message)


@given(st.integers(min_value=1, max_value=1000))
def test_waits_grow_and_are_bounded(attempts: int) -> None:
    assert SHORTEST_WAIT <= choose_wait(attempts) <= choose_wait(attempts + 1) <= LONGEST_WAIT
