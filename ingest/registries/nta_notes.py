"""What is odd about typed records without making them useless: noted, and used as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.registries.cells import Rule
from ingest.registries.nta_columns import (
    Positions,
    find_bad_numbers,
    find_rows,
    find_true,
    read_date,
    take_texts,
)
from ingest.registries.nta_layout import CLOSE_CAUSES, DELETED, KINDS, PUBLISHERS_NAME, REQUIRED_COLUMNS
from ingest.registries.nta_rules import (
    CLOSE_CAUSE_UNKNOWN,
    KIND_UNKNOWN,
    PLACE_CODE_FORMAT,
    REQUIRED_MISSING,
    SEQUENCE_ORDER,
    SUCCESSOR_CHECK,
    UPDATE_DATE,
    Note,
    make_notes,
)

IsExpectedDay = Callable[[date], bool]


def note_oddities(
    texts: dict[str, pa.Array], numbers: pa.Array, file_rows: Positions, is_expected_day: IsExpectedDay
) -> list[Note]:
    """Return what somebody should look at in a block.

    Args:
        texts: the columns as texts.
        numbers: the sequence numbers as integers.
        file_rows: record number of each row in the file.
        is_expected_day: whether an update date fits the date of the file.
    """

    def is_unexpected(text: str) -> bool:
        day = read_date(text)
        return day is not None and not is_expected_day(day)

    odd = {
        "update_date": (UPDATE_DATE, is_unexpected),
        "kind": (KIND_UNKNOWN, lambda text: text not in KINDS),
        "close_cause": (CLOSE_CAUSE_UNKNOWN, lambda text: text not in CLOSE_CAUSES),
        "prefecture_code": (PLACE_CODE_FORMAT, lambda text: not re.fullmatch("[0-9]{2}", text)),
        "city_code": (PLACE_CODE_FORMAT, lambda text: not re.fullmatch("[0-9]{3}", text)),
    }
    notes = _note_order(numbers, file_rows)
    for name, (rule, is_odd) in odd.items():
        notes += _note_rows(rule, name, find_rows(texts[name], is_odd), file_rows, texts[name])
    successors = texts["successor_corporate_number"]
    notes += _note_rows(
        SUCCESSOR_CHECK,
        "successor_corporate_number",
        find_bad_numbers(successors, null_is_bad=False),
        file_rows,
        successors,
    )
    return notes + _note_missing(texts, file_rows)


def _note_order(numbers: pa.Array, file_rows: Positions) -> list[Note]:
    expected = pa.array(file_rows, pa.int64())
    off = find_true(pc.fill_null(pc.not_equal(numbers, expected), False))
    if not len(off):
        return []
    first = off[0]
    return [Note(SEQUENCE_ORDER, "sequenceNumber", str(numbers[first]), int(file_rows[first]), len(off))]


def _note_missing(texts: dict[str, pa.Array], file_rows: Positions) -> list[Note]:
    """Note empty cells that only a tombstone (process 99) may have."""
    if not any(texts[name].null_count for name in REQUIRED_COLUMNS):
        return []
    present = np.ones(len(file_rows), bool)
    present[find_rows(texts["process"], lambda text: text == DELETED)] = False
    notes = []
    for name in REQUIRED_COLUMNS:
        missing = np.flatnonzero(present & pc.is_null(texts[name]).to_numpy(zero_copy_only=False))
        notes += _note_rows(REQUIRED_MISSING, name, missing, file_rows, texts[name])
    return notes


def _note_rows(
    rule: Rule, name: str, positions: Positions, file_rows: Positions, column: pa.Array
) -> list[Note]:
    if not len(positions):
        return []
    return make_notes(rule, PUBLISHERS_NAME[name], file_rows[positions], take_texts(column, positions))
