"""The names of the codes in a release, taken from its own reference tables: for code books and labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from warehouse.dictionary import Column, Dictionary
from warehouse.release.paths import TablePaths

PAIR = "+"
#: Words that stand in a code column for everything together, and for what no register tells.
TOTALS = {
    "all": ("すべて", "All"),
    "any": ("すべて", "Any"),
    "JP": ("全国", "Japan"),
    "unstated": ("記載なし", "Unstated"),
}
#: The list a column takes its codes from, by the name of the column. A name means the same in every table.
LISTS: dict[str, tuple[str, ...]] = {
    "prefecture_code": ("prefectures",),
    "lead_prefecture_code": ("prefectures",),
    "municipality_code": ("municipalities",),
    "previous_municipality_code": ("municipalities",),
    "lead_municipality_code": ("municipalities",),
    "jurisdiction_code": ("jurisdictions",),
    "geography_code": ("totals", "regions", "prefectures", "jurisdictions", "municipalities"),
    "issue": ("totals", "issues"),
    "main_issue": ("issues",),
    "issues": ("issues",),
    "field_code": ("activity_fields",),
    "field_codes": ("activity_fields",),
    "fields": ("activity_fields",),
    "legal_form": ("totals", "legal_forms"),
    "certification_kind": ("totals", "certification_kinds"),
    "close_cause": ("close_causes",),
    "event_type": ("event_types",),
    "explanation": ("explanations",),
    "geography_kind": ("geography_kinds",),
    "ground": ("revocation_grounds",),
    "measure": ("totals", "measures"),
    "rule": ("linking_rules",),
    "status": ("statuses",),
    "unit": ("units",),
    "value_status": ("value_statuses",),
    "voices_status": ("value_statuses",),
    "source_voices_status": ("value_statuses",),
    "participants_status": ("value_statuses",),
    "verdict": ("verdicts",),
    "sector": ("sectors",),
    "lead_sector": ("sectors",),
    "sectors": ("sectors",),
    "sector_a": ("totals", "sectors"),
    "sector_b": ("totals", "sectors"),
    "sector_pair": ("totals", "sectors"),
    "region_a": ("totals", "regions"),
    "region_b": ("totals", "regions"),
    "region_pair": ("totals", "regions"),
    "regions": ("areas",),
    "period": ("totals",),
    "role": ("collaboration_roles",),
    "programme_kind": ("programme_kinds",),
    "event_format": ("event_formats",),
    "proposal_status": ("proposal_statuses",),
    "addressee_kind": ("addressee_kinds",),
    "income_band": ("income_bands",),
    "raised_by": ("voice_raisers",),
}
#: Lists that are tables of their own, with more than names.
_OPEN = frozenset({"activity_fields", "issues", "jurisdictions", "municipalities"})


def name_lists(column: str) -> list[str]:
    """Return the lists that a column takes its codes from: of ``vocabularies``, or tables of their own."""
    return [name for name in LISTS.get(column, ()) if name != "totals"]


@dataclass(frozen=True)
class Name:
    """What a code means, in both languages."""

    ja: str
    en: str

    @property
    def both(self) -> str:
        """Return both names, or the one where they are the same."""
        return self.ja if self.ja == self.en else f"{self.ja} · {self.en}"


class CodeLists:
    """The lists of codes of one release, by name."""

    def __init__(self, lists: Mapping[str, Mapping[str, Name]]) -> None:
        self._lists = lists

    def of_column(self, column: str) -> dict[str, Name]:
        """Return the codes of a column, by code; empty where it has no list."""
        names = LISTS.get(column, ())
        return {code: name for one in names for code, name in self._lists.get(one, {}).items()}

    def closed_list(self, column: Column) -> dict[str, Name]:
        """Return the codes of a column that holds one code of ``vocabularies`` a cell; else nothing."""
        lists = name_lists(column.name)
        is_closed = column.data_type == "varchar" and not column.name.endswith("_pair")
        return self.of_column(column.name) if lists and is_closed and _OPEN.isdisjoint(lists) else {}

    def name(self, column: str, code: str) -> Name:
        """Return what a code means; a pair of codes is named by both, an unlisted code by itself."""
        known = self.of_column(column)
        if code in known:
            return known[code]
        parts = code.split(PAIR)
        if len(parts) > 1 and all(part in known for part in parts):
            names = [known[part] for part in parts]
            return Name("＋".join(name.ja for name in names), " + ".join(name.en for name in names))
        return Name(code, code)


def read_code_lists(root: Path, dictionary: Dictionary) -> CodeLists:
    """Return the lists that the reference tables of a release hold; a table that is not there gives none."""
    held = {dataset.name for dataset in dictionary}
    lists: dict[str, dict[str, Name]] = {"totals": {code: Name(*names) for code, names in TOTALS.items()}}
    for table, code in (
        ("issues", "issue"),
        ("jurisdictions", "jurisdiction_code"),
        ("activity_fields", "field_code"),
    ):
        if table in held:
            lists[table] = _name_codes(_read(root, table), code)
    if "municipalities" in held:
        # A code keeps its last name when the place is gone, so that every year can be read.
        places = _read(root, "municipalities").sort("is_current", maintain_order=True)
        lists["municipalities"] = _name_codes(
            places.with_columns(name_ja="name", name_en="name"), "municipality_code"
        )
    if "vocabularies" in held:
        for (vocabulary,), rows in _read(root, "vocabularies").group_by("vocabulary", maintain_order=True):
            lists[str(vocabulary)] = _name_codes(rows, "code")
    return CodeLists(lists)


def _read(root: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(root / TablePaths.of(table).parquet)


def _name_codes(table: pl.DataFrame, code: str) -> dict[str, Name]:
    rows = table.select(code, "name_ja", "name_en").iter_rows()
    return {key: Name(ja, en or ja) for key, ja, en in rows}
