"""Typing the records of the corporate-number registers: texts in, typed columns and broken rules out.

Columns with few distinct values arrive as dictionaries; they are judged and converted once a value, not
once a row. Nothing here loops over rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from ingest.japanese.legal_forms import LEGAL_FORMS, OTHER_REGISTERED_CORPORATION, legal_form_expression
from ingest.registries.cells import Rule
from ingest.registries.nta_columns import (
    Positions,
    find_bad_numbers,
    find_rows,
    find_rows_with,
    find_true,
    is_all_digits,
    read_date,
    take_texts,
)
from ingest.registries.nta_layout import (
    COLUMNS,
    DATE_COLUMNS,
    FIRST_POSSIBLE_DATE,
    FLAG_COLUMNS,
    PROCESSES,
    PUBLISHERS_NAME,
)
from ingest.registries.nta_notes import IsExpectedDay, note_oddities
from ingest.registries.nta_rules import (
    DATE_IMPOSSIBLE,
    FLAG_UNKNOWN,
    NUMBER_CHECK,
    NUMBER_FORMAT,
    PROCESS_UNKNOWN,
    SEQUENCE_FORMAT,
    Note,
    Violation,
)

_FIRST_DAY = pa.scalar(FIRST_POSSIBLE_DATE)
_LEGAL_FORM_CODES = pa.array([form.code for form in LEGAL_FORMS])


class TypedRecords(NamedTuple):
    """The typed rows of a block, those rows that break a rule included, and what is to be said of them."""

    rows: pa.Table
    violations: list[Violation]
    notes: list[Note]


def type_records(records: pa.Table, file_rows: Positions, is_expected_day: IsExpectedDay) -> TypedRecords:
    """Type the records of a block.

    Args:
        records: the 30 columns as texts, ``DICTIONARY_COLUMNS`` dictionary-encoded, empty as null.
        file_rows: record number of each row in the file, from 1.
        is_expected_day: whether an update date fits the date of the file.

    Returns:
        The columns of the bronze schema but for source and date, and every broken rule.
    """
    texts = {name: records[name].combine_chunks() for name in COLUMNS.values()}
    typed, violations = _type_columns(texts)
    notes = note_oddities(texts, typed["sequence_number"], file_rows, is_expected_day)
    typed["municipality_code"] = _join_place_codes(texts["prefecture_code"], texts["city_code"])
    typed["legal_form"] = _read_legal_forms(texts["name"], texts["kind"])
    rows = pa.table({"file_row": pa.array(file_rows, pa.int64()), **typed})
    return TypedRecords(rows, violations, notes)


def _type_columns(texts: dict[str, pa.Array]) -> tuple[dict[str, pa.Array], list[Violation]]:
    """Return every column typed, and the violations in the order of the columns."""
    typed: dict[str, pa.Array] = {}
    violations: list[Violation] = []
    for name, column in texts.items():
        if name == "sequence_number":
            typed[name], broken = _type_numbers(column)
        elif name == "corporate_number":
            typed[name], broken = column, _judge_numbers(column)
        elif name in DATE_COLUMNS:
            typed[name], broken = _type_dates(name, column)
        elif name in FLAG_COLUMNS:
            typed[name], broken = _type_flags(name, column)
        else:
            typed[name], broken = column, _judge_process(column) if name == "process" else []
        violations += broken
    return typed, violations


def _type_numbers(column: pa.Array) -> tuple[pa.Array, list[Violation]]:
    """Return sequence numbers as integers."""
    if is_all_digits(column):
        return pc.cast(column, pa.int64()), []
    whole = pc.fill_null(pc.match_substring_regex(column, r"\A[0-9]{1,15}\z"), False)
    broken = find_true(pc.invert(whole))
    numbers = pc.cast(pc.if_else(whole, column, None), pa.int64())
    return numbers, _violate(SEQUENCE_FORMAT, "sequence_number", broken, column)


def _judge_numbers(column: pa.Array) -> list[Violation]:
    broken = find_bad_numbers(column)
    if not len(broken):
        return []
    formed = pc.match_substring_regex(take_texts(column, broken), r"\A[0-9]{13}\z")
    is_formed = pc.fill_null(formed, False).to_numpy(zero_copy_only=False)
    return [
        *_violate(NUMBER_FORMAT, "corporate_number", broken[~is_formed], column),
        *_violate(NUMBER_CHECK, "corporate_number", broken[is_formed], column),
    ]


def _judge_process(column: pa.DictionaryArray) -> list[Violation]:
    broken = find_rows(column, lambda text: text not in PROCESSES, null_is_sought=True)
    return _violate(PROCESS_UNKNOWN, "process", broken, column)


def _type_dates(name: str, column: pa.DictionaryArray) -> tuple[pa.Array, list[Violation]]:
    """Return dates; every distinct text is read once."""
    try:
        days = pc.cast(column.dictionary, pa.date32())
        possible = pc.greater_equal(days, _FIRST_DAY)
    except pa.ArrowInvalid:
        days = pa.array([read_date(text) for text in column.dictionary.to_pylist()], pa.date32())
        possible = pc.fill_null(pc.greater_equal(days, _FIRST_DAY), False)
    return _convert(DATE_IMPOSSIBLE, name, column, days, possible)


def _type_flags(name: str, column: pa.DictionaryArray) -> tuple[pa.Array, list[Violation]]:
    known = pc.is_in(column.dictionary, pa.array(["0", "1"]))
    return _convert(FLAG_UNKNOWN, name, column, pc.equal(column.dictionary, "1"), known)


def _convert(
    rule: Rule, name: str, column: pa.DictionaryArray, values: pa.Array, good: pa.BooleanArray
) -> tuple[pa.Array, list[Violation]]:
    """Return the value of each row's dictionary entry, null where the entry is not good."""
    converted = pc.if_else(good, values, None).take(column.indices)
    bad = find_true(pc.invert(good))
    return converted, _violate(rule, name, find_rows_with(column, bad), column) if len(bad) else []


def _join_place_codes(prefecture: pa.DictionaryArray, city: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return municipality codes of 5 digits, null where one of the two codes is absent or malformed."""
    parts = [
        pc.if_else(_are_codes(column.dictionary, length), column.dictionary, None).take(column.indices)
        for column, length in ((prefecture, 2), (city, 3))
    ]
    return pc.binary_join_element_wise(*parts, "").dictionary_encode()


def _are_codes(texts: pa.Array, length: int) -> pa.BooleanArray:
    return pc.match_substring_regex(texts, rf"\A[0-9]{{{length}}}\z")


def _read_legal_forms(names: pa.Array, kinds: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return the legal form the name states, for kind 399 only."""
    eligible = find_rows(kinds, lambda text: text == OTHER_REGISTERED_CORPORATION)
    frame = pl.DataFrame({"name": pl.Series(names.take(pa.array(eligible)), dtype=pl.String)})
    forms = frame.select(legal_form_expression("name")).to_series().to_arrow().cast(pa.string())
    codes = np.full(len(names), -1, np.int32)
    codes[eligible] = pc.fill_null(pc.index_in(forms, _LEGAL_FORM_CODES), -1).to_numpy()
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), _LEGAL_FORM_CODES)


def _violate(rule: Rule, name: str, positions: Positions, column: pa.Array) -> list[Violation]:
    if not len(positions):
        return []
    return [Violation(rule, PUBLISHERS_NAME[name], positions, take_texts(column, positions))]
