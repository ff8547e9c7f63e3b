"""Dagster's storage of a home: what is stored is found again, and a file has one engine."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines.main_job import open_instance
from pipelines.storage import KeptEventLogStorage, keep_engine
from warehouse.layout import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home at a place with letters that YAML would take for more than letters."""
    return Home.resolve(tmp_path / "a: home #1 'x'")


def test_what_is_stored_is_found_by_the_next_to_open_the_home(home: Home) -> None:
    with open_instance(home) as instance:
        assert isinstance(instance.event_log_storage, KeptEventLogStorage)
        instance.report_runless_asset_event(dg.AssetMaterialization("table", metadata={"rows": 3}))

    with open_instance(home) as instance:
        (record,) = instance.fetch_materializations(dg.AssetKey("table"), limit=10).records
    assert record.asset_materialization is not None
    assert record.asset_materialization.metadata["rows"].value == 3


def test_all_of_it_lies_in_the_home(home: Home) -> None:
    with open_instance(home):
        pass
    assert (home.dagster / "history" / "runs.db").is_file()
    assert (home.dagster / "schedules" / "schedules.db").is_file()


def test_a_file_has_one_engine(tmp_path: Path) -> None:
    one, other = f"sqlite:///{tmp_path}/one.db", f"sqlite:///{tmp_path}/other.db"
    assert keep_engine(one) is keep_engine(one)
    assert keep_engine(one) is not keep_engine(other)
