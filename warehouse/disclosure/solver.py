"""Linear programmes that differ only in their costs or in one bound, solved one after another.

`scipy.optimize.linprog` builds and presolves each programme anew, which costs more than solving it.
HiGHS, the solver inside scipy, goes on from its last solution when it is spoken to directly.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize._highspy import _core as highs

from warehouse.disclosure.errors import DisclosureUndecided
from warehouse.disclosure.grid import Matrix, Numbers, Positions

PRIMAL, DUAL = 4, 1  # simplex strategies: after new costs, and after a new bound


class Contradiction(Exception):
    """The equations have no solution: what was assumed about them is not so."""


class Solver:
    """Equations and bounds over unknowns; finds the solution with the smallest costs.

    Attributes:
        size: number of unknowns.
    """

    def __init__(self, left: Matrix, right: Numbers, low: Numbers, high: Numbers) -> None:
        columns = sparse.csc_matrix(left)
        self.size = columns.shape[1]
        self._all = np.arange(self.size, dtype=np.int32)
        model = highs.HighsLp()
        model.num_col_, model.num_row_ = self.size, columns.shape[0]
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_, model.col_upper_ = low, high
        model.row_lower_ = model.row_upper_ = right
        model.a_matrix_.format_ = highs.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = columns.indptr, columns.indices
        model.a_matrix_.value_ = columns.data
        self._highs: Any = highs._Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self._highs.setOptionValue(name, value)
        self._highs.passModel(model)

    def set_bounds(self, low: Numbers, high: Numbers) -> None:
        """Let the unknowns lie between these bounds from now on."""
        self._highs.changeColsBounds(self.size, self._all, low, high)

    def set_costs(self, costs: Numbers) -> None:
        """Charge these costs from now on."""
        self._highs.changeColsCost(self.size, self._all, costs)

    def minimise(self, costs: Numbers) -> Numbers:
        """Return the solution with the smallest costs.

        Raises:
            Contradiction: there is no solution.
            DisclosureUndecided: the solver gave no answer; nothing is taken for safe on that.
        """
        self.set_costs(costs)
        return self._run(PRIMAL)

    def reach(self, places: Positions, signs: Numbers, low: float, high: float) -> Numbers:
        """Return the cheapest solution in which an expression lies between two values.

        Raises:
            Contradiction: there is no solution.
            DisclosureUndecided: the solver gave no answer.
        """
        rows = self._highs.getNumRow()
        self._highs.addRow(low, high, len(places), places.astype(np.int32), signs)
        try:
            return self._run(DUAL)
        finally:
            self._highs.deleteRows(1, np.array([rows], dtype=np.int32))

    def _run(self, strategy: int) -> Numbers:
        self._highs.setOptionValue("simplex_strategy", strategy)
        status = self._solve()
        if status not in (highs.HighsModelStatus.kOptimal, highs.HighsModelStatus.kInfeasible):
            self._highs.clearSolver()  # once more from the beginning: the last solution led nowhere
            status = self._solve()
        if status == highs.HighsModelStatus.kInfeasible:
            raise Contradiction
        if status != highs.HighsModelStatus.kOptimal:
            raise DisclosureUndecided(
                f"{self.size} withheld counts",
                str(status),
                "the attack must come to an end before anything is published",
                "Run it again; if it stays so, publish the table with fewer levels.",
            )
        return np.array(self._highs.getSolution().col_value)

    def _solve(self) -> Any:
        self._highs.run()
        return self._highs.getModelStatus()
