"""Which notices are due: what is wrong now, held against what has been told. A pure function."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from warehouse.notices.find import Findings
from warehouse.notices.incident import Incident

REMIND_AFTER = timedelta(days=1)

#: An incident that comes and goes is one incident: it is well again only when it has been well for a while.
WELL_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class OpenIncident:
    """An incident that has been seen.

    Attributes:
        incident: the trouble, as it was seen last.
        seen_at: when it was first seen.
        told_at: when it was last told; None while it has not lasted as long as its patience.
        well_since: since when it has not been seen any more; None while it is.
    """

    incident: Incident
    seen_at: datetime
    told_at: datetime | None = None
    well_since: datetime | None = None


@dataclass(frozen=True)
class Difference:
    """Which notices are due, and what is open once they are in the outbox."""

    to_open: tuple[Incident, ...]
    to_remind: tuple[Incident, ...]
    to_resolve: tuple[OpenIncident, ...]
    open: Mapping[str, OpenIncident]


def compare(findings: Findings, before: Mapping[str, OpenIncident], now: datetime) -> Difference:
    """Hold what is wrong now against what is open.

    An incident is told once when it opens, once a day while it lasts, and once when it is well again. Nothing
    is told of kinds that could not be judged.
    """
    found = {incident.key: incident for incident in findings.incidents}
    seen = [_see(incident, before.get(key), now) for key, incident in found.items()]
    opening = [one for one in seen if one.told_at is None and now - one.seen_at >= one.incident.patience]
    reminding = [one for one in seen if one.told_at is not None and now - one.told_at >= REMIND_AFTER]
    gone = [_miss(one, now, findings.unjudged) for key, one in before.items() if key not in found]
    resolved = [one for one in gone if one.told_at and one.well_since and now - one.well_since >= WELL_AFTER]
    left = [one for one in gone if one.well_since is None or (one.told_at and one not in resolved)]
    told = {one.incident.key for one in (*opening, *reminding)}
    after = [replace(one, told_at=now) if one.incident.key in told else one for one in seen]
    return Difference(
        to_open=_list_incidents(opening),
        to_remind=_list_incidents(reminding),
        to_resolve=tuple(resolved),
        open={one.incident.key: one for one in (*after, *left)},
    )


def _see(incident: Incident, before: OpenIncident | None, now: datetime) -> OpenIncident:
    """Return an incident as seen now; it began when it was first said to have begun."""
    if before is None:
        return OpenIncident(incident, seen_at=now)
    since = min(incident.since, before.incident.since)
    return replace(before, incident=replace(incident, since=since), well_since=None)


def _miss(one: OpenIncident, now: datetime, unjudged: Collection[str]) -> OpenIncident:
    """Return an incident that is not seen now; of a kind that could not be judged it is still not well."""
    if one.incident.kind in unjudged:
        return replace(one, well_since=None)
    return replace(one, well_since=one.well_since or now)


def _list_incidents(ones: Iterable[OpenIncident]) -> tuple[Incident, ...]:
    return tuple(one.incident for one in ones)
