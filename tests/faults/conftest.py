"""A home with a few of the sample's files landed from a publisher on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.sample import write_sample
from tests.faults.outside import Outside
from tests.faults.publisher import open_publisher
from tests.tsunagu.shared_runs import demo
from warehouse.layout import Home

__all__ = ["demo"]

LAST_DAYS = ("20240826", "20240827", "20240828")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample country, with three daily files."""
    folder = tmp_path_factory.mktemp("offered")
    write_sample(folder, scale=0.02)
    for path in (folder / "nta" / "diff").iterdir():
        if not path.stem.endswith(LAST_DAYS):
            path.unlink()
    return folder


@pytest.fixture
def outside(sample: Path, tmp_path: Path) -> Iterator[Outside]:
    """An empty home, and publishers who behave until a test says otherwise."""
    mirror = shutil.copytree(sample, tmp_path / "mirror")
    with open_publisher() as publisher:
        yield Outside(Home(tmp_path / "home").create(), mirror, publisher)
