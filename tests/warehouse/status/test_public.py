"""`public/status.json`: what readers are told, and above all what not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.notices.situations import FAILURE, NOON, SITUATIONS, WELL, be_late, operate, stray
from warehouse.layout import Home
from warehouse.notices.find import find_incidents
from warehouse.notices.wording import WORDINGS
from warehouse.status.model import ChannelHealth, DiskHealth, InboxHealth, Status
from warehouse.status.public import HEARTBEAT, PUBLIC_KINDS, STATUS_FILE, write_status

INNER_KINDS = set(WORDINGS) - PUBLIC_KINDS


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


def write(home: Home, status: Status) -> bool:
    return write_status(home, status, find_incidents(status).incidents)


def read(home: Home) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((home.public / STATUS_FILE).read_text(encoding="utf-8"))
    return content


def test_readers_see_sources_checks_and_what_is_public(home: Home) -> None:
    write(home, WELL)

    told = read(home)
    assert told["well"] is True
    assert told["live"]["as_of"] == "2026-11-26"
    assert told["release"]["id"] == "2026.11.0"
    assert told["sources"][0]["name"] == "nta_diff"
    assert told["checks"][0]["outcome"] == "passed"


def test_readers_see_since_when_and_why_a_source_is_late(home: Home) -> None:
    write(home, be_late())

    told = read(home)
    assert told["well"] is False
    assert told["sources"][0]["late_reason_ja"] == "公表元に接続できません。"
    assert told["open"][0]["kind"] == "source_late"
    assert told["open"][0]["effect_ja"]


@pytest.mark.parametrize("kind", sorted(INNER_KINDS))
def test_readers_are_not_told_what_is_the_data_teams(home: Home, kind: str) -> None:
    write(home, SITUATIONS[kind]())

    assert (read(home)["well"], read(home)["open"]) == (True, [])


@pytest.mark.parametrize("kind", sorted(PUBLIC_KINDS))
def test_readers_are_told_what_concerns_them(home: Home, kind: str) -> None:
    write(home, SITUATIONS[kind]())

    assert [incident["kind"] for incident in read(home)["open"]] == [kind]


def test_nothing_of_members_of_the_machine_or_of_secrets_is_public(home: Home) -> None:
    full = replace(
        operate(failures=(FAILURE,)),
        inbox=InboxHealth(2, NOON, (stray("unfinished"),), "members.yml, line 3"),
        disk=DiskHealth(123_456_789, 987_654_321, {"submissions": 555_555}, NOON),
        channels=(ChannelHealth("webhook", ("TSUNAGU_NOTICE_WEBHOOK",), 2, NOON, "HTTP 404"),),
    )
    write(home, full)

    text = (home.public / STATUS_FILE).read_text(encoding="utf-8")
    inner = ("sendai", "voices", "members", "inbox", "/home/x", "123456789", "555555", "webhook", "WEBHOOK")
    assert [word for word in inner if word in text] == []


def test_the_same_state_is_not_written_again(home: Home) -> None:
    first = write(home, WELL)
    again = write(home, replace(WELL, now=NOON + timedelta(minutes=1)))

    assert (first, again) == (True, False)


def test_a_sign_of_life_is_written_now_and_then(home: Home) -> None:
    write(home, WELL)

    assert write(home, replace(WELL, now=NOON + HEARTBEAT))
    assert read(home)["written_at"] == (NOON + HEARTBEAT).isoformat()


def test_what_has_changed_is_written_at_once(home: Home) -> None:
    write(home, WELL)

    assert write(home, replace(be_late(), now=NOON + timedelta(seconds=1)))


@pytest.mark.parametrize("damaged", ["{", "[]", '{"written_at": 3}', "{}"])
def test_a_damaged_status_is_replaced(home: Home, damaged: str) -> None:
    (home.public / STATUS_FILE).write_text(damaged)

    assert write(home, WELL)
    assert read(home)["well"] is True
