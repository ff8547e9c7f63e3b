"""Which column is which field, and which contract a sheet follows: read from its header alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process

from ingest.submissions.contracts import CONTRACTS, Contract, contracts_of
from ingest.submissions.contracts.fields import FieldSpec

_BRACKETED = re.compile(r"[(（\[【〔〈《「『][^)）\]】〕〉》」』]*[)）\]】〕〉》」』]")
_MARKS = re.compile(r"[\s()（）\[\]【】〔〕〈〉《》「」『』*＊※★☆●■◆:：_\-・･]+")
_LIKENESS = 60.0
#: A sheet with less than this share of the required columns of every contract is no table of records.
_LEAST_SHARE = 0.5


@dataclass(frozen=True)
class HeaderMatch:
    """How the header of a sheet fits a contract.

    Attributes:
        contract: the contract.
        columns: position of the column of each field found.
        unknown: the columns that are no field: header and the nearest header of the contract, if any.
        twice: fields that two columns claim.
        missing: required fields without a column.
    """

    contract: Contract
    columns: Mapping[str, int]
    unknown: tuple[tuple[str, str | None], ...]
    twice: tuple[FieldSpec, ...]
    missing: tuple[FieldSpec, ...]

    @property
    def required_share(self) -> float:
        """Share of the required fields that have a column."""
        required = sum(field.required for field in self.contract.fields)
        return 1 - len(self.missing) / required if required else 1.0

    @property
    def is_for_withdrawing(self) -> bool:
        """Tell whether the sheet can withdraw records, though it lacks what recording needs."""
        return (
            "action" in self.columns
            and not self.unknown
            and any(self.columns.keys() >= set(key) for key in list_keys(self.contract))
        )

    def list_lacking(self) -> str:
        """Return the Japanese headers of the missing columns in one line."""
        return "、".join(f"「{field.title_ja}」" for field in self.missing)


def list_keys(contract: Contract) -> tuple[tuple[str, ...], ...]:
    """Return the sets of fields that tell a record from others, the best first.

    A corporate number stands for name, prefecture and municipality; the municipality may be empty.
    """
    keys = tuple(contract.key_fields)
    if "corporate_number" not in keys and "organization_name" not in keys:
        return (keys,)
    others = tuple(name for name in keys if name not in _ORGANIZATION)
    return (*others, "corporate_number"), (*others, "organization_name", "prefecture_code")


_ORGANIZATION = frozenset({"corporate_number", "organization_name", "prefecture_code", "municipality"})


def fold_header(text: str) -> str:
    """Return a header in the form in which headers are compared: width, case and marks do not count."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


@cache
def _list_names(kind: str, version: int) -> Mapping[str, str]:
    """Return the field of each folded header a contract knows."""
    contract = CONTRACTS[kind, version]
    return {
        fold_header(text): field.name
        for field in reversed(contract.fields)
        for text in (field.title_en, field.name, field.title_ja)
    }


def find_field(header: str, contract: Contract) -> str | None:
    """Return the name of the field a header means, or None.

    ``聞いた日＊``, ``聞いた日（例：2024-04-01）``, ``heard_on`` and ``Heard On`` are the same.
    """
    names = _list_names(contract.kind, contract.version)
    for text in (header, _BRACKETED.sub("", header)):
        if name := names.get(fold_header(text)):
            return name
    return None


def match_header(header: Sequence[str], contract: Contract) -> HeaderMatch:
    """Return how a header fits a contract; columns may stand in any order."""
    fields = {field.name: field for field in contract.fields}
    columns: dict[str, int] = {}
    unknown: list[str] = []
    twice: dict[str, FieldSpec] = {}
    for position, text in enumerate(header):
        name = find_field(text, contract)
        if name is None:
            unknown.append(text)
        elif name in columns:
            twice[name] = fields[name]
        else:
            columns[name] = position
    left = [field.title_ja for field in contract.fields if field.name not in columns]
    missing = tuple(field for field in contract.fields if field.required and field.name not in columns)
    named = tuple((text, suggest_header(text, left)) for text in unknown)
    return HeaderMatch(contract, columns, named, tuple(twice.values()), missing)


def suggest_header(text: str, titles: Sequence[str]) -> str | None:
    """Return the header that a text is most like, or None."""
    near = process.extractOne(text, titles, processor=fold_header, score_cutoff=_LIKENESS)
    return near[0] if near else None


def rank_contracts(header: Sequence[str], kind: str | None, version: int | None) -> list[HeaderMatch]:
    """Return how a header fits each contract that may be meant, the best first.

    Best is the one that knows most columns: a sheet of collaborations without its roles would else pass
    for profiles. Of equals it is one without missing columns, then one whose keys are there for
    withdrawing, then the one with the largest share of its required columns, then the newest.
    """
    contracts = contracts_of(kind) if kind else tuple(CONTRACTS.values())
    if kind and version:
        contracts = tuple(it for it in contracts if it.version == version) or contracts
    matches = [match_header(header, contract) for contract in contracts]
    return sorted(matches, key=_rate, reverse=True)


def _rate(match: HeaderMatch) -> tuple[int, bool, bool, float, int]:
    return (
        len(match.columns),
        not match.missing,
        match.is_for_withdrawing,
        round(match.required_share, 3),
        match.contract.version,
    )


def choose_contract(header: Sequence[str], kind: str | None, version: int | None) -> HeaderMatch | None:
    """Return the contract a sheet follows, or None when the header does not tell.

    A kind that is named is taken. Otherwise a header that fits two kinds equally well tells nothing, nor
    does one with less than half of the required columns.
    """
    ranked = rank_contracts(header, kind, version)
    best = ranked[0]
    if kind:
        return best
    if best.missing and not best.is_for_withdrawing and best.required_share < _LEAST_SHARE:
        return None
    rivals = [match for match in ranked[1:] if match.contract.kind != best.contract.kind]
    if rivals and _rate(rivals[0])[:4] == _rate(best)[:4]:
        return None
    return best
