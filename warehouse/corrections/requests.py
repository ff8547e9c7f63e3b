"""`corrections/suppressions.yml`: what somebody asked us not to publish. Nobody's name is written here."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.approvals.links import is_corporate_number
from warehouse.dictionary import WHOLE_RECORD, Dataset, Dictionary
from warehouse.entries import Entry, read_entries
from warehouse.errors import CorrectionUnreadable
from warehouse.layout import Home

EXAMPLE = (
    "- {id: s-2026-001, org_id: JP-JCN-7000012050002, withhold: [address], reason: safety, "
    "requested_on: 2026-11-23, until: 2027-11-23}; table and key in place of org_id for a record of a "
    "member; withhold: [record] for all of it; without until it holds for good"
)
#: Why something is withheld: kinds only, so that no file and no table says what happened to whom.
REASONS = ("safety", "privacy", "legal_order", "consent_withdrawn", "other")
REQUESTS = "suppressions.yml"
_REQUIRED = {"id", "withhold", "reason", "requested_on"}
_OPTIONAL = {"org_id", "table", "key", "until"}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{2,59}")
_ORG_ID = re.compile(r"JP-JCN-[1-9][0-9]{12}|JP-CAO-[0-9a-f-]{9,16}|TSN-[0-9a-f]{16}")
_MEMBERS_TABLES = "connection"


@dataclass(frozen=True)
class Suppression:
    """A request to withhold.

    Attributes:
        id: names the request among the data team; never public.
        place: file and line, for messages.
        org_id: the organisation it is about; None for a record of a member.
        table: the public table of the record; None for an organisation.
        key: the record's value in the table's key.
        withheld: what is not shown: things such as ``address``, columns of the record, or ``record``.
        reason: one of `REASONS`.
        requested_on: the day of the request.
        until: last day it holds; None for good.
    """

    id: str
    place: str
    org_id: str | None
    table: str | None
    key: str | None
    withheld: tuple[str, ...]
    reason: str
    requested_on: date
    until: date | None


def name_requests_file(home: Home) -> Path:
    """Return where the requests are written."""
    return home.corrections / REQUESTS


def read_suppressions(home: Home, dictionary: Dictionary) -> list[Suppression]:
    """Return the requests of a home in the order of the file; none without the file.

    Args:
        home: the home.
        dictionary: the public tables; what they hold of an organisation is what can be withheld.

    Raises:
        CorrectionUnreadable: an entry lacks a field, has an unknown one, a wrong value, or an id that
            stands twice; or it names a table, a column or a thing that is not there.
    """
    requests: dict[str, Suppression] = {}
    for entry in read_entries(name_requests_file(home), EXAMPLE, CorrectionUnreadable):
        request = _check_entry(entry, dictionary)
        if other := requests.get(request.id):
            raise CorrectionUnreadable(
                entry.place, request.id, f"an id is used once; it stands at {other.place}", "Rename one."
            )
        requests[request.id] = request
    return list(requests.values())


def _check_entry(entry: Entry, dictionary: Dictionary) -> Suppression:
    entry.check_fields(_REQUIRED, _OPTIONAL)
    org_id, table, key = _read_subject(entry)
    allowed = dictionary.things if table is None else _list_columns(entry, dictionary, table)
    return Suppression(
        id=entry.matching("id", _ID, "an id is 3 to 60 of a-z, 0-9 and -"),
        place=entry.place,
        org_id=org_id,
        table=table,
        key=key,
        withheld=_read_withheld(entry, {WHOLE_RECORD, *allowed}),
        reason=entry.matching("reason", re.compile("|".join(REASONS)), f"reason is {' or '.join(REASONS)}"),
        requested_on=entry.day("requested_on"),
        until=None if entry.values.get("until") is None else entry.day("until"),
    )


def _read_subject(entry: Entry) -> tuple[str | None, str | None, str | None]:
    """Return organisation, table and key: either the first or the two others."""
    org_id = entry.optional_text("org_id", 40)
    table, key = entry.optional_text("table", 60), entry.optional_text("key", 100)
    if (org_id is None) == (table is None) or (table is None) != (key is None):
        raise entry.refusal(org_id or table or key, "give either org_id, or table and key")
    if org_id is not None and not _is_identifier(org_id):
        raise entry.refusal(org_id, "an organisation is named as in the public tables, with its check digit")
    return org_id, table, key


def _is_identifier(org_id: str) -> bool:
    number = org_id.removeprefix("JP-JCN-")
    return bool(_ORG_ID.fullmatch(org_id)) and (number == org_id or is_corporate_number(number))


def _list_columns(entry: Entry, dictionary: Dictionary, table: str) -> Set[str]:
    """Return the columns of a members' table that can be emptied."""
    tables = {dataset.name: dataset for dataset in dictionary if _is_of_members(dataset)}
    if table not in tables:
        raise entry.refusal(table, f"a record of a member stands in {', '.join(sorted(tables))}")
    return {column.name for column in tables[table].columns if column.nullable}


def _is_of_members(dataset: Dataset) -> bool:
    return dataset.kind == _MEMBERS_TABLES and len(dataset.primary_key) == 1


def _read_withheld(entry: Entry, allowed: Set[str]) -> tuple[str, ...]:
    withheld = entry.texts("withhold", allowed)
    if not withheld:
        raise entry.refusal("nothing", f"withhold is a list of {', '.join(sorted(allowed))}")
    if WHOLE_RECORD in withheld and len(withheld) > 1:
        raise entry.refusal(", ".join(withheld), f"{WHOLE_RECORD} is everything and stands alone")
    return withheld
