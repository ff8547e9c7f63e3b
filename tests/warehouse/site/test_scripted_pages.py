"""The pages with scripts: what they are told, and what the offline edition carries for them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from warehouse.dictionary import Dictionary, load_dictionary
from warehouse.layout import Home
from warehouse.site.build import STATIC
from warehouse.site.offline import write_offline
from warehouse.site.page import LANGUAGES
from warehouse.site.pages.query import load_examples
from warehouse.site.scripts import list_words
from warehouse.transform import DBT_PROJECT

#: The scripts of a page, and the sections of words it is told: bare, and with their section.
TOLD = {
    ("page", "tables", "search", "organizations"): (("search",), ()),
    ("page", "tables", "profile"): ((), ("profile",)),
    ("page", "tables", "sql", "csv", "query"): (("query",), ()),
}


@pytest.mark.parametrize("scripts", TOLD)
def test_every_word_that_a_script_says_is_told_to_it(scripts: tuple[str, ...]) -> None:
    bare, sections = TOLD[scripts]
    text = "".join((STATIC / "scripts" / f"{name}.js").read_text(encoding="utf-8") for name in scripts)
    said = set(re.findall(r"word\('([\w.]+)'", text))
    assert said
    for language in LANGUAGES:
        assert said - list_words(language, *sections, bare=bare).keys() == set()


def test_every_code_that_a_record_shows_has_words() -> None:
    text = (DBT_PROJECT / "models/marts/registers/organization_events.yml").read_text(encoding="utf-8")
    (events,) = re.findall(r"values: \[(registered, .*)\]", text)
    text = (DBT_PROJECT / "models/marts/registers/organizations.yml").read_text(encoding="utf-8")
    (statuses,) = re.findall(r"values: \[(active, .*)\]", text)
    (causes,) = re.findall(r"values: \[(liquidation_completed, .*)\]", text)
    named = set(
        pl.read_csv(DBT_PROJECT / "seeds" / "code_words.csv").select("vocabulary", "code").iter_rows()
    )
    wanted = {("event_types", code) for code in events.split(", ")}
    wanted |= {("statuses", code) for code in statuses.split(", ")}
    wanted |= {("close_causes", code) for code in causes.split(", ")}
    assert wanted - named == set()


def test_every_example_reads_tables_of_the_dictionary() -> None:
    names = {dataset.name for dataset in load_dictionary(DBT_PROJECT)}
    for example in load_examples():
        assert example.tables
        assert set(example.tables) <= names


def test_the_offline_edition_carries_the_bytes_of_every_table(
    home: Home, dictionary: Dictionary, publish: Callable[[str], Path], tmp_path: Path
) -> None:
    release = publish("2026.11.0")
    write_offline(home, dictionary, tmp_path / "stick")
    for path in (release / "parquet").glob("*.parquet"):
        script = (tmp_path / "stick/assets/tables" / f"{path.name}.js").read_text(encoding="utf-8")
        call = re.fullmatch(r"tsunagu\.take\((.*)\)\n", script)
        assert call
        name, text = json.loads(f"[{call[1]}]")
        assert name == f"tables/{path.name}"
        assert base64.b64decode(text) == path.read_bytes()
