from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from ingest.increments import UNUSUAL_ROWS, note_unusual_sizes
from ingest.registries import REGISTERS
from ingest.reports import FileReport

REGISTER = REGISTERS["nta_diff"]
FIRST = date(2026, 4, 1)


def report(day: int, rows: int, **changes: object) -> FileReport:
    published = (FIRST + timedelta(days=day)).isoformat()
    partition = published.replace("-", "")
    whole = FileReport("nta_diff", f"diff_{partition}.zip", partition, "0" * 64, 1, published_on=published)
    return replace(whole, rows_landed=rows, rows_bronze=rows, **changes)  # type: ignore[arg-type]


def tell_unusual(reports: list[FileReport]) -> list[bool]:
    return [UNUSUAL_ROWS in judged.findings_by_rule for judged in note_unusual_sizes(REGISTER, reports)]


@pytest.mark.parametrize(("rows", "unusual"), [(99, True), (100, False), (10_000, False), (10_001, True)])
def test_a_file_of_absurd_size_is_noted(rows: int, unusual: bool) -> None:
    days = [report(day, 1000) for day in range(5)]
    assert tell_unusual([*days, report(5, rows)]) == [False] * 5 + [unusual]


def test_few_rows_may_vary_as_they_like() -> None:
    assert tell_unusual([report(0, 4), report(1, 504), report(2, 1)]) == [False] * 3


def test_the_finding_names_both_counts_and_leaves_the_file_in_use() -> None:
    judged = note_unusual_sizes(REGISTER, [report(0, 1000), report(1, 3)])[1]
    assert not judged.failed
    assert "3 rows where about 1,000 are usual; it is used" in judged.findings[0].describe()


def test_one_mass_of_closures_does_not_make_the_usual_days_unusual() -> None:
    sizes = [1000, 1000, 1000, 9000, 1000, 9000, 1000]
    assert tell_unusual([report(day, rows) for day, rows in enumerate(sizes)]) == [False] * 7


def test_what_is_noted_depends_on_the_files_and_not_on_their_order() -> None:
    reports = [report(day, 20 if day == 7 else 1000 + day) for day in range(12)]
    expected = {one.partition: one for one in note_unusual_sizes(REGISTER, reports)}
    for seed in range(5):
        shuffled = Random(seed).sample(reports, len(reports))
        assert {one.partition: one for one in note_unusual_sizes(REGISTER, shuffled)} == expected


def test_a_note_goes_when_the_files_that_came_meanwhile_take_its_ground() -> None:
    noted = note_unusual_sizes(REGISTER, [report(0, 10_000), report(9, 500)])
    fellows = [report(day, 600) for day in range(1, 9)]
    assert UNUSUAL_ROWS in noted[1].findings_by_rule
    assert note_unusual_sizes(REGISTER, [noted[0], *fellows, noted[1]])[-1] == report(9, 500)


def test_a_file_that_could_not_be_read_is_no_measure() -> None:
    assert tell_unusual([report(0, 1000), report(1, 0, failed=True), report(2, 1000)]) == [False] * 3
