"""Imports point one way: tsunagu → pipelines → warehouse → ingest."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
ROOMS = ("ingest", "warehouse", "pipelines", "tsunagu")  # each may know those before it, and itself
WITHOUT_DAGSTER = ("ingest", "warehouse")


def find_imports(source: str) -> Iterator[str]:
    """Yield the top-level package of every import of a module, also of those inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def find_violations(room: str, source: str) -> set[str]:
    """Return the packages a module of a room imports and may not."""
    imported = set(find_imports(source))
    above = set(ROOMS[ROOMS.index(room) + 1 :]) | {"tests"}
    dagster = {name for name in imported if name.startswith("dagster")} if room in WITHOUT_DAGSTER else set()
    return imported & above | dagster


def list_modules() -> list[tuple[str, Path]]:
    return [(room, path) for room in ROOMS for path in sorted((REPOSITORY / room).rglob("*.py"))]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_below_it(room: str) -> None:
    found = {
        str(path.relative_to(REPOSITORY)): violations
        for owner, path in list_modules()
        if owner == room and (violations := find_violations(room, path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_the_search_finds_the_modules_it_judges() -> None:
    assert (REPOSITORY / "ingest" / "files.py", "ingest") in {(path, room) for room, path in list_modules()}


@pytest.mark.parametrize(
    ("room", "source", "expected"),
    [
        ("ingest", "import warehouse.layout", {"warehouse"}),
        ("ingest", "def load():\n    from dagster import asset", {"dagster"}),
        ("warehouse", "import dagster_dbt", {"dagster_dbt"}),
        ("warehouse", "from pipelines import definitions", {"pipelines"}),
        ("pipelines", "import tsunagu", {"tsunagu"}),
        ("ingest", "from tests import conftest", {"tests"}),
    ],
)
def test_an_import_upwards_is_found(room: str, source: str, expected: set[str]) -> None:
    assert find_violations(room, source) == expected


def test_an_import_downwards_is_allowed() -> None:
    source = "import dagster\nfrom ingest.files import sha256_of\nfrom . import assets"
    assert find_violations("pipelines", source) == set()
