"""The voices of the sample: thousands of concerns, unevenly spread over issues, places and time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ingest.japanese.prefectures import PREFECTURE_NAMES
from ingest.sample.submissions.events import LAST_DAY, Event
from ingest.sample.submissions.issues import (
    draw_issue,
    draw_other_issues,
    draw_prefecture,
    draw_raiser,
    list_sensitive_issues,
)
from ingest.sample.submissions.members import SampleMember
from ingest.sample.submissions.model import Record
from ingest.sample.submissions.organisations import list_municipalities
from ingest.sample.submissions.phrases import FRAMES, SEASONS, list_phrases

_YEARS = {2021: 0.08, 2022: 0.13, 2023: 0.17, 2024: 0.23, 2025: 0.22, 2026: 0.17}
_SOMETIMES_SENSITIVE = ("poverty_and_housing", "mental_health")
_WITHOUT_HOME = ("civil-hub", "jidokan-federation", "company-network")
_AT_EVENT = 0.45
_AT_FORUM = 0.06

#: Which consents are given together, with their shares: aggregate, anonymous quotation, with the name.
_CONSENTS = (
    ((True, False, False), 0.55),
    ((True, True, False), 0.29),
    ((True, True, True), 0.08),
    ((True, False, True), 0.02),
    ((False, False, False), 0.06),
)
_CONSENTS_IF_SENSITIVE = (
    ((True, False, False), 0.70),
    ((True, True, False), 0.18),
    ((False, False, False), 0.12),
)


@dataclass(frozen=True)
class Voice:
    """One voice: who reports it, and the record that is sent."""

    member_id: str
    record: Record

    @property
    def heard_on(self) -> date:
        """Day it was heard."""
        day = self.record["heard_on"]
        assert isinstance(day, date)
        return day

    @property
    def issue(self) -> str:
        """Its main issue."""
        return str(self.record["main_issue"])

    @property
    def full_id(self) -> str:
        """Its id with the member."""
        return f"{self.member_id}/{self.record['voice_id']}"


class Hearing:
    """Hears voices for one member, at its own events, at the national forum, and in between."""

    def __init__(self, rng: Random, member: SampleMember, events: list[Event]) -> None:
        self._rng = rng
        self._member = member
        self._own = [event for event in events if event.member_id == member.id]
        self._forums = [event for event in events if event.record["programme_id"] == "FORUM"]
        self._serials: dict[int, int] = {}

    def hear(self, count: int) -> list[Voice]:
        """Return a number of voices, in order of time."""
        days = sorted(self._draw_day() for _ in range(count))
        return [self._hear_one(day) for day in days]

    def _draw_day(self) -> date:
        year = self._rng.choices(list(_YEARS), weights=list(_YEARS.values()))[0]
        last = LAST_DAY if year == LAST_DAY.year else date(year, 12, 31)
        return date(year, 1, 1) + timedelta(days=self._rng.randrange((last - date(year, 1, 1)).days + 1))

    def _hear_one(self, day: date) -> Voice:
        event = self._find_event(day)
        held_on = event.held_on if event else day
        prefecture = self._place_of(event) or self._draw_prefecture(held_on)
        issue = draw_issue(self._rng, prefecture, held_on.year, held_on.month)
        municipality = self._draw_municipality(prefecture)
        serial = self._serials[held_on.year] = self._serials.get(held_on.year, 0) + 1
        record: Record = {
            "voice_id": f"V{held_on.year}-{serial:04}",
            "heard_on": held_on,
            "prefecture_code": prefecture,
            "municipality": municipality,
            "event_id": self._refer(event),
            "main_issue": issue,
            "other_issues": draw_other_issues(self._rng, issue) or None,
            "raised_by": draw_raiser(self._rng),
            "is_sensitive": self._judge_sensitive(issue),
            "text": write_text(
                self._rng, issue, municipality or PREFECTURE_NAMES[int(prefecture) - 1], held_on
            ),
            **draw_consents(self._rng, issue),
        }
        return Voice(self._member.id, record)

    def _find_event(self, day: date) -> Event | None:
        """Return the newest event before a day, of the member or a national forum, for some of the voices."""
        chance = self._rng.random()
        events = self._own if chance < _AT_EVENT else self._forums if chance < _AT_EVENT + _AT_FORUM else []
        position = bisect_right([event.held_on for event in events], day)
        return events[position - 1] if position else None

    def _place_of(self, event: Event | None) -> str | None:
        """A voice heard at a place the member listens to is of that place."""
        place = event.prefecture_code if event else None
        return place if place in self._member.hears_from and self._rng.random() < 0.6 else None

    def _draw_prefecture(self, day: date) -> str:
        member = self._member
        home = "" if member.id in _WITHOUT_HOME else member.prefecture_code
        return draw_prefecture(self._rng, member.hears_from, home, day)

    def _refer(self, event: Event | None) -> str | None:
        if event is None:
            return None
        return event.own_id if event.member_id == self._member.id else event.full_id

    def _draw_municipality(self, prefecture: str) -> str | None:
        return self._rng.choice(list_municipalities(prefecture)) if self._rng.random() < 0.7 else None

    def _judge_sensitive(self, issue: str) -> bool | None:
        chance = self._rng.random()
        if issue in list_sensitive_issues():
            return True if chance < 0.9 else None
        return True if issue in _SOMETIMES_SENSITIVE and chance < 0.04 else False if chance < 0.5 else None


def write_text(rng: Random, issue: str, place: str, day: date) -> str:
    """Put a text together from what people say about an issue."""
    concerns, wishes = list_phrases(issue)
    concern, second = rng.sample(concerns, 2)
    return rng.choice(FRAMES).format(
        place=place,
        season=SEASONS[(day.month - 3) % 12 // 3],
        c=concern,
        c2=second,
        w=rng.choice(wishes),
    )


def draw_consents(rng: Random, issue: str) -> Record:
    """Draw what may be done with a voice; less with a sensitive one."""
    table = _CONSENTS_IF_SENSITIVE if issue in list_sensitive_issues() else _CONSENTS
    aggregate, anonymous, attributed = rng.choices([c for c, _ in table], weights=[w for _, w in table])[0]
    return {
        "consent_aggregate": aggregate,
        "consent_quote_anonymous": anonymous,
        "consent_quote_attributed_org": attributed,
    }
