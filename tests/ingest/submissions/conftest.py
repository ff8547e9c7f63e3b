"""Fixtures of the tests of submissions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.submissions.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk in a folder of its own."""
    return Desk(tmp_path)
