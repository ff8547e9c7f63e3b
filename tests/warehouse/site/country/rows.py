"""Rows of statistics and of members' tables, complete but for what a test is about."""

from __future__ import annotations

from datetime import date
from typing import Any

Row = dict[str, Any]


def count_voices(place: str, value: int | None, status: str | None = None, **other: Any) -> Row:
    """Return a row of `stat_voices`: all periods, of one issue."""
    kind = "country" if place == "JP" else "prefecture"
    row = {"issue": "isolation", "geography_kind": kind, "geography_code": place, "period_kind": "all"}
    return {**row, "period": "all", "measure": "voices", "value": value, "value_status": status, **other}


def quote(text: str, **other: Any) -> Row:
    """Return a row of `voice_quotes`."""
    row = {"quote_id": "VQ-1", "issue": "isolation", "prefecture_code": "13", "quarter": "2024-Q1"}
    return {**row, "raised_by": "resident", "quote": text, "is_named": False, "member_name": None, **other}


def judge_spot(place: str, voices: int | None, is_blank: bool | None, **other: Any) -> Row:
    """Return a row of `stat_blank_spots`: one issue, a region or a prefecture."""
    kind = "prefecture" if place.isdigit() else "region"
    row = {"issue": "isolation", "geography_kind": kind, "geography_code": place, "voices": voices}
    counts = dict.fromkeys(
        ("programmes_active", "nationwide_programmes_active", "organizations_collaborating", "grants"), 0
    )
    status = "c" if voices is None else None
    return {**row, **counts, "voices_status": status, "is_blank_spot": is_blank, **other}


def count_stock(day: date, value: int | None, status: str | None = None, place: str = "13") -> Row:
    """Return a row of `stat_stock`: all NPO corporations of a prefecture or the country."""
    kind = "country" if place == "JP" else "prefecture"
    row = {"as_of_on": day, "geography_kind": kind, "geography_code": place, "legal_form": "npo"}
    return {
        **row,
        "certification_kind": "any",
        "measure": "organizations",
        "value": value,
        "value_status": status,
    }


def count_events(month: date, measure: str, value: int | None, status: str | None = None) -> Row:
    """Return a row of `stat_flow`: NPO corporations of the country."""
    row = {"month": month, "geography_kind": "country", "geography_code": "JP", "legal_form": "npo"}
    cause = "liquidation_completed" if measure == "closed" else "not_applicable"
    return {**row, "measure": measure, "close_cause": cause, "value": value, "value_status": status}


def programme(identifier: str, title: str, **other: Any) -> Row:
    """Return a row of `programmes` without a lead."""
    row = {"programme_id": identifier, "member_id": "hub", "title": title, "programme_kind": "lab"}
    return {**row, "issues": ["isolation"], "regions": ["13"], "starts_on": date(2024, 4, 1), **other}


def collaborate(programme_id: str, name: str, participant: str = "TSN-1", **other: Any) -> Row:
    """Return a row of `collaborations`."""
    row = {"programme_id": programme_id, "participant_id": participant, "organization_name": name}
    return {**row, "sector": "npo", "prefecture_code": "13", "fields": [], "role": "partner", **other}
