"""What a release says about its protection: rules, method and counts that do not help an attacker."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from typing import Any

import numpy as np

from warehouse.disclosure.cells import Cells
from warehouse.disclosure.equations import Publication
from warehouse.disclosure.grid import Flags


def summarise(
    cells: Cells, fine: Flags, withheld: Flags, method: str, earlier: Sequence[Publication]
) -> dict[str, Any]:
    """Return the entry of a table in `suppression.json`.

    How many cells were withheld for being small, and how many to protect those, is not told apart: whoever
    knows how many are of which kind knows more about each of them.
    """
    design = cells.grid.design
    levels = cells.grid.levels
    depths = {int(level) for level in np.unique(levels[fine])}
    return {
        "table": design.name,
        "dimensions": design.columns,
        "cells": cells.grid.size,
        "published": int((~withheld).sum()),
        "withheld": int(withheld.sum()),
        "withheld_in_levels_not_shown": int(fine.sum()),
        "levels_not_shown": sorted(
            _describe_level(cells, int(np.argmax(levels == depth))) for depth in depths
        ),
        "threshold": design.thresholds.ordinary,
        "threshold_by_code": dict(sorted(design.thresholds.raised.items())),
        "threshold_of_named_rows": cells.has_named,
        "method": method,
        "pytauargus": metadata.version("pytauargus"),
        "compared_with": [each.release_id for each in earlier],
    }


def _describe_level(cells: Cells, place: int) -> str:
    """Return a level in words: how many steps below the root each dimension is."""
    key = cells.grid.keys[place]
    return ", ".join(
        f"{dimension.name} {len(dimension.list_ancestors(code)) - 1}"
        for dimension, code in zip(cells.grid.design.dimensions, key, strict=True)
    )
