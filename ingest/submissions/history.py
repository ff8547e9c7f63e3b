"""What a member sent before, and what of a new file does not do what it was sent for because of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from ingest.submissions.judge import Judgement
from ingest.submissions.notices import (
    RowMention,
    note_older,
    note_unknown_withdrawals,
    note_withdrawn_before,
)
from ingest.submissions.places import SHORT, SubmissionPlaces
from ingest.submissions.readers.document import Note
from ingest.submissions.records import Arrival
from ingest.submissions.validate import RECORD, WITHDRAW

_MakeNote = Callable[[str, Sequence[RowMention]], Note]
_COLUMNS = ("record_key", "action", "updated_on", "sheet", "row")


def note_history(places: SubmissionPlaces, judgement: Judgement, arrival: Arrival) -> tuple[Note, ...]:
    """Return what a sender should know of accepted rows in the light of what it sent before.

    Named are withdrawals of what was never received, rows to record what was withdrawn (a withdrawal is
    final), and rows updated before the revision that is current.

    Args:
        places: where the records are.
        judgement: of the new file.
        arrival: of the new file; its own records, stored when it came before, are left aside.
    """
    notes: list[Note] = []
    for kind, sent in _list_accepted(judgement).items():
        earlier = read_earlier(places, kind, arrival)
        recorded = pl.concat([earlier, sent]).filter(pl.col("action") == RECORD)
        near = {key.casefold(): key for key in recorded["record_key"]}
        cases: tuple[tuple[_MakeNote, pl.DataFrame, dict[str, str]], ...] = (
            (note_unknown_withdrawals, _find_unknown_withdrawals(sent, recorded), near),
            (note_withdrawn_before, _find_withdrawn_before(sent, earlier), {}),
            (note_older, _find_older(sent, earlier), {}),
        )
        for make_note, rows, alike in cases:
            if not rows.is_empty():
                notes.append(make_note(kind, _mention_rows(rows, sent, alike, arrival.member_id)))
    return tuple(notes)


def read_earlier(places: SubmissionPlaces, kind: str, arrival: Arrival) -> pl.DataFrame:
    """Return key, action, day of update and place of all records of a kind from a member's other files."""
    folder = places.find_bronze(kind, arrival.member_id, arrival.batch).parent
    own = places.find_bronze(kind, arrival.member_id, arrival.batch)
    paths = sorted(set(folder.glob(f"{arrival.member_id}-{'[0-9a-f]' * SHORT}.parquet")) - {own})
    empty = pl.DataFrame(
        schema={"record_key": pl.String, "action": pl.String, "updated_on": pl.Date, "sheet": pl.String}
        | {"row": pl.Int64}
    )
    return pl.concat([empty, *(pl.read_parquet(path, columns=list(_COLUMNS)) for path in paths)])


def _list_accepted(judgement: Judgement) -> dict[str, pl.DataFrame]:
    """Return the accepted rows of each kind, those too that another row of the file replaces."""
    found: dict[str, list[pl.DataFrame]] = {}
    for sheet in judgement.sheets:
        if sheet.match is not None and not sheet.records.is_empty():
            found.setdefault(sheet.match.contract.kind, []).append(sheet.records.select(_COLUMNS))
    return {kind: pl.concat(frames) for kind, frames in found.items()}


def _find_unknown_withdrawals(sent: pl.DataFrame, recorded: pl.DataFrame) -> pl.DataFrame:
    return sent.filter(pl.col("action") == WITHDRAW).join(recorded, on="record_key", how="anti")


def _find_withdrawn_before(sent: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    withdrawn = earlier.filter(pl.col("action") == WITHDRAW)
    return sent.filter(pl.col("action") == RECORD).join(withdrawn, on="record_key", how="semi")


def _find_older(sent: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Return rows that an earlier revision outdates, of records whose every revision is dated."""
    undated = pl.concat([sent, earlier]).filter(pl.col("updated_on").is_null())
    withdrawn = pl.concat([sent, earlier]).filter(pl.col("action") == WITHDRAW)
    latest = earlier.group_by("record_key").agg(pl.col("updated_on").max().alias("latest"))
    updated = pl.col("updated_on").max().over("record_key")
    rows = sent.join(latest, on="record_key").filter(updated < pl.col("latest"))
    rows = rows.join(undated, on="record_key", how="anti").join(withdrawn, on="record_key", how="anti")
    return rows.drop("latest")


def _mention_rows(
    rows: pl.DataFrame, sent: pl.DataFrame, alike: Mapping[str, str], member_id: str
) -> list[RowMention]:
    """Return rows for a note, with the record that differs from theirs only in case, if there is one."""
    one_sheet = sent["sheet"].n_unique() == 1
    mentions = []
    for row in rows.sort("sheet", "row").iter_rows(named=True):
        key = row["record_key"]
        other = alike.get(key.casefold(), key)
        meant = None if other == key else _show_key(other, member_id)
        sheet = None if one_sheet else row["sheet"]
        mentions.append(RowMention(sheet, row["row"], _show_key(key, member_id), meant))
    return mentions


def _show_key(key: str, member_id: str) -> str:
    return key.removeprefix(f"{member_id}/").replace("|", "・")
