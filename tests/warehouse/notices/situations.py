"""States of a warehouse: one in which all is well, and one for each kind of incident."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from warehouse.notices.find import Findings, find_incidents
from warehouse.notices.incident import Bilingual, Incident
from warehouse.status.model import (
    ActiveRun,
    ChannelHealth,
    CheckHealth,
    DiskHealth,
    FailedStep,
    FailingSensor,
    InboxHealth,
    InboxItem,
    Operations,
    PublicHealth,
    ReleaseSchedule,
    SourceHealth,
    Status,
)

NOON = datetime(2026, 11, 26, 3, tzinfo=UTC)
YESTERDAY = NOON - timedelta(days=1)
SOURCE = SourceHealth("nta_diff", "法人番号 差分", "Corporate numbers", "business_daily", NOON, NOON)
CHECK = CheckHealth("public/organizations", "shape", True, "passed", YESTERDAY)
FAILURE = FailedStep(
    "refresh", "tables", YESTERDAY, NOON, 3, "0f7ec194-37e5", "OSError", "/home/x/secret: no space left"
)
WELL = Status(
    now=NOON,
    sources=(SOURCE,),
    operations=Operations(checks=(CHECK,), daemon_heard_at=NOON),
    live=PublicHealth(None, date(2026, 11, 26), date(2026, 11, 25), YESTERDAY),
    is_live_behind=False,
    release=PublicHealth("2026.11.0", date(2026, 11, 18), date(2026, 11, 17), NOON - timedelta(days=8)),
    damage=None,
    inbox=InboxHealth(),
    disk=DiskHealth(free=500 * 2**30, total=1000 * 2**30, parts={}, measured_at=NOON),
    channels=(),
)


def operate(**changes: Any) -> Status:
    """Return a status in which Dagster tells something else."""
    assert WELL.operations is not None
    return replace(WELL, operations=replace(WELL.operations, **changes))


def change_check(**changes: Any) -> Status:
    """Return a status in which the only check has another result."""
    return operate(checks=(replace(CHECK, since=YESTERDAY, **changes),))


def be_late() -> Status:
    """Return a status in which the source is late."""
    late = replace(
        SOURCE,
        reached_on=date(2026, 11, 24),
        late_since=YESTERDAY,
        late_reason_ja="公表元に接続できません。",
        late_reason_en="No answer.",
    )
    return replace(WELL, sources=(late,))


def stray(rule: str) -> InboxItem:
    """Return something in the inbox that cannot be taken in."""
    return InboxItem("sendai-centre/voices.xlsx.part", f"inbox.{rule}", "Half.", "Send it again.")


#: A status for each kind of incident, and for nothing else.
SITUATIONS: dict[str, Callable[[], Status]] = {
    "source_late": be_late,
    "file_refused": lambda: replace(
        WELL, sources=(replace(SOURCE, refused=("nta_diff/diff_20261125.zip: cut short [zip.end_record]",)),)
    ),
    "run_failed": lambda: operate(failures=(FAILURE,)),
    "check_failed": lambda: change_check(outcome="failed", detail="090-1234-5678 is a telephone number"),
    "check_not_run": lambda: change_check(outcome="not_run"),
    "correction_mended": lambda: change_check(
        asset="public/corrections", name="as_expected", blocking=False, outcome="warned"
    ),
    "inbox_unanswered": lambda: replace(WELL, inbox=InboxHealth(items=(stray("unfinished"),))),
    "inbox_waiting": lambda: replace(WELL, inbox=InboxHealth(2, YESTERDAY)),
    "members_unreadable": lambda: replace(WELL, inbox=InboxHealth(problem="members.yml, line 3: no id")),
    "disk_low": lambda: replace(WELL, disk=DiskHealth(2**30, 1000 * 2**30, {}, NOON)),
    "live_overdue": lambda: replace(WELL, is_live_behind=True),
    "release_overdue": lambda: operate(
        schedule=ReleaseSchedule(NOON + timedelta(days=6), YESTERDAY, YESTERDAY - timedelta(days=7))
    ),
    "release_damaged": lambda: replace(
        WELL, damage="/home/x/public/releases/2026.11.0/manifest.json: no JSON"
    ),
    "queue_stuck": lambda: operate(runs=(ActiveRun("a1b2c3d4e5", "refresh", "queued", YESTERDAY),)),
    "run_too_long": lambda: operate(runs=(ActiveRun("a1b2c3d4e5", "refresh", "running", YESTERDAY),)),
    "sensor_failed": lambda: operate(sensors=(FailingSensor("inbox", YESTERDAY, 3, "KeyError"),)),
    "channel_down": lambda: replace(
        WELL, channels=(ChannelHealth("mail", ("TSUNAGU_NOTICE_SMTP",), 2, YESTERDAY, "no answer in time"),)
    ),
}


def make_incident(
    subject: str = "nta_diff", since: datetime = YESTERDAY, patience: timedelta = timedelta()
) -> Incident:
    """Return some incident."""
    text = Bilingual("遅れ", "late")
    return Incident("source_late", subject, since, text, text, text, text, patience)


def find(*incidents: Incident, unjudged: tuple[str, ...] = ()) -> Findings:
    """Return findings of these incidents."""
    return Findings(incidents, frozenset(unjudged))


def find_only(status: Status) -> Incident:
    """Return the one incident of a status."""
    (incident,) = find_incidents(status).incidents
    return incident
