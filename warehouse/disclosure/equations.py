"""What a reader can write down from published tables: unknowns, equations, and what did not change.

Written from the published rows and the declared hierarchies alone; nothing here has seen a withheld count.
Contributors that are named in public rows are taken off first: a reader can do that too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa
from scipy import sparse
from scipy.sparse import csgraph

from warehouse.disclosure.design import NAMED, STATUS, VALUE, WITHHELD, TableDesign
from warehouse.disclosure.errors import DisclosureDesignError
from warehouse.disclosure.grid import Flags, Grid, Matrix, Numbers, Positions

LARGE = 8_000  # cells; above it, a level that shows nothing at all is left out of the equations


@dataclass(frozen=True)
class Publication:
    """One published table.

    Attributes:
        release_id: the release it belongs to; empty for the one about to be published.
        grid: its cells.
        counts: contributors a reader cannot name, one number a cell; NaN where withheld.
    """

    release_id: str
    grid: Grid
    counts: Numbers

    @property
    def design(self) -> TableDesign:
        """Its dimensions and thresholds."""
        return self.grid.design

    @property
    def used(self) -> Flags:
        """The cells that are written into equations.

        In a large table a level of detail that shows no number at all adds unknowns without end and next to
        nothing to what can be worked out; it is left out there.
        """
        if self.grid.size <= LARGE:
            return np.ones(self.grid.size, dtype=bool)
        speaking = np.unique(self.grid.levels[~np.isnan(self.counts)])
        return np.isin(self.grid.levels, speaking)


def read_publication(release_id: str, table: pa.Table, design: TableDesign) -> Publication:
    """Return what published rows say; a cell without a row is withheld.

    Raises:
        DisclosureDesignError: a row has an unknown code, or a value and a status that contradict each other.
    """
    grid = Grid(design)
    counts = np.full(grid.size, np.nan)
    columns = [table.column(name).to_pylist() for name in design.columns]
    values, states = table.column(VALUE).to_pylist(), table.column(STATUS).to_pylist()
    named = table.column(NAMED).to_pylist() if NAMED in table.column_names else [0] * len(values)
    for key, value, state, names in zip(zip(*columns, strict=True), values, states, named, strict=True):
        place = grid.locate(key)
        if place is None or (value is None) != (state == WITHHELD):
            raise DisclosureDesignError(
                f"{design.name} {release_id}".strip(),
                f"{key}, value {value}, status {state}",
                "a cell has codes of its dimensions, and a value unless it is withheld",
                "Publish the table as `protect` returned it.",
            )
        if value is not None:
            counts[place] = value - (names or 0)
    return Publication(release_id, grid, counts)


@dataclass(frozen=True)
class System:
    """Linear equations over withheld counts, with all that is published moved to the right side.

    Attributes:
        left: one row an equation, one column an unknown.
        right: right side of each equation.
        widths: how uncertain each unknown must stay: the largest threshold of its cells.
        owners: publication and position of one cell each unknown stands for; the newest of them.
        unknowns: for each publication, the unknown of each cell; -1 where its count is known or unused.
    """

    left: Matrix
    right: Numbers
    widths: Numbers
    owners: list[tuple[int, int]]
    unknowns: list[Positions]


def find_unchanged(newer: Publication, older: Publication) -> Flags:
    """Mark the cells of the newer publication that a reader may take to be the same in the older one.

    A total published with the same number in both suggests that nothing below it changed, unless a cell
    below shows that something did. The reader may be wrong; what is withheld must be safe if they are right.
    """
    places = newer.grid.locate_in(older.grid)
    before = np.where(places >= 0, older.counts[places], 0.0)
    both = ~np.isnan(before) & ~np.isnan(newer.counts)
    differs = newer.grid.carry_up(both & (before != newer.counts))
    same = both & (places >= 0) & (before == newer.counts) & ~differs
    return newer.grid.carry_down(same) & (places >= 0)


def write_system(
    publications: Sequence[Publication], *, linked: bool, movable: Flags | None = None
) -> System:
    """Write all equations of all publications.

    Args:
        publications: oldest first.
        linked: whether the reader assumes what is unchanged.
        movable: published cells of the newest that are written as unknowns, by who asks what would follow
            if they were withheld; not those that an earlier release tells anyway.
    """
    starts = np.cumsum([0, *(each.grid.size for each in publications)])
    counts = np.concatenate([each.counts for each in publications])
    used = np.concatenate([each.used for each in publications])
    widths = np.concatenate([each.grid.thresholds for each in publications])
    groups = _group_cells(publications, starts, linked=linked)
    known, numbers = _number_unknowns(counts, used, groups, movable)
    size = int(numbers.max(initial=-1)) + 1
    places = np.flatnonzero(numbers >= 0)
    spread = sparse.csr_matrix((np.ones(len(places)), (places, numbers[places])), shape=(len(counts), size))
    sums = sparse.block_diag([each.grid.sums for each in publications], format="csr")
    sums = sums[np.asarray(abs(sums) @ (~used).astype(float)).ravel() == 0]
    left = (sums @ spread).tocsr()
    left.eliminate_zeros()
    right = -np.asarray(sums @ np.where(numbers >= 0, 0.0, np.nan_to_num(known))).ravel()
    matters = np.diff(left.indptr) > 0
    largest = np.zeros(size)
    np.maximum.at(largest, numbers[places], widths[places])
    owner = np.zeros(size, dtype=np.int64)
    np.maximum.at(owner, numbers[places], places)
    of = np.searchsorted(starts, owner, side="right") - 1
    owners = [(int(who), int(place - starts[who])) for who, place in zip(of, owner, strict=True)]
    unknowns = [numbers[a:b] for a, b in zip(starts, starts[1:], strict=False)]
    return System(left[matters], right[matters], largest, owners, unknowns)


def _group_cells(publications: Sequence[Publication], starts: Positions, *, linked: bool) -> Positions:
    """Return the same number for copies, and for cells of two releases that a reader takes to be equal."""
    ones, twos = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for start, each in zip(starts, publications, strict=False):
        # a copy that is published tells the others by an equation, which the attack is to find
        mixed = each.grid.spread_to_copies(~np.isnan(each.counts)) & np.isnan(each.counts)
        alike = np.flatnonzero(~each.grid.spread_to_copies(mixed))
        ones.append(start + alike)
        twos.append(start + each.grid.copies[alike])
    for old, new in combinations(range(len(publications)), 2) if linked else ():
        same = np.flatnonzero(find_unchanged(publications[new], publications[old]))
        places = publications[new].grid.locate_in(publications[old].grid)
        ones.append(starts[new] + same)
        twos.append(starts[old] + places[same])
    one, two = np.concatenate(ones), np.concatenate(twos)
    size = int(starts[-1])
    graph = sparse.coo_matrix((np.ones(len(one)), (one, two)), shape=(size, size))
    return np.asarray(csgraph.connected_components(graph, directed=False)[1], dtype=np.int64)


def _number_unknowns(
    counts: Numbers, used: Flags, groups: Positions, movable: Flags | None
) -> tuple[Numbers, Positions]:
    """Return the counts known outright or by a group, and a number for each other cell in use."""
    least, most = _find_ends(counts, groups)
    # a group with two different numbers shows that the assumption fails there: its cells stand alone
    alone = np.where(least < most, len(counts) + np.arange(len(counts)), groups)
    if movable is not None:
        counts = counts.copy()
        counts[len(counts) - len(movable) :][movable] = np.nan
        least, most = _find_ends(counts, np.unique(alone, return_inverse=True)[1])
    known = np.where(np.isnan(counts) & (least == most), least, counts)
    wanted = np.flatnonzero(np.isnan(known) & used)
    numbers = np.full(len(counts), -1, dtype=np.int64)
    numbers[wanted] = np.unique(alone[wanted], return_inverse=True)[1]
    return known, numbers


def _find_ends(counts: Numbers, groups: Positions) -> tuple[Numbers, Numbers]:
    """Return the smallest and the largest count published in the group of each cell."""
    shown = np.flatnonzero(~np.isnan(counts))
    least, most = np.full(len(counts), np.inf), np.full(len(counts), -np.inf)
    np.minimum.at(least, groups[shown], counts[shown])
    np.maximum.at(most, groups[shown], counts[shown])
    return least[groups], most[groups]
