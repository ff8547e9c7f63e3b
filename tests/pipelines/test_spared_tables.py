"""A daily file after the demo: what it reaches by lineage and does not change stands, built and live."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pytest

from pipelines.build import build_definitions
from pipelines.dbt import read_lineage
from pipelines.main_job import open_instance
from pipelines.sensors.targets import follow_register
from tests.clock import stop_clock
from tests.tsunagu.shared_runs import FinishedRun
from tests.walk.drops import FIRST_NEW_DAY, drop_daily_files
from warehouse.database import connect_read_only
from warehouse.inputs import read_inputs
from warehouse.layout import Home
from warehouse.table_build import build_tables
from warehouse.table_states import forget_states

pytestmark = pytest.mark.xdist_group("demo")


@dataclass(frozen=True)
class Day:
    """A home after a daily file, and what the run said of its tables."""

    home: Home
    rebuilt: Mapping[str, bool]
    written: frozenset[str]


@pytest.fixture(scope="module")
def day(demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Copy the demo, let a daily file arrive, and run what its sensor asks for."""
    home = Home.resolve(tmp_path_factory.mktemp("day") / "home")
    shutil.copytree(demo.home.root, home.root, symlinks=True)
    drop_daily_files(home.root / "sample", FIRST_NEW_DAY, 1, rows=60)
    definitions = build_definitions(str(home.root), str(home.root / "sample"))
    with stop_clock(date.fromisoformat(demo.as_of)), open_instance(home) as instance:
        result = definitions.resolve_job_def("refresh").execute_in_process(
            instance=instance, asset_selection=sorted(follow_register(home, "nta_diff"))
        )
    made = {
        event.asset_key.path[-1]: event.step_materialization_data.materialization.metadata
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }
    rebuilt = {name: bool(told["rebuilt"].value) for name, told in made.items() if "rebuilt" in told}
    written = made["live"]["written"].value
    assert isinstance(written, list)
    return Day(home, rebuilt, frozenset(map(str, written)))


def read_contents(home: Home) -> dict[str, str]:
    """Return what each live table holds, in a word."""
    with connect_read_only(home) as connection:
        return {
            name: str(connection.execute(f'select count(*), sum(hash(t)) from "{name}" t').fetchone())
            for name in sorted(read_lineage().live)
        }


def test_what_the_file_changes_is_rebuilt(day: Day) -> None:
    assert day.rebuilt["stat_flow"]
    assert day.rebuilt["int_organizations_assemble"]


@pytest.mark.parametrize("table", ["certifications", "programmes", "grants", "members", "voice_quotes"])
def test_what_it_reaches_and_does_not_change_stands(day: Day, table: str) -> None:
    assert table in read_lineage().descendants_of_sources(["nta_diff"])
    assert day.rebuilt[table] is False


def test_live_writes_what_changed_alone(day: Day) -> None:
    assert {"organizations", "organization_events", "stat_flow"} <= day.written
    assert not day.written & {"certifications", "programmes", "grants", "members", "voice_quotes"}


def test_every_table_holds_what_it_would_if_all_were_made_anew(day: Day, demo: FinishedRun) -> None:
    spared = read_contents(day.home)
    lineage, inputs = read_lineage(), read_inputs(day.home, date.fromisoformat(demo.as_of))
    forget_states(day.home, lineage.live)
    nodes = build_tables(day.home, lineage, inputs, lineage.live)

    assert all(node.is_good for node in nodes)
    assert read_contents(day.home) == spared
