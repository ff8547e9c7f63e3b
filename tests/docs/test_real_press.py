"""What the press kit finds in the authorities' own files."""

from __future__ import annotations

import csv

import duckdb
import pytest

from tests.tsunagu.shared_runs import FinishedRun

pytestmark = pytest.mark.xdist_group("real")


@pytest.fixture(scope="module")
def leads(real: FinishedRun) -> list[dict[str, str]]:
    with (real.release / "press" / "story_leads.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_654_closures_of_january_2024_are_the_first_lead_on_npo_corporations(
    leads: list[dict[str, str]],
) -> None:
    (lead,) = [
        lead
        for lead in leads
        if (lead["kind"], lead["place_code"], lead["number"]) == ("mass_closures", "JP", "654")
    ]

    assert lead["period"] == "2024-01"
    assert "legal_form = 'npo'" in lead["evidence"]


def test_they_are_told_as_a_finding(real: FinishedRun) -> None:
    page = (real.release / "press" / "en" / "findings.md").read_text(encoding="utf-8")

    assert "In January 2024 registrars closed the records of **654** NPO corporations" in page


def test_certifications_about_to_lapse_are_those_the_list_shows(
    real: FinishedRun, leads: list[dict[str, str]]
) -> None:
    told = [lead for lead in leads if lead["kind"] == "certifications_about_to_lapse"]
    (expiring,) = duckdb.execute(
        "select value from read_parquet(?) where geography_code = 'JP' and certification_kind = 'certified'"
        " and measure = 'expiring_within_3_months'",
        [str(real.release / "parquet" / "stat_certification.parquet")],
    ).fetchall()

    assert 0 < len(told) <= expiring[0]


def test_what_these_files_do_not_tell_is_not_written(real: FinishedRun) -> None:
    """Without national file and portal nobody knows how many there are, nor how long they live."""
    page = (real.release / "press" / "en" / "findings.md").read_text(encoding="utf-8")

    assert "How many NPO corporations there are" not in page
    assert not (real.release / "press" / "en" / "survival.svg").exists()
