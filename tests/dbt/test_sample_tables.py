"""Tables of a small sample country: their shape, and that the order in which files come does not matter."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pytest

from tests.dbt.warehouse_of_files import DATASETS, Tables
from warehouse.corrections.bronze import CORRECTED

pytestmark = pytest.mark.xdist_group("dbt_sample")
LAST_DAY_OF_FIRST_HALF = "20240731"


class Arrivals:
    """A bronze folder that files of another one come into, in batches."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.source = source
        self.folder = folder
        for register in source.iterdir():
            empty = shutil.ignore_patterns("[!_]*.parquet", "*.json")
            shutil.copytree(
                register, folder / register.name, ignore=None if register.name == CORRECTED else empty
            )

    def add(self, partitions: Iterable[Path]) -> None:
        for partition in partitions:
            for file in (partition, partition.with_suffix(".json")):
                shutil.copy(file, self.folder / file.relative_to(self.source))


@pytest.fixture(scope="module")
def states(
    sample_bronze: Path, sample_tables: Tables, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, pa.Table]]:
    """The public tables after each batch, and what they should be, built at once from nothing."""
    partitions = sorted(report.with_suffix(".parquet") for report in sample_bronze.glob("*/*.json"))
    reference = [path for path in partitions if not path.stem.isdigit()]
    dated = [path for path in partitions if path.stem.isdigit()]
    early = [path for path in dated if path.stem <= LAST_DAY_OF_FIRST_HALF]
    late = [path for path in dated if path.stem > LAST_DAY_OF_FIRST_HALF]
    random.Random(7).shuffle(early)
    assert len(early) > 4 and len(late) > 2

    folder = tmp_path_factory.mktemp("increments")
    arrivals = Arrivals(sample_bronze, folder / "bronze")
    grown = Tables(folder, arrivals.folder)
    states = {}
    arrivals.add(reference + early[::2])
    grown.run()
    arrivals.add(early[1::2])
    grown.run()
    states["early files in two shuffled batches"] = grown.read_public()
    arrivals.add(late)
    grown.run()
    states["late files on top"] = grown.read_public()
    grown.run(as_of="2024-07-31")
    states["late files, but as of the early day"] = grown.read_public()
    states["all files at once"] = sample_tables.read_public()
    return states


def assert_same(one: dict[str, pa.Table], other: dict[str, pa.Table]) -> None:
    assert one.keys() == other.keys()
    for name, table in one.items():
        assert table.equals(other[name]), name


def test_files_in_shuffled_batches_give_the_tables_of_a_full_build(
    states: dict[str, dict[str, pa.Table]],
) -> None:
    assert_same(states["late files on top"], states["all files at once"])


def test_what_was_published_later_does_not_count_as_of_an_earlier_day(
    states: dict[str, dict[str, pa.Table]],
) -> None:
    assert_same(states["late files, but as of the early day"], states["early files in two shuffled batches"])


def test_late_files_change_the_tables(states: dict[str, dict[str, pa.Table]]) -> None:
    early, late = states["early files in two shuffled batches"], states["late files on top"]
    changed = {name for name in late if not late[name].equals(early[name])}
    assert {"organizations", "organization_events", "organization_history", "stat_flow"} <= changed


def test_tables_have_the_columns_and_types_of_the_dictionary(sample_tables: Tables) -> None:
    for name, table in sample_tables.read_public().items():
        expected = [(column.name, column.arrow_type) for column in DATASETS[name].columns]
        assert [(field.name, field.type) for field in table.schema] == expected, name


def test_required_columns_are_never_empty(sample_tables: Tables) -> None:
    for name, table in sample_tables.read_public().items():
        for column in DATASETS[name].columns:
            assert column.nullable or table[column.name].null_count == 0, (name, column.name)
