"""Collecting how the warehouse stands, from what the home holds and what Dagster tells."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from ingest.errors import IngestError
from ingest.submissions.inbox import list_inbox
from warehouse.errors import ReleaseDamaged
from warehouse.layout import Home
from warehouse.notices.book import read_book
from warehouse.notices.review import describe_channels
from warehouse.release.catalog import list_releases
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.status.disk import measure_disk
from warehouse.status.model import InboxHealth, InboxItem, Operations, PublicHealth, Status
from warehouse.status.sources import describe_sources
from warehouse.submissions import locate_submissions, read_members


def collect_status(
    home: Home, operations: Operations | None, now: datetime, is_live_behind: bool | None = None
) -> Status:
    """Return how the warehouse stands; a home that does not exist yet has nothing, and is not made.

    Args:
        home: the home.
        operations: what Dagster tells; None where it has nothing to tell yet.
        now: the time, with a zone.
        is_live_behind: whether there is data that the live tables do not show yet; None where nobody has
            looked.
    """
    release, damage = _describe_release(home)
    return Status(
        now=now.astimezone(UTC),
        sources=describe_sources(home, now),
        operations=operations,
        live=_describe_live(home),
        is_live_behind=is_live_behind,
        release=release,
        damage=damage,
        inbox=_describe_inbox(home),
        disk=measure_disk(home, now),
        channels=describe_channels(read_book(home)),
    )


def _describe_live(home: Home) -> PublicHealth | None:
    try:
        manifest = read_json(home.live / MANIFEST)
        built_at = datetime.fromtimestamp((home.live / MANIFEST).stat().st_mtime, UTC)
    except (ReleaseDamaged, OSError):
        return None
    return PublicHealth(None, *_read_days(manifest["as_of"], manifest["data_through"]), built_at)


def _describe_release(home: Home) -> tuple[PublicHealth | None, str | None]:
    """Return the newest release, and what is wrong with any: all the rest is to be told all the same."""
    try:
        newest = next(iter(list_releases(home)), None)
    except ReleaseDamaged as error:
        return None, str(error)
    if newest is None:
        return None, None
    days = _read_days(newest.as_of, newest.data_through)
    return PublicHealth(newest.id, *days, datetime.fromisoformat(newest.created)), None


def _read_days(as_of: str, through: str | None) -> tuple[date, date | None]:
    return date.fromisoformat(as_of), date.fromisoformat(through) if through else None


def _describe_inbox(home: Home) -> InboxHealth:
    try:
        members = read_members(home)
    except IngestError as error:
        return InboxHealth(problem=str(error))
    files, strays = list_inbox(locate_submissions(home), members)
    times = [moment for file in files if (moment := _read_time(file.path)) is not None]
    return InboxHealth(
        waiting=len(files),
        waiting_since=min(times, default=None),
        items=tuple(InboxItem(one.place, one.rule, one.message, one.remedy) for one in strays),
    )


def _read_time(path: Path) -> datetime | None:
    """Return when a file was changed last; None where it has been taken in meanwhile."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
