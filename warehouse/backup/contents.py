"""What a back-up holds: what people and publishers gave, and what was published of it."""

from __future__ import annotations

import json
from dataclasses import dataclass

MANIFEST = "backup.json"
FORMAT = 1

#: Names below the home that a back-up holds. A test keeps this list and the next complete.
KEPT = (
    "landing",
    "inbox",
    "submissions",
    "receipts",
    "members.yml",
    "SAMPLE.txt",
    "approvals",
    "corrections",
    "status",
    "ledger",
    "public",
)

#: Names below the home that the next run makes again.
MADE_AGAIN = ("bronze", "quarantine", "tsunagu.duckdb", "dbt", "dagster", "scratch", "staging")

#: Within what is kept: downloads that are under way, and what is known of the database that is not kept.
LEFT_OUT = frozenset({"landing/incoming", "status/tables.json"})

#: Written in place by persons and members, so a link to such a file could change while it is read.
WRITTEN_IN_PLACE = frozenset({"inbox", "members.yml", "approvals", "corrections"})


@dataclass(frozen=True)
class FileSum:
    """Size in bytes and sha256 of a file in a back-up."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a back-up says of itself; the last file in it.

    Attributes:
        created: when the home was as the back-up holds it, ISO, UTC.
        files: size and sum of every file, by its name below the home.
        unfinished: files of the inbox that were still being sent, and are not in the back-up.
    """

    created: str
    files: dict[str, FileSum]
    unfinished: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of all files, those with two names counted twice."""
        return sum(file.size for file in self.files.values())

    def to_json(self) -> str:
        """Return the manifest as a person can read it: what is held, what is not and why."""
        return json.dumps(
            {
                "format": FORMAT,
                "created": self.created,
                "holds": KEPT,
                "made_again_by_the_next_run": MADE_AGAIN,
                "unfinished": self.unfinished,
                "files": {name: [file.size, file.sha256] for name, file in sorted(self.files.items())},
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Return a manifest that was read.

        Raises:
            ValueError: it is not one, or of a format this version does not know.
        """
        try:
            fields = json.loads(text)
            if fields["format"] != FORMAT:
                raise ValueError(f"format {fields['format']}, not {FORMAT}")
            files = {
                name: FileSum(int(size), str(sha256)) for name, (size, sha256) in fields["files"].items()
            }
            return cls(str(fields["created"]), files, tuple(fields["unfinished"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a manifest of a back-up: {error!r}") from error
