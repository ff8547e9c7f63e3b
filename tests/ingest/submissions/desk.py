"""A desk at which tests hand in files: places below a folder, a member, and rows of voices."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from ingest.submissions.intake import submit_file
from ingest.submissions.members import Member
from ingest.submissions.places import SubmissionPlaces
from ingest.submissions.receipts import Receipt

MEMBER = Member(
    "sendai-centre",
    "特定非営利活動法人 仙台みらいセンター",
    "04",
    "support_centre",
    represents=("1180301018771", "みちのく子ども会"),
)
NOON = datetime(2026, 4, 1, 3, tzinfo=UTC)
VOICE: Mapping[str, str] = {
    "操作": "",
    "声の番号": "V1",
    "聞いた日": "2026-03-14",
    "都道府県": "宮城県",
    "市区町村": "石巻市",
    "主な課題": "isolation",
    "どなたの声か": "住民",
    "内容": "近くに居場所がない。",
    "集計への利用": "○",
    "匿名での引用": "○",
    "更新日": "",
}
PROFILE: Mapping[str, str] = {
    "団体名": "みちのく子ども会",
    "法人番号": "",
    "都道府県": "宮城県",
    "市区町村": "仙台市",
    "種別": "npo",
}


def make_places(root: Path) -> SubmissionPlaces:
    """Return places below one folder."""
    names = ("inbox", "submissions/accepted", "submissions/batches", "receipts", "bronze", "quarantine")
    return SubmissionPlaces(*(root / name for name in names))


def make_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return rows as CSV in UTF-8; the first row names the columns."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


@dataclass
class Desk:
    """Takes files in below one folder and reads what was stored."""

    root: Path
    member: Member = MEMBER
    sent: int = field(default=0)

    @property
    def places(self) -> SubmissionPlaces:
        """The places of this desk."""
        return make_places(self.root)

    def send(
        self,
        content: bytes | Sequence[Mapping[str, str]],
        filename: str = "rows.csv",
        received_at: datetime = NOON,
        kind: str | None = None,
        member: Member | None = None,
    ) -> Receipt:
        """Hand in a file and return its receipt."""
        self.sent += 1
        path = self.root / "outside" / str(self.sent)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else make_csv(content))
        return submit_file(self.places, member or self.member, path, filename, received_at, kind)

    def read_records(self, kind: str = "voice") -> list[dict[str, Any]]:
        """Return the stored records of a kind, sorted by key and time of receipt."""
        files = sorted((self.places.bronze / f"submission_{kind}").glob("*.parquet"))
        frames = [pl.read_parquet(file) for file in files]
        return pl.concat(frames).sort("record_key", "received_at").to_dicts() if frames else []

    def read_quarantine(self) -> list[dict[str, Any]]:
        """Return the lines of quarantine."""
        files = sorted((self.places.quarantine / "submissions").glob("*.parquet"))
        return pl.concat([pl.read_parquet(file) for file in files]).to_dicts() if files else []

    def list_tables(self) -> dict[str, bytes]:
        """Return the bytes of every table by its path."""
        return {str(path.relative_to(self.root)): path.read_bytes() for path in self.root.rglob("*.parquet")}


def voice(**changes: str) -> dict[str, str]:
    """Return a row of a voice with other cells."""
    return {**VOICE, **changes}
