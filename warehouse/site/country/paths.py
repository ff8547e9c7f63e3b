"""Where the pages about places and themes are; these paths never change."""

from __future__ import annotations

from warehouse.site.pictures.picture import Cell, Link

ORGANIZATION = "organizations/profile/index.html"


def lead_to_organization(name: str, org_id: str | None) -> Cell:
    """Return a cell with the name of an organisation, which leads to its record where it is in a register."""
    return Link(name, ORGANIZATION, f"id={org_id}") if org_id else name


def lead_to_prefecture(code: str) -> str:
    """Return the path of the page of a prefecture."""
    return f"prefectures/{code}/index.html"


def lead_to_issue(issue: str) -> str:
    """Return the path of the page of an issue."""
    return f"themes/{issue.replace('_', '-')}/index.html"


def lead_to_field(code: str) -> str:
    """Return the path of the page of a field of activity."""
    return f"themes/field-{code}/index.html"
