"""The figures the README promises, and those counted independently in the registers' own files.

One run on the files as the authorities published them; every query is asked through `tsunagu query`.
"""

from __future__ import annotations

import json
import re

import pytest

from ingest.bronze import load_reports
from ingest.registries import REGISTERS
from tests.tsunagu.command import call
from tests.tsunagu.shared_runs import FinishedRun
from warehouse.inputs import REPOSITORY

pytestmark = pytest.mark.xdist_group("real")

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
QUERIES = [
    query.strip()
    for block in re.findall(r"^```sql\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    for query in re.findall(r"^select.*?;", block, re.DOTALL | re.MULTILINE)
]
BIRTHS = {
    "2021-07": 65, "2021-08": 120, "2021-09": 101, "2021-10": 129, "2021-11": 107, "2021-12": 87,
    "2024-01": 66,
}  # fmt: skip


def ask(real: FinishedRun, *words: str) -> list[dict[str, object]]:
    """Ask the query of the README that holds all these words."""
    (query,) = [query for query in QUERIES if all(word in query for word in words)]
    answer = call("query", query.rstrip(";"), "--home", real.home.root, "--format", "json")
    assert answer.status == 0, answer.err
    rows: list[dict[str, object]] = json.loads(answer.out)
    return rows


def test_the_real_files_are_released_without_a_finding(real: FinishedRun) -> None:
    assert real.answer.status == 0, real.answer.text
    assert real.answer.err == ""


def test_every_query_of_the_readme_is_answered(real: FinishedRun) -> None:
    answers = [call("query", query.rstrip(";"), "--home", real.home.root) for query in QUERIES]

    assert len(answers) >= 5
    assert [answer.err for answer in answers if answer.status] == []


def test_births_by_month(real: FinishedRun) -> None:
    rows = ask(real, "'registered'", "month")
    births = {str(row["month"])[:7]: row["births"] for row in rows}

    assert {month: births[month] for month in BIRTHS} == BIRTHS
    assert sum(births.values()) == 685  # type: ignore[arg-type]


@pytest.mark.parametrize(("event", "expected"), [("renamed", 110), ("moved", 1166), ("closed", 1297)])
def test_renamings_moves_and_closures(real: FinishedRun, event: str, expected: int) -> None:
    counts = {row.pop("event_type"): row for row in ask(real, "event_type, count(*)")}

    assert list(counts[event].values()) == [expected]


def test_moves_that_only_follow_a_reorganisation_of_wards_are_told_apart(real: FinishedRun) -> None:
    counts = {row.pop("is_administrative"): list(row.values()) for row in ask(real, "is_administrative")}

    assert counts == {False: [951], True: [215]}


def test_closures_by_the_registrar_in_january_2024(real: FinishedRun) -> None:
    counts = {str(row.pop("month"))[:7]: list(row.values()) for row in ask(real, "closed_by_registrar")}

    assert counts["2024-01"] == [654]


@pytest.mark.parametrize(("kind", "expected"), [("certified", 1248), ("specially_certified", 35)])
def test_current_certifications_at_the_date_of_the_list(real: FinishedRun, kind: str, expected: int) -> None:
    counts = {row.pop("certification_kind"): row for row in ask(real, "certification_kind", "is_current")}

    assert list(counts[kind].values()) == [expected]


def test_the_populations_of_the_municipalities_sum_to_the_nations(real: FinishedRun) -> None:
    (row,) = ask(real, "population", "municipalities")

    assert list(row.values()) == [125_927_902]


@pytest.mark.parametrize(
    "figure", ["1,166", "false 951 · true 215", "1,297", "1,248", "125,927,902", "2024-01 654"]
)
def test_the_readme_prints_the_figures_it_gives(figure: str) -> None:
    assert figure in README


@pytest.mark.parametrize("register", REGISTERS)
def test_in_every_file_rows_landed_are_rows_in_bronze_and_in_quarantine(
    real: FinishedRun, register: str
) -> None:
    for report in load_reports(REGISTERS[register], real.home.bronze):
        assert report.rows_landed == report.rows_bronze + report.rows_quarantined, report.filename


def test_every_daily_file_is_read_whole_in_its_own_encoding(real: FinishedRun) -> None:
    reports = load_reports(REGISTERS["nta_diff"], real.home.bronze)
    rows = {encoding: 0 for encoding in ("utf-8", "cp932")}
    for report in reports:
        rows[str(report.encoding)] += report.rows_bronze

    assert len(reports) == 136
    assert rows == {"utf-8": 139_983, "cp932": 248_421}


def test_a_second_run_right_after_does_no_work_and_says_so(real: FinishedRun) -> None:
    answer = call("run", "--home", real.home.root, "--mirror", real.mirror)

    assert answer.status == 0, answer.text
    assert "Nothing new: no source has changed" in answer.out
