"""The press kit of the demo's release: every number is found again by the query that stands beside it."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.tsunagu.shared_runs import FinishedRun
from warehouse.press.drawing import declare_pictures
from warehouse.press.findings import declare_findings
from warehouse.release.manifest import list_files, read_sums

pytestmark = pytest.mark.xdist_group("demo")

SECTION = re.compile(
    r"^## (?P<title>.+?)\n\n(?P<sentence>.+?)\n\n.*?^```sql\n(?P<query>.+?)^```", re.M | re.S
)


@pytest.fixture
def inside(demo: FinishedRun) -> Iterator[Path]:
    """The folder of the release, as the working folder of whoever runs a query of it."""
    before = Path.cwd()
    os.chdir(demo.release)
    yield demo.release
    os.chdir(before)


def read_sections(release: Path, language: str) -> list[re.Match[str]]:
    return list(SECTION.finditer((release / "press" / language / "findings.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_number_of_a_sentence_is_the_answer_to_its_query(inside: Path, language: str) -> None:
    sections = read_sections(inside, language)
    for section in sections:
        (row,) = duckdb.sql(section["query"]).fetchall()
        numbers = [
            value for value in row if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        ]
        sentence = section["sentence"]
        told = re.findall(r"\d[\d,]*(?:\.\d+)?", sentence)
        assert numbers
        assert {float(number) for number in numbers} <= {float(text.replace(",", "")) for text in told}

    assert len(sections) > len(declare_findings()) / 2


def read_leads(release: Path) -> list[dict[str, str]]:
    with (release / "press" / "story_leads.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_lead_has_evidence_that_gives_its_number(inside: Path) -> None:
    leads = read_leads(inside)

    assert leads
    assert [lead["headline_en"] for lead in leads if ask(lead["evidence"]) != int(lead["number"])] == []


def ask(query: str) -> object:
    (answer,) = duckdb.sql(query).fetchall()
    return answer[0]


def test_every_lead_says_where_to_ask(demo: FinishedRun) -> None:
    assert [lead for lead in read_leads(demo.release) if not lead["link"].startswith("https://")] == []


def test_no_lead_names_what_was_asked_not_to_be_published(demo: FinishedRun) -> None:
    names = {
        row[0]
        for row in duckdb.execute(
            "select org_id from read_parquet(?) where name is null",
            [str(demo.release / "parquet" / "organizations.parquet")],
        ).fetchall()
    }
    assert [
        lead for lead in read_leads(demo.release) if any(name in lead["evidence"] for name in names)
    ] == []


def test_every_picture_is_drawn_in_both_languages_and_forms(demo: FinishedRun) -> None:
    files = set(list_files(demo.release / "press"))
    drawn = [one["name"] for one in declare_pictures() if f"ja/{one['name']}.svg" in files]
    forms = [(language, form) for language in ("ja", "en") for form in ("svg", "png")]

    assert {"stock", "closures"} <= set(drawn)
    assert {f"{language}/{name}.{form}" for language, form in forms for name in drawn} <= files


def test_the_sums_cover_the_kit_and_the_live_folder_has_none(demo: FinishedRun) -> None:
    kit = {f"press/{path}" for path in list_files(demo.release / "press")}

    assert kit <= set(read_sums(demo.release))
    assert not (demo.home.live / "press").exists()
