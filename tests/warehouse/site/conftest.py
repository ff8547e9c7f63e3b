"""Releases of a small warehouse, and the site about them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warehouse.small_warehouse import MARTS, TABLES, change_tables, make_inputs
from warehouse.dictionary import Dictionary, load_dictionary
from warehouse.layout import Home
from warehouse.release import build_release, promote, repair_latest
from warehouse.site.publish import SiteBuilt, build_site

RELEASES = ("2026.11.0", "2026.11.1")
HOSTILE_NAME = "update organizations set name = '<img src=x onerror=alert(1)>' where org_id = 'JP-JCN-1'"


@pytest.fixture(scope="session")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    """One dataset: organisations. The pages about statistics look for columns that the other has not."""
    folder = tmp_path_factory.mktemp("project") / "models" / "marts"
    folder.mkdir(parents=True)
    shutil.copy(MARTS, folder / "marts.yml")
    return Dictionary((load_dictionary(folder.parents[1])["organizations"],))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, dictionary: Dictionary) -> Path:
    """The folder of releases that the tests of this folder publish; one organisation has a hostile name."""
    home = Home(tmp_path_factory.mktemp("built")).create()
    change_tables(home, TABLES)
    change_tables(home, HOSTILE_NAME)
    for number in RELEASES:
        promote(home, build_release(home, dictionary, make_inputs(number)))
    return home.releases


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a release."""
    return Home(tmp_path / "var").create()


@pytest.fixture
def publish(home: Home, built: Path) -> Callable[[str], Path]:
    """Publish a release that is built."""

    def put_in_place(number: str) -> Path:
        shutil.copytree(built / number, home.releases / number)
        repair_latest(home)
        return home.releases / number

    return put_in_place


@pytest.fixture
def build(home: Home, dictionary: Dictionary) -> Callable[[], SiteBuilt | None]:
    """Bring the site of the home up to date."""
    return lambda: build_site(home, dictionary)
