"""Where a home keeps what members send, and what of it the tables and a release are made from."""

from __future__ import annotations

import filecmp
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from ingest.files import write_atomically
from ingest.submissions.contracts import KINDS, bronze_schema
from ingest.submissions.inbox import InboxFailed, InboxFinding, identify_file, list_inbox, take_inbox
from ingest.submissions.intake import hold_intake, rebuild_missing
from ingest.submissions.members import Member, MembersUnreadable, load_members, tabulate_members
from ingest.submissions.places import SubmissionPlaces
from ingest.submissions.receipts import Receipt
from ingest.submissions.store import Batch, list_batches
from warehouse.approvals import fingerprint_approvals, write_approval_tables
from warehouse.layout import Home
from warehouse.refusals import find_refusal
from warehouse.release.inputs import SourceFile, SourceRecord
from warehouse.release.licence import LICENCE_NAME, LICENCE_URL
from warehouse.small_tables import write_if_changed

SOURCE = "member_submissions"
RECORD_TABLES = tuple(f"submission_{kind}" for kind in KINDS)
EMPTY = "_empty"
DECISION_TABLES = ("submission_members", "voice_approvals", "link_decisions")


@dataclass(frozen=True)
class Intake:
    """What taking the inbox gave: a receipt a file, and what lies there unanswered, in words."""

    receipts: tuple[Receipt, ...]
    findings: tuple[str, ...]


def locate_submissions(home: Home) -> SubmissionPlaces:
    """Return the folders of a home that the intake works in."""
    return SubmissionPlaces(
        inbox=home.inbox,
        accepted=home.submissions / "accepted",
        batches=home.submissions / "batches",
        receipts=home.receipts,
        bronze=home.bronze,
        quarantine=home.quarantine,
    )


def read_members(home: Home) -> dict[str, Member]:
    """Return the members of a home by their id; none where no file declares any.

    Raises:
        MembersUnreadable: the file is not as documented.
    """
    return load_members(home.members) if home.members.exists() else {}


def read_last_members(home: Home) -> dict[str, Member]:
    """Return the members the tables are made with: while members.yml is unreadable, the last ones known.

    Raises:
        MembersUnreadable: the file is not as documented, and no intake has kept an earlier one.
    """
    try:
        return read_members(home)
    except MembersUnreadable:
        kept = _locate_kept_members(home)
        if not kept.is_file():
            raise
        return load_members(kept)


def _keep_members(home: Home) -> None:
    """Keep a copy of a readable members.yml: a mistake in the next one must not hold up the registers."""
    kept = _locate_kept_members(home)
    if not home.members.exists() or (kept.is_file() and filecmp.cmp(home.members, kept, shallow=False)):
        return
    with write_atomically(kept) as beside:
        shutil.copyfile(home.members, beside)
        load_members(beside)


def _locate_kept_members(home: Home) -> Path:
    return home.status / home.members.name


def receive_inbox(home: Home) -> Intake:
    """Answer every file of the inbox, and make again what is missing of earlier ones.

    A file that cannot be taken in stays and is a finding: it must not hold up the registers. While
    members.yml is not as documented, the inbox is left as it is, and that is the finding.

    Raises:
        StorageRefused: the disk is full or closed to us; files that were not answered stay in the inbox.
    """
    places = locate_submissions(home)
    try:
        members = read_members(home)
        _keep_members(home)
    except MembersUnreadable as unreadable:
        return Intake((), (str(unreadable),))
    rebuild_missing(places)
    _, strays = list_inbox(places, members)
    findings = [_describe_stray(stray) for stray in strays]
    receipts: list[Receipt] = []
    try:
        receipts = take_inbox(places, members, lambda: datetime.now(UTC))
    except InboxFailed as failure:
        if refusal := find_refusal(home, str(failure)):  # the next file would meet it as well
            raise refusal from failure
        findings.append(str(failure))
    return Intake(tuple(receipts), tuple(findings))


def list_unanswered(home: Home) -> list[str]:
    """Return what lies in the inbox without an answer, or why nothing of it can be answered."""
    places = locate_submissions(home)
    try:
        members = read_members(home)
    except MembersUnreadable as unreadable:
        return [str(unreadable)]
    files, strays = list_inbox(places, members)
    left = [f"inbox/{file.member.id}/{file.path.name}: not taken in yet" for file in files]
    return [_describe_stray(stray) for stray in strays] + left


def list_waiting(home: Home) -> list[str]:
    """Return each file that lies whole in the inbox, told from every other by size and times.

    Raises:
        MembersUnreadable: members.yml is not as documented.
    """
    files, _ = list_inbox(locate_submissions(home), read_members(home))
    return [identify_file(file) for file in files]


def _describe_stray(stray: InboxFinding) -> str:
    return f"inbox/{stray.place}: {stray.message} [{stray.rule}] {stray.remedy}"


def choose_batches(home: Home, as_of: date) -> tuple[Batch, ...]:
    """Return the batches received up to a day in Japan, by member and sha256."""
    batches = list_batches(locate_submissions(home))
    return tuple(batch for batch in batches if batch.arrival.received_on <= as_of)


def prepare_submissions(home: Home) -> dict[str, int]:
    """Write what dbt reads besides the records: an empty file a kind, the members, the decisions.

    Returns:
        The rows of each of these tables, by its name.
    """
    _drop_unrecorded(home)
    for kind in KINDS:
        empty = home.bronze / f"submission_{kind}" / f"{EMPTY}.parquet"
        write_if_changed(pl.DataFrame(schema=bronze_schema(kind)), empty)
    members = home.bronze / "submission_members" / "members.parquet"
    write_if_changed(tabulate_members(read_last_members(home)), members)
    write_approval_tables(home, home.bronze)
    return {name: _count_rows(home, name) for name in (*RECORD_TABLES, *DECISION_TABLES)}


def _drop_unrecorded(home: Home) -> None:
    """Remove records of which no batch tells: an intake was killed before its end, nobody has a receipt.

    The bytes are kept, and the file still lies where it was sent from; taken in again it is recorded.
    """
    places = locate_submissions(home)
    with hold_intake(places):
        known = {f"{batch.member.id}-{batch.sha256[:16]}" for batch in list_batches(places)} | {EMPTY}
        for folder in (*(home.bronze / name for name in RECORD_TABLES), home.quarantine / "submissions"):
            for path in folder.glob("[!.]*.parquet"):
                if path.stem not in known:
                    path.unlink()


def _count_rows(home: Home, name: str) -> int:
    return sum(pq.read_metadata(path).num_rows for path in (home.bronze / name).glob("[!.]*.parquet"))


def fingerprint_submissions(home: Home, batches: Sequence[Batch]) -> str:
    """Return a sha256 over batches, members and decisions: the same sum, the same tables."""
    digest = hashlib.sha256(fingerprint_approvals(home).encode())
    for batch in batches:
        digest.update(json.dumps([batch.member.id, batch.sha256, batch.stored, batch.quarantined]).encode())
    digest.update(tabulate_members(read_last_members(home)).write_json().encode())
    return digest.hexdigest()


def describe_submissions(batches: Sequence[Batch]) -> list[SourceRecord]:
    """Return the record a release prints of what members sent; none when nobody has.

    Files are counted together: their names and sizes say who sent what.
    """
    if not batches:
        return []
    sent = SourceFile(
        filename="(all files of all members)",
        sha256=hashlib.sha256("\n".join(batch.sha256 for batch in batches).encode()).hexdigest(),
        data_date=max(batch.arrival.received_on for batch in batches),
        encoding=None,
        rows_landed=sum(batch.outcome.rows_sent for batch in batches),
        rows_bronze=sum(batch.outcome.rows_accepted for batch in batches),
        rows_quarantined=sum(batch.outcome.rows_quarantined for batch in batches),
    )
    broken: Counter[str] = Counter()
    for batch in batches:
        broken.update(batch.outcome.rejections_by_rule)
    return [
        SourceRecord(
            name=SOURCE,
            title_ja="会員からの提供",
            title_en="Submissions of members",
            publisher_ja="つなぐの会員",
            publisher_en="Members of Tsunagu",
            homepage="README.en.md",
            licence_name=LICENCE_NAME,
            licence_url=LICENCE_URL,
            attribution_ja="出典：つなぐの会員からの提供（同意の範囲内）",
            attribution_en="Source: submissions of the members of Tsunagu, within their consent",
            processed_ja="つなぐの会員からの提供を加工して作成",
            processed_en="Created by processing submissions of the members of Tsunagu",
            checked_on=None,
            files=(sent,),
            findings_by_rule=broken,
        )
    ]
