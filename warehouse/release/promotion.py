"""Makes a staged release public, and keeps ``latest`` and the lists in step with the releases."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from ingest.files import fsync_directory, write_text_atomically
from warehouse.layout import Home
from warehouse.locks import hold_lock
from warehouse.release.build import refuse_existing
from warehouse.release.catalog import LATEST_FILE, RELEASES_FILE, list_releases, newest_release
from warehouse.release.dcat import CATALOG_FILE, describe_catalog
from warehouse.release.json_files import to_json
from warehouse.release.manifest import list_files
from warehouse.release.signature import publish_key
from warehouse.release.staging import StagedRelease
from warehouse.release.swap import link_tree, replace_folder

LOCK_FILE = ".lock"
PATIENCE_SECONDS = 60.0


def promote(home: Home, staged: StagedRelease, patience: float = PATIENCE_SECONDS) -> Path:
    """Publish a staged release and return its folder; a reader never sees half of it.

    ``latest`` follows the highest number, so a correction of an older month does not move it back.

    Raises:
        ReleaseExists: a release of that number is public already; nothing is changed.
        LockHeld: another process was publishing for longer than ``patience`` seconds.
    """
    target = home.releases / staged.release_id
    with publishing(home, patience):
        refuse_existing(home, staged.release_id)
        if staged.signer:
            publish_key(home.public, staged.signer.public_key)
        staged.root.rename(target)
        fsync_directory(home.releases)
        fsync_directory(home.staging)
        staged.lock.release(remove=True)
        _bring_up_to_date(home, {staged.release_id: datetime.now(UTC).isoformat(timespec="seconds")})
    return target


def replace_live(home: Home, staged: StagedRelease, patience: float = PATIENCE_SECONDS) -> Path:
    """Put a staged folder in the place of ``live`` and return it; a reader finds the old one or the new one.

    Raises:
        LockHeld: another process was publishing for longer than ``patience`` seconds.
    """
    with publishing(home, patience):
        replace_folder(staged.root, home.live)
        fsync_directory(home.public)
        fsync_directory(home.staging)
    staged.lock.release(remove=True)
    return home.live


def repair_latest(home: Home, patience: float = PATIENCE_SECONDS) -> bool:
    """Finish what a killed promotion left undone; return whether there was anything to do.

    The release itself is whole as soon as its folder has its name; only ``latest`` and the lists can lag.
    """
    if newest_release(home) is None:
        return False
    with publishing(home, patience):
        return _bring_up_to_date(home, {})


@contextmanager
def publishing(home: Home, patience: float) -> Iterator[None]:
    """Hold the lock of the public folder; its file names the owner."""
    home.releases.mkdir(parents=True, exist_ok=True)
    with hold_lock(home.public / LOCK_FILE, patience):
        yield


def _bring_up_to_date(home: Home, created: dict[str, str]) -> bool:
    changed = _point_latest(home)
    return _write_lists(home, created) or changed


def _point_latest(home: Home) -> bool:
    """Make ``latest`` hold the files of the newest release, unless it does."""
    for leftover in (home.latest.with_name("latest.new"), home.latest.with_name("latest.old")):
        shutil.rmtree(leftover, ignore_errors=True)
    newest = newest_release(home)
    if newest is None or _holds_the_same(home.latest, home.releases / newest):
        return False
    new = home.latest.with_name("latest.new")
    link_tree(home.releases / newest, new)
    for folder, _, _ in os.walk(new):
        fsync_directory(Path(folder))
    replace_folder(new, home.latest)
    fsync_directory(home.public)
    return True


def _holds_the_same(latest: Path, release: Path) -> bool:
    """Return whether two folders list the same files; hard links are told by their inode."""
    if not latest.is_dir():
        return False
    names = list_files(release)
    return list_files(latest) == names and all(
        (latest / name).samefile(release / name)
        or (latest / name).stat().st_mtime_ns == (release / name).stat().st_mtime_ns
        for name in names
    )


def _write_lists(home: Home, created: dict[str, str]) -> bool:
    entries = [asdict(entry) for entry in list_releases(home)]
    for entry in entries:
        entry["created"] = created.get(entry["id"], entry["created"])
        entry["path"] = f"releases/{entry['id']}"
    files = {
        RELEASES_FILE: {"releases": entries},
        LATEST_FILE: entries[0],
        CATALOG_FILE: describe_catalog(home.releases / entries[0]["id"]),
    }
    return any([_write_if_changed(home.public / name, content) for name, content in files.items()])


def _write_if_changed(path: Path, content: dict[str, object]) -> bool:
    text = to_json(content)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_text_atomically(path, text)
    return True
