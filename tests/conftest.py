"""Fixtures every room's tests may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# time is measured in tests/benchmarks, never judged
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

#: Groups of tests that take minutes: begun last, one would keep one worker busy and leave the other idle.
LONGEST = ("torture", "real", "deploy", "order", "demo")
REAL_DATA_VARIABLE = "TSUNAGU_REAL_DATA"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of files as the authorities published them; the test is skipped without it."""
    repository = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get(REAL_DATA_VARIABLE) or repository.parent / "shared" / "data")
    if not (folder / "nta" / "diff").is_dir():
        pytest.skip(f"no real files in {folder}; set {REAL_DATA_VARIABLE} to their folder")
    return folder


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file on one worker, unless they name a group, and begin with the longest groups.

    Fixtures are built once for a group.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.as_posix()))
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    marker = item.get_closest_marker("xdist_group")
    group = marker.args[0] if marker else None
    return LONGEST.index(group) if group in LONGEST else len(LONGEST)
