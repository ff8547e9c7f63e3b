"""Withdraws a release: its files are taken away, a tombstone stays; finished by the next run if it is killed.

What a person decided stands in `approvals/withdrawals.yml`; the folders follow it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from ingest.files import TEMPORARY_SUFFIX, fsync_directory, fsync_file
from warehouse.approvals.withdrawals import Withdrawal, read_withdrawals
from warehouse.errors import ApprovalUnreadable, ReleaseDamaged
from warehouse.layout import Home
from warehouse.release.catalog import list_numbers, list_releases
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.swap import replace_folder
from warehouse.release.tombstone import TOMBSTONE, Tombstone, write_tombstone


def carry_out_withdrawals(home: Home) -> bool:
    """Put a tombstone in the place of each release that is to be withdrawn; return whether there was any.

    The lock of the public folder must be held. A reader finds the release or its tombstone, never half of
    one. What a killed withdrawal left of the files is removed by `remove_half_written`.

    Raises:
        ApprovalUnreadable: a withdrawal names a release that there never was.
    """
    numbers = list_numbers(home)
    pending = []
    for withdrawal in read_withdrawals(home):
        if withdrawal.release not in numbers:
            raise ApprovalUnreadable(
                withdrawal.place,
                withdrawal.release,
                "a release that is withdrawn has been public",
                f"There are: {', '.join(numbers) or 'none'}. Mend the number, or delete the entry.",
            )
        if not (home.releases / withdrawal.release / TOMBSTONE).is_file():
            pending.append(withdrawal)
    for withdrawal in pending:
        _withdraw(home, withdrawal)
    return bool(pending)


def _withdraw(home: Home, withdrawal: Withdrawal) -> None:
    entry = next(one for one in list_releases(home) if one.id == withdrawal.release)
    aside = home.public / f".{entry.id}{TEMPORARY_SUFFIX}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    tombstone = Tombstone(
        entry.id,
        entry.as_of,
        entry.data_through,
        entry.created,
        entry.fingerprint,
        withdrawal.withdrawn_on,
        withdrawal.reason_ja,
        withdrawal.reason_en,
    )
    write_tombstone(aside, tombstone)
    fsync_file(aside / TOMBSTONE)
    fsync_directory(aside)
    _drop_live(home, entry.id)
    replace_folder(aside, home.releases / entry.id)
    fsync_directory(home.releases)
    fsync_directory(home.public)


def _drop_live(home: Home, release: str) -> None:
    """Remove the live folder where it shows tables of that release; it is made again without them."""
    if not home.live.is_dir() or not _shows(home.live, release):
        return
    gone = home.public / f".live{TEMPORARY_SUFFIX}"
    shutil.rmtree(gone, ignore_errors=True)
    home.live.rename(gone)
    shutil.rmtree(gone)


def _shows(live: Path, release: str) -> bool:
    """Return whether a live folder shows tables of a release; one that cannot be read may."""
    try:
        return release in read_json(live / MANIFEST).get("tables_as_released", {}).values()
    except ReleaseDamaged:
        return True
