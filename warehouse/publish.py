"""From checked tables to a public release: build beside, check what was built, promote."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.approvals import read_approvals
from warehouse.approvals.tables import ROWS
from warehouse.database import connect_read_only
from warehouse.dictionary import Dictionary
from warehouse.errors import ReleaseDamaged, ReleaseHeld, ReleaseWithdrawn
from warehouse.inputs import Inputs
from warehouse.layout import Home
from warehouse.ledger import describe_protection, open_entry, settle_entries
from warehouse.quality.table_suite import MAY_SHRINK, judge_tables
from warehouse.release.build import build_release
from warehouse.release.catalog import (
    find_previous,
    find_release,
    list_releases,
    list_tombstones,
    next_release_id,
)
from warehouse.release.difference import read_withheld
from warehouse.release.difference.gate import find_objections
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.promotion import promote
from warehouse.release.signature import read_signer
from warehouse.release.staging import StagedRelease, discard
from warehouse.release.verify import find_damage
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

    Raises:
        ReleaseDamaged: what was built does not agree with its own manifest; nothing becomes public.
        ReleaseHeld: it differs from the release before against a rule, and nobody has approved it.
        ReleaseWithdrawn: a release of these very inputs was withdrawn.
        KeyUnreadable: the key to sign with is not one.
    """
    _refuse_withdrawn(home, inputs)
    staged = stage_release(home, dictionary, inputs)
    broken = find_damage(staged)
    if broken:
        discard(staged)
        raise ReleaseDamaged(
            staged.release_id,
            "; ".join(broken),
            "a release must agree with its own manifest before it is public",
            "Nothing was published. Look for a full disk, then run again.",
        )
    try:
        _hold_unapproved(home, staged)
        with connect_read_only(home) as connection:
            open_entry(home, staged.release_id, connection)
        published = promote(home, staged)
    except BaseException:
        discard(staged)
        raise
    settle_entries(home)
    return _describe(published)


def stage_release(home: Home, dictionary: Dictionary, inputs: Inputs) -> StagedRelease:
    """Build the next release of the month of ``inputs.as_of``, which nobody sees yet.

    It is signed by the key that the environment names, and carries the contact named there.

    Raises:
        KeyUnreadable: the key to sign with is not one.
    """
    with connect_read_only(home) as connection:
        withheld = read_withheld(connection)
        verdicts = judge_tables(connection, dictionary, read_rows_before(home, inputs.as_of))
        protection = describe_protection(connection, home)
    return build_release(
        home,
        dictionary,
        ReleaseInputs(
            release_id=next_release_id(home, inputs.as_of),
            as_of=inputs.as_of,
            data_through=inputs.data_through,
            fingerprint=inputs.fingerprint,
            code_version=inputs.code_version,
            sources=describe_sources(home, inputs),
            previous=find_previous(home, inputs.as_of),
            contact=os.environ.get(CONTACT_VARIABLE) or None,
            verdicts=verdicts,
            protection=protection,
            is_sample=home.sample_mark.is_file(),
        ),
        withheld=withheld,
        signer=read_signer(),
    )


def _refuse_withdrawn(home: Home, inputs: Inputs) -> None:
    """Refuse to publish anew, under another number, what was withdrawn."""
    for tombstone in list_tombstones(home):
        if tombstone.fingerprint == inputs.fingerprint:
            raise ReleaseWithdrawn(
                f"release {tombstone.id}",
                f"withdrawn on {tombstone.withdrawn_on.isoformat()}: {tombstone.reason}",
                "the same inputs would make the same release again",
                "Write a correction or a request not to publish, mend the program, or wait for new data.",
            )


def _hold_unapproved(home: Home, staged: StagedRelease) -> None:
    """Refuse a release that loses rows, keys, columns or totals without an approval."""
    objections = find_objections(home, staged, read_approvals(home), MAY_SHRINK)
    if objections:
        previous = staged.inputs.previous
        raise ReleaseHeld(
            f"release {staged.release_id}",
            "; ".join(objection.sentence for objection in objections),
            f"what is public since {previous} does not go, and totals do not jump, unless a person approves",
            "Nothing was published. Find the cause; where it is right, write into approvals/tables.yml: "
            + ", ".join(dict.fromkeys(objection.approval for objection in objections)),
        )


def find_published(home: Home, inputs: Inputs) -> PublishedRelease | None:
    """Return the release that was made from these very inputs; None where there is none yet."""
    entry = next((one for one in list_releases(home) if one.fingerprint == inputs.fingerprint), None)
    return _describe(find_release(home, entry.id)) if entry else None


def read_rows_before(home: Home, as_of: date) -> dict[str, int]:
    """Return the rows of each table in the newest release that speaks for ``as_of`` or an earlier day.

    A release of later days has more rows: against it, every look back would seem a loss. A table that a
    person has approved to shrink after that release is left out.
    """
    newest = find_previous(home, as_of)
    if newest is None:
        return {}
    rows: dict[str, int] = read_json(find_release(home, newest) / MANIFEST)["rows"]
    approved = {
        approval.table
        for approval in read_approvals(home)
        if approval.after == newest and ROWS in approval.allows
    }
    return {table: count for table, count in rows.items() if table not in approved}


def _describe(path: Path) -> PublishedRelease:
    manifest = read_json(path / MANIFEST)
    return PublishedRelease(
        id=path.name,
        path=path,
        rows=manifest["rows"],
        bytes=sum(file["bytes"] for file in manifest["files"]),
    )
