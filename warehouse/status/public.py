"""`public/status.json`: what readers may know of how the warehouse stands.

No members, no files of theirs, nothing of the inbox, of the disk or of the machine; of checks the name and
the result, not what they found.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from ingest.files import write_text_atomically
from warehouse.layout import Home
from warehouse.notices.incident import Incident
from warehouse.release.json_files import to_json
from warehouse.status.model import CheckHealth, PublicHealth, SourceHealth, Status

STATUS_FILE = "status.json"

#: So often it is written though nothing has changed: an old time tells a reader that nobody looks any more.
HEARTBEAT = timedelta(minutes=15)

#: What readers are told of; the rest is the data team's.
PUBLIC_KINDS = frozenset(
    {"source_late", "file_refused", "run_failed", "check_failed", "check_not_run", "correction_mended"}
    | {"live_overdue", "release_overdue", "release_damaged"}
)


def write_status(home: Home, status: Status, incidents: Sequence[Incident]) -> bool:
    """Write the public status where it says something new; return whether it was written.

    Args:
        home: whose public folder.
        status: how the warehouse stands.
        incidents: what is open.
    """
    path = home.public / STATUS_FILE
    content = describe_public_status(status, incidents)
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
        age = status.now - datetime.fromisoformat(before.pop("written_at"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        before, age = None, HEARTBEAT
    if before == content and timedelta() <= age < HEARTBEAT:
        return False
    write_text_atomically(path, to_json({"written_at": status.now.isoformat(timespec="seconds"), **content}))
    return True


def describe_public_status(status: Status, incidents: Sequence[Incident]) -> dict[str, Any]:
    """Return the public part of a status as plain data; all times are in UTC."""
    shown = [incident for incident in incidents if incident.kind in PUBLIC_KINDS]
    operations = status.operations
    checks = operations.checks if operations else ()
    schedule = operations.schedule if operations else None
    return {
        "well": not shown,
        "live": _describe_folder(status.live),
        "release": _describe_folder(status.release),
        "next_release_due": _tell(schedule.next_due if schedule else None),
        "sources": [_describe_source(source) for source in status.sources],
        "checks": [_describe_check(check) for check in checks],
        "queue": {
            "waiting": sum(run.state == "queued" for run in operations.runs) if operations else 0,
            "working": sum(run.state == "running" for run in operations.runs) if operations else 0,
        },
        "open": [_describe_incident(incident) for incident in shown],
    }


def _describe_folder(folder: PublicHealth | None) -> dict[str, Any] | None:
    if folder is None:
        return None
    days = {
        "as_of": folder.as_of.isoformat(),
        "data_through": folder.data_through.isoformat() if folder.data_through else None,
        "published_at": _tell(folder.built_at),
    }
    return days if folder.id is None else {"id": folder.id, **days}


def _describe_source(source: SourceHealth) -> dict[str, Any]:
    return {
        "name": source.name,
        "title_ja": source.title_ja,
        "title_en": source.title_en,
        "cadence": source.cadence,
        "checked_at": _tell(source.checked_at),
        "changed_at": _tell(source.changed_at),
        "reached_on": source.reached_on.isoformat() if source.reached_on else None,
        "late_since": _tell(source.late_since),
        "late_reason_ja": source.late_reason_ja or None,
        "late_reason_en": source.late_reason_en or None,
        "next_expected": _tell(source.next_expected),
        "files_refused": len(source.refused),
    }


def _describe_check(check: CheckHealth) -> dict[str, Any]:
    return {
        "asset": check.asset,
        "check": check.name,
        "blocking": check.blocking,
        "outcome": check.outcome,
        "at": _tell(check.at),
    }


def _describe_incident(incident: Incident) -> dict[str, Any]:
    """Return what, since when and the effect; the remedy is the data team's."""
    return {
        "kind": incident.kind,
        "subject": incident.subject,
        "since": _tell(incident.since),
        **{
            f"{name}_{language}": getattr(getattr(incident, name), language)
            for name in ("title", "what", "effect")
            for language in ("ja", "en")
        },
    }


def _tell(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
