"""How narrowly linear equations bound their unknowns: bounds row by row first, linear programmes after.

An unknown is safe as soon as two solutions are known in which it differs by its width, so one linear
programme clears many unknowns at once; an exact interval is solved for only where that has not happened.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from warehouse.disclosure.grid import Flags, Matrix, Numbers, Positions
from warehouse.disclosure.solver import Contradiction, Solver

SWEEPS = 40
TOLERANCE = 1e-6
ROUNDS = 12
WORTHWHILE = 5  # a turn that clears fewer expressions costs more than solving for each of them


@dataclass
class Bounds:
    """The smallest and largest value each unknown can have, as far as found."""

    low: Numbers
    high: Numbers


def tighten(left: Matrix, right: Numbers) -> Bounds:
    """Return bounds that follow from one equation at a time, repeated until they stay.

    They contain every solution in whole numbers, so a narrow one here is narrow for certain.

    Raises:
        Contradiction: an unknown would be larger than itself.
    """
    table = left.tocoo()
    rows, columns, signs = table.row, table.col, table.data
    size = len(right)
    bounds = Bounds(np.zeros(left.shape[1]), np.full(left.shape[1], np.inf))
    for _ in range(SWEEPS):
        ends = signs * bounds.low[columns], signs * bounds.high[columns]
        least, most = np.minimum(*ends), np.maximum(*ends)
        upper = right[rows] - _sum_others(rows, least, size, -np.inf)
        lower = right[rows] - _sum_others(rows, most, size, np.inf)
        new_high, new_low = bounds.high.copy(), bounds.low.copy()
        np.minimum.at(new_high, columns, np.floor(np.where(signs > 0, upper, -lower) + TOLERANCE))
        np.maximum.at(new_low, columns, np.ceil(np.where(signs > 0, lower, -upper) - TOLERANCE))
        if np.any(new_low > new_high):
            raise Contradiction
        if np.array_equal(new_low, bounds.low) and np.array_equal(new_high, bounds.high):
            break
        bounds = Bounds(new_low, new_high)
    return bounds


def _sum_others(rows: Positions, values: Numbers, size: int, end: float) -> Numbers:
    """Return for each entry the sum of the other entries of its row; `end` when one of them has no bound."""
    endless = np.isinf(values)
    finite = np.where(endless, 0.0, values)
    sums = np.bincount(rows, finite, size)[rows] - finite
    others = np.bincount(rows, endless, size)[rows] - endless
    return np.where(others > 0, end, sums)


@dataclass
class Programme:
    """The solutions of one set of equations, and how far apart those seen so far lie.

    Attributes:
        solver: the equations.
        bounds: what each unknown lies between at most.
        spans: expressions of interest, one a row; how wide each must stay is in `widths`.
        widths: the least width of each expression.
        seen: smallest and largest value of each expression in the solutions seen.
    """

    solver: Solver
    bounds: Bounds
    spans: Matrix
    widths: Numbers
    seen: Bounds

    def solve(self, costs: Numbers) -> Numbers:
        """Return the solution with the smallest costs, and note how far the expressions vary in it.

        Raises:
            Contradiction: there is no solution.
            DisclosureUndecided: the solver gave no answer; nothing is taken for safe on that.
        """
        answer = self.solver.minimise(costs)
        values = self.spans @ answer
        self.seen.low = np.minimum(self.seen.low, values)
        self.seen.high = np.maximum(self.seen.high, values)
        return answer

    @property
    def open(self) -> Flags:
        """Which expressions have not been seen to vary by their width."""
        return self.seen.high - self.seen.low < self.widths - TOLERANCE


def search_spread(programme: Programme, random: np.random.Generator) -> None:
    """Look for solutions far apart, many expressions at a time, around a middle solution."""
    inside = programme.bounds
    size = len(inside.low)
    middle = np.mean([programme.solve(random.uniform(-1, 1, size)) for _ in range(4)], axis=0)
    reach = np.asarray(abs(programme.spans).T @ programme.widths) + 1
    box = Bounds(np.maximum(inside.low, middle - reach), np.minimum(inside.high, middle + reach))
    box = Bounds(np.minimum(box.low, box.high), box.high)
    for limits in (box, inside):
        programme.solver.set_bounds(limits.low, limits.high)
        for _ in range(ROUNDS):
            left_over = np.flatnonzero(programme.open)
            signs = np.zeros(len(programme.widths))
            signs[left_over] = random.choice([-1.0, 1.0], len(left_over))
            costs = np.asarray(programme.spans.T @ signs)
            programme.solve(costs)
            programme.solve(-costs)
            if len(left_over) - int(programme.open.sum()) < WORTHWHILE:
                break
    programme.solver.set_bounds(inside.low, inside.high)


def find_exact(programme: Programme, expression: int) -> tuple[float, float]:
    """Return the smallest and largest value of an expression."""
    costs = np.asarray(programme.spans[[expression]].todense()).ravel()
    return float(costs @ programme.solve(costs)), float(costs @ programme.solve(-costs))


def close_bounds(bounds: Bounds, right: Numbers) -> Bounds:
    """Return bounds with an end where there was none, far beyond every count and every threshold.

    A solver then never meets a problem without a smallest solution, and a free unknown still varies widely.
    """
    end = 1000 + 10 * (len(bounds.low) + np.abs(right).sum() + bounds.low.sum())
    return Bounds(bounds.low, np.where(np.isinf(bounds.high), end, bounds.high))


def find_narrow(
    left: Matrix, right: Numbers, bounds: Bounds, spans: Matrix, widths: Numbers, most: int | None = None
) -> dict[int, tuple[float, float]]:
    """Return the expressions that vary by less than their width, with the interval of each.

    Args:
        left: equations, one a row.
        right: right sides.
        bounds: bounds of the unknowns.
        spans: expressions, one a row over the unknowns.
        widths: least width of each expression.
        most: stop after as many; None to find all.
    """
    bounds = close_bounds(bounds, right)
    fixed = bounds.low == bounds.high
    kept = np.flatnonzero(~fixed)
    right = right - np.asarray(left[:, np.flatnonzero(fixed)] @ bounds.low[fixed]).ravel()
    left, spans = left[:, kept], spans[:, kept]
    rows = np.flatnonzero(np.diff(left.indptr) > 0)
    left, right = left[rows], right[rows]
    found = {int(at): (0.0, 0.0) for at in np.flatnonzero(np.diff(spans.indptr) == 0)}
    links = abs(sparse.vstack([left, spans], format="csr"))
    count, groups = csgraph.connected_components(links.T @ links, directed=False)
    row_groups, span_groups = groups[_first_columns(left)], groups[_first_columns(spans)]
    for group in range(count):
        columns = np.flatnonzero(groups == group)
        wanted = np.flatnonzero((span_groups == group) & (np.diff(spans.indptr) > 0))
        if len(wanted):
            rows = np.flatnonzero(row_groups == group)
            limits = Bounds(bounds.low[kept[columns]], bounds.high[kept[columns]])
            part = Programme(
                Solver(left[rows][:, columns], right[rows], limits.low, limits.high),
                limits,
                spans[wanted][:, columns],
                widths[wanted],
                Bounds(np.full(len(wanted), np.inf), np.full(len(wanted), -np.inf)),
            )
            found.update({int(wanted[at]): interval for at, interval in _search_group(part, most).items()})
        if most is not None and len(found) >= most:
            break
    return found


def _search_group(part: Programme, most: int | None) -> dict[int, tuple[float, float]]:
    """Return the narrow expressions of one connected set of equations."""
    search_spread(part, np.random.default_rng(0))
    found: dict[int, tuple[float, float]] = {}
    for expression in np.flatnonzero(part.open):
        if part.open[expression]:
            low, high = find_exact(part, int(expression))
            if high - low < part.widths[expression] - TOLERANCE:
                found[int(expression)] = (low, high)
        if most is not None and len(found) >= most:
            break
    return found


def _first_columns(matrix: Matrix) -> Positions:
    """Return the first column with an entry of each row."""
    if not matrix.nnz:
        return np.zeros(matrix.shape[0], dtype=np.int64)
    return np.asarray(matrix.indices[np.minimum(matrix.indptr[:-1], matrix.nnz - 1)], dtype=np.int64)
