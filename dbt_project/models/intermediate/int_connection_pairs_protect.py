"""Counts of connected pairs with all their totals; those that would tell of an unnamed pair are withheld."""

from __future__ import annotations

import os
from typing import Any

NOTHING = """
    select
        cast(null as varchar) as issue,
        cast(null as varchar) as sector_pair,
        cast(null as varchar) as region_pair,
        cast(null as bigint) as value,
        cast(null as varchar) as value_status,
        cast(null as bigint) as named_n
    where false
"""


def model(dbt: Any, session: Any) -> Any:
    """Return every cell that has pairs, with its value or the mark that it is withheld."""
    dbt.config(materialized="table")
    cells = dbt.ref("int_connection_pairs_count")
    if cells.limit(1).fetchone() is None:
        return session.sql(NOTHING)
    from warehouse.protected_counts import Surroundings, protect_pairs

    return protect_pairs(cells.to_arrow_table(), Surroundings.read(os.environ))
