"""The folders that intake reads and writes; the layout of a home is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: Characters of the sha256 in the name of a Parquet file; the batch record has all of it.
SHORT = 16


@dataclass(frozen=True)
class SubmissionPlaces:
    """Where members' files come in, and where what becomes of them is kept.

    Attributes:
        inbox: one folder a member, files to be taken in.
        accepted: the bytes of every file received, under their sha256; never overwritten.
        batches: one JSON a member and file: what became of it. Written after everything it speaks of.
        receipts: one folder a member, one folder a receipt in it.
        bronze: the bronze folder; records are below ``submission_<kind>``.
        quarantine: the quarantine folder; rows are below ``submissions``.
    """

    inbox: Path
    accepted: Path
    batches: Path
    receipts: Path
    bronze: Path
    quarantine: Path

    @property
    def lock(self) -> Path:
        """The file that keeps two intakes from interleaving."""
        return self.batches / ".lock"

    def find_accepted(self, sha256: str) -> Path:
        """Return the path of the bytes of a file."""
        return self.accepted / sha256

    def find_batch(self, member_id: str, sha256: str) -> Path:
        """Return the path of a batch record."""
        return self.batches / f"{member_id}-{sha256}.json"

    def find_bronze(self, kind: str, member_id: str, sha256: str) -> Path:
        """Return the path of the records of one kind in a batch."""
        return self.bronze / f"submission_{kind}" / f"{member_id}-{sha256[:SHORT]}.parquet"

    def find_quarantine(self, member_id: str, sha256: str) -> Path:
        """Return the path of the rows of a batch which were not accepted."""
        return self.quarantine / "submissions" / f"{member_id}-{sha256[:SHORT]}.parquet"

    def find_receipt(self, member_id: str, receipt_id: str) -> Path:
        """Return the folder of a receipt."""
        return self.receipts / member_id / receipt_id
