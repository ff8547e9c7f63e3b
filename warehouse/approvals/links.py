"""`approvals/links.yml`: which organisation of the registers a mention means, or that it means none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from ingest.identifiers import corporate_number_is_valid
from warehouse.entries import Entry, read_entries
from warehouse.errors import ApprovalUnreadable
from warehouse.layout import Home

EXAMPLE = (
    "- {mention_key: TSN-0123456789abcdef, org_id: JP-JCN-7000012050002, decided_on: 2026-11-23, "
    "reason: why}; org_id: null where it is none of them"
)
_FIELDS = {"mention_key", "org_id", "decided_on", "reason"}
_MENTION_KEY = re.compile(r"TSN-[0-9a-f]{16}|JP-JCN-[1-9][0-9]{12}")
_ORG_ID = re.compile(r"JP-JCN-[1-9][0-9]{12}")


@dataclass(frozen=True)
class LinkDecision:
    """What a person decided on a mention.

    Attributes:
        mention_key: the mention.
        org_id: the organisation it means; None when it is none of the registers.
        decided_on: the day of the decision.
        reason: why, for the next reviewer.
    """

    mention_key: str
    org_id: str | None
    decided_on: date
    reason: str


def name_links_file(home: Home) -> Path:
    """Return where the decisions on links are written."""
    return home.approvals / "links.yml"


def read_link_decisions(home: Home) -> list[LinkDecision]:
    """Return the decisions of `approvals/links.yml` in the order of the file; none without the file.

    Raises:
        ApprovalUnreadable: an entry lacks a field, has an unknown one or a wrong value, or stands twice.
    """
    return check_link_entries(read_entries(name_links_file(home), EXAMPLE))


def check_link_entries(entries: list[Entry]) -> list[LinkDecision]:
    """Return what the entries decide; see `read_link_decisions`."""
    decisions: dict[str, LinkDecision] = {}
    for entry in entries:
        decision = _check_entry(entry)
        if decision.mention_key in decisions:
            raise ApprovalUnreadable(
                entry.place,
                decision.mention_key,
                "a mention is decided once",
                "Keep one of the two entries and delete the other.",
            )
        decisions[decision.mention_key] = decision
    return list(decisions.values())


def _check_entry(entry: Entry) -> LinkDecision:
    entry.check_fields(_FIELDS, set())
    return LinkDecision(
        mention_key=entry.matching("mention_key", _MENTION_KEY, "a mention is named as the review names it"),
        org_id=_check_org_id(entry),
        decided_on=entry.day("decided_on"),
        reason=entry.text("reason"),
    )


def _check_org_id(entry: Entry) -> str | None:
    if entry.values["org_id"] is None:
        return None
    org_id = entry.matching("org_id", _ORG_ID, "an organisation is named JP-JCN- and its corporate number")
    if not is_corporate_number(org_id.removeprefix("JP-JCN-")):
        raise entry.refusal(org_id, "the check digit of a corporate number agrees with the others")
    return org_id


def is_corporate_number(number: str) -> bool:
    """Tell whether a text is a corporate number, its check digit included."""
    return bool(pl.select(corporate_number_is_valid(pl.lit(number))).item())
