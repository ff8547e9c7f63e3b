"""The vocabularies of the contracts, read from the seeds of the warehouse: one list for both.

A member writes a label in Japanese or English, a code, or one of the other words a seed knows
(``also_known_as``); all are found whatever their width, case, spaces and middle dots.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polars as pl
from rapidfuzz import fuzz

from ingest.submissions.errors import UnknownVocabulary

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"

#: The vocabularies that contracts use; every one but the last two is a seed.
VOCABULARIES = (
    "addressee_kinds",
    "collaboration_roles",
    "event_formats",
    "income_bands",
    "issues",
    "npo_act_fields",
    "prefectures",
    "programme_kinds",
    "proposal_statuses",
    "sectors",
    "voice_raisers",
    "areas",
    "actions",
)

#: Seeds whose name differs: a public table of dbt is called `issues` already.
SEED_NAMES = {"issues": "issue_terms"}

#: The code that stands beside those of the prefectures for the whole country.
NATIONWIDE = "00"
SUGGESTIONS = 3
LIKENESS = 50.0
_CONTAINED = 90.0
_IGNORED = re.compile(r"[\s・･、,，.。/／()（）「」'’:：_\-]+")
_NUMBERED = re.compile(r"\A第?([0-9]{1,2})号?(.*)\Z", re.DOTALL)
_OFFICES = "都府県"
#: Words that are written in several ways, each in one.
_SPELLINGS = {"子供": "子ども", "こども": "子ども", "障がい": "障害", "障碍": "障害", "取り": "取"}


@dataclass(frozen=True)
class Term:
    """One entry of a vocabulary.

    Attributes:
        code: what is stored and published.
        name_ja: the label members choose.
        name_en: the label in English.
        attributes: the other columns of the seed, as text.
    """

    code: str
    name_ja: str
    name_en: str
    attributes: Mapping[str, str] = field(default_factory=dict, compare=False)


class Vocabulary:
    """A closed list of terms, found by code, label or another word for it."""

    def __init__(self, name: str, terms: tuple[Term, ...]) -> None:
        self.name = name
        self.terms = terms
        self.by_code = {term.code: term for term in terms}
        self._codes: dict[str, str] = {}
        for words in (_list_labels, _list_aliases):
            for term in terms:
                for word in words(term):
                    self._codes.setdefault(fold_label(word), term.code)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of the list."""
        return tuple(self.by_code)

    def resolve(self, text: str) -> str | None:
        """Return the code that a text stands for, or None.

        A number before a label is accepted when both speak of the same term: ``03``, ``第3号``,
        ``3 まちづくり``, ``04 宮城県``.
        """
        folded = fold_label(text)
        return self._codes.get(folded) or self._resolve_number(folded)

    def resolve_series(self, texts: pl.Series) -> pl.Series:
        """Return the codes of a column of texts, null where there is none; a text is sought once."""
        distinct = texts.drop_nulls().unique().to_list()
        found = {text: code for text in distinct if (code := self.resolve(text)) is not None}
        if not found:
            return pl.Series(texts.name, [None] * len(texts), dtype=pl.String)
        return texts.replace_strict(found, default=None, return_dtype=pl.String)

    def suggest(self, text: str) -> list[Term]:
        """Return at most three terms whose label is like the text, the likest first."""
        folded = _NUMBERED.sub(r"\2", fold_label(text))
        if not folded:
            return []
        scores = {label: _measure_likeness(folded, label) for label in self._codes}
        near = sorted(
            (label for label in scores if scores[label] >= LIKENESS), key=scores.__getitem__, reverse=True
        )
        codes = dict.fromkeys(self._codes[label] for label in near)
        return [self.by_code[code] for code in codes][:SUGGESTIONS]

    def _resolve_number(self, folded: str) -> str | None:
        match = _NUMBERED.fullmatch(folded)
        if match is None:
            return None
        code = match[1].zfill(2)
        term = self.by_code.get(code)
        if term is None or not match[2]:
            return code if term else None
        agrees = any(match[2] in fold_label(label) for label in (term.name_ja, term.name_en))
        return code if agrees or self._codes.get(match[2]) == code else None


def fold_label(text: str) -> str:
    """Return a text as labels are compared: width, case, spaces, dots and 子供 for 子ども do not count."""
    folded = _IGNORED.sub("", unicodedata.normalize("NFKC", text).casefold())
    for spelling, usual in _SPELLINGS.items():
        folded = folded.replace(spelling, usual)
    return folded


@cache
def load_vocabulary(name: str) -> Vocabulary:
    """Return a vocabulary by its name.

    Raises:
        UnknownVocabulary: there is none of this name.
    """
    if name == "areas":
        nationwide = Term(NATIONWIDE, "全国", "Nationwide", {"also_known_as": "全都道府県|日本全国"})
        return Vocabulary(name, (nationwide, *load_vocabulary("prefectures").terms))
    if name == "actions":
        return Vocabulary(name, _ACTIONS)
    if name not in VOCABULARIES:
        raise UnknownVocabulary(
            "vocabularies", name, "no vocabulary has this name", f"Choose one of {', '.join(VOCABULARIES)}."
        )
    return Vocabulary(name, tuple(_read_terms(SEEDS / f"{SEED_NAMES.get(name, name)}.csv")))


_ACTIONS = (
    Term("record", "登録", "Record", {"also_known_as": "新規|更新|修正|変更|追加"}),
    Term("withdraw", "取下げ", "Withdraw", {"also_known_as": "取り下げ|取下|撤回|削除"}),
    Term("example", "記入例", "Example", {"also_known_as": "例|見本"}),
)


def _read_terms(path: Path) -> Iterator[Term]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code = next(iter(row.values()))
            others = {
                column: value
                for column, value in list(row.items())[1:]
                if column not in ("name_ja", "name_en")
            }
            yield Term(code, row["name_ja"], row["name_en"], others)


def _list_labels(term: Term) -> list[str]:
    return [term.code, term.name_ja, term.name_en]


def _list_aliases(term: Term) -> list[str]:
    """Return the other words for a term; a prefecture is also known without its 都, 府 or 県."""
    words = [word for word in term.attributes.get("also_known_as", "").split("|") if word]
    if "region" in term.attributes:
        short = term.name_ja[:-1] if term.name_ja[-1] in _OFFICES else term.name_ja
        words += [short, f"{term.name_en} Prefecture"]
    return words


def _measure_likeness(text: str, label: str) -> float:
    """Return 0..100; a word of two characters or more that is part of the other is very like it."""
    shorter, longer = sorted((text, label), key=len)
    contained = _CONTAINED if len(shorter) > 1 and shorter in longer else 0.0
    return max(fuzz.ratio(text, label), contained)
