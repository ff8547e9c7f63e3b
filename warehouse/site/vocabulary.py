"""The names of codes in both languages, as the reference tables of a release have them."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.site.page import Language, Words
from warehouse.site.source import SiteSource

#: Lists of names that have a table of their own: the table, and its column of codes.
OWN_TABLES = {"issues": ("issues", "issue"), "fields": ("activity_fields", "field_code")}
#: Every dataset that names codes.
NAMES = ("vocabularies", *(table for table, _ in OWN_TABLES.values()))
PREFECTURES, ISSUES, FIELDS = "prefectures", "issues", "fields"


class Vocabulary:
    """Every list of codes, with ``issues`` and ``fields`` (of activity) among them."""

    def __init__(self, source: SiteSource) -> None:
        self._lists = dict(source.vocabularies)
        for name, (table, column) in OWN_TABLES.items():
            rows = source.ask(f"select {column} as code, name_ja, name_en from {table} order by code")
            self._lists[name] = {row["code"]: Words(row["name_ja"], row["name_en"]) for row in rows}

    def list_codes(self, vocabulary: str) -> Mapping[str, Words]:
        """Return the names of a list by code, in the order of the codes."""
        return self._lists.get(vocabulary, {})

    def name(self, vocabulary: str, code: str | None, language: Language) -> str:
        """Return the name of a code; the code itself where the list lacks it, nothing for no code."""
        if code is None:
            return ""
        words = self._lists.get(vocabulary, {}).get(code)
        return words[language] if words else code
