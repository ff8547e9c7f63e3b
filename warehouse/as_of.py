"""What existed at a day, and what one could know then: views over the tables of a release, in two times.

The time in which things held (``valid_from`` to ``valid_to``, ``occurred_on``) is cut at one day, the time in
which the registers said so (``known_from`` to ``known_to``, ``published_on``) at another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import duckdb

from warehouse.database import quote_name
from warehouse.errors import QueryRefused

NUMBERS_BEGIN = date(2015, 10, 5)
RELEASED = "released"
"""The schema in which every table of the release stays as it is."""


@dataclass(frozen=True)
class Moment:
    """A day in each of the two times.

    Attributes:
        as_of: things are shown as they were at the end of this day.
        known_at: by what the registers had said at the end of this day.
    """

    as_of: date
    known_at: date

    @classmethod
    def of(cls, as_of: date | None, known_at: date | None, release_day: date) -> Moment | None:
        """Return the moment asked for; None where nothing was asked.

        Args:
            as_of: the day asked for; without it the day of knowledge: what one could say on that day.
            known_at: the day of knowledge asked for; that of the release without it.
            release_day: the last day whose publications the release holds.

        Raises:
            QueryRefused: a day is later than the release can know of.
        """
        if as_of is None and known_at is None:
            return None
        for option, day in (("--as-of", as_of), ("--known-at", known_at)):
            if day is not None and day > release_day:
                raise QueryRefused(
                    option,
                    day.isoformat(),
                    f"the release holds what was published up to {release_day.isoformat()}",
                    "Name that day or an earlier one, or ask a later release with --release.",
                )
        return cls(as_of or known_at or release_day, known_at or release_day)

    def list_limits(self, data_through: date | None) -> list[str]:
        """Say where an answer is empty or small because the registers do not reach that far.

        Args:
            data_through: the newest day any register of the release speaks for; None where none says.
        """
        limits = []
        if data_through is not None and self.as_of > data_through:
            limits.append(
                f"the registers of this release reach {data_through}; what happened from then to {self.as_of}"
                " is not in the answer."
            )
        if min(self.as_of, self.known_at) < NUMBERS_BEGIN:
            limits.append(
                f"corporate numbers begin on {NUMBERS_BEGIN}; who existed before is not told by the register."
            )
        return limits


def replace_tables(connection: duckdb.DuckDBPyConnection, moment: Moment) -> None:
    """Put views as of a moment in the place of the tables that have both times.

    ``organizations``, ``organization_history``, ``organization_events`` and ``certifications`` are replaced
    where the release has them; every table stays as it is in the schema ``released``.

    Args:
        connection: holds a view for every table, and the same views in the schema ``released``.
        moment: what to show.

    Raises:
        QueryRefused: the release is older than the columns that are asked.
    """
    rows = connection.execute(
        "select view_name from duckdb_views() where schema_name = ? order by view_name", [RELEASED]
    ).fetchall()
    tables = {name for (name,) in rows}
    for table, (needed, write) in VIEWS.items():
        if {table, *needed} <= tables:
            try:
                connection.execute(f"create or replace view main.{quote_name(table)} as {write(moment)}")
            except duckdb.BinderException as error:
                raise QueryRefused(
                    table,
                    str(error).splitlines()[0],
                    "the release must have the columns that say since when things held and were known",
                    "Ask a newer release, or leave out --as-of and --known-at.",
                ) from error


def show_history(moment: Moment) -> str:
    """Return SQL for the versions known then of what had begun by then; ends that lay ahead are open."""
    day, known = _write(moment)
    return f"""
        select * replace (
            case when valid_to <= {day} then valid_to end as valid_to,
            case when known_to <= {known} then known_to end as known_to
        )
        from released.organization_history
        where valid_from <= {day} and known_from <= {known}
    """


def show_organizations(moment: Moment) -> str:
    """Return SQL for the organisations that the corporate-number register had, each as it was then.

    One row an organisation: the version that held at the day, by what was known. It has the columns that the
    history can answer, and the certification that held. Where the first version known begins after the day,
    and the number was assigned by then, the corporation existed: it is shown as that version has it, active,
    and ``is_stated`` is false.

    The status goes by the order of ``organizations``: deleted and merged by the corporate-number register,
    then merged and revoked by the portal, then closed, then dissolved by the portal. It is empty where the
    portal says that an organisation ended, and not when.
    """
    day, known = _write(moment)
    return f"""
        select
            version.org_id,
            organization.corporate_number,
            version.legal_form,
            version.name,
            version.kana,
            version.name_en,
            substr(version.municipality_code, 1, 2) as prefecture_code,
            version.municipality_code,
            version.address,
            version.post_code,
            case
                when version.stated_status in ('deleted', 'merged') then version.stated_status
                when ended.status in ('merged', 'revoked') then ended.status
                when version.stated_status <> 'active' then version.stated_status
                when ended.status is not null then ended.status
                when
                    organization.status not in ('dissolved', 'merged', 'revoked')
                    or coalesce(organization.dissolved_on, organization.closed_on) is not null
                    then 'active'
            end as status,
            coalesce(
                case when version.valid_from <= {day} then version.close_cause end, ended.close_cause
            ) as close_cause,
            case when version.valid_from <= {day} then version.successor_org_id end as successor_org_id,
            case when version.valid_from <= {day} then version.valid_from end as unchanged_since,
            version.valid_from <= {day} as is_stated,
            held.certification_kind,
            held.valid_from as certification_valid_from,
            held.valid_to as certification_valid_to
        from (
            select
                *,
                case when valid_from <= {day} then status else 'active' end as stated_status,
                row_number() over (partition by org_id order by valid_from asc) as number
            from released.organization_history
            where known_from <= {known} and (known_to is null or known_to > {known})
        ) as version
        inner join released.organizations as organization on version.org_id = organization.org_id
        left join ({show_ends(moment)}) as ended
            on version.org_id = ended.org_id and organization.dissolved_on is not null
        left join (
            select
                *,
                row_number() over (
                    partition by org_id
                    order by coalesce(valid_from, first_listed_on) desc, certification_id asc
                ) as choice
            from ({show_certifications(moment)})
            where is_current
        ) as held on version.org_id = held.org_id and held.choice = 1
        where
            version.valid_from <= {day} and (version.valid_to is null or version.valid_to > {day})
            or version.number = 1 and version.valid_from > {day} and version.status <> 'deleted'
                and organization.number_assigned_on <= {day}
    """


def show_events(moment: Moment) -> str:
    """Return SQL for what had happened by then and was published by then."""
    day, known = _write(moment)
    return f"""
        select * from released.organization_events where occurred_on <= {day} and published_on <= {known}
    """


def show_ends(moment: Moment) -> str:
    """Return SQL for the ends told by the portal by then: one an organisation, with the status after it."""
    return f"""
        select distinct on (org_id)
            org_id,
            case when close_cause = 'dissolved_by_merger' then 'merged' else event_type end as status,
            close_cause
        from ({show_events(moment)})
        where source = 'npo_portal' and event_type in ('dissolved', 'revoked')
        order by org_id asc, occurred_on desc, event_type desc
    """


def show_certifications(moment: Moment) -> str:
    """Return SQL for the periods that had begun by then, on lists known then; current is judged at the day.

    As in the table itself, one list decides what is current: the newest known. A period on it is current up
    to its last day, and longer while its renewal is pending; not once it is revoked, nor, where it is a
    special one, once a full one has followed it.
    """
    day, known = _write(moment)
    return f"""
        with lists as (
            select source, unnest([first_listed_on, listed_on]) as listed_on from released.certifications
        ),
        newest as (
            select source, listed_on from lists where listed_on <= {known}
            order by listed_on desc, source asc limit 1
        )
        select periods.* replace (
            case when periods.revoked_on <= {day} then periods.revoked_on end as revoked_on,
            coalesce(newest.listed_on between periods.first_listed_on and periods.listed_on, false)
                and (
                    periods.valid_to is null or periods.valid_to >= {day}
                    or (periods.renewal_pending and periods.listed_on <= {known})
                )
                and (periods.revoked_on is null or periods.revoked_on > {day})
                and not exists (
                    from released.certifications as full_ones
                    where full_ones.org_id = periods.org_id
                        and periods.certification_kind = 'specially_certified'
                        and full_ones.certification_kind = 'certified'
                        and full_ones.valid_from > periods.valid_from and full_ones.valid_from <= {day}
                        and full_ones.first_listed_on <= {known}
                ) as is_current
        )
        from released.certifications as periods
        left join newest on periods.source = newest.source
        where coalesce(periods.valid_from, periods.first_listed_on) <= {day}
            and periods.first_listed_on <= {known}
    """


VIEWS: dict[str, tuple[tuple[str, ...], Callable[[Moment], str]]] = {
    "organization_history": ((), show_history),
    "organization_events": ((), show_events),
    "certifications": ((), show_certifications),
    "organizations": (
        ("organization_history", "organization_events", "certifications"),
        show_organizations,
    ),
}


def _write(moment: Moment) -> tuple[str, str]:
    return f"date '{moment.as_of.isoformat()}'", f"date '{moment.known_at.isoformat()}'"
