"""Releases of a small warehouse, and the site about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warehouse.small_warehouse import make_inputs
from warehouse.dictionary import Dictionary, load_dictionary
from warehouse.layout import Home
from warehouse.release import build_release, promote
from warehouse.site.publish import SiteBuilt, build_site


@pytest.fixture
def dictionary(project: Path) -> Dictionary:
    """One dataset: organisations; the pages about statistics look for columns that the other has not."""
    return Dictionary((load_dictionary(project)["organizations"],))


@pytest.fixture
def publish(home: Home, dictionary: Dictionary) -> Callable[[str], Path]:
    """Build and promote a release of a given number."""
    return lambda number: promote(home, build_release(home, dictionary, make_inputs(number)))


@pytest.fixture
def build(home: Home, dictionary: Dictionary) -> Callable[[], SiteBuilt | None]:
    """Bring the site of the home up to date."""
    return lambda: build_site(home, dictionary)
