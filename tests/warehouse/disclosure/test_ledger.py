"""Releases cannot be subtracted from each other, and the ledger is what knows."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.warehouse.disclosure.tables import QUARTERS, VOICES, invent_voices, tabulate
from warehouse.disclosure import protect as protect_module
from warehouse.disclosure.attack import attack
from warehouse.disclosure.cells import Cells
from warehouse.disclosure.errors import LedgerUnreadable
from warehouse.disclosure.grid import Flags
from warehouse.disclosure.ledger import read_ledger, write_ledger
from warehouse.disclosure.protect import protect


@pytest.fixture(autouse=True)
def without_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    def choose_nothing(cells: Cells, *_: object) -> tuple[Flags, str]:
        return np.zeros(cells.grid.size, dtype=bool), "attack"

    monkeypatch.setattr(protect_module, "suppress_margins", choose_nothing)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    cells = protect(tabulate(VOICES, invent_voices(400, 1)), VOICES, scratch=tmp_path).cells
    write_ledger(tmp_path, "2026.10.0", {"stat_voices": (cells, VOICES)})
    write_ledger(tmp_path, "2026.9.0", {"stat_voices": (cells, VOICES)})
    first, second = read_ledger(tmp_path, "stat_voices")
    assert (first.release_id, second.release_id) == ("2026.9.0", "2026.10.0")
    values = [np.nan if value is None else value for value in cells.column("value").to_pylist()]
    assert np.array_equal(first.counts, values, equal_nan=True)
    assert first.design.thresholds == VOICES.thresholds
    assert read_ledger(tmp_path, "stat_connections") == []


def test_an_entry_is_written_once(tmp_path: Path) -> None:
    one = protect(tabulate(VOICES, invent_voices(400, 1)), VOICES, scratch=tmp_path).cells
    two = protect(tabulate(VOICES, invent_voices(900, 1)), VOICES, scratch=tmp_path).cells
    write_ledger(tmp_path, "2026.1.0", {"stat_voices": (one, VOICES)})
    write_ledger(tmp_path, "2026.1.0", {"stat_voices": (one, VOICES)})
    with pytest.raises(LedgerUnreadable, match="written down once"):
        write_ledger(tmp_path, "2026.1.0", {"stat_voices": (two, VOICES)})


def test_a_damaged_entry_stops_publication(tmp_path: Path) -> None:
    (tmp_path / "2026.1.0.parquet").write_bytes(b"not parquet")
    with pytest.raises(LedgerUnreadable, match="no new count can be judged"):
        read_ledger(tmp_path, "stat_voices")


def test_the_same_data_are_published_in_the_same_pattern(tmp_path: Path) -> None:
    base = tabulate(VOICES, invent_voices(600, 4))
    first = protect(base, VOICES, scratch=tmp_path).cells
    write_ledger(tmp_path, "2026.1.0", {"stat_voices": (first, VOICES)})
    second = protect(base, VOICES, read_ledger(tmp_path, "stat_voices"), scratch=tmp_path).cells
    assert second.equals(first)


def test_one_more_voice_is_not_visible_as_a_difference(tmp_path: Path) -> None:
    voices = invent_voices(600, 4)
    first = protect(tabulate(VOICES, voices), VOICES, scratch=tmp_path).cells
    write_ledger(tmp_path, "2026.1.0", {"stat_voices": (first, VOICES)})
    ledger = read_ledger(tmp_path, "stat_voices")
    more = tabulate(VOICES, [*voices, ("isolation", "01", "2026-Q1")])
    carelessly = protect(more, VOICES, scratch=tmp_path).cells
    carefully = protect(more, VOICES, ledger, scratch=tmp_path).cells
    assert attack(carelessly, VOICES, ledger)
    assert attack(carefully, VOICES, ledger) == []


def test_a_quiet_month_leaves_the_years_before_it_published(tmp_path: Path) -> None:
    voices = invent_voices(1500, 4)
    first = protect(tabulate(VOICES, voices), VOICES, scratch=tmp_path).cells
    write_ledger(tmp_path, "2026.1.0", {"stat_voices": (first, VOICES)})
    more = [(issue, place, "2026-Q1") for issue, place, _ in invent_voices(30, 9)]
    second = protect(
        tabulate(VOICES, voices + more), VOICES, read_ledger(tmp_path, "stat_voices"), scratch=tmp_path
    ).cells
    before, now = list_years(first), list_years(second)
    assert now["all", "2026"] == before["all", "2026"] + 30
    for issue in ("all", "isolation", "climate", "children_places"):
        assert before[issue, "2025"] is not None
        assert now[issue, "2025"] == before[issue, "2025"]


def test_a_year_of_monthly_releases_gives_nothing_away(tmp_path: Path) -> None:
    chance = random.Random(8)
    voices = invent_voices(500, 8, QUARTERS[:3])
    shares: list[float] = []
    for month in range(12):
        quarters = QUARTERS[: 3 + month // 4]
        voices += [(issue, place, quarters[-1]) for issue, place, _ in invent_voices(60, 100 + month)]
        for _ in range(chance.randrange(3)):
            voices.pop(chance.randrange(len(voices)))
        ledger = read_ledger(tmp_path / "ledger", "stat_voices")
        cells = protect(tabulate(VOICES, voices), VOICES, ledger, scratch=tmp_path).cells
        assert attack(cells, VOICES, ledger) == []
        write_ledger(tmp_path / "ledger", f"2026.{month + 1}.0", {"stat_voices": (cells, VOICES)})
        shares.append(measure_published(cells))
    assert min(shares) > 0.15, shares


def list_years(cells: pa.Table) -> dict[tuple[str, str], int]:
    """Return the national totals of issues by year."""
    return {
        (row["issue"], row["period"]): row["value"]
        for row in cells.to_pylist()
        if row["geography_code"] == "JP"
    }


def measure_published(cells: pa.Table) -> float:
    """Return the share of cells that are published as numbers."""
    return 1 - cells.column("value").null_count / len(cells)
