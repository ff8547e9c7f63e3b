"""Records sent again: mended ones with a later date of change, and ones taken back for good.

Both the first sending and the correction declare when they were changed, so that the files give the same
tables in whatever order they arrive.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from ingest.sample.submissions.events import LAST_DAY
from ingest.sample.submissions.model import Record, Row
from ingest.submissions.contracts import current_contract

_LATEST = LAST_DAY - timedelta(days=120)
_DATE_FIELDS = {"voice": "heard_on", "grant": "decided_on", "event": "held_on", "collaboration": "starts_on"}


@dataclass(frozen=True)
class Corrected:
    """The rows of a member after it sent corrections.

    Attributes:
        rows: the first sending, dated where it was corrected.
        corrections: the rows of the second file.
        withdrawn: how many records were taken back.
    """

    rows: list[Row]
    corrections: list[Row]
    withdrawn: int


def correct(
    rng: Random,
    kind: str,
    rows: list[Row],
    *,
    mend: dict[str, Record],
    revised: int,
    withdrawn: int,
    take_back: tuple[str, ...] = (),
    spare: frozenset[str] = frozenset(),
) -> Corrected:
    """Correct some records of a member.

    Args:
        rng: source of randomness.
        kind: kind of the records.
        rows: the first sending.
        mend: what to change in records that are named by their id; ``*`` for those drawn.
        revised: how many more records to draw and mend.
        withdrawn: how many records to draw and take back.
        take_back: ids of further records to take back.
        spare: ids that must stay as they are, since others refer to them.
    """
    own_id = current_contract(kind).key_fields[0]
    named = {*mend, *take_back}
    old = [
        i
        for i, row in enumerate(rows)
        if _day_of(row, kind) <= _LATEST
        and str(row.values[own_id]) not in named | spare
        and row.values["consent_aggregate"]
    ]
    drawn = rng.sample(old, min(revised + withdrawn, len(old)))
    mended = {i: mend.get("*", {}) for i in drawn[:revised]}
    gone = set(drawn[revised:])
    for i, row in enumerate(rows):
        if (change := mend.get(str(row.values[own_id]))) is not None:
            mended[i] = change
        elif str(row.values[own_id]) in take_back:
            gone.add(i)
    dated = list(rows)
    for i in {*mended, *gone}:
        dated[i] = _date_row(rows[i], _day_of(rows[i], kind) + timedelta(days=7))
    changes = [_mend(rows[i], kind, mended[i]) for i in sorted(mended)]
    changes += [_withdraw(rows[i], kind) for i in sorted(gone)]
    return Corrected(dated, changes, len(gone))


def _mend(row: Row, kind: str, change: Record) -> Row:
    later = _day_of(row, kind) + timedelta(days=75)
    return replace(
        row, values={**row.values, **change, "action": "record", "updated_on": later}, slips=("revision",)
    )


def _withdraw(row: Row, kind: str) -> Row:
    """Return a row that holds what tells the record from others, and nothing else."""
    keys = {name: row.values.get(name) for name in current_contract(kind).key_fields}
    later = _day_of(row, kind) + timedelta(days=90)
    return Row({**keys, "action": "withdraw", "updated_on": later}, slips=("withdrawal",))


def _date_row(row: Row, day: date) -> Row:
    return replace(row, values={**row.values, "updated_on": day})


def _day_of(row: Row, kind: str) -> date:
    day = row.values[_DATE_FIELDS[kind]]
    assert isinstance(day, date)
    return day
