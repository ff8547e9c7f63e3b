"""The intake is held to what the sample says it must find."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.sample.submissions import SubmissionSummary
from ingest.sample.submissions.confidences import DIALECT, FORMULAS
from ingest.sample.submissions.personal import CONFIDENCES, CONTACT_EMAILS, CONTACT_PHONES
from ingest.submissions.intake import submit_file
from ingest.submissions.members import load_members
from ingest.submissions.places import SubmissionPlaces
from ingest.submissions.receipts import Receipt

WHEN = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
Taken = tuple[SubmissionPlaces, dict[tuple[str, str], Receipt]]


def make_places(root: Path) -> SubmissionPlaces:
    return SubmissionPlaces(
        inbox=root / "inbox",
        accepted=root / "submissions" / "accepted",
        batches=root / "submissions" / "batches",
        receipts=root / "receipts",
        bronze=root / "bronze",
        quarantine=root / "quarantine",
    )


@pytest.fixture(scope="module")
def taken(written: SubmissionSummary, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """Every file of the sample, sent in the order of the summary."""
    places = make_places(tmp_path_factory.mktemp("intake"))
    members = load_members(written.root / "members.yml")
    receipts = {}
    for file in written.files:
        path = written.root / "inbox" / file.member_id / file.name
        receipts[file.member_id, file.name] = submit_file(
            places, members[file.member_id], path, file.name, WHEN
        )
    return places, receipts


def test_the_intake_finds_what_the_sample_put_in(written: SubmissionSummary, taken: Taken) -> None:
    _, receipts = taken
    for file in written.files:
        receipt = receipts[file.member_id, file.name]
        found = (
            receipt.rows_sent,
            receipt.rows_accepted,
            receipt.rows_quarantined,
            receipt.rows_example,
            receipt.is_repeated,
            receipt.refused is not None,
        )
        expected = (
            file.sent,
            file.accepted,
            file.quarantined,
            file.examples,
            file.repeats is not None,
            file.refused,
        )
        assert found == expected, f"{file.member_id}/{file.name}"


def test_a_row_is_refused_for_the_cell_that_was_spoilt(written: SubmissionSummary, taken: Taken) -> None:
    _, receipts = taken
    for file in written.files:
        rejections = receipts[file.member_id, file.name].rejections
        found: dict[int | None, set[str | None]] = {}
        for rejection in rejections:
            if not file.refused:
                found.setdefault(rejection.row, set()).add(rejection.field)
        spoilt = [fields for _, fields in sorted(found.items(), key=lambda item: item[0] or 0)]
        assert len(spoilt) == file.quarantined
        assert all(fields & set(names) for fields, names in zip(spoilt, file.faults, strict=True))


def read_bronze(places: SubmissionPlaces, kind: str) -> pl.DataFrame:
    folder = places.bronze / f"submission_{kind}"
    return pl.concat([pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))])


@pytest.mark.parametrize(
    "kind", ["voice", "event", "programme", "collaboration", "proposal", "grant", "organization_profile"]
)
def test_the_records_left_are_those_not_withdrawn(
    written: SubmissionSummary, taken: Taken, kind: str
) -> None:
    rows = read_bronze(taken[0], kind)
    withdrawn = rows.filter(pl.col("action") == "withdraw")["record_key"]
    left = rows.filter(~pl.col("record_key").is_in(withdrawn.implode()))["record_key"].n_unique()
    assert rows.height == written.accepted[kind]
    assert left == written.current[kind]


@pytest.mark.parametrize("text", [*FORMULAS, DIALECT])
def test_texts_reach_bronze_as_they_were_told(taken: Taken, text: str) -> None:
    assert text in set(read_bronze(taken[0], "voice")["text"])


def test_contacts_reach_no_table(taken: Taken) -> None:
    rows = read_bronze(taken[0], "organization_profile")
    cells = "\n".join(str(cell) for row in rows.iter_rows() for cell in row)
    assert not [value for value in (*CONTACT_EMAILS, *CONTACT_PHONES) if value in cells]


def test_every_confidence_is_flagged(taken: Taken) -> None:
    flags = dict(read_bronze(taken[0], "voice").select("text", "screening_flags").iter_rows())
    for sentence, _ in CONFIDENCES:
        assert all(flags[text] for text in flags if text and text.endswith(sentence)), sentence
