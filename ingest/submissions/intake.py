"""Taking in one file: its bytes are kept, its rows judged, its records stored, and the sender told."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from ingest.files import create_folder
from ingest.submissions.contracts import CONTRACTS, contracts_of
from ingest.submissions.errors import RefusedSubmission
from ingest.submissions.history import note_history
from ingest.submissions.judge import Judgement, judge_document, refuse_document
from ingest.submissions.members import Member
from ingest.submissions.notices import HISTORY_NOTES, note_personal_data
from ingest.submissions.places import SubmissionPlaces
from ingest.submissions.readers.document import Note
from ingest.submissions.readers.limits import LIMITS, Limits
from ingest.submissions.readers.reading import read_submission
from ingest.submissions.receipt_folder import choose_receipt_id, has_receipt, write_receipt
from ingest.submissions.receipts import Outcome, Receipt
from ingest.submissions.records import Arrival, date_records
from ingest.submissions.store import (
    Batch,
    check_accepted,
    keep_bytes,
    lacks_tables,
    list_batches,
    load_batch,
    write_judgement,
)

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Submission:
    """A file somebody sends.

    Attributes:
        member: who sends it.
        path: where it is.
        filename: its name, for display.
        received_at: when it is received.
        kind: kind of all its records, where the sender says so.
    """

    member: Member
    path: Path
    filename: str
    received_at: datetime
    kind: str | None = None


def submit_file(
    places: SubmissionPlaces,
    member: Member,
    path: Path,
    filename: str,
    received_at: datetime,
    kind: str | None = None,
    *,
    limits: Limits = LIMITS,
) -> Receipt:
    """Take in one file and return its receipt; the file itself stays where it is.

    The same bytes of the same member are stored once. They are judged again only if something of them was
    not accepted before, and what is found then counts only if more rows are accepted.

    Args:
        places: where everything is kept.
        member: who sends.
        path: where the file is.
        filename: its name; it is shown, and tells CSV from JSON, but is never used as a path.
        received_at: when it is received, with a time zone.
        kind: kind of all its records, where the sender says so.
        limits: bounds of a submission.

    Raises:
        RefusedSubmission: ``path`` is no ordinary file.
        FileNotFoundError: there is nothing at ``path``.
        UnknownContract: ``kind`` is no kind of record.
        ValueError: ``received_at`` has no time zone.
    """
    if kind is not None:
        contracts_of(kind)
    if received_at.tzinfo is None:
        raise ValueError("received_at needs a time zone")
    submission = Submission(member, path, clean_filename(filename), received_at.astimezone(UTC), kind)
    with hold_intake(places):
        return take_in(places, submission, limits)


@contextmanager
def hold_intake(places: SubmissionPlaces) -> Iterator[None]:
    """Let one intake at a time write; the kernel frees the lock when a process dies."""
    create_folder(places.lock.parent)
    with places.lock.open("ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def take_in(places: SubmissionPlaces, submission: Submission, limits: Limits = LIMITS) -> Receipt:
    """Take in one file while the lock is held."""
    received = keep_bytes(places, submission.path, submission.filename, limits)
    known = load_batch(places, submission.member.id, received.sha256)
    if known is not None and lacks_tables(places, known):
        known = _rebuild(places, known)
    receipt_id = choose_receipt_id(places, submission.member.id, submission.received_at, received.sha256)
    batch = _begin_batch(submission, received.sha256, known, receipt_id)
    if known is not None and _is_settled(known.outcome):
        judgement = Judgement(known.outcome)
    elif received.refusal is not None:
        judgement = refuse_document(received.refusal)
    else:
        judgement = judge_bytes(places, batch, limits)
        judgement = _add_notes(judgement, note_history(places, judgement, batch.arrival))
    if known is None or _is_better(judgement.outcome, known.outcome):
        batch = _complete_batch(batch, judgement)
        write_judgement(places, batch, judgement)
        is_repeated = False
    else:
        # A run killed before the first receipt was written has stored a file nobody was told of.
        batch, is_repeated = known, has_receipt(places, known.member.id, known.receipt_id)
    receipt = _make_receipt(submission, batch, receipt_id, is_repeated=is_repeated)
    write_receipt(places, receipt, judgement)
    return receipt


def _begin_batch(submission: Submission, sha256: str, known: Batch | None, receipt_id: str) -> Batch:
    """Return the batch of a file before its rows are judged.

    Rows of a file of which some were accepted before keep the time of receipt under which they are known;
    their dates are held against the present day all the same.
    """
    keeps_time = known is not None and known.outcome.rows_accepted > 0
    return Batch(
        member=submission.member,
        sha256=sha256,
        filename=submission.filename,
        kind=submission.kind,
        received_at=known.received_at if known and keeps_time else submission.received_at,
        judged_at=submission.received_at,
        receipt_id=receipt_id,
        stored={},
        quarantined=0,
        outcome=Outcome(),
    )


def _complete_batch(batch: Batch, judgement: Judgement) -> Batch:
    return replace(
        batch,
        stored={kind: records.height for kind, records in judgement.records.items()},
        quarantined=judgement.lines.height,
        outcome=judgement.outcome,
    )


def judge_bytes(places: SubmissionPlaces, batch: Batch, limits: Limits = LIMITS) -> Judgement:
    """Read and judge the bytes of a batch by the day of ``judged_at``.

    A file that cannot be read is refused, never an error.
    """
    path = places.find_accepted(batch.sha256)
    try:
        document = read_submission(path, batch.filename, limits, known_headers=list_headers())
        judged_by = Arrival(batch.member.id, batch.sha256, batch.judged_at)
        judgement = judge_document(document, batch.filename, batch.member, judged_by, batch.kind)
    except RefusedSubmission as error:
        return refuse_document(error)
    records = {kind: date_records(found, batch.arrival) for kind, found in judgement.records.items()}
    voices = records.get("voice")
    notes = note_personal_data(voices) if voices is not None else ()
    return _add_notes(replace(judgement, records=records), notes)


def _add_notes(judgement: Judgement, notes: tuple[Note, ...]) -> Judgement:
    outcome = replace(judgement.outcome, notes=(*judgement.outcome.notes, *notes))
    return replace(judgement, outcome=outcome)


@cache
def list_headers() -> frozenset[str]:
    """Return every header that a contract knows; they help to find the header below a title."""
    fields = [field for contract in CONTRACTS.values() for field in contract.fields]
    return frozenset(text for field in fields for text in (field.title_ja, field.title_en, field.name))


def _is_settled(outcome: Outcome) -> bool:
    """Tell whether nothing of a file is left to be mended."""
    return outcome.refused is None and outcome.rows_quarantined == 0


def _is_better(found: Outcome, known: Outcome) -> bool:
    """Tell whether judging again changes anything for the better: rules and members change with time."""
    if found.rows_accepted or known.rows_accepted:
        return found.rows_accepted > known.rows_accepted
    return found != known


def _make_receipt(submission: Submission, batch: Batch, receipt_id: str, *, is_repeated: bool) -> Receipt:
    return Receipt(
        id=receipt_id,
        member_id=submission.member.id,
        member_name=submission.member.name,
        filename=submission.filename,
        sha256=batch.sha256,
        received_at=submission.received_at,
        first_received_at=batch.received_at,
        is_repeated=is_repeated,
        outcome=batch.outcome,
    )


def clean_filename(name: str) -> str:
    """Return a file name that can be shown and stored anywhere."""
    shown = (it if it.isprintable() or it == "\u3000" else "\N{REPLACEMENT CHARACTER}" for it in name)
    return "".join(shown)[-_LONGEST_NAME:]


def rebuild_missing(places: SubmissionPlaces) -> int:
    """Make the tables of batches again whose Parquet files are gone; return how many batches that were.

    Rows are judged by today's contracts, for the member as it was on the list when the file came.

    Raises:
        LostBytes: the bytes of such a batch are gone or damaged.
    """
    with hold_intake(places):
        lacking = [batch for batch in list_batches(places) if lacks_tables(places, batch)]
        for batch in lacking:
            _rebuild(places, batch)
    return len(lacking)


def _rebuild(places: SubmissionPlaces, batch: Batch) -> Batch:
    """Make the tables of a batch again; what it was told of earlier files stays what it was told."""
    check_accepted(places, batch)
    told = tuple(note for note in batch.outcome.notes if note.code in HISTORY_NOTES)
    judgement = _add_notes(judge_bytes(places, batch), told)
    rebuilt = _complete_batch(batch, judgement)
    write_judgement(places, rebuilt, judgement)
    return rebuilt
