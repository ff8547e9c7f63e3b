"""Which releases there are, which is the newest, and what number the next one gets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from warehouse.errors import ReleaseDamaged, ReleaseNotFound, ReleaseWithdrawn
from warehouse.layout import Home
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.tombstone import TOMBSTONE, Tombstone, read_tombstone

RELEASE_ID = re.compile(r"(\d{4})\.(1[0-2]|[1-9])\.(0|[1-9]\d*)")
LIVE = "live"
RELEASES_FILE = "releases.json"
LATEST_FILE = "latest.json"


@dataclass(frozen=True)
class ReleaseEntry:
    """One public release.

    Attributes:
        created: when it became public; kept outside its folder, so that its bytes do not depend on it.
        rows: rows of all tables.
        bytes: size of all files.
    """

    id: str
    as_of: str
    data_through: str | None
    created: str
    rows: int
    bytes: int
    fingerprint: str


def order_of(release_id: str) -> tuple[int, int, int]:
    """Return the sort key of a release number; 2026.10.0 comes after 2026.9.1.

    Raises:
        ReleaseNotFound: it is not of the form ``YYYY.M.patch``.
    """
    match = RELEASE_ID.fullmatch(release_id)
    if not match:
        raise ReleaseNotFound(
            "release",
            repr(release_id),
            "a release number is YYYY.M.patch, such as 2026.11.0",
            "`tsunagu releases` lists them.",
        )
    return int(match[1]), int(match[2]), int(match[3])


def list_release_ids(home: Home) -> list[str]:
    """Return the numbers of the public releases, oldest first; those that were withdrawn are not public."""
    return [name for name in list_numbers(home) if not (home.releases / name / TOMBSTONE).is_file()]


def list_tombstones(home: Home) -> list[Tombstone]:
    """Return what is left of the releases that were withdrawn, newest first."""
    folders = (home.releases / name for name in reversed(list_numbers(home)))
    return [read_tombstone(folder) for folder in folders if (folder / TOMBSTONE).is_file()]


def list_numbers(home: Home) -> list[str]:
    """Return every number that was ever given to a release of this home, oldest first."""
    if not home.releases.is_dir():
        return []
    names = [
        path.name for path in home.releases.iterdir() if path.is_dir() and RELEASE_ID.fullmatch(path.name)
    ]
    return sorted(names, key=order_of)


def newest_release(home: Home) -> str | None:
    """Return the number of the newest release, None when there is none."""
    return next(reversed(list_release_ids(home)), None)


def is_published(home: Home, fingerprint: str) -> bool:
    """Return whether a release was made from inputs of that fingerprint, withdrawn or not."""
    made = {entry.fingerprint for entry in list_releases(home)}
    return fingerprint in made | {tombstone.fingerprint for tombstone in list_tombstones(home)}


def next_release_id(home: Home, as_of: date) -> str:
    """Return the next free number in the month of ``as_of``."""
    month = (as_of.year, as_of.month)
    taken = [order_of(name) for name in list_numbers(home)]
    patch = max((patch for *when, patch in taken if tuple(when) == month), default=-1) + 1
    return f"{as_of.year:04d}.{as_of.month}.{patch}"


def find_release(home: Home, release_id: str | None = None) -> Path:
    """Return the folder of a release, the newest one when no number is given, or that of ``live``.

    Raises:
        ReleaseNotFound: there is none, or no such one; the message lists those there are.
        ReleaseWithdrawn: it was public once, or the newest of all was and there is none any more; the message
            says when and why it was withdrawn.
    """
    if release_id == LIVE and home.live.is_dir():
        return home.live
    known = list_release_ids(home)
    wanted = release_id if release_id not in (None, "latest") else newest_release(home)
    if wanted is None and (tombstones := list_tombstones(home)):
        raise _explain_withdrawal(tombstones[0], known)
    if wanted is None:
        raise ReleaseNotFound(
            str(home.releases),
            "no release",
            "a release must have been built",
            "Run `tsunagu run` or `tsunagu demo`.",
        )
    if wanted not in known and wanted in list_numbers(home):
        raise _explain_withdrawal(read_tombstone(home.releases / wanted), known)
    if wanted not in known:
        raise ReleaseNotFound(
            str(home.releases),
            wanted,
            "there is no such release",
            f"There are: {', '.join(known) or 'none'}.",
        )
    return home.releases / wanted


def _explain_withdrawal(tombstone: Tombstone, known: list[str]) -> ReleaseWithdrawn:
    return ReleaseWithdrawn(
        f"release {tombstone.id}",
        f"withdrawn on {tombstone.withdrawn_on.isoformat()}: {tombstone.reason}",
        "a release that was withdrawn has no data any more",
        f"There are: {', '.join(known) or 'none'}. Do not use copies of {tombstone.id}.",
    )


def find_previous(home: Home, as_of: date) -> str | None:
    """Return the release that one of ``as_of`` is held against: the newest of that or an earlier day.

    A release of later days knows more: against it, every look back would seem a loss. None for a first one.
    """
    following = order_of(next_release_id(home, as_of))
    earlier = (
        entry.id
        for entry in list_releases(home)
        if entry.as_of <= as_of.isoformat() and order_of(entry.id) < following
    )
    return next(earlier, None)


def list_releases(home: Home) -> list[ReleaseEntry]:
    """Return all public releases, newest first; read from their manifests, so never out of step."""
    created = _read_created(home)
    return [
        _describe_release(home.releases / name, created.get(name))
        for name in reversed(list_release_ids(home))
    ]


def _describe_release(root: Path, created: str | None) -> ReleaseEntry:
    manifest = read_json(root / MANIFEST)
    folder_time = datetime.fromtimestamp(root.stat().st_mtime, UTC).isoformat(timespec="seconds")
    return ReleaseEntry(
        id=root.name,
        as_of=manifest["as_of"],
        data_through=manifest["data_through"],
        created=created or folder_time,
        rows=sum(manifest["rows"].values()),
        bytes=sum(file["bytes"] for file in manifest["files"]),
        fingerprint=manifest["fingerprint"],
    )


def _read_created(home: Home) -> dict[str, str]:
    try:
        entries = read_json(home.public / RELEASES_FILE).get("releases", [])
        return {entry["id"]: entry["created"] for entry in entries}
    except (ReleaseDamaged, KeyError, TypeError):
        return {}
