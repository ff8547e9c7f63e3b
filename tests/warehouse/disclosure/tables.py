"""Small designs and tables that the tests of disclosure control share."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence

import pyarrow as pa

from warehouse.disclosure.design import Dimension, TableDesign, Thresholds, design_voices

REGIONS = {"01": "north", "02": "north", "03": "north", "11": "south", "12": "south"}
ISSUES = {"isolation": False, "climate": False, "children_places": False, "child_abuse": True}
QUARTERS = ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]
VOICES = design_voices(REGIONS, ISSUES, QUARTERS)


def design_flat(rows: int, columns: int, threshold: int) -> TableDesign:
    """Return a two-way table without levels between base and total."""
    return TableDesign(
        "flat",
        (
            Dimension("row", {f"r{number}": "all" for number in range(rows)}),
            Dimension("column", {f"c{number}": "all" for number in range(columns)}),
        ),
        Thresholds(threshold),
    )


def design_connections(sector_pairs: Iterable[str], region_pairs: Iterable[str]) -> TableDesign:
    """Return a two-way table of pairs; both kinds of pair add up to ``all``; threshold 5."""
    return TableDesign(
        "stat_connections",
        (
            Dimension("sector_pair", dict.fromkeys(sector_pairs, "all")),
            Dimension("region_pair", dict.fromkeys(region_pairs, "all")),
        ),
    )


def tabulate(design: TableDesign, records: Iterable[Sequence[str]]) -> pa.Table:
    """Return base rows that count the records by their codes."""
    counts = sorted(Counter(map(tuple, records)).items())
    columns = {name: [key[at] for key, _ in counts] for at, name in enumerate(design.columns)}
    schema = pa.schema([*((name, pa.string()) for name in design.columns), ("n", pa.int64())])
    return pa.table({**columns, "n": [count for _, count in counts]}, schema=schema)


def invent_voices(count: int, seed: int, quarters: Sequence[str] = QUARTERS) -> list[tuple[str, str, str]]:
    """Return the issue, prefecture and quarter of invented voices; some codes are much rarer than others."""
    chance = random.Random(seed)
    issues, prefectures = list(ISSUES), list(REGIONS)
    return [
        (
            chance.choices(issues, [9, 5, 2, 3])[0],
            chance.choices(prefectures, [8, 3, 1, 6, 2])[0],
            chance.choice(quarters),
        )
        for _ in range(count)
    ]


def withhold(cells: pa.Table, keys: Iterable[tuple[str, ...]], columns: Sequence[str]) -> pa.Table:
    """Return the table with these cells withheld, and all others as they are."""
    hidden = set(keys)
    rows = cells.to_pylist()
    for row in rows:
        if tuple(row[name] for name in columns) in hidden:
            row.update(value=None, value_status="c")
    return pa.Table.from_pylist(rows, schema=cells.schema)


def publish_all(base: pa.Table, design: TableDesign) -> pa.Table:
    """Return every cell with its true count, nothing withheld."""
    from warehouse.disclosure.cells import count_cells

    cells = count_cells(base, design)
    return cells.write_table(cells.counts < 0)


def list_small(cells: pa.Table, design: TableDesign, threshold: int) -> list[tuple[str, ...]]:
    """Return the keys of the cells below a threshold."""
    return [
        tuple(row[name] for name in design.columns) for row in cells.to_pylist() if row["value"] < threshold
    ]
