"""Looking at a whole column of text at once: which rows hold what, and which numbers are wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Positions = npt.NDArray[np.int64]
Letters = npt.NDArray[np.uint8]

_DIGITS = 13
_LONGEST_NUMBER = 15
#: Weight of each digit of a corporate number; the first is the check digit itself.
_WEIGHTS = np.array([0, *(1 + place % 2 for place in reversed(range(12)))], np.uint8)


def find_bad_numbers(numbers: pa.StringArray, null_is_bad: bool = True) -> Positions:
    """Return the positions of texts that are no corporate numbers of 13 digits with their check digit.

    This is the rule of ``ingest.identifiers.corporate_number_is_valid`` on the bytes of a whole column;
    the same property test holds both to it.
    """
    formed = pc.fill_null(pc.equal(pc.binary_length(numbers), _DIGITS), False)
    good = formed.to_numpy(zero_copy_only=False)
    whole = numbers if good.all() else numbers.filter(formed)
    good[good] = _check_digits_agree(_letters_of(whole).reshape(-1, _DIGITS).T)
    if not null_is_bad:
        good |= pc.is_null(numbers).to_numpy(zero_copy_only=False)
    return np.flatnonzero(~good)


def _check_digits_agree(letters: Letters) -> npt.NDArray[np.bool_]:
    """Return whether each column of 13 ASCII letters is a number with its check digit."""
    digits = np.ascontiguousarray(letters) - np.uint8(ord("0"))
    total = np.zeros(digits.shape[1], np.uint8)  # of digits at most 9 * 18 = 162
    for place in range(1, _DIGITS):
        total += digits[place] * _WEIGHTS[place]
    agree: npt.NDArray[np.bool_] = (digits[0] == 9 - total % 9) & (digits.max(axis=0, initial=0) <= 9)
    return agree


def is_all_digits(column: pa.StringArray) -> bool:
    """Tell whether every text is 1 to 15 ASCII digits."""
    if not len(column) or column.null_count:
        return False
    lengths = pc.min_max(pc.binary_length(column)).as_py()
    if lengths["min"] < 1 or lengths["max"] > _LONGEST_NUMBER:
        return False
    return bool((_letters_of(column) - np.uint8(ord("0")) <= 9).all())


def find_rows(
    column: pa.DictionaryArray, is_sought: Callable[[str], Any], null_is_sought: bool = False
) -> Positions:
    """Return the positions whose text ``is_sought``; each distinct text is asked once."""
    entries = [entry for entry, text in enumerate(column.dictionary.to_pylist()) if is_sought(text)]
    if null_is_sought and column.null_count:
        entries.append(-1)
    return find_rows_with(column, np.array(entries, np.int64))


def find_rows_with(column: pa.DictionaryArray, entries: Positions) -> Positions:
    """Return the positions of dictionary entries; -1 stands for null."""
    if not len(entries):
        return np.array([], np.int64)
    indices = pc.fill_null(column.indices, -1).to_numpy()
    return np.flatnonzero(np.isin(indices, entries))


def find_true(mask: pa.BooleanArray) -> Positions:
    """Return the positions where a mask without nulls is true."""
    return np.flatnonzero(mask.to_numpy(zero_copy_only=False))


def take_texts(column: pa.Array, positions: Positions) -> pa.StringArray:
    """Return the texts at some positions."""
    return column.take(pa.array(positions)).cast(pa.string())


def read_date(text: str) -> date | None:
    """Return the date an ISO text is; the same rule as Arrow's cast, one text a time."""
    try:
        return date.fromisoformat(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def _letters_of(column: pa.StringArray) -> Letters:
    """Return the bytes of all texts of a column, one after the other, without copying them."""
    if not len(column):
        return np.array([], np.uint8)
    offsets = np.frombuffer(column.buffers()[1], np.int32)
    start, end = offsets[column.offset], offsets[column.offset + len(column)]
    return np.frombuffer(column.buffers()[2] or b"", np.uint8)[start:end]
