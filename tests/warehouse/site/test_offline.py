"""The offline edition: one folder with pages and data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warehouse.site.links import find_broken_links
from warehouse.dictionary import Dictionary
from warehouse.errors import SiteNotBuilt
from warehouse.layout import Home
from warehouse.site.offline import write_offline


def test_it_holds_pages_and_data_and_no_link_leads_out_of_it(
    home: Home, dictionary: Dictionary, publish: Callable[[str], Path], tmp_path: Path
) -> None:
    publish("2026.11.0")
    publish("2026.11.1")
    built = write_offline(home, dictionary, tmp_path / "stick")
    assert built.entrance.is_file()
    assert (tmp_path / "stick/latest/parquet/organizations.parquet").is_file()
    (tmp_path / "moved").mkdir()
    stick = (tmp_path / "stick").rename(tmp_path / "moved/stick")
    assert list(find_broken_links(stick)) == []


def test_a_folder_that_holds_something_is_refused_and_left_as_it_is(
    home: Home, dictionary: Dictionary, publish: Callable[[str], Path], tmp_path: Path
) -> None:
    publish("2026.11.0")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    with pytest.raises(SiteNotBuilt, match="a folder of its own"):
        write_offline(home, dictionary, tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
