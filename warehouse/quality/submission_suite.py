"""Expectations on what members sent: counted in the stored files, before any table is made of them."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow.parquet as pq

from ingest.submissions.places import SubmissionPlaces
from ingest.submissions.store import Batch, list_batches
from warehouse.layout import Home
from warehouse.quality.judge import Measures, Rule, Verdict, judge
from warehouse.submissions import locate_submissions

MAXIMUM_QUARANTINED_SHARE = 0.2
MAXIMUM_REFUSED_SHARE = 0.5

RULES = (
    Rule(
        "rows_lost",
        "Of each batch, the rows sent are in bronze or in quarantine, none lost and none twice.",
        "Delete the batch's files in bronze/ and quarantine/ and run again: they are made from its bytes.",
        maximum=0,
    ),
    Rule(
        "refused_share",
        f"At most {MAXIMUM_REFUSED_SHARE:.0%} of the files were refused whole.",
        "Read the receipts: members may be using a program whose files cannot be read.",
        maximum=MAXIMUM_REFUSED_SHARE,
        blocking=False,
    ),
    Rule(
        "quarantined_share",
        f"At most {MAXIMUM_QUARANTINED_SHARE:.0%} of the rows sent wait to be mended.",
        "Read the receipts of the newest batches: many members may have met the same difficulty.",
        maximum=MAXIMUM_QUARANTINED_SHARE,
        blocking=False,
    ),
)


def judge_submissions(home: Home) -> list[Verdict]:
    """Return the verdicts on all batches of a home; none while nobody has sent anything."""
    places = locate_submissions(home)
    batches = list(list_batches(places))
    return judge("submissions", measure_batches(places, batches), RULES) if batches else []


def measure_batches(places: SubmissionPlaces, batches: Sequence[Batch]) -> Measures:
    """Return the numbers the rules speak of; rows are counted in the files, not taken from the record."""
    sent = sum(batch.outcome.rows_sent for batch in batches)
    return {
        "rows_lost": sum(abs(_count_missing(places, batch)) for batch in batches),
        "refused_share": sum(batch.outcome.refused is not None for batch in batches) / len(batches),
        "quarantined_share": sum(batch.outcome.rows_quarantined for batch in batches) / max(sent, 1),
    }


def _count_missing(places: SubmissionPlaces, batch: Batch) -> int:
    """Return how many rows sent are in no file; rows that a later row of the same file replaces are known."""
    name = f"{batch.member.id}-{batch.sha256[:16]}.parquet"
    paths = places.bronze.glob(f"submission_*/{name}")
    stored = sum(int(pq.read_metadata(path).num_rows) for path in paths)
    replaced = sum(kind.superseded for kind in batch.outcome.kinds)
    return batch.outcome.rows_sent - stored - replaced - _count_quarantined(places, batch)


def _count_quarantined(places: SubmissionPlaces, batch: Batch) -> int:
    path = places.find_quarantine(batch.member.id, batch.sha256)
    if not path.exists():
        return 0
    rows = pq.read_table(path, columns=["sheet", "row"])
    return int(rows.group_by(["sheet", "row"]).aggregate([]).num_rows)
