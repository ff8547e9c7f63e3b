"""What `protect` returns withstands the attack, keeps what it can, and is the same every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.warehouse.disclosure.tables import (
    ISSUES,
    REGIONS,
    VOICES,
    design_connections,
    design_flat,
    invent_voices,
    tabulate,
)
from warehouse.disclosure import protect as protect_module
from warehouse.disclosure.attack import attack
from warehouse.disclosure.cells import Cells, count_cells
from warehouse.disclosure.design import design_voices
from warehouse.disclosure.equations import read_publication
from warehouse.disclosure.errors import DisclosureDesignError
from warehouse.disclosure.grid import Flags
from warehouse.disclosure.protect import ProtectedTable, protect
from warehouse.disclosure.report import summarise
from warehouse.disclosure.suppress import list_margins, run_margin


@pytest.fixture
def without_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave all choosing to the attack, as where pytauargus fails; it takes a second a margin."""

    def choose_nothing(cells: Cells, *_: object) -> tuple[Flags, str]:
        return np.zeros(cells.grid.size, dtype=bool), "attack"

    monkeypatch.setattr(protect_module, "suppress_margins", choose_nothing)


def read_values(table: ProtectedTable, columns: list[str]) -> dict[tuple[str, ...], int | None]:
    return {tuple(row[name] for name in columns): row["value"] for row in table.cells.to_pylist()}


@pytest.mark.usefixtures("without_programme")
@pytest.mark.parametrize("seed", range(6))
def test_what_is_published_withstands_the_attack(seed: int, tmp_path: Path) -> None:
    base = tabulate(VOICES, invent_voices(150 + 250 * seed, seed))
    protected = protect(base, VOICES, scratch=tmp_path)
    assert attack(protected.cells, VOICES) == []


@pytest.mark.usefixtures("without_programme")
def test_every_number_published_is_the_true_count_and_none_is_small(tmp_path: Path) -> None:
    base = tabulate(VOICES, invent_voices(700, 5))
    cells = count_cells(base, VOICES)
    values = read_values(protect(base, VOICES, scratch=tmp_path), VOICES.columns)
    for key, count, threshold in zip(cells.grid.keys, cells.counts, cells.thresholds, strict=True):
        assert values[key] is None or (values[key] == count and count >= threshold)


@pytest.mark.usefixtures("without_programme")
def test_the_highest_totals_stay(tmp_path: Path) -> None:
    values = read_values(
        protect(tabulate(VOICES, invent_voices(900, 2)), VOICES, scratch=tmp_path), VOICES.columns
    )
    assert values["all", "JP", "all"] == 900
    assert None not in {values["all", "north", "all"], values["all", "south", "all"]}


def test_a_sensitive_issue_needs_ten(tmp_path: Path) -> None:
    cells = count_cells(tabulate(VOICES, [("child_abuse", "01", "2025-Q1")] * 7), VOICES)
    assert cells.find_small().all()
    ordinary = count_cells(tabulate(VOICES, [("climate", "01", "2025-Q1")] * 7), VOICES)
    assert not ordinary.find_small()[0]


def test_a_total_that_rests_on_a_sensitive_issue_alone_needs_ten() -> None:
    voices = [("child_abuse", "01", "2025-Q1")] * 7 + [("climate", "11", "2025-Q1")] * 7
    cells = count_cells(tabulate(VOICES, voices), VOICES)
    needs = {key: cells.thresholds[at] for at, key in enumerate(cells.grid.keys)}
    assert needs["all", "01", "2025"] == 10
    assert needs["all", "11", "2025"] == needs["all", "JP", "2025"] == 5


@pytest.mark.usefixtures("without_programme")
def test_connections_are_judged_by_those_no_public_row_names(tmp_path: Path) -> None:
    design = design_connections(
        ["npo-npo", "npo-company", "company-government"], ["kanto-kanto", "kanto-kinki"]
    )
    rows = [
        (s, r, 40, 0)
        for s in ("npo-npo", "npo-company", "company-government")
        for r in ("kanto-kanto", "kanto-kinki")
    ]
    rows[0] = ("npo-npo", "kanto-kanto", 40, 3)
    rows[3] = ("npo-company", "kanto-kinki", 40, 30)
    rows[4] = ("company-government", "kanto-kanto", 40, 30)
    names = ["sector_pair", "region_pair", "n", "hidden_n"]
    base = pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})
    protected = protect(base, design, scratch=tmp_path)
    values = read_values(protected, design.columns)
    assert values["npo-npo", "kanto-kanto"] is None
    assert values["npo-company", "kanto-kanto"] == 40
    assert protected.cells.column("named_n").to_pylist()[0] == 240 - 63
    assert attack(protected.cells, design) == []


def test_the_programme_withholds_a_cell_that_protects_the_small_one(tmp_path: Path) -> None:
    design = design_flat(3, 3, 5)
    records = [(f"r{row}", f"c{column}") for row in range(3) for column in range(3) for _ in range(8)]
    cells = count_cells(tabulate(design, records[6:]), design)
    (margin,) = list_margins(cells)
    small = cells.find_small()
    added = run_margin(cells, margin, small, np.zeros(cells.grid.size, dtype=bool), tmp_path)
    assert added is not None and len(added) >= 3
    assert not small[added].any()


def test_the_programme_leaves_no_files_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, repository = tmp_path / "here", Path(__file__).resolve().parents[3]
    here.mkdir()
    monkeypatch.chdir(here)
    before = sorted(repository.iterdir())
    design = design_flat(3, 3, 5)
    cells = count_cells(tabulate(design, [("r0", "c0")] * 2 + [("r1", "c1")] * 9), design)
    (margin,) = list_margins(cells)
    run_margin(cells, margin, cells.find_small(), np.zeros(cells.grid.size, dtype=bool), tmp_path / "scratch")
    assert list(here.iterdir()) == list((tmp_path / "scratch").iterdir()) == []
    assert sorted(repository.iterdir()) == before


@pytest.mark.usefixtures("without_programme")
def test_a_total_of_one_part_is_withheld_with_it(tmp_path: Path) -> None:
    design = design_voices(REGIONS, ISSUES, ["2026-Q1"])
    values = read_values(
        protect(tabulate(design, invent_voices(300, 6, ["2026-Q1"])), design, scratch=tmp_path),
        design.columns,
    )
    assert any(value is None for value in values.values())
    for issue, place, _ in values:
        assert len({values[issue, place, period] for period in ("all", "2026", "2026-Q1")}) == 1


def test_one_small_count_in_a_new_table_costs_few_others(tmp_path: Path) -> None:
    issues = [issue for issue in ISSUES if issue != "child_abuse"]
    design = design_voices(REGIONS, ISSUES, ["2026-Q1"])
    voices = [
        (issue, place, "2026-Q1")
        for number, issue in enumerate(issues[:2])
        for step, place in enumerate(REGIONS)
        for _ in range(20 + 5 * number + step)
    ]
    base = tabulate(design, [*voices, *[(issues[2], "01", "2026-Q1")] * 4])
    could = count_cells(base, design).find_small()
    protected = protect(base, design, scratch=tmp_path)
    # another issue where the small one is: in prefecture, region and country, three periods each
    published = len(protected.cells) - protected.cells.column("value").null_count
    assert published >= int((~could).sum()) - 9
    assert attack(protected.cells, design) == []


def test_protection_with_the_programme_is_safe_and_repeatable(tmp_path: Path) -> None:
    design = design_flat(3, 4, 5)
    records = [
        (f"r{row}", f"c{column}")
        for row in range(3)
        for column in range(4)
        for _ in range(3 + row * 4 + column)
    ]
    one, two = (protect(tabulate(design, records), design, scratch=tmp_path) for _ in range(2))
    assert one.method.startswith("pytauargus OPT on 1 margin")
    assert one.cells.equals(two.cells)
    assert attack(one.cells, design) == []


@pytest.mark.usefixtures("without_programme")
def test_the_summary_does_not_tell_small_cells_from_the_others(tmp_path: Path) -> None:
    protected = protect(tabulate(VOICES, invent_voices(300, 1)), VOICES, scratch=tmp_path)
    summary = summarise(read_publication("2026.11.0", protected.cells, VOICES), [])
    assert summary["published"] == len(protected.cells) - protected.cells.column("value").null_count > 0
    assert summary["cells"] == summary["published"] + summary["withheld"] == len(protected.cells)
    assert not {"primary", "secondary"} & set(summary)


@pytest.mark.usefixtures("without_programme")
def test_a_table_without_rows_is_withheld_whole(tmp_path: Path) -> None:
    protected = protect(tabulate(VOICES, []), VOICES, scratch=tmp_path)
    assert set(protected.cells.column("value_status").to_pylist()) == {"c"}


def test_a_design_without_codes_has_one_withheld_cell(tmp_path: Path) -> None:
    design = design_connections([], [])
    protected = protect(tabulate(design, []), design, scratch=tmp_path)
    assert protected.cells.to_pylist() == [
        {"sector_pair": "all", "region_pair": "all", "value": None, "value_status": "c"}
    ]
    assert attack(protected.cells, design, [read_publication("2026.1.0", protected.cells, design)]) == []


def test_a_base_row_with_a_total_in_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DisclosureDesignError, match="finest codes"):
        protect(tabulate(VOICES, [("isolation", "JP", "2025-Q1")]), VOICES, scratch=tmp_path)
