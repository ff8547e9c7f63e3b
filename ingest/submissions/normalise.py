"""Cells as members write them become values of their type, column by column.

Nothing is guessed: a cell that cannot be read for certain keeps its text and is named with the rule it
breaks. What a value of the right type must fulfil (limits, patterns, check digits) is the contract's part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import polars as pl

from ingest.identifiers import corporate_number_is_valid
from ingest.japanese.dates import parse_dates
from ingest.submissions.columns import clean_texts, fold_texts, map_distinct
from ingest.submissions.contracts.fields import FieldSpec
from ingest.submissions.numbers import parse_integers
from ingest.submissions.vocabularies import Vocabulary, load_vocabulary

TRUE = [
    "○",
    "◯",
    "〇",
    "⭕",
    "⚪",
    "✓",
    "✔",
    "☑",
    "レ",
    "o",
    "はい",
    "1",
    "true",
    "yes",
    "y",
    "可",
    "同意",
    "同意する",
    "有",
    "あり",
]
FALSE = [
    "×",
    "✕",
    "✖",
    "✗",
    "✘",
    "☓",
    "❌",
    "x",
    "いいえ",
    "0",
    "false",
    "no",
    "n",
    "不可",
    "同意しない",
    "無",
    "なし",
]

#: Day 0 of Excel's count; it holds from 1900-03-01 on, which is day 61.
_EXCEL_ZERO = date(1899, 12, 30)
_TIME = r"[\sT]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\z"
_WEEKDAY = r"\s*\([月火水木金土日](?:曜日?)?\)"
_EIGHT_DIGITS = r"\A((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])\z"
_FIRM_SEPARATORS = re.compile(r"[\n;]+")
_SOFT_SEPARATORS = re.compile(r"([、,/]+)")
_WORDS_IN_TERM = 6


@dataclass(frozen=True)
class Normalised:
    """A column read.

    Attributes:
        values: the values; null where a cell is empty or could not be read.
        rules: code of the rule a cell breaks; null where it was read.
        parts: what in the cell could not be read, where that is less than the cell.
        notes: how many cells were read in a way the sender should know of, by the code of the note.
    """

    values: pl.Series
    rules: pl.Series
    parts: pl.Series
    notes: Mapping[str, int]


def normalise_column(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    """Return a column of cells as values of a field's type.

    Args:
        texts: the cells as sent.
        field: what the contract says of the column.
        member_id: who sends; an id without a prefix is its own.
    """
    return _READERS[field.type](texts, field, member_id)


def _read(
    texts: pl.Series, values: pl.Series, rule: str, notes: Mapping[str, int] | None = None
) -> Normalised:
    """Return a column in which every cell that has a text and no value breaks a rule."""
    unread = texts.is_not_null() & values.is_null()
    rules = pl.Series("rule", [rule], dtype=pl.String).new_from_index(0, len(texts)).set(~unread, None)
    return Normalised(values, rules, _make_empty(texts), notes or {})


def _make_empty(texts: pl.Series) -> pl.Series:
    return pl.Series("part", [None], dtype=pl.String).new_from_index(0, len(texts))


def _read_texts(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    cleaned = clean_texts(texts)
    return _read(cleaned, cleaned, "text.unreadable")


def _read_folded(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    folded = fold_texts(texts)
    return _read(folded, folded, f"{field.type}.form")


def _read_urls(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    """An address without its scheme gets one: people write www.example.jp."""
    folded = fold_texts(texts)
    bare = folded.str.contains(r"(?i)\A[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?\z")
    completed = folded.zip_with(~bare.fill_null(False), "https://" + folded)
    lowered = completed.str.replace(r"(?i)\Ahttp(s?)://", "http${1}://")
    return _read(folded, lowered, "url.form")


def _read_phones(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    folded = fold_texts(texts)
    return _read(folded, folded.str.replace_all(r"\s+", "").str.replace_all("ー", "-"), "phone.form")


def _read_integers(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    folded = fold_texts(texts)
    return _read(folded, parse_integers(folded), "integer.unreadable")


def _read_flags(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    """Read yes and no; an empty cell is no. Latin o and x stand for ○ and ×, レ for a tick."""
    folded = fold_texts(texts)
    values = (
        folded.str.to_lowercase()
        .str.replace_all("\ufe0f", "")
        .replace_strict(_FLAGS, default=None, return_dtype=pl.Boolean)
    )
    read = _read(folded, values, "flag.unreadable")
    return Normalised(values.fill_null(False), read.rules, read.parts, {})


_FLAGS: Mapping[str, bool] = {
    text: value
    for words, value in ((TRUE, True), (FALSE, False))
    for text in fold_texts(pl.Series(words)).to_list()
}


def _read_dates(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    folded = fold_texts(texts)
    plain = (
        folded.str.replace(_TIME, "").str.replace(_WEEKDAY, "").str.replace(_EIGHT_DIGITS, "${1}-${2}-${3}")
    )
    days = parse_dates(plain)
    serials = plain.str.extract(r"\A([1-9][0-9]{4})(?:\.0+)?\z", 1).cast(pl.Int64)
    counted = days.is_null() & serials.is_not_null()
    if not counted.any():
        return _read(folded, days, "date.unreadable")
    from_serials = (pl.Series([_EXCEL_ZERO]) + pl.Series([timedelta(days=1)]) * serials).cast(pl.Date)
    return _read(
        folded, days.zip_with(~counted, from_serials), "date.unreadable", {"date.serial": int(counted.sum())}
    )


def _read_corporate_numbers(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    """Read 13 digits in any spelling; a registry number of 12 digits gets the check digit it lacks.

    A corporate number is a check digit and the 12 digits of the company registry (会社法人等番号), so the
    check digit follows from them. An invoice number is the corporate number after a T.
    """
    folded = fold_texts(texts)
    digits = folded.str.replace_all(r"[\s-]+", "").str.replace(r"\A[Tt]([0-9]{13})\z", "${1}")
    digits = digits.str.replace(r"\A([0-9]{12,13})\.0\z", "${1}")
    short = digits.str.contains(r"\A[0-9]{12}\z").fill_null(False)
    if not short.any():
        return _read(folded, digits, "corporate_number.form")
    completed = map_distinct(digits.set(~short, None), _complete_corporate_number, pl.String())
    return _read(
        folded,
        digits.zip_with(~short, completed),
        "corporate_number.form",
        {"corporate_number.completed": int(short.sum())},
    )


def _complete_corporate_number(digits: str) -> str | None:
    candidates = pl.Series([f"{first}{digits}" for first in range(1, 10)])
    true = candidates.to_frame("number").filter(corporate_number_is_valid(pl.col("number")))
    return str(true.item()) if true.height == 1 else None


def _read_codes(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    cleaned = clean_texts(texts)
    vocabulary = load_vocabulary(field.vocabulary or "")
    return _read(cleaned, vocabulary.resolve_series(cleaned), "code.unknown")


def _read_code_lists(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    cleaned = clean_texts(texts)
    split = partial(split_codes, vocabulary=load_vocabulary(field.vocabulary or ""))
    dtype = pl.Struct({"codes": pl.List(pl.String), "part": pl.String})
    found = map_distinct(cleaned, split, dtype).struct.unnest()
    unread = found["part"].is_not_null()
    values = found["codes"].set(unread, None) if unread.any() else found["codes"]
    read = _read(cleaned, values, "code.unknown")
    return Normalised(values, read.rules, found["part"], {})


def split_codes(text: str, vocabulary: Vocabulary) -> dict[str, object]:
    """Return the codes in a cell, each once, and the first part of it that is no term.

    Between terms stand 、 , / ; or a new line. Labels hold such marks themselves (保健、医療又は福祉), so the
    longest run of words that is a term is taken.
    """
    codes: dict[str, None] = {}
    for piece in _FIRM_SEPARATORS.split(text.replace("；", ";")):
        words = _SOFT_SEPARATORS.split(piece.replace("，", ",").replace("／", "/"))
        while words:
            taken, code = _take_term(words, vocabulary)
            if code is not None:
                codes[code] = None
            elif words[0].strip():
                return {"codes": [], "part": words[0].strip()}
            words = words[taken + 1 :]
    return {"codes": list(codes) or None, "part": None if codes else text}


def _take_term(words: list[str], vocabulary: Vocabulary) -> tuple[int, str | None]:
    """Return how many words and separators make the longest term at the start, and its code."""
    for taken in range(min(len(words), 2 * _WORDS_IN_TERM - 1), 0, -2):
        text = "".join(words[:taken]).strip()
        if text and (code := vocabulary.resolve(text)) is not None:
            return taken, code
    return 1, None


def _read_ids(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    folded = fold_texts(texts)
    full = folded.zip_with(folded.str.contains("/", literal=True).fill_null(True), f"{member_id}/" + folded)
    read = _read(folded, full, "id.form")
    if not field.own_id:
        return read
    foreign = full.str.contains("/", literal=True) & ~full.str.starts_with(f"{member_id}/")
    rules = pl.Series("rule", ["id.foreign"], dtype=pl.String).new_from_index(0, len(texts))
    return Normalised(full, rules.set(~foreign.fill_null(False), None), read.parts, {})


def _read_id_lists(texts: pl.Series, field: FieldSpec, member_id: str) -> Normalised:
    folded = fold_texts(texts)

    def split(text: str) -> list[str] | None:
        ids = [part.strip() for part in re.split(r"[、,;\n]+", text) if part.strip()]
        return list(dict.fromkeys(part if "/" in part else f"{member_id}/{part}" for part in ids)) or None

    return _read(folded, map_distinct(folded, split, pl.List(pl.String())), "id.form")


_READERS: Mapping[str, Callable[[pl.Series, FieldSpec, str], Normalised]] = {
    "text": _read_texts,
    "id": _read_ids,
    "id_list": _read_id_lists,
    "integer": _read_integers,
    "date": _read_dates,
    "flag": _read_flags,
    "code": _read_codes,
    "code_list": _read_code_lists,
    "corporate_number": _read_corporate_numbers,
    "url": _read_urls,
    "email": _read_folded,
    "phone": _read_phones,
}
