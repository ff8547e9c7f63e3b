"""Everything the pages of the prefectures tell, by one question a table for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from warehouse.site.country.quotations import ask_quotes
from warehouse.site.source import SiteSource

Rows = list[dict[str, Any]]
ByPlace = dict[str, Rows]
NEWEST_DAY = """
    select max(as_of_on) as day
    from stat_stock
    where geography_kind = 'prefecture' and legal_form = 'npo' and certification_kind = 'any'
        and value is not null
"""


@dataclass
class PrefectureFacts:
    """What is known of the prefectures, each by its two digits; lists are in the order of the page.

    Attributes:
        day: the newest day with numbers; None where there is none.
        npo: NPO corporations on that day.
        changes: how many more, or fewer, than a year before.
        rates: per 100,000 inhabitants; ranks: place by it, from 1.
        certified: certified and specially certified on the newest list.
        forms, series, fields, municipalities, issues: rows of the statistics.
        programmes: those that name the prefecture; ``00`` has those for the whole country.
        proposals, centres, quotes: rows of the tables made from members' records.
        files: the paths of its CSV files in the release.
    """

    day: date | None
    npo: dict[str, dict[str, Any]]
    changes: dict[str, int]
    rates: dict[str, dict[str, Any]]
    ranks: dict[str, int]
    certified: dict[str, int]
    forms: ByPlace
    series: ByPlace
    fields: ByPlace
    municipalities: ByPlace
    issues: ByPlace
    programmes: ByPlace
    proposals: ByPlace = field(default_factory=dict)
    centres: ByPlace = field(default_factory=dict)
    quotes: ByPlace = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)


def collect_facts(source: SiteSource) -> PrefectureFacts:
    """Ask the release for everything the pages of the prefectures tell."""
    newest = source.ask(NEWEST_DAY)[0]
    forms = group(source.ask(FORMS, [newest["day"]]), "code")
    npo = {code: row for code, rows in forms.items() for row in rows if row["legal_form"] == "npo"}
    rates = source.ask(RATES)
    return PrefectureFacts(
        day=newest["day"],
        npo=npo,
        changes={row["code"]: row["change"] for row in source.ask(CHANGES, [newest["day"], newest["day"]])},
        rates={row["code"]: row for row in rates},
        ranks={row["code"]: row["place"] for row in rates if row["value"] is not None},
        certified={row["code"]: row["certified"] for row in source.ask(CERTIFIED)}
        if source.holds("stat_certification")
        else {},
        forms=forms,
        series=group(source.ask(SERIES, [newest["day"]]), "code"),
        fields=group(source.ask(FIELDS), "code") if source.holds("stat_fields") else {},
        municipalities=group(source.ask(MUNICIPALITIES), "prefecture_code"),
        issues=group(source.ask(ISSUES), "code"),
        programmes=group(source.ask(PROGRAMMES), "code"),
        proposals=group(source.ask("select * from proposals order by submitted_on desc"), "prefecture_code"),
        centres=group(source.ask("select * from support_centres order by name"), "prefecture_code"),
        quotes=group(ask_quotes(source), "prefecture_code"),
        files=_list_files(source),
    )


def group(rows: Iterable[dict[str, Any]], column: str) -> ByPlace:
    """Return rows by the value of a column, each list in the order it came in."""
    grouped: ByPlace = {}
    for row in rows:
        grouped.setdefault(row[column], []).append(row)
    return grouped


def _list_files(source: SiteSource) -> dict[str, list[str]]:
    paths = [PurePosixPath(entry["path"]) for entry in source.manifest["files"]]
    files: dict[str, list[str]] = {}
    for path in sorted(paths):
        if path.parts[:2] == ("csv", "by_prefecture"):
            files.setdefault(path.parts[2], []).append(str(path))
    return files


FORMS = """
    select geography_code as code, legal_form, value, value_status
    from stat_stock
    where geography_kind = 'prefecture' and certification_kind = 'any' and as_of_on = ?
    order by code, legal_form <> 'npo', value desc, legal_form
"""
CHANGES = """
    select latest.geography_code as code, latest.value - earlier.value as change
    from stat_stock as latest
    join stat_stock as earlier using (geography_kind, geography_code, legal_form, certification_kind)
    where latest.geography_kind = 'prefecture' and latest.legal_form = 'npo'
        and latest.certification_kind = 'any' and latest.as_of_on = ?
        and earlier.as_of_on = last_day(?::date - interval 1 year)
        and latest.value - earlier.value is not null
"""
RATES = """
    select
        geography_code as code, value, value_status, as_of_on,
        rank() over (order by value desc nulls last) as place
    from stat_rate
    where geography_kind = 'prefecture' and legal_form = 'npo' and as_of_on = (
        select max(as_of_on) from stat_rate
        where geography_kind = 'prefecture' and legal_form = 'npo' and value is not null
    )
    order by code
"""
CERTIFIED = """
    select geography_code as code, sum(value)::bigint as certified
    from stat_certification
    where geography_kind = 'prefecture' and measure = 'current'
    group by code
    having sum(value) is not null
"""
SERIES = """
    select geography_code as code, as_of_on, value, value_status
    from stat_stock
    where geography_kind = 'prefecture' and legal_form = 'npo' and certification_kind = 'any'
        and (month(as_of_on) = 12 or as_of_on = ?)
    order by code, as_of_on
"""
FIELDS = """
    select
        geography_code as code, field_code, value, value_status,
        100 * value / nullif(organizations_stating_any, 0) as share
    from stat_fields
    where geography_kind = 'prefecture'
    order by code, value desc, field_code
"""
MUNICIPALITIES = """
    with newest as (
        select max(as_of_on) as day from stat_rate
        where geography_kind = 'municipality' and legal_form = 'npo' and value is not null
    )
    select
        areas.prefecture_code, areas.name, rates.geography_code as code, rates.organizations, rates.value,
        rates.value_status, rates.population
    from stat_rate as rates
    join newest on newest.day = rates.as_of_on
    join municipalities as areas on areas.municipality_code = rates.geography_code
    where rates.geography_kind = 'municipality' and rates.legal_form = 'npo'
    order by areas.prefecture_code, rates.organizations desc nulls last, code
"""
ISSUES = """
    select
        geography_code as code, issue, voices, voices_status, organizations_in_fields, programmes_active,
        organizations_collaborating, grants, is_blank_spot
    from stat_blank_spots
    where geography_kind = 'prefecture'
    order by code, voices desc nulls last, voices_status nulls last, issue
"""
PROGRAMMES = """
    select unnest(regions) as code, *
    from programmes
    order by code, starts_on desc, programme_id
"""
