"""Which assets follow from an event: its own, and every live table that is, or is about to be, behind."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import dagster as dg

from pipelines.assets import corrections
from pipelines.assets.submissions import DESCRIPTIONS, INBOX
from pipelines.dbt import locate_table, read_lineage
from warehouse.corrections import FINDINGS
from warehouse.inputs import read_inputs, today_in_japan
from warehouse.layout import Home
from warehouse.table_states import find_behind

LIVE = dg.AssetKey("live")
RECORDS = [dg.AssetKey(["bronze", name]) for name in DESCRIPTIONS]
LOOKED_AT = dg.AssetKey(["bronze", FINDINGS])
CORRECTIONS = [dg.AssetKey(["bronze", name]) for name in corrections.DESCRIPTIONS]


def follow_register(home: Home, register: str) -> set[dg.AssetKey]:
    """Return what new bytes of a register lead to."""
    own = {dg.AssetKey(["landing", register]), dg.AssetKey(["bronze", register]), LOOKED_AT}
    return own | _locate(_find_reached([register, FINDINGS]) | find_live_behind(home)) | {LIVE}


def follow_inbox(home: Home) -> set[dg.AssetKey]:
    """Return what a member's file leads to."""
    return {INBOX, *RECORDS} | _locate(_find_reached(DESCRIPTIONS) | find_live_behind(home)) | {LIVE}


def follow_decisions(behind: Collection[str]) -> set[dg.AssetKey]:
    """Return what is to be built where tables are behind."""
    return {*RECORDS, *CORRECTIONS} | _locate(behind) | {LIVE}


def find_live_behind(home: Home) -> frozenset[str]:
    """Return the live tables that are not made from what the home holds today."""
    lineage = read_lineage()
    return find_behind(home, lineage, read_inputs(home, today_in_japan())) & lineage.live


def _find_reached(sources: Iterable[str]) -> frozenset[str]:
    lineage = read_lineage()
    return lineage.descendants_of_sources(sources) & lineage.live


def _locate(tables: Iterable[str]) -> set[dg.AssetKey]:
    return {locate_table(name) for name in tables}
