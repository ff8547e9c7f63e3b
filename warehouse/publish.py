"""From checked tables to a public release: build beside, check what was built, promote."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.approvals import read_approvals
from warehouse.database import connect_read_only
from warehouse.dictionary import Dictionary
from warehouse.errors import ReleaseDamaged
from warehouse.inputs import Inputs
from warehouse.layout import Home
from warehouse.ledger import open_entry, settle_entries
from warehouse.release.build import build_release
from warehouse.release.catalog import find_release, list_releases, next_release_id
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.promotion import promote
from warehouse.release.signature import read_signer
from warehouse.release.staging import discard
from warehouse.release.verify import check_staged
from warehouse.sources import describe_sources

CONTACT_VARIABLE = "TSUNAGU_CONTACT"


@dataclass(frozen=True)
class PublishedRelease:
    """A release that readers can open."""

    id: str
    path: Path
    rows: Mapping[str, int]
    bytes: int


def publish_release(home: Home, dictionary: Dictionary, inputs: Inputs) -> PublishedRelease:
    """Build, check and promote the next release of the month of ``inputs.as_of``.

    It is signed by the key that the environment names, and carries the contact named there.

    Raises:
        ReleaseDamaged: what was built does not agree with its own manifest; nothing becomes public.
        KeyUnreadable: the key to sign with is not one.
    """
    staged = build_release(
        home,
        dictionary,
        ReleaseInputs(
            release_id=next_release_id(home, inputs.as_of),
            as_of=inputs.as_of,
            data_through=inputs.data_through,
            fingerprint=inputs.fingerprint,
            code_version=inputs.code_version,
            sources=describe_sources(home, inputs),
            contact=os.environ.get(CONTACT_VARIABLE) or None,
        ),
        signer=read_signer(),
    )
    broken = [note for result in check_staged(staged) if not result.passed for note in result.notes]
    if broken:
        discard(staged)
        raise ReleaseDamaged(
            staged.release_id,
            "; ".join(broken),
            "a release must agree with its own manifest before it is public",
            "Nothing was published. Look for a full disk, then run again.",
        )
    try:
        with connect_read_only(home) as connection:
            open_entry(home, staged.release_id, connection)
        published = promote(home, staged)
    except BaseException:
        discard(staged)
        raise
    settle_entries(home)
    return _describe(published)


def find_published(home: Home, inputs: Inputs) -> PublishedRelease | None:
    """Return the release that was made from these very inputs; None where there is none yet."""
    entry = next((one for one in list_releases(home) if one.fingerprint == inputs.fingerprint), None)
    return _describe(find_release(home, entry.id)) if entry else None


def read_rows_before(home: Home, as_of: date) -> dict[str, int]:
    """Return the rows of each table in the newest release that speaks for ``as_of`` or an earlier day.

    A release of later days has more rows: against it, every look back would seem a loss. A table that a
    person has approved to shrink after that release is left out.
    """
    earlier = (entry.id for entry in list_releases(home) if entry.as_of <= as_of.isoformat())
    newest = next(earlier, None)
    if newest is None:
        return {}
    rows: dict[str, int] = read_json(find_release(home, newest) / MANIFEST)["rows"]
    approved = {approval.table for approval in read_approvals(home) if approval.after == newest}
    return {table: count for table, count in rows.items() if table not in approved}


def _describe(path: Path) -> PublishedRelease:
    manifest = read_json(path / MANIFEST)
    return PublishedRelease(
        id=path.name,
        path=path,
        rows=manifest["rows"],
        bytes=sum(file["bytes"] for file in manifest["files"]),
    )
