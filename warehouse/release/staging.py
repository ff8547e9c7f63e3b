"""Where a release, and the site about it, is built before anybody can see it."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from warehouse.dictionary import Dictionary
from warehouse.errors import LockHeld
from warehouse.layout import Home
from warehouse.locks import HeldLock, try_lock
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.signature import Signer

LOCK_SUFFIX = ".lock"
FOLDERS = ("parquet", "csv/ja", "quality")


@dataclass(frozen=True)
class StagedRelease:
    """A release that is built but not public; its lock says that somebody is still at it.

    Attributes:
        signer: who signs it; None for a release without a signature.
    """

    root: Path
    dictionary: Dictionary
    inputs: ReleaseInputs
    lock: HeldLock
    signer: Signer | None = None

    @property
    def release_id(self) -> str:
        """The number it will be published under."""
        return self.inputs.release_id


def open_staging(
    home: Home, dictionary: Dictionary, inputs: ReleaseInputs, signer: Signer | None = None
) -> StagedRelease:
    """Create the folder of a release to be built, and lock it."""
    root, lock = open_folder(home)
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    return StagedRelease(root, dictionary, inputs, lock, signer)


def open_folder(home: Home) -> tuple[Path, HeldLock]:
    """Create and lock an empty folder under a random name; `clean_staging` removes it after a kill."""
    home.staging.mkdir(parents=True, exist_ok=True)
    root = home.staging / uuid.uuid4().hex
    lock = try_lock(_lock_of(root))
    if lock is None:
        raise LockHeld(str(root), "taken", "a staging folder has one owner", "Try again.")
    root.mkdir()
    return root, lock


def discard(staged: StagedRelease) -> None:
    """Remove a staged release that will not be published."""
    shutil.rmtree(staged.root, ignore_errors=True)
    staged.lock.release(remove=True)


def clean_staging(home: Home) -> list[Path]:
    """Remove what killed builds left behind, and return it; a build that still runs is left alone."""
    if not home.staging.is_dir():
        return []
    roots = {path.with_suffix("") for path in home.staging.iterdir()}
    return [root for root in sorted(roots) if _remove_if_stale(root)]


def _remove_if_stale(root: Path) -> bool:
    lock = try_lock(_lock_of(root))
    if lock is None:
        return False
    shutil.rmtree(root, ignore_errors=True)
    lock.release(remove=True)
    return True


def _lock_of(root: Path) -> Path:
    return root.with_suffix(LOCK_SUFFIX)
