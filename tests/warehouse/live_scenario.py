"""A lineage and inputs for the small warehouse: one table of a register, one under disclosure control."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from warehouse.inputs import SUBMISSIONS, Inputs
from warehouse.lineage import Lineage

DAY = date(2026, 10, 31)

LINEAGE = Lineage(
    kept=frozenset({"organizations", "int_cells_protect", "stat_stock"}),
    parents={
        "organizations": frozenset(),
        "int_cells_protect": frozenset(),
        "stat_stock": frozenset({"int_cells_protect"}),
    },
    sources={
        "organizations": frozenset({"nta_diff"}),
        "int_cells_protect": frozenset({"submission_voice"}),
        "stat_stock": frozenset(),
    },
    tests={},
)


def give_inputs(register: str = "one file", submissions: str = "nothing", day: date = DAY) -> Inputs:
    """Return inputs of that content."""
    return Inputs(
        as_of=day,
        files=(),
        batches=(),
        data_through=day,
        fingerprint=f"{register} {submissions}",
        code_version="code",
        contents={"nta_diff": register, SUBMISSIONS: submissions},
    )


def with_other_code(inputs: Inputs) -> Inputs:
    """Return the same inputs read by other code."""
    return replace(inputs, code_version="other code")
