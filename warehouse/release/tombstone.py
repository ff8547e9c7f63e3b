"""What is left of a release that was withdrawn: number, day and reason, in place of its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.errors import ReleaseDamaged
from warehouse.release.json_files import read_json, write_json

TOMBSTONE = "withdrawn.json"


@dataclass(frozen=True)
class Tombstone:
    """A release that was withdrawn.

    Attributes:
        as_of, data_through, fingerprint: as its manifest gave them.
        created: when it had become public.
        withdrawn_on: the day it was taken away.
        reason_ja, reason_en: why, in public words; one of them at least.
    """

    id: str
    as_of: str
    data_through: str | None
    created: str
    fingerprint: str
    withdrawn_on: date
    reason_ja: str | None
    reason_en: str | None

    @property
    def reason(self) -> str:
        """The reason in one language at least."""
        return self.reason_en or self.reason_ja or ""


def write_tombstone(folder: Path, tombstone: Tombstone) -> None:
    """Write the one file of a folder that stands in the place of a release."""
    write_json(
        folder / TOMBSTONE,
        {
            "release": tombstone.id,
            "status": "withdrawn",
            "withdrawn_on": tombstone.withdrawn_on.isoformat(),
            "reason": {"ja": tombstone.reason_ja, "en": tombstone.reason_en},
            "as_of": tombstone.as_of,
            "data_through": tombstone.data_through,
            "created": tombstone.created,
            "fingerprint": tombstone.fingerprint,
        },
    )


def read_tombstone(folder: Path) -> Tombstone:
    """Return what the tombstone in a folder says.

    Raises:
        ReleaseDamaged: it cannot be read.
    """
    content = read_json(folder / TOMBSTONE)
    try:
        return Tombstone(
            folder.name,
            content["as_of"],
            content["data_through"],
            content["created"],
            content["fingerprint"],
            date.fromisoformat(content["withdrawn_on"]),
            content["reason"]["ja"],
            content["reason"]["en"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReleaseDamaged(
            str(folder / TOMBSTONE),
            repr(error)[:200],
            "a tombstone says what was withdrawn, when and why",
            "Restore the file from a back-up.",
        ) from error
