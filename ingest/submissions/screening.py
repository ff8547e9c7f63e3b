"""Screen free text for personal data before anybody thinks of publishing it.

The screening is meant to find too much rather than too little. A flag does not reject a text: it tells the
person who decides on its publication where to look, and nothing flagged is public without that decision.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ingest.submissions import personal_names
from ingest.submissions.personal_data import contacts, numbers, people, places
from ingest.submissions.personal_data.detector import Detector, Place, merge_places
from ingest.submissions.personal_data.folding import (
    fold_column_numerals,
    fold_column_widths,
    fold_numerals,
    fold_widths,
)

DETECTORS: tuple[Detector, ...] = (
    *numbers.DETECTORS,
    *contacts.DETECTORS,
    *places.DETECTORS,
    *people.DETECTORS,
)

#: Every flag with what it means in Japanese and English, in the order in which flags are listed.
FLAG_TITLES: dict[str, tuple[str, str]] = {
    "phone": ("電話番号", "telephone number"),
    "mail": ("メールアドレス", "mail address"),
    "postal_code": ("郵便番号", "postal code"),
    "street_address": ("番地までの住所", "address to the house number"),
    "my_number": ("個人番号（マイナンバー）", "individual number (My Number)"),
    "account_number": ("口座番号", "bank account"),
    "card_number": ("カード番号", "payment card"),
    "licence_number": ("免許証・保険証などの番号", "number of a licence, passport or insurance card"),
    "url": ("ウェブの住所", "web address"),
    "social_handle": ("SNSのアカウント", "account of a social network"),
    "birth_date": ("生年月日", "date of birth"),
    "age_with_honorific": ("敬称と年齢", "age beside an honorific"),
    "honorific_name": ("敬称・肩書の付いた名前", "name with an honorific or a title"),
    "personal_name": ("人名", "personal name"),
}

_ORDER = {kind: position for position, kind in enumerate(FLAG_TITLES)}


@dataclass(frozen=True)
class Span:
    """A trace of personal data: its kind, its place in the text, and how it is written there."""

    kind: str
    start: int
    end: int
    value: str


def find_personal_data(text: str) -> list[Span]:
    """Return every trace of personal data in a text, in the order of the text.

    Personal names without honorific or title are found only where the extra ``names`` is installed.
    """
    widths, numerals = fold_widths(text), fold_numerals(text)
    found: dict[str, list[Place]] = {}
    for detector in DETECTORS:
        folded = numerals if detector.numerals else widths
        found.setdefault(detector.kind, []).extend(detector.find(folded))
    if personal_names.are_available():
        found["personal_name"] = list(personal_names.find_names(widths))
    spans = [
        Span(kind, start, end, text[start:end])
        for kind, places_found in found.items()
        for start, end in merge_places(places_found)
    ]
    return sorted(spans, key=lambda span: (span.start, span.end, _ORDER[span.kind]))


def screen_texts(texts: pl.Series, *, by_dictionary: bool = True) -> pl.Series:
    """Return the kinds of personal data found in each text, in the order of `FLAG_TITLES`.

    Whole columns are searched for each rule's trigger; the rules themselves see only what it hits.

    Args:
        texts: the texts.
        by_dictionary: look for bare names too, where the extra ``names`` is installed. That takes each text
            0.2 ms; the intake leaves it out, so that its answer is the same on every machine.

    Returns:
        A series ``screening_flags`` of List(String); the list is empty for a clean or a missing text.
    """
    column = pl.col("text")
    frame = texts.cast(pl.String).rename("text").to_frame()
    folded = frame.select(
        widths=fold_column_widths(column).fill_null(""), numerals=fold_column_numerals(column).fill_null("")
    )
    flags = {kind: pl.zeros(len(texts), dtype=pl.Boolean, eager=True) for kind in FLAG_TITLES}
    for detector in DETECTORS:
        flags[detector.kind] |= _flag(folded, detector)
    if by_dictionary and personal_names.are_available():
        found = [next(personal_names.find_names(text), None) is not None for text in folded["widths"]]
        flags["personal_name"] = pl.Series(found, dtype=pl.Boolean)
    named = [pl.when(pl.col(kind)).then(pl.lit(kind)) for kind in flags]
    listed = pl.concat_list(named).list.drop_nulls().alias("screening_flags")
    return pl.DataFrame(flags).select(listed).to_series()


def _flag(folded: pl.DataFrame, detector: Detector) -> pl.Series:
    """Return for each text whether the detector finds anything in it."""
    texts = folded["numerals" if detector.numerals else "widths"]
    hits = texts.str.contains(detector.trigger).arg_true()
    found = [next(detector.find(text), None) is not None for text in texts.gather(hits)]
    return pl.zeros(len(texts), dtype=pl.Boolean, eager=True).scatter(hits, found)
