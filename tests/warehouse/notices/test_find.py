"""Which incidents a state of the warehouse shows, and what they say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.warehouse.notices.situations import (
    FAILURE,
    NOON,
    SITUATIONS,
    WELL,
    YESTERDAY,
    be_late,
    change_check,
    find_only,
    operate,
    stray,
)
from warehouse.notices.find import find_incidents
from warehouse.notices.wording import WORDINGS
from warehouse.status.model import ActiveRun, DiskHealth, FailingSensor, InboxHealth, ReleaseSchedule

SECRETS = ("sendai-centre", "voices.xlsx", "090-1234-5678", "/home/x", "line 3")


def test_where_all_is_well_nothing_is_found() -> None:
    assert find_incidents(WELL).incidents == ()


def test_there_is_a_situation_for_every_kind() -> None:
    assert set(SITUATIONS) == set(WORDINGS)


@pytest.mark.parametrize("kind", SITUATIONS)
def test_a_situation_shows_its_kind_and_no_other(kind: str) -> None:
    assert find_only(SITUATIONS[kind]()).kind == kind


@pytest.mark.parametrize("kind", SITUATIONS)
def test_every_text_is_there_in_both_languages_and_filled(kind: str) -> None:
    incident = find_only(SITUATIONS[kind]())

    for text in (incident.title, incident.what, incident.effect, incident.remedy):
        assert re.search(r"[ぁ-ん一-龯]", text.ja)
        assert re.search(r"[A-Za-z]{3}", text.en)
        assert "{" not in text.ja + text.en


@pytest.mark.parametrize("kind", SITUATIONS)
def test_no_text_names_a_member_a_file_of_theirs_or_what_a_check_found(kind: str) -> None:
    incident = find_only(SITUATIONS[kind]())

    assert [secret for secret in SECRETS if secret in str(incident)] == []


def test_a_late_source_tells_why_and_which_data_is_in_use() -> None:
    incident = find_only(be_late())

    assert "No answer." in incident.what.en
    assert "公表元に接続できません。" in incident.what.ja
    assert "2026-11-24" in incident.effect.en
    assert incident.since == YESTERDAY


def test_what_a_publisher_says_is_one_short_line() -> None:
    late = replace(be_late().sources[0], late_reason_en="<html>\n\x1b[31m" + "x" * 5000)

    text = find_only(replace(WELL, sources=(late,))).what.en

    assert len(text) < 500
    assert text.isprintable()


def test_a_failed_check_tells_what_is_public_meanwhile() -> None:
    effect = find_only(change_check(outcome="failed")).effect

    assert "What readers have: live of 2026-11-25 12:00 (Japan)." in effect.en
    assert "速報（2026-11-25 12:00（日本時間））" in effect.ja


def test_before_anything_is_public_that_is_said() -> None:
    status = replace(change_check(outcome="failed"), live=None, release=None)

    assert find_only(status).effect.en.endswith("What readers have: nothing yet.")


@pytest.mark.parametrize("outcome", ["passed", "warned", "never"])
def test_a_check_that_stops_nothing_is_no_incident(outcome: str) -> None:
    assert find_incidents(change_check(outcome=outcome)).incidents == ()


def test_a_check_that_does_not_block_is_no_incident() -> None:
    assert find_incidents(change_check(outcome="failed", blocking=False)).incidents == ()


def test_one_rule_of_the_inbox_is_one_incident_with_a_count() -> None:
    items = (stray("stray"), stray("unfinished"), stray("unfinished"))
    found = find_incidents(replace(WELL, inbox=InboxHealth(items=items))).incidents

    assert [incident.key for incident in found] == ["inbox_unanswered/stray", "inbox_unanswered/unfinished"]
    assert found[1].what.en.startswith("2 in the inbox")


def test_a_file_that_has_just_come_is_no_incident() -> None:
    assert find_incidents(replace(WELL, inbox=InboxHealth(1, NOON - timedelta(minutes=59)))).incidents == ()


@pytest.mark.parametrize(
    ("free", "total", "low"),
    [
        (101, 1000, False),
        (99, 1000, False),  # a tenth of a large disk is plenty
        (19, 1000, True),
        (5, 40, False),
        (3, 40, True),
        (0.9, 5, True),
    ],
)
def test_a_disk_is_nearly_full_by_share_and_by_size(free: float, total: float, low: bool) -> None:
    disk = DiskHealth(int(free * 2**30), int(total * 2**30), {}, NOON)

    assert [one.kind for one in find_incidents(replace(WELL, disk=disk)).incidents] == ["disk_low"] * low


def test_sensors_that_fail_by_one_error_are_one_incident() -> None:
    sensors = (
        FailingSensor("inbox", YESTERDAY, 3, "KeyError"),
        FailingSensor("decisions", NOON, 9, "KeyError"),
    )
    incident = find_only(operate(sensors=(*sensors, FailingSensor("x", NOON, 1, "OSError"))))

    assert (incident.key, incident.since) == ("sensor_failed/KeyError", YESTERDAY)
    assert "inbox, decisions" in incident.what.en


def test_runs_that_wait_for_one_that_works_are_no_incident() -> None:
    runs = (
        ActiveRun("one", "refresh", "running", NOON - timedelta(hours=1)),
        ActiveRun("two", "refresh", "queued", YESTERDAY),
    )

    assert find_incidents(operate(runs=runs)).incidents == ()


def test_one_failed_evaluation_of_a_sensor_is_no_incident() -> None:
    assert find_incidents(operate(sensors=(FailingSensor("inbox", NOON, 1, "KeyError"),))).incidents == ()


@pytest.mark.parametrize(
    ("last_due", "last_done"),
    [
        (None, None),  # switched on after its last time
        (NOON - timedelta(hours=1), None),  # it may still be at work
        (YESTERDAY, YESTERDAY + timedelta(minutes=5)),  # done, with or without anything new
    ],
)
def test_a_release_is_not_overdue(last_due: object, last_done: object) -> None:
    schedule = ReleaseSchedule(NOON + timedelta(days=6), last_due, last_done)  # type: ignore[arg-type]

    assert find_incidents(operate(schedule=schedule)).incidents == ()


def test_a_failing_run_explains_why_live_stands_still() -> None:
    findings = find_incidents(replace(operate(failures=(FAILURE,)), is_live_behind=True))

    assert [incident.kind for incident in findings.incidents] == ["run_failed"]
    assert "live_overdue" in findings.unjudged


def test_live_data_may_be_behind_for_a_while() -> None:
    assert find_only(SITUATIONS["live_overdue"]()).patience == timedelta(hours=1)


def test_without_word_of_dagster_nothing_is_said_of_runs_and_checks() -> None:
    findings = find_incidents(replace(WELL, operations=None, is_live_behind=True))

    assert findings.incidents == ()
    assert {"run_failed", "check_failed", "release_overdue", "live_overdue"} <= findings.unjudged


def test_while_the_members_cannot_be_read_nothing_is_said_of_their_files() -> None:
    findings = find_incidents(SITUATIONS["members_unreadable"]())

    assert {"inbox_unanswered", "inbox_waiting"} <= findings.unjudged
