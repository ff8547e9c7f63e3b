"""Makes a staged release public, takes one back, keeps ``latest`` and the lists in step with the releases."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ingest.files import TEMPORARY_SUFFIX, fsync_directory
from warehouse.approvals import Withdrawal, append_withdrawal
from warehouse.errors import ReleaseWithdrawn
from warehouse.layout import Home
from warehouse.locks import hold_lock
from warehouse.release.build import refuse_existing
from warehouse.release.catalog import (
    LIVE,
    find_release,
    list_numbers,
    list_release_ids,
    newest_release,
    order_of,
)
from warehouse.release.lists import write_lists
from warehouse.release.manifest import list_files
from warehouse.release.signature import publish_key
from warehouse.release.staging import StagedRelease
from warehouse.release.swap import link_tree, replace_folder, settle_asides
from warehouse.release.withdrawal import carry_out_withdrawals

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
        ReleaseWithdrawn: it shows tables of a release that was withdrawn meanwhile; nothing is changed.
        LockHeld: another process was publishing for longer than ``patience`` seconds.
    """
    with publishing(home, patience):
        _refuse_withdrawn(home, staged)
        replace_folder(staged.root, home.live)
        fsync_directory(home.public)
        fsync_directory(home.staging)
    staged.lock.release(remove=True)
    return home.live


def _refuse_withdrawn(home: Home, staged: StagedRelease) -> None:
    shown = set(staged.inputs.live.as_released.values()) if staged.inputs.live else set()
    withdrawn = sorted(shown.difference(list_release_ids(home)), key=order_of)
    if withdrawn:
        raise ReleaseWithdrawn(
            LIVE,
            ", ".join(withdrawn),
            "the live folder shows tables of public releases only",
            "Build it again: it then takes them from the newest release.",
        )


def withdraw_release(home: Home, withdrawal: Withdrawal, patience: float = PATIENCE_SECONDS) -> None:
    """Take the files of a release away for good; its number, the day and the reason stay public.

    The decision is written down first: killed afterwards, the next run carries it out.

    Raises:
        ReleaseNotFound: there is no such release, or it was withdrawn already.
        ApprovalUnreadable: the reason is empty or tells of a person, or the file of withdrawals cannot be
            read; nothing is changed.
        LockHeld: another process was publishing for longer than ``patience`` seconds.
    """
    order_of(withdrawal.release)
    with publishing(home, patience):
        find_release(home, withdrawal.release)
        append_withdrawal(home, withdrawal)
        _bring_up_to_date(home, {})


def repair_latest(home: Home, patience: float = PATIENCE_SECONDS) -> bool:
    """Finish what a killed promotion left undone; return whether there was anything to do.

    The release itself is whole as soon as its folder has its name; only ``latest`` and the lists can lag.
    What persons withdrew meanwhile is taken away.

    Raises:
        ApprovalUnreadable: a withdrawal is not written as it must be.
    """
    with publishing(home, patience):
        return bool(list_numbers(home)) and _bring_up_to_date(home, {})


@contextmanager
def publishing(home: Home, patience: float) -> Iterator[None]:
    """Hold the lock of the public folder; its file names the owner.

    What a killed owner left between two names is settled first.
    """
    home.releases.mkdir(parents=True, exist_ok=True)
    with hold_lock(home.public / LOCK_FILE, patience):
        settle_asides(home.public)
        settle_asides(home.releases)
        yield


def _bring_up_to_date(home: Home, created: dict[str, str]) -> bool:
    withdrew = carry_out_withdrawals(home)
    changed = _point_latest(home)
    return write_lists(home, created) or changed or withdrew


def _point_latest(home: Home) -> bool:
    """Make ``latest`` hold the files of the newest release; without a release there is no ``latest``."""
    for leftover in (home.latest.with_name("latest.new"), home.latest.with_name("latest.old")):
        shutil.rmtree(leftover, ignore_errors=True)
    newest = newest_release(home)
    if newest is None:
        return _remove_latest(home)
    if _holds_the_same(home.latest, home.releases / newest):
        return False
    new = home.latest.with_name("latest.new")
    link_tree(home.releases / newest, new)
    for folder, _, _ in os.walk(new):
        fsync_directory(Path(folder))
    replace_folder(new, home.latest)
    fsync_directory(home.public)
    return True


def _remove_latest(home: Home) -> bool:
    """Remove ``latest`` when the only release was withdrawn; return whether there was one."""
    if not home.latest.exists():
        return False
    old = home.latest.with_name(f".latest{TEMPORARY_SUFFIX}")
    shutil.rmtree(old, ignore_errors=True)
    home.latest.rename(old)
    shutil.rmtree(old)
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
