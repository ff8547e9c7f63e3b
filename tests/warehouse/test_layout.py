"""Where a home may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.errors import UnusableHome
from warehouse.layout import Home


@pytest.mark.parametrize("name", ["a,b", "x[1]", "all*", "{one}"])
def test_a_path_that_would_be_read_as_a_pattern_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableHome, match="Choose another folder"):
        Home.resolve(tmp_path / name)


def test_a_path_with_spaces_and_kanji_is_fine(tmp_path: Path) -> None:
    assert Home.resolve(tmp_path / "団体 2024").root == tmp_path / "団体 2024"
