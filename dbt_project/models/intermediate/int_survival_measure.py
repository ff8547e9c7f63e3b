"""Kaplan-Meier estimates of how long organisations live, by founding year, and by field."""

from __future__ import annotations

from typing import Any


def model(dbt: Any, session: Any) -> Any:
    """Return one row a group and whole year of age; no row where no lifetime is known."""
    dbt.config(materialized="table", tags=["with_release"])
    from warehouse.survival import measure_survival

    lifetimes = dbt.ref("int_lifetimes_derive").project(
        "org_id, legal_form, founding_year, entry_days, exit_days, has_ended"
    )
    fields = dbt.ref("int_organization_fields_list").project("org_id, field_code")
    return measure_survival(lifetimes.to_arrow_table(), fields.to_arrow_table())
