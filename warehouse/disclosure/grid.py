"""The cells of a design as one long row of numbers: positions, sums, levels and thresholds."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from warehouse.disclosure.design import TableDesign

Key = tuple[str, ...]
Numbers = NDArray[np.float64]
Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]
Matrix = Any  # scipy.sparse.csr_matrix


class Grid:
    """Every combination of codes of a design, in a fixed order: the last dimension runs fastest."""

    def __init__(self, design: TableDesign) -> None:
        self.design = design
        self.shape = tuple(len(dimension.codes) for dimension in design.dimensions)
        self.size = int(np.prod(self.shape))
        self._places = [
            {code: place for place, code in enumerate(dimension.codes)} for dimension in design.dimensions
        ]

    @cached_property
    def keys(self) -> list[Key]:
        """The codes of every cell."""
        return list(product(*(dimension.codes for dimension in self.design.dimensions)))

    def locate(self, key: Key) -> int | None:
        """Return the position of a cell; None when a code is not of this design."""
        places = [known.get(code, -1) for known, code in zip(self._places, key, strict=True)]
        return None if min(places) < 0 else int(np.ravel_multi_index(places, self.shape))

    def locate_in(self, other: Grid) -> Positions:
        """Return the position each cell has in another grid; -1 where that has no such codes."""
        maps = [
            np.array([there.get(code, -1) for code in here.codes], dtype=np.int64)
            for here, there in zip(self.design.dimensions, other._places, strict=True)
        ]
        picked = [grid.ravel() for grid in np.meshgrid(*maps, indexing="ij")]
        known = np.logical_and.reduce([places >= 0 for places in picked])
        places = np.ravel_multi_index([np.maximum(places, 0) for places in picked], other.shape)
        return np.where(known, places, -1).astype(np.int64)

    @cached_property
    def sums(self) -> Matrix:
        """One row for every "these cells add up to that one": 1 for a part, -1 for the sum."""
        positions = np.arange(self.size).reshape(self.shape)
        nothing = np.empty(0, dtype=np.int64)
        rows, columns, signs, count = [nothing], [nothing], [np.empty(0)], 0
        for at, dimension in enumerate(self.design.dimensions):
            for code, below in dimension.children.items():
                for sign, member in [(-1.0, code), *((1.0, part) for part in below)]:
                    cells = np.take(positions, self._places[at][member], axis=at).ravel()
                    rows.append(np.arange(count, count + len(cells)))
                    columns.append(cells)
                    signs.append(np.full(len(cells), sign))
                count += self.size // self.shape[at]
        entries = (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns)))
        return sparse.csr_matrix(entries, shape=(count, self.size))

    @cached_property
    def parents(self) -> list[Positions]:
        """For each dimension, the position of the cell that contains each cell; -1 at the root."""
        positions = np.arange(self.size).reshape(self.shape)
        found = []
        for at, dimension in enumerate(self.design.dimensions):
            above = np.array(
                [self._places[at].get(dimension.parents.get(code, ""), -1) for code in dimension.codes]
            )
            cells = np.take(positions, np.maximum(above, 0), axis=at)
            shape = [1] * len(self.shape)
            shape[at] = -1
            found.append(np.where(above.reshape(shape) >= 0, cells, -1).ravel())
        return found

    @cached_property
    def copies(self) -> Positions:
        """The finest cell each cell is a copy of: a code with one part in a dimension counts what that does.

        A year of which one quarter has come and a region of one prefecture are copies; withholding one of
        two copies hides nothing.
        """
        positions = np.arange(self.size).reshape(self.shape)
        for at, dimension in enumerate(self.design.dimensions):
            finest = []
            for code in dimension.codes:
                while len(dimension.children.get(code, ())) == 1:
                    (code,) = dimension.children[code]
                finest.append(self._places[at][code])
            positions = np.take(positions, finest, axis=at)
        return np.asarray(positions.ravel(), dtype=np.int64)

    def spread_to_copies(self, marks: Flags) -> Flags:
        """Return the marks, carried to every copy of a marked cell."""
        marked = np.zeros(self.size, dtype=bool)
        marked[self.copies[marks]] = True
        return np.asarray(marked[self.copies])

    @cached_property
    def depths(self) -> Positions:
        """How many steps below the root of all dimensions each cell is: 0 for the grand total."""
        steps = [
            np.array([len(dimension.list_ancestors(code)) - 1 for code in dimension.codes])
            for dimension in self.design.dimensions
        ]
        return np.asarray(np.stack(np.meshgrid(*steps, indexing="ij")).sum(axis=0).ravel(), dtype=np.int64)

    @cached_property
    def levels(self) -> Positions:
        """A number for each cell that says how deep its codes are; cells of one level are alike."""
        depths = [
            np.array([len(dimension.list_ancestors(code)) - 1 for code in dimension.codes])
            for dimension in self.design.dimensions
        ]
        picked = [grid.ravel() for grid in np.meshgrid(*depths, indexing="ij")]
        limits = [int(each.max()) + 1 for each in depths]
        return np.asarray(np.ravel_multi_index(picked, limits), dtype=np.int64)

    @cached_property
    def thresholds(self) -> Numbers:
        """Smallest count each cell may publish; a total needs as much as the least sensitive code in it."""
        rule = self.design.thresholds
        widths = np.full(self.shape, float(rule.ordinary))
        for at, dimension in enumerate(self.design.dimensions):
            if dimension.name != rule.dimension:
                continue
            below: dict[str, list[str]] = {code: [] for code in dimension.codes}
            for leaf in dimension.leaves:
                for code in dimension.list_ancestors(leaf):
                    below[code].append(leaf)
            shape = [1] * len(self.shape)
            shape[at] = -1
            widths[:] = np.array([rule.find(below[code]) for code in dimension.codes]).reshape(shape)
        return widths.ravel()

    def carry_up(self, marks: Flags) -> Flags:
        """Return the marks, carried to every cell that contains a marked one."""
        found = marks.copy()
        while True:
            before = int(found.sum())
            for above in self.parents:
                found[above[found & (above >= 0)]] = True
            if int(found.sum()) == before:
                return found

    def carry_down(self, marks: Flags) -> Flags:
        """Return the marks, carried to every cell inside a marked one."""
        found = marks.copy()
        while True:
            before = int(found.sum())
            for above in self.parents:
                found |= (above >= 0) & found[above]
            if int(found.sum()) == before:
                return found
