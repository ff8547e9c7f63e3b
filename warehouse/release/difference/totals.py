"""Totals that a reader would quote, and how far each may move from one release to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.database import quote_text
from warehouse.release.difference.schemas import Schemas, TableSchema
from warehouse.release.json_files import read_json
from warehouse.release.paths import SOURCES, TablePaths


@dataclass(frozen=True)
class Total:
    """One number over a table.

    Attributes:
        sql: an aggregate over the columns named.
        tolerance: share by which it may move, up or down, while it is made from the same registers.
        fewest: what it may move by in any case: in a small country one ordinary day passes every share.
    """

    dataset: str
    says: str
    columns: tuple[str, ...]
    sql: str
    tolerance: float
    fewest: int = 25


TOTALS = (
    Total(
        "organizations",
        "NPO corporations that exist",
        ("legal_form", "status"),
        "count(*) filter (legal_form = 'npo' and status = 'active')",
        0.05,
    ),
    Total(
        "organizations", "organisations that exist", ("status",), "count(*) filter (status = 'active')", 0.1
    ),
    Total("certifications", "current certifications", ("is_current",), "count(*) filter (is_current)", 0.1),
    Total(
        "stat_stock",
        "NPO corporations at the end of the last month that is counted",
        ("as_of_on", "geography_kind", "legal_form", "certification_kind", "value"),
        "max_by(value, as_of_on) filter (geography_kind = 'country' and legal_form = 'npo'"
        " and certification_kind = 'any' and value is not null)",
        0.05,
    ),
    Total(
        "stat_flow",
        "events of all months",
        ("geography_kind", "value"),
        "sum(value) filter (geography_kind = 'country')",
        0.05,
    ),
    Total(
        "municipalities",
        "inhabitants",
        ("area_level", "population"),
        "sum(population) filter (area_level = 'municipality')",
        0.03,
    ),
)


@dataclass(frozen=True)
class Movement:
    """A total that has moved: what it was and what it is."""

    total: Total
    before: int
    after: int

    @property
    def share(self) -> float:
        """By how much of what it was it moved."""
        return self.distance / self.before

    @property
    def distance(self) -> int:
        """By how much it moved."""
        return abs(self.after - self.before)


def find_movements(
    previous: Path, root: Path, before: Schemas, after: Schemas, registers: Mapping[str, tuple[str, ...]]
) -> Iterator[Movement]:
    """Yield the totals that have moved farther than they may.

    A total is compared where both releases have its columns, and the table is made from the same registers:
    one that has joined or gone explains a jump by itself. From nothing, nothing can be said.

    Args:
        previous: folder of the release before.
        root: folder of the release.
        before: tables of the release before.
        after: tables of the release.
        registers: names of the registers each table is made from.
    """
    used = [_list_used(place) for place in (previous, root)]
    with closing(duckdb.connect(":memory:")) as connection:
        for total in TOTALS:
            made_from = set(registers.get(total.dataset, ()))
            if used[0] & made_from != used[1] & made_from:
                continue
            if not all(_has(schemas.get(total.dataset), total) for schemas in (before, after)):
                continue
            old, new = (_measure(connection, place, total) for place in (previous, root))
            movement = Movement(total, old, new)
            if old and movement.share > total.tolerance and movement.distance > total.fewest:
                yield movement


def _list_used(root: Path) -> set[str]:
    return {one["name"] for one in read_json(root / SOURCES)["registers"] if one["rows"]["used"]}


def _has(schema: TableSchema | None, total: Total) -> bool:
    return schema is not None and set(total.columns) <= schema.types.keys()


def _measure(connection: duckdb.DuckDBPyConnection, root: Path, total: Total) -> int:
    file = quote_text(str(root / TablePaths.of(total.dataset).parquet))
    (value,) = connection.execute(f"select {total.sql} from read_parquet({file})").fetchone() or (0,)
    return int(value or 0)
