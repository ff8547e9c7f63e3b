"""Withhold on until the attack finds nothing: each time those cells that are missed least.

What to withhold for a count that can be worked out is a question to a linear programme: find another table,
in which this count is as different as its threshold asks, all that adds up still does, and the published
numbers that would have to be different cost the reader least. These numbers are withheld; the other table is
then one that the reader cannot tell from the true one.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from warehouse.disclosure.attack import (
    Breach,
    Cleared,
    Outcome,
    attack_together,
    list_opponents,
)
from warehouse.disclosure.cells import Cells
from warehouse.disclosure.equations import LARGE, Publication, System, write_system
from warehouse.disclosure.errors import DisclosureFound
from warehouse.disclosure.grid import Flags, Numbers, Positions
from warehouse.disclosure.intervals import TOLERANCE
from warehouse.disclosure.solver import Contradiction, Solver

AT_A_TIME = 60  # breaches proven in a round that are enough to go on with
STEP = 3.0  # how much more a cell is worth than one a level below
TRIES = 24  # groups of copies that are tried to be published again
FAMILIAR = 0.3  # worth of a cell the last release withheld, against one it showed
logger = logging.getLogger(__name__)


def mend(cells: Cells, withheld: Flags, before: Flags, earlier: Sequence[Publication]) -> Flags:
    """Withhold further cells until the attack finds nothing.

    Every round withholds at least one more cell, so the rounds end; at the latest with nothing published.

    Args:
        cells: the table.
        withheld: what is withheld to begin with.
        before: what the last release withheld.
        earlier: what earlier releases published, oldest first.

    Raises:
        DisclosureFound: the attack succeeds although nothing near the breach is published any more.
    """
    withheld, cleared = withheld.copy(), dict[str, Cleared]()
    worth = measure_worth(cells, before)
    while True:
        outcome = find_first(cells.publish(withheld), earlier, cleared)
        if outcome is None:
            return withheld
        added = choose_cells(cells, outcome, withheld, worth)
        if not added.any():
            raise DisclosureFound(
                cells.grid.design.name,
                outcome.breaches[0].describe(),
                "no withheld count can be worked out from what is published",
                "An earlier release gives it away already; decide with the data team what to do about it.",
            )
        name = f"{cells.grid.design.name} {'beside the last' if len(outcome.together) > 1 else 'alone'}"
        logger.debug("%s: %d breaches, %d more withheld", name, len(outcome.breaches), int(added.sum()))
        withheld |= added


def find_first(
    new: Publication, earlier: Sequence[Publication], cleared: dict[str, Cleared]
) -> Outcome | None:
    """Return some breaches of the first attack that finds any; None when every attack, complete, finds none.

    What was found safe beside an earlier release is attacked once more at the end: withholding a number that
    showed a change lets a reader take more for unchanged.
    """
    for older in reversed(list_opponents(earlier)):
        place = older.release_id if older else ""
        is_new = place not in cleared
        known = cleared.setdefault(place, Cleared.start(new, older))
        outcome = attack_together(new, older, known, AT_A_TIME)
        if not outcome.breaches and older and not is_new:
            outcome = attack_together(new, older)
        if outcome.breaches:
            return outcome
    return None


def give_back(cells: Cells, withheld: Flags, unsafe: Flags, earlier: Sequence[Publication]) -> Flags:
    """Return what is still withheld after publishing again what turns out not to be needed.

    The cells worth most are tried first, with all their copies. In a large table every try is a long attack,
    and what was chosen there is little enough.

    Args:
        cells: the table.
        withheld: a pattern that withstands the attack.
        unsafe: cells that stay withheld.
        earlier: what earlier releases published, oldest first.
    """
    if cells.grid.size > LARGE:
        return withheld
    withheld = withheld.copy()
    spare = withheld & ~cells.grid.spread_to_copies(unsafe)
    groups = np.unique(cells.grid.copies[spare])
    worth = measure_worth(cells, np.zeros(cells.grid.size, dtype=bool))
    for group in groups[np.argsort(-worth[groups], kind="stable")][:TRIES]:
        tried = withheld & (cells.grid.copies != group)
        if not any(
            attack_together(cells.publish(tried), older, None, 1).breaches
            for older in list_opponents(earlier)
        ):
            withheld = tried
    return withheld


def measure_worth(cells: Cells, before: Flags) -> Numbers:
    """Return what each cell is worth to a reader: totals and large counts more, most of them if shown before.

    Copies are as much of a total as the finest of them.
    """
    depths = cells.grid.depths[cells.grid.copies]
    size = 1 + 0.2 * np.log2(1 + cells.hidden)
    worth = STEP ** (depths.max(initial=0) - depths) * size * np.where(before, FAMILIAR, 1.0)
    return np.asarray(worth, dtype=np.float64)


def choose_cells(cells: Cells, outcome: Outcome, withheld: Flags, worth: Numbers) -> Flags:
    """Return published cells to withhold so that the breaches, or most of them, are mended."""
    repair = Repair.write(cells, outcome, withheld, worth)
    for breach in outcome.breaches:
        repair.mend(breach)
    if not repair.added.any():
        for breach in outcome.breaches:
            repair.mend_from_far(breach)
    if not repair.added.any():
        return withhold_near(cells, outcome.breaches, withheld)
    return cells.grid.spread_to_copies(repair.added) & ~withheld


@dataclass
class Repair:
    """The linear programme that says which published numbers to give up.

    Attributes:
        outcome: the attack that succeeded.
        system: its equations, with the published cells of the newest table among the unknowns.
        solver: the same; a published number has a column for more and one for less, both at a price.
        costs: price of each column.
        falls: for each unknown, the column for less; -1 where it is not published.
        added: cells to withhold.
    """

    outcome: Outcome
    system: System
    solver: Solver
    costs: Numbers
    falls: Positions
    added: Flags

    @classmethod
    def write(cls, cells: Cells, outcome: Outcome, withheld: Flags, worth: Numbers) -> Repair:
        """Write the programme for what is withheld so far."""
        new = outcome.together[-1]
        system = write_system(outcome.together, linked=outcome.linked, movable=~withheld & new.used)
        size, numbers = len(system.widths), system.unknowns[-1]
        shown = np.flatnonzero(~withheld & (numbers >= 0))
        counts, costs = np.full(size, np.nan), np.zeros(size)
        counts[numbers[shown]] = cells.hidden[shown]
        np.add.at(costs, numbers[shown], worth[shown])
        priced = np.flatnonzero(~np.isnan(counts))
        left = sparse.hstack([system.left, -system.left[:, priced]], format="csr")
        right = system.right - np.asarray(system.left[:, priced] @ counts[priced]).ravel()
        high = np.concatenate([np.full(size, np.inf), counts[priced]])
        falls = np.full(size, -1, dtype=np.int64)
        falls[priced] = size + np.arange(len(priced))
        costs = np.concatenate([costs, costs[priced]])
        solver = Solver(left, right, np.zeros(len(high)), high)
        solver.set_costs(costs)
        return cls(outcome, system, solver, costs, falls, np.zeros(cells.grid.size, dtype=bool))

    def mend(self, breach: Breach) -> None:
        """Give up what lets a count be its threshold larger than the least it can be, or so much smaller."""
        if not self._reach(breach, breach.low + breach.threshold, np.inf):
            self._reach(breach, -np.inf, breach.high - breach.threshold)

    def mend_from_far(self, breach: Breach) -> None:
        """Mend a breach whose ends are only estimated: reach beyond the larger one."""
        self._reach(breach, breach.high + breach.threshold, np.inf)

    def _reach(self, breach: Breach, low: float, high: float) -> bool:
        """Give up what lets a count lie between two values; say if anything does."""
        places, signs = self._express(breach)
        try:
            answer = self.solver.reach(places, signs, low, high)
        except Contradiction:
            return False
        moved = answer * (self.costs > 0) > TOLERANCE
        unknowns = np.flatnonzero((self.falls >= 0) & (moved[: len(self.falls)] | moved[self.falls]))
        if len(unknowns):
            self.added |= np.isin(self.system.unknowns[-1], unknowns)
            self.costs[unknowns] = self.costs[self.falls[unknowns]] = 0
            self.solver.set_costs(self.costs)
        return True

    def _express(self, breach: Breach) -> tuple[Positions, Numbers]:
        """Return the unknowns a breach is about, and their signs."""
        *older, new = self.outcome.together
        found = []
        for sign, publication, numbers in (
            (1.0, new, self.system.unknowns[-1]),
            *((-1.0, each, self.system.unknowns[0]) for each in older),
        ):
            at = publication.grid.locate(breach.cell)
            if at is not None and publication.release_id in (breach.release_id, breach.compared_with):
                found.append((numbers[at], sign))
        if breach.release_id and not breach.compared_with:
            found = [(number, 1.0) for number, sign in found if sign < 0]
        places, signs = zip(*found, strict=True)
        return np.array(places, dtype=np.int64), np.array(signs)


def withhold_near(cells: Cells, breaches: Sequence[Breach], withheld: Flags) -> Flags:
    """Return the finest published cells in the sums around breaches that nothing cheaper mends."""
    added = np.zeros(cells.grid.size, dtype=bool)
    links = abs(cells.grid.sums)
    for place in filter(None, (cells.grid.locate(breach.cell) for breach in breaches)):
        reached = np.zeros(cells.grid.size, dtype=bool)
        reached[place] = True
        shown = ~withheld & reached
        while not shown.any():
            wider = np.asarray(links.T @ (links @ reached.astype(float))).ravel() > 0
            if np.array_equal(wider, reached):
                break
            reached, shown = wider, ~withheld & wider
        if shown.any():
            added |= shown & (cells.grid.depths == cells.grid.depths[shown].max())
    return cells.grid.spread_to_copies(added) & ~withheld
