"""The home that a run works on, and the day it speaks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from pipelines.resources import WarehouseResource

EVENING, MORNING = date(2026, 11, 27), date(2026, 11, 28)


def test_a_run_that_goes_on_past_midnight_speaks_for_one_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[date] = []

    def tell_day(day: date) -> None:
        monkeypatch.setattr("pipelines.resources.today_in_japan", lambda: day)

    @dg.asset
    def tables(warehouse: WarehouseResource) -> None:
        seen.append(warehouse.as_of)
        tell_day(MORNING)

    @dg.asset(deps=[tables])
    def release(warehouse: WarehouseResource) -> None:
        seen.append(warehouse.as_of)

    resources = {"warehouse": WarehouseResource(home_dir=str(tmp_path))}
    for _ in range(2):
        tell_day(EVENING)
        dg.materialize([tables, release], resources=resources)
    dg.materialize([tables, release], resources=resources)

    assert seen == [EVENING] * 4 + [MORNING] * 2
