"""The documents name every code the tables hold, and link to what exists."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from warehouse.inputs import REPOSITORY

DBT = REPOSITORY / "dbt_project"
JOURNALISTS = (REPOSITORY / "docs" / "journalists.ja.md").read_text(encoding="utf-8")
DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
#: Columns whose codes are told in their description, without a test of dbt.
TOLD_COLUMNS = {
    "certification_kind", "event_type", "explanation", "ground", "kind", "measure", "population_source",
    "rule", "source", "verdict",
}  # fmt: skip


def read_columns() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every column of the public tables, with its place."""
    for path in sorted((DBT / "models" / "marts").rglob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            for column in model["columns"]:
                yield f"{model['name']}.{column['name']}", column


def find_accepted_values(column: dict[str, Any]) -> list[str]:
    """Return the values that the tests of dbt accept in a column."""
    tests = [test["accepted_values"] for test in column.get("data_tests", []) if "accepted_values" in test]
    return [str(value) for test in tests for value in test.get("arguments", test)["values"]]


def list_codes() -> list[tuple[str, str]]:
    """Return place and code of every code that a public table may hold."""
    codes = []
    for place, column in read_columns():
        codes += [(place, value) for value in find_accepted_values(column)]
        if column["name"] in TOLD_COLUMNS:
            told = re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", column["description"])
            codes += [(place, value) for value in told]
    return codes


def test_the_tables_declare_codes() -> None:
    declared = {place for place, column in read_columns() if find_accepted_values(column)}

    assert {"organizations.status", "organization_events.event_type"} <= declared


def test_every_code_a_public_table_may_hold_is_explained_to_journalists() -> None:
    assert [(place, code) for place, code in list_codes() if f"`{code}`" not in JOURNALISTS] == []


def test_every_legal_form_is_explained_to_journalists() -> None:
    with (DBT / "seeds" / "legal_forms.csv").open(encoding="utf-8") as lines:
        forms = [row["legal_form"] for row in csv.DictReader(lines)]

    assert forms
    assert [form for form in forms if f"`{form}`" not in JOURNALISTS] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    paths = [target.split("#")[0] for target in targets if "://" not in target]

    assert [path for path in paths if path and not (document.parent / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_inside_a_document_leads_to_a_heading(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    headings = {
        re.sub(r"\W+", "-", title.lower()).strip("-") for title in re.findall(r"^#+ (.+)", text, re.M)
    }

    assert [anchor for anchor in re.findall(r"\]\(#([^)]+)\)", text) if anchor not in headings] == []
