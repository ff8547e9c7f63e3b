"""All cells of a table from its base rows: counts, thresholds, and which of them are too small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from warehouse.disclosure.attack import find_counts_before
from warehouse.disclosure.design import NAMED, STATUS, VALUE, WITHHELD, TableDesign
from warehouse.disclosure.equations import LARGE, Publication
from warehouse.disclosure.errors import DisclosureDesignError
from warehouse.disclosure.grid import Flags, Grid, Numbers

COUNT, HIDDEN = "n", "hidden_n"
WORTH_SHOWING = 0.2  # a level of a large table of which fewer cells reach their threshold is withheld whole


@dataclass(frozen=True)
class Cells:
    """The cells of a table, totals and zeros included.

    Attributes:
        grid: the cells in order.
        counts: contributors of each cell.
        hidden: those among them that no public row names.
        thresholds: smallest count each may publish; larger than the grid's where a total happens to rest
            on sensitive codes alone.
        has_named: whether the base told named and hidden contributors apart.
    """

    grid: Grid
    counts: Numbers
    hidden: Numbers
    thresholds: Numbers
    has_named: bool

    def publish(self, withheld: Flags) -> Publication:
        """Return what a reader would see with these cells withheld."""
        return Publication("", self.grid, np.where(withheld, np.nan, self.hidden))

    def find_small(self) -> Flags:
        """Mark the cells with too few contributors, or too few that are not named elsewhere."""
        few = self.counts < self.thresholds
        return few | ((self.hidden > 0) & (self.hidden < self.thresholds))

    def find_fine(self, small: Flags) -> Flags:
        """Mark the levels of a large table that are too fine to show much."""
        if self.grid.size <= LARGE:
            return np.zeros(self.grid.size, dtype=bool)
        levels = self.grid.levels
        shown = np.bincount(levels, ~small) / np.maximum(np.bincount(levels), 1)
        return np.asarray(shown[levels] < WORTH_SHOWING)

    def find_changed_little(self, earlier: Sequence[Publication]) -> Flags:
        """Mark the cells that differ from an earlier published number by less than their threshold."""
        marked = np.zeros(self.grid.size, dtype=bool)
        everything = self.publish(marked)
        for older in earlier:
            changes = np.abs(self.hidden - find_counts_before(everything, older))
            marked |= (changes > 0) & (changes < self.thresholds)
        return marked

    def find_balanced(self, older: Publication) -> Flags:
        """Mark the totals that stayed the same since an earlier release although something in them changed.

        Published, they would tell a reader that what is withheld below is unchanged; to keep that wrong
        conclusion from looking exact, much more would have to be withheld.
        """
        everything = self.publish(np.zeros(self.grid.size, dtype=bool))
        changes = self.hidden - find_counts_before(everything, older)
        inside = self.grid.carry_up(~np.isnan(changes) & (changes != 0))
        return np.asarray((changes == 0) & inside)

    def find_withheld_before(self, earlier: Sequence[Publication]) -> Flags:
        """Mark the cells that the latest earlier release withheld."""
        if not earlier:
            return np.zeros(self.grid.size, dtype=bool)
        everything = self.publish(np.zeros(self.grid.size, dtype=bool))
        return np.isnan(find_counts_before(everything, earlier[-1]))

    def write_table(self, withheld: Flags) -> pa.Table:
        """Return every cell: dimensions, value, status, and named contributors where they are known."""
        columns: dict[str, pa.Array] = {
            name: pa.array([key[at] for key in self.grid.keys], pa.string())
            for at, name in enumerate(self.grid.design.columns)
        }
        columns[VALUE] = pa.array(self.counts.astype(np.int64), pa.int64(), mask=withheld)
        columns[STATUS] = pa.array([WITHHELD if each else None for each in withheld], pa.string())
        if self.has_named:
            columns[NAMED] = pa.array((self.counts - self.hidden).astype(np.int64), pa.int64())
        return pa.table(columns)


def count_cells(base: pa.Table, design: TableDesign) -> Cells:
    """Return all cells from base rows: the dimensions, `n`, and perhaps `hidden_n`.

    Raises:
        DisclosureDesignError: a base row has a code that is not a finest one, or an impossible count.
    """
    columns = [base.column(name).to_pylist() for name in design.columns]
    counts = base.column(COUNT).to_pylist()
    has_named = HIDDEN in base.column_names
    hidden = base.column(HIDDEN).to_pylist() if has_named else counts
    grid, rule = Grid(design), design.thresholds
    leaves = [set(dimension.leaves) for dimension in design.dimensions]
    sensitive_at = design.columns.index(rule.dimension) if rule.dimension in design.columns else None
    base_counts = np.zeros((3, grid.size))
    for key, count, unnamed in zip(zip(*columns, strict=True), counts, hidden, strict=True):
        outside = any(code not in codes for code, codes in zip(key, leaves, strict=True))
        if outside or count is None or unnamed is None or not 0 <= unnamed <= count:
            raise DisclosureDesignError(
                design.name,
                f"{key}: {count} of which {unnamed} not named",
                "a base row carries the finest codes and counts that are possible",
                "Mend the query that counts, or add the code to the design.",
            )
        is_sensitive = sensitive_at is not None and key[sensitive_at] in rule.raised
        base_counts[:, grid.locate(key)] += (count, unnamed, 0 if is_sensitive else count)
    every, unnamed_ones, ordinary = (_add_up(numbers, grid) for numbers in base_counts)
    raised = float(max(rule.raised.values(), default=rule.ordinary))
    thresholds = np.where((every > 0) & (ordinary == 0), raised, 0.0)
    return Cells(grid, every, unnamed_ones, np.maximum(grid.thresholds, thresholds), has_named)


def _add_up(numbers: Numbers, grid: Grid) -> Numbers:
    """Return counts with every total filled in from the finest cells."""
    table = numbers.reshape(grid.shape).copy()
    for at, dimension in enumerate(grid.design.dimensions):
        view = np.moveaxis(table, at, 0)
        places = {code: place for place, code in enumerate(dimension.codes)}
        for code in reversed(dimension.codes):  # what a code contains comes after it
            if code in dimension.parents:
                view[places[dimension.parents[code]]] += view[places[code]]
    return table.ravel()
