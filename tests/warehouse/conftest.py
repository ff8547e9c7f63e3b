"""Fixtures of the warehouse room: a small warehouse, and releases built from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warehouse.small_warehouse import MARTS, TABLES, change_tables, make_inputs
from warehouse.dictionary import Dictionary, load_dictionary
from warehouse.layout import Home
from warehouse.release import StagedRelease, build_release, promote


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A dbt project folder that holds nothing but the YAML of the marts."""
    folder = tmp_path / "dbt_project" / "models" / "marts"
    folder.mkdir(parents=True)
    shutil.copy(MARTS, folder / "marts.yml")
    return tmp_path / "dbt_project"


@pytest.fixture
def dictionary(project: Path) -> Dictionary:
    return load_dictionary(project)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with the tables of the dictionary."""
    home = Home(tmp_path / "var").create()
    change_tables(home, TABLES)
    return home


@pytest.fixture
def stage(home: Home, dictionary: Dictionary) -> Callable[[str], StagedRelease]:
    """Build a release of a given number, without publishing it."""
    return lambda release_id: build_release(home, dictionary, make_inputs(release_id))


@pytest.fixture
def publish(home: Home, stage: Callable[[str], StagedRelease]) -> Callable[[str], Path]:
    """Build and promote a release of a given number."""
    return lambda release_id: promote(home, stage(release_id))
