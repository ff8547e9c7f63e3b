"""Releases that follow one another."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.small_warehouse import make_inputs
from warehouse.dictionary import load_dictionary
from warehouse.layout import Home
from warehouse.release import StagedRelease, build_release, promote
from warehouse.release.difference import NOTHING_WITHHELD, Withheld


@pytest.fixture
def follow(home: Home, project: Path) -> Callable[..., StagedRelease]:
    """Build a release that is compared with another; the dictionary is read as it stands then."""

    def build(
        release_id: str,
        previous: str | None = None,
        as_of: date = date(2026, 10, 31),
        withheld: Withheld = NOTHING_WITHHELD,
    ) -> StagedRelease:
        inputs = dataclasses.replace(make_inputs(release_id), previous=previous, as_of=as_of)
        return build_release(home, load_dictionary(project), inputs, withheld=withheld)

    return build


@pytest.fixture
def first(follow: Callable[..., StagedRelease], home: Home) -> Path:
    """The first release of the home, public."""
    return promote(home, follow("2026.11.0"))
