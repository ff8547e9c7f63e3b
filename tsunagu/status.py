"""`tsunagu status`: how everything stands, for the data team: sources, checks, runs, inbox, disk, notices."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

from rich.table import Table

from tsunagu.console import console, say
from tsunagu.exits import EXIT_DONE, EXIT_FINDINGS
from warehouse.inputs import JAPAN
from warehouse.layout import Home
from warehouse.notices.attend import list_incidents
from warehouse.notices.book import read_book
from warehouse.notices.incident import Incident, tell_size
from warehouse.status.collect import collect_status
from warehouse.status.model import CheckHealth, Operations, PublicHealth, Status

SHOWN_PARTS = 6
SHOWN_ITEMS = 20


def show_status(home: Home, form: str) -> int:
    """Print how a home stands, as tables or as JSON; return 3 when something needs a look."""
    now = datetime.now(UTC)
    status = collect_status(home, *_ask_pipelines(home, now))
    incidents = list_incidents(status, read_book(home))
    if form == "json":
        print(_to_json(status, incidents))
    else:
        _show_tables(status, incidents)
    return EXIT_FINDINGS if incidents else EXIT_DONE


def _ask_pipelines(home: Home, now: datetime) -> tuple[Operations | None, datetime, bool | None]:
    """Return what Dagster tells, and whether live is behind; it is only loaded where it can tell anything."""
    if not home.dagster.is_dir():
        return None, now, None
    from pipelines.build import build_definitions
    from pipelines.operations import is_live_behind, open_existing_instance, read_operations
    from pipelines.resources import WarehouseResource

    instance = open_existing_instance(home)
    if instance is None:
        return None, now, None
    with instance:
        repository = build_definitions(str(home.root)).get_repository_def()
        operations = read_operations(instance, repository, now)
    return operations, now, is_live_behind(WarehouseResource(home_dir=str(home.root)))


def _to_json(status: Status, incidents: Sequence[Incident]) -> str:
    content = {**asdict(status), "incidents": [incident.to_dict() for incident in incidents]}
    return json.dumps(content, ensure_ascii=False, indent=1, default=_write_moment)


def _write_moment(moment: date) -> str:
    return moment.isoformat()


def _show_tables(status: Status, incidents: Sequence[Incident]) -> None:
    _show_public(status)
    _show_sources(status)
    if status.operations is not None:
        _show_checks(status.operations.checks)
        _show_runs(status.operations)
    _show_inbox(status)
    _show_channels(status)
    _show_disk(status)
    _show_incidents(incidents)


def _show_public(status: Status) -> None:
    schedule = status.operations.schedule if status.operations else None
    due = f"; the next is due {_tell(schedule.next_due)}" if schedule else ""
    say(f"live     {_describe_folder(status.live)}")
    say(f"release  {status.damage or _describe_folder(status.release)}{due}\n")


def _describe_folder(folder: PublicHealth | None) -> str:
    if folder is None:
        return "none yet"
    name, through = f"{folder.id}, " if folder.id else "", folder.data_through or "–"
    return f"{name}as of {folder.as_of}, data through {through}, public since {_tell(folder.built_at)}"


def _show_sources(status: Status) -> None:
    table = _make_table("source", "asked", "new bytes", "reaches", "late since", "next due")
    for source in status.sources:
        table.add_row(
            source.name,
            _tell(source.checked_at, with_year=False),
            _tell_day(source.changed_at),
            str(source.reached_on or "–"),
            _tell_day(source.late_since),
            _tell_day(source.next_expected),
        )
    console.print(table)
    for source in status.sources:
        if source.late_since:
            say(f"late: {source.name}: {source.late_reason_en}")
        for finding in source.refused[:SHOWN_ITEMS]:
            say(f"refused: {finding}")
    say("")


def _show_checks(checks: Sequence[CheckHealth]) -> None:
    """Print how many checks gave which result, and those that did not pass one by one."""
    counts = Counter(check.outcome for check in checks)
    told = " · ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in counts.most_common())
    say(f"checks   {told or 'none'}")
    broken = [check for check in checks if check.outcome in {"warned", "failed", "not_run"}]
    if not broken:
        return
    table = _make_table("check", "result", "at", "since", "found")
    for check in broken:
        stops = ", stops" if check.blocking and check.outcome != "warned" else ""
        outcome = f"{check.outcome.replace('_', ' ')}{stops}"
        table.add_row(
            f"{check.asset} {check.name}", outcome, _tell(check.at), _tell(check.since), check.detail
        )
    console.print(table, markup=False)


def _show_runs(operations: Operations) -> None:
    states = Counter(run.state for run in operations.runs)
    heard = _tell(operations.daemon_heard_at)
    say(f"runs     {states['running']} working · {states['queued']} waiting; daemon last heard {heard}")
    for run in operations.runs:
        say(f"  {run.state} since {_tell(run.since)}: {run.job} {run.id[:8]}")
    for failure in operations.failures:
        times = f", {failure.times} times" if failure.times > 1 else ""
        place = f"{failure.job} {failure.run_id[:8]} at {failure.step}"
        say(f"  failed since {_tell(failure.since)}{times}: {place}: {failure.error}: {failure.cause}")
    for sensor in operations.sensors:
        say(f"  sensor {sensor.name} fails since {_tell(sensor.since)}: {sensor.error}")


def _show_inbox(status: Status) -> None:
    inbox = status.inbox
    since = f" since {_tell(inbox.waiting_since)}" if inbox.waiting_since else ""
    say(f"inbox    {inbox.waiting} waiting{since} · {len(inbox.items)} cannot be taken in")
    if inbox.problem:
        say(f"  {inbox.problem}")
    for item in inbox.items[:SHOWN_ITEMS]:
        say(f"  inbox/{item.place}: {item.message} {item.remedy}")
    if len(inbox.items) > SHOWN_ITEMS:
        say(f"  and {len(inbox.items) - SHOWN_ITEMS} more")


def _show_channels(status: Status) -> None:
    for channel in status.channels:
        problem = f"fails since {_tell(channel.failing_since)}: {channel.problem}" if channel.problem else ""
        say(f"notices  {channel.waiting} wait to leave by {channel.name}. {problem}".rstrip())


def _show_disk(status: Status) -> None:
    parts = list(status.disk.parts.items())[:SHOWN_PARTS]
    told = " · ".join(f"{name} {tell_size(size)}" for name, size in parts)
    say(f"disk     {tell_size(status.disk.free)} free of {tell_size(status.disk.total)}. {told}".rstrip())


def _show_incidents(incidents: Sequence[Incident]) -> None:
    if not incidents:
        say("\nAll is well.")
        return
    say("")
    for incident in incidents:
        title = f"{incident.title.ja} · {incident.title.en}"
        console.print(title, style="bold yellow", markup=False, soft_wrap=True)
        say(f"  since {_tell(incident.since)}: {incident.what.en}\n  {incident.effect.en}")
        say(f"  what to do: {incident.remedy.en} (docs/runbook.md#{incident.kind})")


def _make_table(*titles: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for title in titles:
        table.add_column(title)
    return table


def _tell(moment: datetime | None, *, with_year: bool = True) -> str:
    """Return a moment as the clock in Japan shows it."""
    if moment is None:
        return "–"
    return moment.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M" if with_year else "%m-%d %H:%M")


def _tell_day(moment: datetime | None) -> str:
    return str(moment.astimezone(JAPAN).date()) if moment else "–"
