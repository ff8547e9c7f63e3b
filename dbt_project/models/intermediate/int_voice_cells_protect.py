"""Counts of voices with all their totals; small ones, and what would give them away, are withheld."""

from __future__ import annotations

import os
from typing import Any

NOTHING = """
    select
        cast(null as varchar) as issue,
        cast(null as varchar) as geography_code,
        cast(null as varchar) as period,
        cast(null as bigint) as value,
        cast(null as varchar) as value_status
    where false
"""


def model(dbt: Any, session: Any) -> Any:
    """Return every cell that has voices, with its value or the mark that it is withheld."""
    dbt.config(materialized="table")
    cells = dbt.ref("int_voice_cells_count")
    areas = dbt.ref("prefectures")
    terms = dbt.ref("issue_terms")
    if cells.limit(1).fetchone() is None:
        return session.sql(NOTHING)
    from warehouse.protected_counts import Surroundings, protect_voices

    return protect_voices(
        cells.to_arrow_table(), areas.to_arrow_table(), terms.to_arrow_table(), Surroundings.read(os.environ)
    )
