"""The facts of a moment: sources, checks, runs, what is public, the inbox, the disk. Times are in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

CheckOutcome = Literal["passed", "warned", "failed", "not_run", "never"]


@dataclass(frozen=True)
class SourceHealth:
    """How one source stands.

    Attributes:
        checked_at: when its publisher was asked last.
        changed_at: when it last brought new bytes.
        reached_on: the newest day its data in use speaks for.
        late_since: since when it is late; None when it is not.
        late_reason_ja: why it is late, in Japanese.
        late_reason_en: the same in English.
        next_expected: when its publisher should have something new.
        refused: the files that were refused or could not be read, one sentence each; the last good ones of
            them stay in use.
    """

    name: str
    title_ja: str
    title_en: str
    cadence: str
    checked_at: datetime | None = None
    changed_at: datetime | None = None
    reached_on: date | None = None
    late_since: datetime | None = None
    late_reason_ja: str = ""
    late_reason_en: str = ""
    next_expected: datetime | None = None
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckHealth:
    """The last result of one check.

    Attributes:
        asset: what is checked, such as ``public/organizations``.
        name: name of the check.
        blocking: whether nothing becomes public while it fails.
        outcome: ``warned`` is a failure that stops nothing; ``not_run`` is a check that could not judge,
            which is never a pass; ``never`` has no result yet.
        at: when it gave that result.
        since: since when it has given no better one, without a break.
        detail: what it found, in words; for the data team alone.
        run_id: the run that gave the result.
    """

    asset: str
    name: str
    blocking: bool
    outcome: CheckOutcome
    at: datetime | None = None
    since: datetime | None = None
    detail: str = ""
    run_id: str = ""


@dataclass(frozen=True)
class ActiveRun:
    """A run that waits or works, and since when."""

    id: str
    job: str
    state: Literal["queued", "running"]
    since: datetime


@dataclass(frozen=True)
class FailedStep:
    """A step whose last run failed, and which no later run has made good.

    Attributes:
        job: the job it failed in.
        step: its name; ``(run)`` when the run died outside of any step.
        since: end of the first failed run of the series.
        last_at: end of the last.
        times: how many runs in a row failed on it.
        run_id: the last of these runs.
        error: class of the error.
        cause: the first cause in words; for the data team alone.
    """

    job: str
    step: str
    since: datetime
    last_at: datetime
    times: int
    run_id: str
    error: str
    cause: str


@dataclass(frozen=True)
class FailingSensor:
    """A sensor or schedule whose last evaluations failed: what it waits for goes unnoticed."""

    name: str
    since: datetime
    times: int
    error: str


@dataclass(frozen=True)
class ReleaseSchedule:
    """The clock of the release.

    Attributes:
        next_due: when it is due next.
        last_due: when it was due last; None before its first time.
        last_done: when a run that releases last ended well.
    """

    next_due: datetime
    last_due: datetime | None
    last_done: datetime | None


@dataclass(frozen=True)
class Operations:
    """What Dagster tells.

    Attributes:
        checks: the last result of every check.
        runs: the runs that wait or work, the oldest first.
        failures: steps that fail.
        sensors: sensors and schedules that fail.
        schedule: the clock of the release; None while its schedule is switched off.
        daemon_heard_at: when Dagster's daemon gave its last sign of life; None when it never did.
    """

    checks: tuple[CheckHealth, ...] = ()
    runs: tuple[ActiveRun, ...] = ()
    failures: tuple[FailedStep, ...] = ()
    sensors: tuple[FailingSensor, ...] = ()
    schedule: ReleaseSchedule | None = None
    daemon_heard_at: datetime | None = None


@dataclass(frozen=True)
class PublicHealth:
    """One of the two things readers open: the newest release, or the live tables.

    Attributes:
        id: number of the release; None for the live tables.
        as_of: the day it speaks for.
        data_through: the newest day any of its data speaks for.
        built_at: when it became public.
    """

    id: str | None
    as_of: date
    data_through: date | None
    built_at: datetime


@dataclass(frozen=True)
class InboxItem:
    """Something in the inbox that gets no receipt: where, which rule, what to do."""

    place: str
    rule: str
    message: str
    remedy: str


@dataclass(frozen=True)
class InboxHealth:
    """What lies in the inbox.

    Attributes:
        waiting: files that are whole and not yet answered.
        waiting_since: when the oldest of them came.
        items: what cannot be taken in.
        problem: why nothing can be taken in at all (members.yml cannot be read).
    """

    waiting: int = 0
    waiting_since: datetime | None = None
    items: tuple[InboxItem, ...] = ()
    problem: str | None = None


@dataclass(frozen=True)
class DiskHealth:
    """Room on the disk of the home, in bytes, and what the parts of the home take.

    Attributes:
        measured_at: when the parts were measured; that takes a walk, so it is done now and then.
    """

    free: int
    total: int
    parts: Mapping[str, int]
    measured_at: datetime | None


@dataclass(frozen=True)
class ChannelHealth:
    """A way by which notices leave: how many wait, since when it fails, and why."""

    name: str
    variables: tuple[str, ...]
    waiting: int
    failing_since: datetime | None
    problem: str | None


@dataclass(frozen=True)
class Status:
    """How the warehouse stands at a moment.

    Attributes:
        operations: what Dagster tells; None where it has nothing to tell yet.
        live: the live tables; None before their first time.
        is_live_behind: whether there is data that they do not show yet; None where nobody has looked.
        release: the newest release; None before the first, and where releases cannot be read.
        damage: what is wrong with a release, in words; None where all can be read.
        channels: the ways by which notices leave; none where none is configured.
    """

    now: datetime
    sources: tuple[SourceHealth, ...]
    operations: Operations | None
    live: PublicHealth | None
    is_live_behind: bool | None
    release: PublicHealth | None
    damage: str | None
    inbox: InboxHealth
    disk: DiskHealth
    channels: tuple[ChannelHealth, ...]
