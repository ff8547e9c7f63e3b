"""How much organisations bridge others, over public participations only."""

from __future__ import annotations

from typing import Any

NOTHING = """
    select
        cast(null as varchar) as participant_id,
        cast(null as bigint) as partners,
        cast(null as decimal(9, 6)) as betweenness
    where false
"""


def model(dbt: Any, session: Any) -> Any:
    """Return one row an organisation that takes part in a public programme with another."""
    dbt.config(materialized="table")
    participations = dbt.ref("int_programme_participants_list").filter("is_nameable")
    if participations.limit(1).fetchone() is None:
        return session.sql(NOTHING)
    from warehouse.networks import measure_bridges

    return measure_bridges(participations.project("programme_id, participant_id").to_arrow_table())
