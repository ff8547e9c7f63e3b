"""The attack: what a reader can work out about withheld counts, this release and earlier ones together.

Nothing here has seen a withheld count; it works on what is published, so anybody can repeat it. The reader is
assumed to know who is named in public rows, to have kept every earlier release, and to take what shows no
change for unchanged. A withheld cell may be 0: zeros are withheld like small counts, because a reader who
could tell them apart would know the others to be at least 1, which in a sparse table gives most of them away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy import sparse

from warehouse.disclosure.design import TableDesign
from warehouse.disclosure.equations import Publication, System, read_publication, write_system
from warehouse.disclosure.grid import Flags, Matrix, Numbers, Positions
from warehouse.disclosure.intervals import TOLERANCE, find_narrow, tighten
from warehouse.disclosure.solver import Contradiction

LINKED_RELEASES = 2  # earlier releases whose equations are solved together with the new ones


@dataclass
class Cleared:
    """What is known to be safe in one pair of releases, and stays so when more of the newer is withheld.

    Attributes:
        own: cells of the newer release.
        before: cells of the older one; empty without one.
        changes: cells by which the newer is compared with the older.
    """

    own: Flags
    before: Flags
    changes: Flags

    @classmethod
    def start(cls, new: Publication, older: Publication | None) -> Cleared:
        """Return a record in which nothing is known yet."""
        size = new.grid.size
        flags = (np.zeros(count, dtype=bool) for count in (size, older.grid.size if older else 0, size))
        return cls(*flags)

    def list_safe(self, system: System, changes: list[tuple[int, int]]) -> Positions:
        """Return the numbers of the expressions that need no attack."""
        safe = [system.unknowns[-1][self.own & (system.unknowns[-1] >= 0)]]
        if len(system.unknowns) > 1:
            safe.append(system.unknowns[0][self.before & (system.unknowns[0] >= 0)])
        size = len(system.widths)
        safe.append(np.array([size + at for at, (_, cell) in enumerate(changes) if self.changes[cell]], int))
        return np.concatenate(safe)

    def add(self, system: System, changes: list[tuple[int, int]], narrow: list[int]) -> None:
        """Note everything that was attacked in vain."""
        sides = [(self.own, system.unknowns[-1])]
        if len(system.unknowns) > 1:
            sides.append((self.before, system.unknowns[0]))
        for flags, numbers in sides:
            flags |= (numbers >= 0) & ~np.isin(numbers, narrow)
        size = len(system.widths)
        failed = set(narrow)
        for at, (_, cell) in enumerate(changes):
            self.changes[cell] |= size + at not in failed


@dataclass(frozen=True)
class Breach:
    """A count that a reader can work out, or bound more narrowly than its threshold.

    Attributes:
        table: name of the table.
        release_id: release of the cell; empty for the one about to be published.
        cell: codes of the cell.
        compared_with: earlier release when the change since then is what can be worked out; else empty.
        low: smallest value it can have.
        high: largest value it can have.
        threshold: width the interval must have.
    """

    table: str
    release_id: str
    cell: tuple[str, ...]
    compared_with: str
    low: float
    high: float
    threshold: int

    def describe(self) -> str:
        """Return the breach as one line, without the interval: a log must not tell what a table withholds."""
        what = f"the change since {self.compared_with} of" if self.compared_with else "the withheld count of"
        extent = "exactly" if self.high - self.low < 1 else f"to within less than {self.threshold}"
        return f"{self.table}: {what} {' / '.join(self.cell)} can be worked out {extent}"


def attack(published: pa.Table, design: TableDesign, earlier: Sequence[Publication] = ()) -> list[Breach]:
    """Return every withheld count, and every small change, that can be worked out from published tables.

    Args:
        published: the cells about to be published: dimensions, `value`, `value_status`, perhaps `named_n`.
        design: dimensions and thresholds of the table.
        earlier: what earlier releases published of it, oldest first.

    Raises:
        DisclosureDesignError: a row has an unknown code, or value and status contradict each other.
    """
    return find_breaches(read_publication("", published, design), earlier)


def find_breaches(new: Publication, earlier: Sequence[Publication]) -> list[Breach]:
    """Return all breaches of a publication, given what was published before, oldest first."""
    breaches = [*find_small_counts(new), *find_small_changes(new, earlier)]
    for older in list_opponents(earlier):
        breaches += attack_together(new, older).breaches
    return breaches


def list_opponents(earlier: Sequence[Publication]) -> list[Publication | None]:
    """Return the earlier releases whose equations the new ones are solved with; None for the new ones alone.

    Alone comes first: what a reader wrongly takes for unchanged must not hide what the new table gives away.
    """
    return [None, *earlier[-LINKED_RELEASES:]]


@dataclass(frozen=True)
class Outcome:
    """What the equations of a table, or of two releases of it, give away.

    Attributes:
        together: the releases, oldest first.
        linked: whether the reader could take what shows no change for unchanged.
        breaches: what can be worked out.
    """

    together: list[Publication]
    linked: bool
    breaches: list[Breach]


def attack_together(
    new: Publication, older: Publication | None, cleared: Cleared | None = None, most: int | None = None
) -> Outcome:
    """Return what a new table gives away, alone or beside an older one.

    Args:
        new: the new table.
        older: the older one, or None.
        cleared: given by who withholds step by step: which cells are known to be safe. They mostly stay so
            when more is withheld, and are not attacked again.
        most: stop after about as many breaches, and solve linear programmes only when nothing simpler finds
            one; None to find all.
    """
    together = [older, new] if older else [new]
    try:
        return Outcome(together, True, _solve(together, cleared, most, linked=True))
    except Contradiction:
        # something did change behind an unchanged total: the assumption fails, the equations hold
        return Outcome(together, False, _solve(together, cleared, most, linked=False))


def find_small_counts(new: Publication) -> list[Breach]:
    """Return published counts below their own threshold: they need no working out."""
    small = (new.counts > 0) & (new.counts < new.grid.thresholds)
    return [_describe(new, int(at), "", new.counts[at], new.counts[at]) for at in np.flatnonzero(small)]


def find_small_changes(new: Publication, earlier: Sequence[Publication]) -> list[Breach]:
    """Return cells published now and earlier whose difference is smaller than their threshold, and not 0."""
    found = []
    for older in earlier:
        changes = np.abs(new.counts - find_counts_before(new, older))
        for at in np.flatnonzero((changes > 0) & (changes < new.grid.thresholds)):
            found.append(_describe(new, int(at), older.release_id, changes[at], changes[at]))
    return found


def find_counts_before(new: Publication, older: Publication) -> Numbers:
    """Return what an older release published of the cells of a newer one; 0 where it had no such code."""
    places = new.grid.locate_in(older.grid)
    return np.where(places >= 0, older.counts[places], 0.0)


def _describe(publication: Publication, at: int, compared_with: str, low: float, high: float) -> Breach:
    return Breach(
        publication.design.name,
        publication.release_id,
        publication.grid.keys[at],
        compared_with,
        float(low),
        float(high),
        int(publication.grid.thresholds[at]),
    )


def _solve(
    together: Sequence[Publication], cleared: Cleared | None, most: int | None, *, linked: bool
) -> list[Breach]:
    """Return what the equations of several releases give away."""
    system = write_system(together, linked=linked)
    size = len(system.widths)
    bounds = tighten(system.left, system.right)
    narrow = bounds.high - bounds.low < system.widths - TOLERANCE
    found = {int(at): (bounds.low[at], bounds.high[at]) for at in np.flatnonzero(narrow)}
    spans, widths, changes = list_expressions(system, together)
    if size and not (most is not None and np.any(narrow & (bounds.high > TOLERANCE))):
        wanted = np.setdiff1d(np.arange(len(widths)), np.flatnonzero(narrow))
        if cleared is not None:
            wanted = np.setdiff1d(wanted, cleared.list_safe(system, changes))
        solved = find_narrow(system.left, system.right, bounds, spans[wanted], widths[wanted], most)
        found.update({int(wanted[at]): interval for at, interval in solved.items()})
        if cleared is not None and (most is None or len(solved) < most):
            cleared.add(system, changes, list(found))
    named = [_name_breach(together, system, changes, at, *found[at]) for at in sorted(found)]
    return [breach for breach in named if breach is not None]


def list_expressions(
    system: System, together: Sequence[Publication]
) -> tuple[Matrix, Numbers, list[tuple[int, int]]]:
    """Return what is attacked: each unknown, then each change between two unknowns of the same cell.

    A change is given as the publication it is compared with and the cell's position in the newest.
    """
    newest, size = together[-1], len(system.widths)
    changes, pairs = [], []
    for number, older in enumerate(together[:-1]):
        places = newest.grid.locate_in(older.grid)
        then = np.where(places >= 0, system.unknowns[number][places], -1)
        now = system.unknowns[-1]
        for at in np.flatnonzero((then >= 0) & (now >= 0) & (then != now)):
            changes.append((number, int(at)))
            pairs.append((now[at], then[at]))
    entries = (np.tile([1.0, -1.0], len(pairs)), (np.repeat(np.arange(len(pairs)), 2), np.ravel(pairs)))
    differences = sparse.csr_matrix(entries, shape=(len(pairs), size))
    widths = np.array([newest.grid.thresholds[at] for _, at in changes], float)
    spans = sparse.vstack([sparse.identity(size, format="csr"), differences], format="csr")
    return spans, np.concatenate([system.widths, widths]), changes


def _name_breach(
    together: Sequence[Publication],
    system: System,
    changes: list[tuple[int, int]],
    expression: int,
    low: float,
    high: float,
) -> Breach | None:
    """Return a narrow interval as a breach; None for a certain 0, and for a change that is large anyway."""
    size = len(system.widths)
    if expression < size:
        owner, at = system.owners[expression]
        return _describe(together[owner], at, "", low, high) if high > TOLERANCE else None
    older, at = changes[expression - size]
    newest, width = together[-1], together[-1].grid.thresholds[at]
    if high <= -width + TOLERANCE or low >= width - TOLERANCE or max(abs(low), abs(high)) < TOLERANCE:
        return None
    return _describe(newest, at, together[older].release_id, low, high)
