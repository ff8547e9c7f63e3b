"""Ties mentions without a number to organisations of the registers, with probability and evidence."""

from __future__ import annotations

from typing import Any

NOTHING = """
    select
        cast(null as varchar) as mention_key,
        cast(null as varchar) as org_id,
        cast(null as varchar) as state,
        cast(null as varchar) as rule,
        cast(null as decimal(5, 4)) as probability,
        cast(null as varchar) as evidence,
        cast(null as varchar) as candidate_org_id,
        cast(null as varchar) as candidate_name
    where false
"""


def model(dbt: Any, session: Any) -> Any:
    """Return one row a mention; the registers are read only when there is one."""
    dbt.config(materialized="table")
    listed = dbt.ref("int_named_organizations_list")
    candidates = dbt.ref("int_link_candidates_list")
    decisions = dbt.ref("stg_approvals__links")
    mentions = listed.filter("is_linkable").project(
        "mention_key, name, kana, prefecture_code, municipality_code, address, fields"
    )
    if mentions.limit(1).fetchone() is None:
        return session.sql(NOTHING)
    from warehouse.linkage import link_organizations

    return link_organizations(
        mentions.to_arrow_table(), candidates.to_arrow_table(), decisions.to_arrow_table()
    )
