"""Everything the pages of the themes tell, by one question a table for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.site.country.prefecture_facts import group
from warehouse.site.country.quotations import ask_quotes
from warehouse.site.page import Words
from warehouse.site.source import SiteSource

Rows = list[dict[str, Any]]
Value = tuple[Any, str | None]


@dataclass(frozen=True)
class IssueFacts:
    """What is known of an issue.

    Attributes:
        name: of the issue; is_sensitive, threshold: below which its counts are withheld.
        field_codes: of the fields that work on it.
        voices: all there are, with the status of the number.
        voices_by_prefecture: the same by prefecture.
        years: year, number and status.
        blank_prefectures: where there are voices and nobody is seen at work.
        programmes, proposals, grants, chain, quotes: rows of the tables made from members' records.
    """

    name: Words
    is_sensitive: bool
    threshold: int
    field_codes: tuple[str, ...]
    voices: Value
    voices_by_prefecture: Mapping[str, Value]
    years: tuple[tuple[str, Any, str | None], ...]
    blank_prefectures: tuple[str, ...]
    programmes: Rows
    proposals: Rows
    grants: Rows
    chain: Rows
    quotes: Rows


@dataclass(frozen=True)
class FieldFacts:
    """What is known of a field of activity.

    Attributes:
        code, name: of the field.
        as_of_on: the day of the counts.
        organizations: that state it, with the status of the number; stating_any: that state any.
        shares: in per cent, by prefecture.
        survival: rows of the survival curve at every fifth year.
    """

    code: str
    name: Words
    as_of_on: Any
    organizations: Value
    stating_any: int | None
    shares: Mapping[str, Value]
    survival: Rows


def collect_issues(source: SiteSource) -> dict[str, IssueFacts]:
    """Return every issue by its code, those with most voices first."""
    totals = {row["issue"]: (row["value"], row["value_status"]) for row in source.ask(TOTALS)}
    by_prefecture = group(source.ask(BY_PREFECTURE), "issue")
    prefectures = [row["code"] for row in source.ask(ALL_PREFECTURES)]
    years = group(source.ask(YEARS), "issue")
    blanks = group(source.ask(BLANKS), "issue")
    tables = {name: group(source.ask(question), "theme") for name, question in MEMBERS_TABLES.items()}
    quotes = group(ask_quotes(source), "issue")
    facts = {}
    for row in source.ask("select * from issues order by issue"):
        code = row["issue"]
        told = {one["code"]: (one["value"], one["value_status"]) for one in by_prefecture.get(code, [])}
        facts[code] = IssueFacts(
            name=Words(row["name_ja"], row["name_en"]),
            is_sensitive=row["is_sensitive"],
            threshold=row["threshold"],
            field_codes=tuple(row["field_codes"]),
            voices=totals.get(code, (0, None)),
            voices_by_prefecture={place: told.get(place, (0, None)) for place in prefectures},
            years=tuple((one["period"], one["value"], one["value_status"]) for one in years.get(code, [])),
            blank_prefectures=tuple(one["code"] for one in blanks.get(code, [])),
            quotes=quotes.get(code, []),
            **{name: rows.get(code, []) for name, rows in tables.items()},
        )
    return dict(sorted(facts.items(), key=lambda entry: (-(entry[1].voices[0] or 0), entry[0])))


def collect_fields(source: SiteSource) -> dict[str, FieldFacts]:
    """Return every field by its code; none where the release does not count them."""
    if not source.holds("stat_fields", "stat_survival"):
        return {}
    country = {row["field_code"]: row for row in source.ask(FIELDS_OF_COUNTRY)}
    shares = group(source.ask(SHARES), "field_code")
    survival = group(source.ask(SURVIVAL), "field_code")
    facts = {}
    for row in source.ask("select * from activity_fields order by field_code"):
        code = row["field_code"]
        told = country.get(code, {})
        facts[code] = FieldFacts(
            code=code,
            name=Words(row["name_ja"], row["name_en"]),
            as_of_on=told.get("as_of_on"),
            organizations=(told.get("value"), told.get("value_status")),
            stating_any=told.get("organizations_stating_any"),
            shares={one["code"]: (one["share"], one["value_status"]) for one in shares.get(code, [])},
            survival=survival.get(code, []),
        )
    return facts


ALL_PREFECTURES = "select code from vocabularies where vocabulary = 'prefectures' order by code"
TOTALS = """
    select issue, value, value_status from stat_voices
    where geography_kind = 'country' and period_kind = 'all' and issue <> 'all'
"""
BY_PREFECTURE = """
    select issue, geography_code as code, value, value_status from stat_voices
    where geography_kind = 'prefecture' and period_kind = 'all' and issue <> 'all'
    order by issue, code
"""
YEARS = """
    select issue, period, value, value_status from stat_voices
    where geography_kind = 'country' and period_kind = 'year' and issue <> 'all'
    order by issue, period
"""
BLANKS = """
    select issue, geography_code as code from stat_blank_spots
    where geography_kind = 'prefecture' and is_blank_spot
    order by issue, voices desc, code
"""
#: Newest first; ``theme`` is the issue.
MEMBERS_TABLES = {
    "programmes": "select unnest(issues) as theme, * from programmes order by starts_on desc, programme_id",
    "proposals": "select unnest(issues) as theme, * from proposals order by submitted_on desc, proposal_id",
    "grants": "select main_issue as theme, * from grants order by decided_on desc, grant_id",
    "chain": "select issue as theme, * from connection_chain order by to_on desc nulls last, from_id, to_id",
}
FIELDS_OF_COUNTRY = "select * from stat_fields where geography_kind = 'country'"
SHARES = """
    select
        field_code, geography_code as code, value_status,
        100 * value / nullif(organizations_stating_any, 0) as share
    from stat_fields
    where geography_kind = 'prefecture'
    order by field_code, code
"""
SURVIVAL = """
    select field_code, years, value, value_status, lower_bound, upper_bound from stat_survival
    where legal_form = 'npo' and founding_cohort = 'all' and years % 5 = 0 and years > 0
    order by field_code, years
"""
