"""The table of faults names tests that exist, so that nobody reads of a fault that is not tried."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
HEADING = "## The faults, and what was seen"
_TEST = re.compile(r"`(tests/[a-z_/]+\.py)::(test_\w+)(?:\[([^\]]+)\])?`")


def read_rows() -> list[str]:
    text = (REPOSITORY / "docs" / "reliability.md").read_text(encoding="utf-8")
    section = text.partition(HEADING)[2].partition("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| ")][1:]


def name_fault(row: str) -> str:
    return row.split("|")[1].strip()


@pytest.mark.parametrize("row", read_rows(), ids=name_fault)
def test_each_fault_names_a_test_that_exists(row: str) -> None:
    cells = row.strip("| ").split(" | ")
    named = _TEST.fullmatch(cells[-1])
    assert len(cells) == 4 and named is not None, row
    path, function, case = named.groups()
    source = (REPOSITORY / path).read_text(encoding="utf-8")
    functions = {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    assert function in functions
    assert case is None or f'"{case}":' in source


def test_every_fault_is_named_once() -> None:
    faults = [name_fault(row) for row in read_rows()]
    assert len(faults) == len(set(faults)) > 40
