"""What a programme of the sample network is, and the record its member sends of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.sample.submissions.members import SampleMember
from ingest.sample.submissions.model import Record

NATIONWIDE = ("00",)


@dataclass(frozen=True)
class Programme:
    """An undertaking.

    Attributes:
        owner: member that leads it.
        id: its own id, without the member.
        title: our own words for what it is.
        title_en: likewise.
        kind: code of the programme kinds.
        issues: codes of the issues.
        regions: prefectures, or ``00``.
        starts_on: first day.
        ends_on: last day, or None while it runs.
        summary: what it does.
        partners: how many organisations take part at scale 1.
        may_name: whether it may be published under its name.
    """

    owner: str
    id: str
    title: str
    title_en: str
    kind: str
    issues: tuple[str, ...]
    regions: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    summary: str
    partners: int
    may_name: bool = True

    @property
    def full_id(self) -> str:
        """The id with its member, as other members refer to it."""
        return f"{self.owner}/{self.id}"

    def runs_on(self, day: date) -> bool:
        """Whether it runs on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def covers(self, issue: str, prefecture_code: str) -> bool:
        """Whether it works on an issue in a prefecture."""
        return issue in self.issues and (self.regions == NATIONWIDE or prefecture_code in self.regions)


def describe_programme(programme: Programme, lead: SampleMember) -> Record:
    """Return the record its member sends."""
    return {
        "programme_id": programme.id,
        "title": programme.title,
        "title_en": programme.title_en,
        "programme_kind": programme.kind,
        "issues": programme.issues,
        "regions": programme.regions,
        "starts_on": programme.starts_on,
        "ends_on": programme.ends_on,
        "lead_organization_name": lead.name,
        "lead_corporate_number": lead.corporate_number,
        "lead_prefecture_code": lead.prefecture_code,
        "lead_municipality": lead.municipality,
        "lead_sector": lead.sector,
        "summary": programme.summary,
        "website": f"https://www.example.jp/{programme.owner}/{programme.id.lower()}/",
        "consent_aggregate": True,
        "consent_quote_anonymous": programme.may_name,
        "consent_quote_attributed_org": programme.may_name,
    }
