"""What a person should look at: corrections the publisher has caught up with, requests that reach nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from warehouse.corrections.registers import Correction, read_corrections
from warehouse.corrections.requests import Suppression, read_suppressions
from warehouse.database import connect_read_only
from warehouse.dictionary import Dictionary
from warehouse.layout import Home

_JUDGED = """
    select correction_id, status, says, otherwise_since, newest_on, is_said_again
    from int_corrections_judge
    where status != 'applied' order by correction_id
"""
#: A request names its subject as the public tables do; everything they could name, withheld or not. A quote
#: that is withheld leaves no trace to look for.
_REACHED = """
    with subjects as (
        select null as dataset, org_id as key from int_organizations_assemble
        union all select null, mention_key from int_participants_identify
        union all select null, 'JP-CAO-' || entry_key from int_identifier_links_match
        union all select null, 'JP-CAO-' || portal_id from int_organizations_assemble
        union all
        select case kind when 'event' then 'programme_events' else kind || 's' end,
            case kind when 'collaboration' then 'COL-' || substr(md5(record_key), 1, 16) else record_key end
        from int_submission_records_permit
        union all select unnest(['support_centres', 'bridging_organizations']), participant_id
        from int_participants_identify
        union all select 'members', record_key from int_organization_mentions_collect where kind = 'member'
    )
    select asked.request_id from stg_suppressions__requests as asked
    where coalesce(asked.dataset, '') != 'voice_quotes' and not exists (
        select 1 from subjects
        where subjects.dataset is not distinct from asked.dataset
        and subjects.key = coalesce(asked.org_id, asked.record_key)
    )
    order by asked.request_id
"""
_UNDATED = date(1900, 1, 1)


@dataclass(frozen=True)
class Remark:
    """Something a person should look at.

    Attributes:
        sentence: place, what is the matter, remedy.
        stops: whether nothing may be released before.
    """

    sentence: str
    stops: bool = False


def judge_corrections(home: Home, connection: duckdb.DuckDBPyConnection) -> list[Remark]:
    """Return a remark for each correction that no longer does what it was written for.

    None of them stops a release: the correction leaves alone what the publisher has mended, and so the
    tables are right. Somebody must take the entry away, or say that the publisher has mended it.

    Args:
        home: whose corrections are judged.
        connection: read-only, on the tables of that home.
    """
    known = {correction.id: correction for correction in read_corrections(home)}
    rows = connection.execute(_JUDGED).fetchall()
    remarks = (_remark(known[row[0]], *row[1:]) for row in rows if row[0] in known)
    return [Remark(sentence) for sentence in remarks if sentence]


def _remark(
    correction: Correction,
    status: str,
    says: str | None,
    otherwise_since: date | None,
    newest_on: date | None,
    is_said_again: bool,
) -> str | None:
    place = f"{correction.place}, {correction.id}: {', '.join(correction.registers)}"
    if status == "not_found":
        return (
            f"{place} has no such row in any file at hand. Compare rows with the register, or remove the"
            " entry."
        )
    if is_said_again:
        return (
            f"{place} says again what was mended ({says}), in the file of {newest_on}. Remove mended_on,"
            " and tell the publisher."
        )
    if correction.mended_on is not None:
        return None
    found = f"says {says}" if says else "no longer has the row"
    day = "a file without a date" if otherwise_since in (None, _UNDATED) else f"the file of {otherwise_since}"
    return (
        f"{place} {found} since {day}, which is not what the correction expects: it is not applied there."
        " Where the publisher has mended it, remove the entry, or write mended_on to have older files"
        " corrected still; else mend rows and expect."
    )


def judge_suppressions(
    home: Home, dictionary: Dictionary, connection: duckdb.DuckDBPyConnection
) -> list[Remark]:
    """Return a remark for each request in force that reaches nothing.

    It stops a release where the identifier is one that can change: what is to be withheld may go out under
    another one. A corporate number and a member's own number stay; there, nothing is there to be shown.

    Args:
        home: whose requests are judged.
        dictionary: the public tables.
        connection: read-only, on the tables of that home.
    """
    known = {request.id: request for request in read_suppressions(home, dictionary)}
    missed = [request_id for (request_id,) in connection.execute(_REACHED).fetchall()]
    return [_remark_on_request(known, request_id) for request_id in missed if request_id in known]


def _remark_on_request(known: Mapping[str, Suppression], request_id: str) -> Remark:
    request = known[request_id]
    stops = (request.org_id or "").startswith(("JP-CAO-", "TSN-"))
    remedy = (
        "The organisation may have another identifier now: look for it by name, and write that one."
        if stops
        else "Compare it with the tables, or remove the entry."
    )
    return Remark(f"{request.place}, {request.id}: nothing at hand bears this identifier. {remedy}", stops)


def list_remarks(home: Home, dictionary: Dictionary) -> list[str]:
    """Return all remarks as sentences, as the tables stand; nothing where they have not been built."""
    if not home.database.is_file():
        return []
    with connect_read_only(home) as connection:
        try:
            remarks = [
                *judge_corrections(home, connection),
                *judge_suppressions(home, dictionary, connection),
            ]
        except duckdb.CatalogException:
            return []
    return [remark.sentence for remark in remarks]
