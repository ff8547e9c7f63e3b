"""Bronze files of what members send, written as the intake writes them, for tests of the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl

from ingest.registries import REGISTERS
from ingest.submissions.contracts import KINDS, bronze_schema
from ingest.submissions.members import MEMBERS_SCHEMA
from warehouse.approvals.bronze import LINK_SCHEMA, VOICE_SCHEMA
from warehouse.corrections.bronze import CORRECTIONS_SCHEMA, SUPPRESSIONS_SCHEMA, locate_corrected_rows
from warehouse.corrections.rows import FINDINGS_SCHEMA, describe_rows
from warehouse.small_tables import write_if_changed

OTHERS = {
    "submission_members": MEMBERS_SCHEMA,
    "voice_approvals": VOICE_SCHEMA,
    "link_decisions": LINK_SCHEMA,
    "corrections": CORRECTIONS_SCHEMA,
    "suppressions": SUPPRESSIONS_SCHEMA,
    "correction_findings": FINDINGS_SCHEMA,
}
KEYS = {
    "voice": "voice_id",
    "programme": "programme_id",
    "event": "event_id",
    "proposal": "proposal_id",
    "grant": "grant_id",
}
Row = dict[str, Any]


def write_empty_bronze(bronze: Path) -> Path:
    """Give every table that members fill, or that corrections do, an empty file; return the folder."""
    schemas = {f"submission_{kind}": bronze_schema(kind) for kind in KINDS} | OTHERS
    for name, schema in schemas.items():
        (bronze / name).mkdir(parents=True, exist_ok=True)
        pl.DataFrame(schema=schema).write_parquet(bronze / name / "_empty.parquet")
    for register in REGISTERS.values():
        path = locate_corrected_rows(bronze, register.name)
        write_if_changed(pl.DataFrame(schema=describe_rows(register)), path)
    return bronze


@dataclass
class Sent:
    """What members sent, collected row by row; each row as if in a file of its own."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(
        self,
        kind: str,
        *,
        member: str = "centre",
        received: str = "2026-04-01",
        consents: Iterable[str] = ("aggregate", "quote_anonymous", "quote_attributed_org"),
        action: str = "record",
        **values: Any,
    ) -> str:
        """Add one row and return its record key; the own id may be given bare."""
        if key := KEYS.get(kind):
            values[key] = f"{member}/{values[key]}"
        rows = self.rows.setdefault(f"submission_{kind}", [])
        given = {f"consent_{scope}": True for scope in consents}
        day = date.fromisoformat(received)
        row: Row = {
            "member_id": member,
            "batch": hashlib.sha256(f"{kind}{len(rows)}".encode()).hexdigest(),
            "received_at": datetime.combine(day, time(3), UTC),
            "received_on": day,
            "sheet": "記入",
            "row": len(rows) + 2,
            "contract_version": 1,
            "action": action,
            "consent_aggregate": False,
            "consent_quote_anonymous": False,
            "consent_quote_attributed_org": False,
        }
        row |= given | values
        row["record_key"] = values.get("record_key") or self._name(kind, member, values)
        row["content_hash"] = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()
        rows.append(row)
        return str(row["record_key"])

    def add_other(self, table: str, **values: Any) -> None:
        """Add a member, an approval or a decision."""
        self.rows.setdefault(table, []).append(values)

    def write(self, bronze: Path) -> Path:
        """Write everything; return the folder."""
        write_empty_bronze(bronze)
        for table, rows in self.rows.items():
            schema = OTHERS.get(table) or bronze_schema(table.removeprefix("submission_"))
            pl.DataFrame(rows, schema=schema).write_parquet(bronze / table / "sent.parquet")
        return bronze

    @staticmethod
    def _name(kind: str, member: str, values: Row) -> str:
        if key := KEYS.get(kind):
            return str(values[key])
        organization = values.get("corporate_number") or "|".join(
            str(values.get(name)) for name in ("organization_name", "prefecture_code", "municipality")
        )
        if kind == "collaboration":
            return f"{member}/{values['programme_id']}|{organization}|{values['role']}"
        return f"{member}/{organization}"
