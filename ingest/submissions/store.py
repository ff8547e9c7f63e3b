"""What is kept of a file that was received: its bytes, its records, its quarantine, and the batch record.

The batch record is written after everything it speaks of, so a run killed at any line leaves either no
trace, or bytes and tables which the next run writes again in the same words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from ingest.errors import IngestError, UnreadableFile
from ingest.files import create_folder, move_into_place, sha256_of, write_atomically, write_text_atomically
from ingest.submissions.contracts import KINDS
from ingest.submissions.errors import RefusedSubmission
from ingest.submissions.faults import LINES
from ingest.submissions.judge import Judgement
from ingest.submissions.members import Member
from ingest.submissions.places import SubmissionPlaces
from ingest.submissions.readers.files import open_regular
from ingest.submissions.readers.limits import Limits
from ingest.submissions.receipts import Outcome, describe_outcome, restore_outcome
from ingest.submissions.records import Arrival

_PIECE = 2**20
_ROW_GROUP_ROWS = 122_880
SCHEMA_VERSION = 1

#: Columns of the quarantine of submissions.
QUARANTINE_SCHEMA = pl.Schema(
    {
        "member_id": pl.String(),
        "batch": pl.String(),
        "received_at": pl.Datetime("us", "UTC"),
        **{name: dtype for name, dtype in LINES.items() if name != "part"},
    }
)


class LostBytes(IngestError):
    """The bytes of a batch are gone or are not those that were received."""

    code = "accepted.lost"


@dataclass(frozen=True)
class Batch:
    """What became of one file of one member; kept as JSON.

    Attributes:
        member: who sent it, as the list of members said at that time.
        sha256: of its bytes.
        filename: the member's name of it, for display.
        kind: kind of record the sender named beside the file, if any.
        received_at: when its rows count as received.
        judged_at: the time whose day its dates were held against; later than ``received_at`` where rows
            were accepted only when the file came again.
        receipt_id: the first receipt that tells of it.
        stored: records stored, by kind.
        quarantined: lines in quarantine.
        outcome: what the member was told.
    """

    member: Member
    sha256: str
    filename: str
    kind: str | None
    received_at: datetime
    judged_at: datetime
    receipt_id: str
    stored: Mapping[str, int]
    quarantined: int
    outcome: Outcome

    @property
    def arrival(self) -> Arrival:
        """Where the rows come from."""
        return Arrival(self.member.id, self.sha256, self.received_at)

    def to_dict(self) -> dict[str, Any]:
        """Return the batch as plain data."""
        return {
            "schema_version": SCHEMA_VERSION,
            "member": asdict(self.member),
            "sha256": self.sha256,
            "filename": self.filename,
            "kind": self.kind,
            "received_at": self.received_at.isoformat(),
            "judged_at": self.judged_at.isoformat(),
            "receipt_id": self.receipt_id,
            "stored": dict(self.stored),
            "quarantined": self.quarantined,
            "outcome": describe_outcome(self.outcome),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Batch:
        """Return the batch that ``to_dict`` described."""
        member: dict[str, Any] = {
            name: tuple(it) if isinstance(it, list) else it for name, it in plain["member"].items()
        }
        same = {
            name: plain[name]
            for name in ("sha256", "filename", "kind", "receipt_id", "stored", "quarantined")
        }
        return cls(
            **same,
            member=Member(**member),
            received_at=datetime.fromisoformat(plain["received_at"]),
            judged_at=datetime.fromisoformat(plain.get("judged_at", plain["received_at"])),
            outcome=restore_outcome(plain["outcome"]),
        )


@dataclass(frozen=True)
class ReceivedBytes:
    """A file on this side of the door.

    Attributes:
        sha256: of its bytes.
        refusal: why its bytes are not kept: there are none, or too many.
    """

    sha256: str
    refusal: RefusedSubmission | None = None


def keep_bytes(places: SubmissionPlaces, path: Path, filename: str, limits: Limits) -> ReceivedBytes:
    """Copy a file below its sha256, as far as it is within bounds.

    A file that is there stays as it is, unless its bytes are no longer those that were received.

    Raises:
        RefusedSubmission: it is no ordinary file.
        FileNotFoundError: there is nothing.
    """
    create_folder(places.accepted)
    incoming = places.accepted / ".incoming.part"
    try:
        with open_regular(path, filename, limits) as stream, incoming.open("wb") as copy:
            digest = hashlib.sha256()
            while piece := stream.read(_PIECE):
                digest.update(piece)
                copy.write(piece)
        sha256 = digest.hexdigest()
        target = places.find_accepted(sha256)
        if not target.is_file() or sha256_of(target) != sha256:
            move_into_place(incoming, target)
        return ReceivedBytes(sha256)
    except RefusedSubmission as refusal:
        if refusal.code == "file.not_regular":
            raise
        return ReceivedBytes(sha256_of(path), refusal)
    finally:
        incoming.unlink(missing_ok=True)


def write_judgement(places: SubmissionPlaces, batch: Batch, judgement: Judgement) -> None:
    """Write quarantine, records and, last of all, the batch record."""
    _write_quarantine(places, batch, judgement.lines)
    for kind in KINDS:
        path = places.find_bronze(kind, batch.member.id, batch.sha256)
        if kind in judgement.records:
            _write_parquet(judgement.records[kind].sort("record_key"), path)
        else:
            path.unlink(missing_ok=True)
    text = json.dumps(batch.to_dict(), ensure_ascii=False, indent=1)
    write_text_atomically(places.find_batch(batch.member.id, batch.sha256), text + "\n")


def _write_quarantine(places: SubmissionPlaces, batch: Batch, lines: pl.DataFrame) -> None:
    path = places.find_quarantine(batch.member.id, batch.sha256)
    if lines.is_empty():
        path.unlink(missing_ok=True)
        return
    located = lines.with_columns(
        pl.lit(batch.member.id).alias("member_id"),
        pl.lit(batch.sha256).alias("batch"),
        pl.lit(batch.received_at).cast(pl.Datetime("us", "UTC")).alias("received_at"),
    )
    _write_parquet(located.select(QUARANTINE_SCHEMA.names()), path)


def _write_parquet(table: pl.DataFrame, path: Path) -> None:
    with write_atomically(path) as temporary:
        table.write_parquet(
            temporary, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP_ROWS
        )


def load_batch(places: SubmissionPlaces, member_id: str, sha256: str) -> Batch | None:
    """Return what became of a file of a member, or None when it is new.

    Raises:
        UnreadableFile: the batch record is not what this version wrote.
    """
    path = places.find_batch(member_id, sha256)
    return _read_batch(path) if path.exists() else None


def list_batches(places: SubmissionPlaces) -> Iterator[Batch]:
    """Yield all batches, sorted by member and sha256."""
    if places.batches.is_dir():
        yield from (_read_batch(path) for path in sorted(places.batches.glob("[!.]*.json")))


def _read_batch(path: Path) -> Batch:
    try:
        return Batch.from_dict(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        rule = "a batch record is what this version wrote"
        remedy = "Restore it from a backup, or delete it and let the member send the file again."
        raise UnreadableFile(path.name, str(error)[:200], rule, remedy, code="batch.record") from error


def lacks_tables(places: SubmissionPlaces, batch: Batch) -> bool:
    """Tell whether a table that a batch record speaks of is gone."""
    paths = [places.find_bronze(kind, batch.member.id, batch.sha256) for kind in batch.stored]
    if batch.quarantined:
        paths.append(places.find_quarantine(batch.member.id, batch.sha256))
    return not all(path.is_file() for path in paths)


def check_accepted(places: SubmissionPlaces, batch: Batch) -> Path:
    """Return the path of the bytes of a batch.

    Raises:
        LostBytes: they are gone or damaged.
    """
    path = places.find_accepted(batch.sha256)
    if path.is_file() and sha256_of(path) == batch.sha256:
        return path
    raise LostBytes(
        f"{batch.member.id}, {batch.filename}",
        batch.sha256,
        "the bytes of every file received are kept under their sha256",
        "Restore the file from a backup into the folder of accepted files, under that name.",
    )
