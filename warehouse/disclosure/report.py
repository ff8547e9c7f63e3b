"""What a release says about its protection: rules, and counts that do not help an attacker."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from typing import Any

import numpy as np

from warehouse.disclosure.equations import Publication


def summarise(published: Publication, earlier: Sequence[Publication]) -> dict[str, Any]:
    """Return the entry of a table in ``quality/suppression.json``, from what is published alone.

    How many cells were withheld for being small, and how many to protect those, is not told apart: whoever
    knows how many are of which kind knows more about each of them.

    Args:
        published: the table as it is to be published.
        earlier: what earlier releases published of it, oldest first.
    """
    design, grid = published.design, published.grid
    withheld = np.isnan(published.counts)
    silent = ~published.used
    return {
        "table": design.name,
        "dimensions": design.columns,
        "cells": grid.size,
        "published": int((~withheld).sum()),
        "withheld": int(withheld.sum()),
        "withheld_in_levels_not_shown": int(silent.sum()),
        "levels_not_shown": [_describe_level(published, level) for level in np.unique(grid.levels[silent])],
        "threshold": design.thresholds.ordinary,
        "threshold_by_code": dict(sorted(design.thresholds.raised.items())),
        "pytauargus": metadata.version("pytauargus"),
        "compared_with": [each.release_id for each in earlier],
    }


def _describe_level(published: Publication, level: int) -> dict[str, int]:
    """Return how many steps below its root each dimension of a level is."""
    place = int(np.argmax(published.grid.levels == level))
    return {
        dimension.name: len(dimension.list_ancestors(code)) - 1
        for dimension, code in zip(published.design.dimensions, published.grid.keys[place], strict=True)
    }
