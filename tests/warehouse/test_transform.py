from __future__ import annotations

from pathlib import Path

from warehouse.layout import Home
from warehouse.transform import is_built_by, record_builder


def test_tables_of_a_new_home_were_built_by_nobody(tmp_path: Path) -> None:
    assert not is_built_by(Home(tmp_path).create(), "this code")


def test_tables_are_known_to_be_of_the_code_that_built_them(tmp_path: Path) -> None:
    home = Home(tmp_path).create()
    record_builder(home, "this code")
    assert is_built_by(home, "this code")


def test_tables_of_other_code_are_told_apart(tmp_path: Path) -> None:
    home = Home(tmp_path).create()
    record_builder(home, "older code")
    assert not is_built_by(home, "this code")
