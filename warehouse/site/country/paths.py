"""Where the pages about places and themes are; these paths never change."""

from __future__ import annotations


def lead_to_prefecture(code: str) -> str:
    """Return the path of the page of a prefecture."""
    return f"prefectures/{code}/index.html"


def lead_to_issue(issue: str) -> str:
    """Return the path of the page of an issue."""
    return f"themes/{issue.replace('_', '-')}/index.html"


def lead_to_field(code: str) -> str:
    """Return the path of the page of a field of activity."""
    return f"themes/field-{code}/index.html"
