"""What was written, as facts that an intake and a release can be held to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.sample.submissions.chain import Chain
from ingest.sample.submissions.events import LAST_DAY
from ingest.sample.submissions.issues import list_sensitive_issues
from ingest.sample.submissions.model import SampleFile
from ingest.sample.submissions.programmes import PROGRAMMES
from ingest.submissions.contracts import KINDS
from ingest.submissions.vocabularies import load_vocabulary

#: Fewest voices of an issue in a region that may be told, for everyday and for sensitive issues.
HEARD, HEARD_IF_SENSITIVE = 5, 10


@dataclass(frozen=True)
class ExpectedFile:
    """What the intake must say of one file.

    Attributes:
        member_id: whose inbox.
        name: file name.
        kind: kind of its records; empty for a file that must be refused.
        form: format.
        sent: rows without examples.
        accepted: of these.
        quarantined: of these.
        examples: rows that are examples.
        faults: fields at fault, one entry a quarantined row.
        repeats: name of the file with the same bytes, if it is sent twice.
        refused: whether the whole file must be refused.
    """

    member_id: str
    name: str
    kind: str
    form: str
    sent: int
    accepted: int
    quarantined: int
    examples: int = 0
    faults: tuple[tuple[str, ...], ...] = ()
    repeats: str | None = None
    refused: bool = False


@dataclass(frozen=True)
class ExpectedLink:
    """Which organisation a name stands for.

    Attributes:
        name: as a member wrote it.
        prefecture_code: of the organisation.
        municipality: of the organisation.
        slip: how the name differs from the registered one.
        number_given: whether the corporate number stands beside it.
        corporate_number: the organisation's, None when no register holds it.
    """

    name: str
    prefecture_code: str
    municipality: str
    slip: str
    number_given: bool
    corporate_number: str | None


@dataclass(frozen=True)
class SubmissionSummary:
    """What was written.

    Attributes:
        root: the folder.
        files: what the intake must say of every file.
        sent: rows by kind, over all files that are read.
        accepted: likewise, of the rows that must be accepted.
        quarantined: likewise, of the rows that must not.
        current: records by kind once all files are in: revisions count once, withdrawals not at all.
        slips: mistakes and corrections by name.
        links: organisations as they were written.
        approved: voices whose approval must hold.
        blank_spots: issue and region with many voices and no programme at the end.
    """

    root: Path
    files: tuple[ExpectedFile, ...]
    sent: Mapping[str, int]
    accepted: Mapping[str, int]
    quarantined: Mapping[str, int]
    current: Mapping[str, int]
    slips: Mapping[str, int]
    links: tuple[ExpectedLink, ...]
    approved: tuple[str, ...]
    blank_spots: tuple[tuple[str, str], ...]


def expect_file(file: SampleFile) -> ExpectedFile:
    """Return what the intake must say of a file."""
    refused = file.refused_rows
    return ExpectedFile(
        file.member_id,
        file.name,
        file.kind,
        file.form,
        len(file.rows),
        len(file.rows) - refused,
        refused,
        file.examples,
        tuple(row.faults for row in file.rows if row.faults),
    )


def summarise(
    root: Path,
    files: list[SampleFile],
    further: list[ExpectedFile],
    chain: Chain,
    approved: tuple[str, ...],
) -> SubmissionSummary:
    """Return the summary of the files written, ``further`` ones not being read for their rows."""
    expected = [expect_file(file) for file in files]
    return SubmissionSummary(
        root=root,
        files=(*expected, *further),
        sent=_sum_by_kind(expected, "sent"),
        accepted=_sum_by_kind(expected, "accepted"),
        quarantined=_sum_by_kind(expected, "quarantined"),
        current=_count_current(files),
        slips=dict(
            sorted(Counter(slip for file in files for row in file.rows for slip in row.slips).items())
        ),
        links=_list_links(chain),
        approved=approved,
        blank_spots=find_blank_spots(chain, LAST_DAY),
    )


def find_blank_spots(chain: Chain, day: date) -> tuple[tuple[str, str], ...]:
    """Return issue and region with many voices that may be counted, and no programme on a day."""
    region_of = {term.code: term.attributes["region"] for term in load_vocabulary("prefectures").terms}
    heard = Counter(
        (voice.issue, region_of[str(voice.record["prefecture_code"])])
        for voice in chain.voices
        if voice.record["consent_aggregate"]
    )
    covered = {
        (issue, region)
        for programme in PROGRAMMES
        if programme.runs_on(day)
        for issue in programme.issues
        for code, region in region_of.items()
        if programme.covers(issue, code)
    }
    sensitive = list_sensitive_issues()
    return tuple(
        sorted(
            (issue, region)
            for (issue, region), count in heard.items()
            if count >= (HEARD_IF_SENSITIVE if issue in sensitive else HEARD)
            and (issue, region) not in covered
        )
    )


def _sum_by_kind(expected: list[ExpectedFile], count: str) -> dict[str, int]:
    return {kind: sum(getattr(file, count) for file in expected if file.kind == kind) for kind in KINDS}


def _count_current(files: list[SampleFile]) -> dict[str, int]:
    rows = {
        kind: Counter(
            slip
            for file in files
            if file.kind == kind
            for row in file.rows
            if not row.faults
            for slip in (row.slips or ("",))
            if slip in ("revision", "withdrawal")
        )
        for kind in KINDS
    }
    accepted = _sum_by_kind([expect_file(file) for file in files], "accepted")
    # A withdrawal is a row of its own and takes away the one it is about.
    return {kind: accepted[kind] - rows[kind]["revision"] - 2 * rows[kind]["withdrawal"] for kind in KINDS}


def _list_links(chain: Chain) -> tuple[ExpectedLink, ...]:
    return tuple(
        ExpectedLink(
            mention.name,
            mention.organisation.prefecture_code,
            mention.organisation.municipality,
            mention.slip,
            mention.number is not None,
            mention.organisation.number,
        )
        for mention in chain.mentions
    )
