"""Findings: sentences whose every number comes out of a query, with the caveats of what it is drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import yaml

from warehouse.dictionary import Dictionary
from warehouse.press.desk import Desk, list_tables

DECLARED = Path(__file__).with_name("findings.yml")


@dataclass(frozen=True)
class Finding:
    """One finding in both languages, and the query behind it."""

    name: str
    title_ja: str
    title_en: str
    ja: str
    en: str
    query: str
    caveats_ja: tuple[str, ...]
    caveats_en: tuple[str, ...]


def declare_findings() -> list[dict[str, Any]]:
    """Return the findings as ``findings.yml`` declares them, in order."""
    declared: list[dict[str, Any]] = yaml.safe_load(DECLARED.read_text(encoding="utf-8"))
    return declared


def tell_findings(desk: Desk, dictionary: Dictionary, environment: jinja2.Environment) -> Iterator[Finding]:
    """Yield the findings of a release; one whose figure is missing or withheld is left out."""
    for declared in declare_findings():
        rows = desk.ask(declared["query"])
        if not rows or None in rows[0].values():
            continue
        dataset = dictionary[list_tables(declared["query"])[0]]
        yield Finding(
            name=declared["name"],
            title_ja=declared["title_ja"],
            title_en=declared["title_en"],
            ja=environment.from_string(declared["ja"]).render(rows[0]),
            en=environment.from_string(declared["en"]).render(rows[0]),
            query=declared["query"].strip(),
            caveats_ja=(*declared.get("caveats_ja", ()), *dataset.warnings_ja),
            caveats_en=(*declared.get("caveats_en", ()), *dataset.warnings_en),
        )
