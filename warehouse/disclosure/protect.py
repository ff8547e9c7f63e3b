"""Withhold what is too small, and what would give it away; then attack it, and withhold on until safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from warehouse.disclosure.attack import LINKED_RELEASES
from warehouse.disclosure.cells import Cells, count_cells
from warehouse.disclosure.design import TableDesign
from warehouse.disclosure.equations import Publication, find_unchanged
from warehouse.disclosure.grid import Flags
from warehouse.disclosure.mend import give_back, mend
from warehouse.disclosure.suppress import suppress_margins


@dataclass(frozen=True)
class ProtectedTable:
    """A table that may be published.

    Attributes:
        cells: every cell: dimensions, `value` or null, `value_status` ('c' withheld or null), and `named_n`
            (contributors that public rows name) where the base told them apart.
        method: how it was found what to withhold.
    """

    cells: pa.Table
    method: str


def protect(
    base: pa.Table, design: TableDesign, earlier: Sequence[Publication] = (), *, scratch: Path
) -> ProtectedTable:
    """Return a table in which no small count can be worked out, also not with the help of earlier releases.

    Args:
        base: one row a cell of the finest codes: the dimensions, `n`, and `hidden_n` where public rows name
            some contributors. Cells without a row are zero.
        design: dimensions and thresholds.
        earlier: what earlier releases published of this table, oldest first (`read_ledger`).
        scratch: a folder for the files of the suppression programme; left empty.

    Raises:
        DisclosureDesignError: a base row does not fit the design.
        DisclosureFound: earlier releases alone give a count away; nothing withheld now can mend that.
    """
    cells = count_cells(base, design)
    small = cells.find_small()
    fine = cells.find_fine(small)
    unsafe = small | fine | cells.find_changed_little(earlier)
    before = cells.find_withheld_before(earlier)
    if earlier and _is_as_before(cells, unsafe, before, earlier[-1]):
        withheld, method = mend(cells, before, before, earlier), "pattern of the release before"
    elif earlier:
        # where nothing changed, two patterns over the same counts would give each other away
        for older in earlier[-LINKED_RELEASES:]:
            unsafe = unsafe | cells.find_balanced(older)
        kept = before & find_unchanged(cells.publish(unsafe), earlier[-1])
        start = cells.grid.spread_to_copies((unsafe | kept) & ~fine) | unsafe
        withheld = give_back(cells, mend(cells, start, before, earlier), unsafe, earlier)
        method = "pattern of the release before, then attack"
    else:
        chosen, method = suppress_margins(cells, unsafe, scratch)
        start = cells.grid.spread_to_copies((unsafe | chosen) & ~fine) | unsafe
        withheld = give_back(cells, mend(cells, start, before, earlier), unsafe, earlier)
    return ProtectedTable(cells.write_table(withheld), method)


def _is_as_before(cells: Cells, unsafe: Flags, before: Flags, last: Publication) -> bool:
    """Whether a reader of the last release would find nothing new, were its pattern kept."""
    if cells.grid.keys != last.grid.keys:
        return False
    same = np.array_equal(np.where(before, np.nan, cells.hidden), last.counts, equal_nan=True)
    return same and not bool(np.any(unsafe & ~before))
