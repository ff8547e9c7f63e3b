"""Which incidents there are: a pure function of how the warehouse stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse.notices.incident import Bilingual, Fact, Incident, clean_text, tell_size
from warehouse.notices.wording import INBOX_RULES, WORDINGS
from warehouse.status.model import CheckHealth, DiskHealth, InboxHealth, Operations, PublicHealth, Status

#: How long a whole file may wait for its receipt, new data for the live tables, and a release after its hour.
ANSWER_WITHIN = timedelta(hours=1)
LIVE_WITHIN = timedelta(hours=1)
RELEASE_WITHIN = timedelta(hours=2)

#: How long runs may wait while none works, and how long one may work.
QUEUE_PATIENCE = timedelta(minutes=30)
RUN_PATIENCE = timedelta(hours=6)

#: Once is a hiccup, such as a code location that is being replaced.
SENSOR_FAILURES = 3

#: The disk is nearly full below this share of it, or this many bytes, whichever is less; and below the floor.
LOW_SHARE, LOW_BYTES, LOW_FLOOR = 0.10, 20 * 2**30, 2**30

#: The check on what corrections expect of the publisher, by asset and name. It only warns: a correction that
#: no longer fits is not applied, and somebody has to look at it.
CORRECTION_CHECK = ("public/corrections", "as_expected")

NOTHING_PUBLIC = Bilingual("まだなし", "nothing yet")
NO_DATA = Bilingual("まだデータなし", "no data yet")


#: What is wrong with runs and checks explains why live stands still: one trouble is told once.
EXPLAINS_LIVE = frozenset({"run_failed", "check_failed", "check_not_run", "queue_stuck", "run_too_long"})
TOLD_BY_DAGSTER = EXPLAINS_LIVE | {
    "correction_mended",
    "sensor_failed",
    "release_overdue",
    "live_overdue",
}


@dataclass(frozen=True)
class Findings:
    """What is wrong now, and which kinds could not be judged: those are neither wrong nor well."""

    incidents: tuple[Incident, ...]
    unjudged: frozenset[str] = frozenset()


def find_incidents(status: Status) -> Findings:
    """Return every incident that the state of the warehouse shows, the oldest first."""
    found = [*_find_sources(status), *_find_inbox(status.inbox, status.now), *_find_disk(status)]
    found += [*_find_operations(status), *_find_channels(status)]
    if status.damage is not None:
        found.append(_make("release_damaged", "", status.now))
    unjudged = frozenset(_list_unjudged(status, {incident.kind for incident in found}))
    if "live_overdue" not in unjudged:
        found += _find_live(status)
    return Findings(tuple(sorted(found, key=lambda one: (one.since, one.key))), unjudged)


def _list_unjudged(status: Status, found: set[str]) -> Iterator[str]:
    if status.operations is None:
        yield from TOLD_BY_DAGSTER
    if status.inbox.problem is not None:
        yield from ("inbox_unanswered", "inbox_waiting")
    if status.is_live_behind is None or found & EXPLAINS_LIVE:
        yield "live_overdue"


def _make(
    kind: str, subject: str, since: datetime, patience: timedelta = timedelta(), **facts: Fact
) -> Incident:
    """Return an incident with the wording of its kind."""
    wording = WORDINGS[kind]
    return Incident(
        kind,
        subject,
        since,
        title=wording.title.fill(facts),
        what=wording.what.fill(facts),
        effect=wording.effect.fill(facts),
        remedy=wording.remedy.fill(facts),
        patience=patience,
    )


def _find_sources(status: Status) -> Iterator[Incident]:
    for source in status.sources:
        title = Bilingual(source.title_ja, source.title_en)
        if source.late_since is not None:
            reason = Bilingual(clean_text(source.late_reason_ja), clean_text(source.late_reason_en))
            reached = source.reached_on or NO_DATA
            yield _make(
                "source_late", source.name, source.late_since, source=title, reason=reason, reached=reached
            )
        if source.refused:
            since = source.checked_at or status.now
            first = clean_text(source.refused[0])
            yield _make(
                "file_refused", source.name, since, source=title, count=len(source.refused), first=first
            )


def _find_inbox(inbox: InboxHealth, now: datetime) -> Iterator[Incident]:
    if inbox.problem is not None:
        yield _make("members_unreadable", "", now)
    for rule, count in sorted(Counter(item.rule for item in inbox.items).items()):
        name = rule.rpartition(".")[2]
        message, advice = INBOX_RULES[name]
        yield _make("inbox_unanswered", name, now, rule=name, count=count, message=message, advice=advice)
    if inbox.waiting_since is not None and now - inbox.waiting_since > ANSWER_WITHIN:
        yield _make("inbox_waiting", "", inbox.waiting_since, count=inbox.waiting)


def _find_disk(status: Status) -> Iterator[Incident]:
    if is_low(status.disk):
        free, total = tell_size(status.disk.free), tell_size(status.disk.total)
        yield _make("disk_low", "", status.now, free=free, total=total)


def is_low(disk: DiskHealth) -> bool:
    """Return whether a disk is nearly full."""
    return disk.free < max(min(LOW_SHARE * disk.total, LOW_BYTES), LOW_FLOOR)


def _find_operations(status: Status) -> Iterator[Incident]:
    operations = status.operations
    if operations is None:
        return
    for failure in operations.failures:
        yield _make(
            "run_failed",
            f"{failure.job}/{failure.step}",
            failure.since,
            job=failure.job,
            step=failure.step,
            times=failure.times,
            last=failure.last_at,
            error=failure.error,
            run=failure.run_id[:8],
            public=describe_public(status),
        )
    for check in operations.checks:
        if kind := _classify(check):
            subject, since = f"{check.asset}/{check.name}", check.since or status.now
            public = describe_public(status)
            yield _make(kind, subject, since, asset=check.asset, check=check.name, public=public)
    yield from _find_failing_sensors(operations)
    yield from _find_queue(status, operations)
    yield from _find_release(status, operations)


def _find_failing_sensors(operations: Operations) -> Iterator[Incident]:
    """Yield one incident for each error: one cause makes many sensors fail."""
    failing = [sensor for sensor in operations.sensors if sensor.times >= SENSOR_FAILURES]
    for error in sorted({sensor.error for sensor in failing}):
        same = [sensor for sensor in failing if sensor.error == error]
        sensors, since = ", ".join(sensor.name for sensor in same), min(sensor.since for sensor in same)
        yield _make("sensor_failed", error, since, error=error, sensors=sensors)


def _classify(check: CheckHealth) -> str | None:
    """Return which kind of incident a check's last result is; None when it is none."""
    if (check.asset, check.name) == CORRECTION_CHECK and check.outcome in {"failed", "warned"}:
        return "correction_mended"
    if check.outcome == "not_run" and check.blocking:
        return "check_not_run"
    return "check_failed" if check.outcome == "failed" and check.blocking else None


def _find_queue(status: Status, operations: Operations) -> Iterator[Incident]:
    working = [run for run in operations.runs if run.state == "running"]
    waiting = [run for run in operations.runs if run.state == "queued"]
    if waiting and not working and status.now - waiting[0].since > QUEUE_PATIENCE:
        yield _make("queue_stuck", "", waiting[0].since, count=len(waiting))
    for run in working:
        if status.now - run.since > RUN_PATIENCE:
            yield _make("run_too_long", run.id[:8], run.since, job=run.job, run=run.id[:8])


def _find_release(status: Status, operations: Operations) -> Iterator[Incident]:
    """A release is overdue when its hour has passed and no run that releases has ended well since.

    Such a run need not give a release: where nothing is new, the last one stands.
    """
    schedule = operations.schedule
    due = schedule.last_due if schedule else None
    if schedule is None or due is None or status.now - due < RELEASE_WITHIN:
        return
    known = [schedule.last_done, status.release.built_at if status.release else None]
    if not any(moment is not None and moment >= due for moment in known):
        public = _describe_folder(status.release)
        yield _make("release_overdue", "", due, due=due, public=public)


def _find_live(status: Status) -> Iterator[Incident]:
    if status.is_live_behind:
        public = _describe_folder(status.live)
        yield _make("live_overdue", "", status.now, LIVE_WITHIN, public=public)


def _find_channels(status: Status) -> Iterator[Incident]:
    for channel in status.channels:
        if channel.failing_since is not None:
            yield _make(
                "channel_down",
                channel.name,
                channel.failing_since,
                channel=channel.name,
                problem=channel.problem or "",
                count=channel.waiting,
                variables=", ".join(channel.variables),
            )


def describe_public(status: Status) -> Bilingual:
    """Return how readers know the newest of what is public: the live tables, else the latest release."""
    return _describe_folder(status.live or status.release)


def _describe_folder(folder: PublicHealth | None) -> Bilingual:
    if folder is None:
        return NOTHING_PUBLIC
    if folder.id is None:
        return Bilingual("速報（{time}）", "live of {time}").fill({"time": folder.built_at})
    return Bilingual("リリース{id}（{time}）", "release {id} of {time}").fill(
        {"id": folder.id, "time": folder.built_at}
    )
