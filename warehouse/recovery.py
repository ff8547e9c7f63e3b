"""What every run does first: finish what a killed run had begun, and remove what it left half done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from ingest.files import TEMPORARY_SUFFIX
from ingest.submissions.intake import hold_intake
from warehouse.layout import Home
from warehouse.ledger import settle_entries
from warehouse.release.promotion import PATIENCE_SECONDS, publishing, repair_latest
from warehouse.release.staging import clean_staging
from warehouse.submissions import locate_submissions

_HIDDEN = f".*{TEMPORARY_SUFFIX}"


def recover(home: Home) -> None:
    """Bring a home into a state that a run may start from; the lock of the home must be held.

    A release that has its name becomes ``latest``, its entry in the ledger counts, and what was never
    finished is removed: staged folders, half-written files.
    """
    repair_latest(home)
    settle_entries(home)
    clean_staging(home)
    # beside any run a person may withdraw a release, and a member may hand in a file
    with publishing(home, PATIENCE_SECONDS), hold_intake(locate_submissions(home)):
        remove_half_written(home)


def remove_half_written(home: Home) -> list[Path]:
    """Remove what was being written when a run was killed, and return it.

    The folders of persons and the inbox are left alone, and so is ``status``: notices are written there
    beside a run.
    """
    found = list(_find_half_written(home))
    for path in found:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return found


def _find_half_written(home: Home) -> Iterator[Path]:
    yield from (home.landing / "incoming").glob(f"*{TEMPORARY_SUFFIX}")
    for folder in (home.landing, home.bronze, home.quarantine, home.submissions, home.ledger):
        yield from folder.rglob(_HIDDEN)
    yield from home.receipts.glob(f"*/{_HIDDEN}")
    yield from home.public.glob(_HIDDEN)
