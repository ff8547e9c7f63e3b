"""Who works with whom: NPOs, centres, companies, municipalities and others in the sample's programmes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from ingest.sample.submissions.events import LAST_DAY
from ingest.sample.submissions.issues import draw_prefecture
from ingest.sample.submissions.members import SampleMember
from ingest.sample.submissions.model import Record, refer
from ingest.sample.submissions.organisations import Acquaintances, Organisation
from ingest.sample.submissions.programme import NATIONWIDE, Programme
from ingest.sample.submissions.programmes import PROGRAMMES
from ingest.sample.submissions.slips import Mention, mention

_EVERYWHERE = tuple(f"{code:02}" for code in range(1, 48))

_MIX = {
    "npo": 56,
    "support_centre": 10,
    "company": 10,
    "government": 9,
    "foundation": 5,
    "university": 5,
    "children_centre": 3,
    "other": 2,
}
#: Programme → another mix of sectors.
_OWN_MIX: dict[str, dict[str, int]] = {
    "HEADS": {"support_centre": 1},
    "JIDOKAN": {"npo": 45, "children_centre": 42, "government": 8, "company": 5},
    "FUND": {"npo": 30, "company": 30, "foundation": 20, "government": 10, "university": 10},
    "CAP": {"npo": 55, "company": 35, "support_centre": 10},
    "GINO": {"npo": 45, "company": 50, "university": 5},
    "FIN": {"npo": 40, "university": 25, "foundation": 20, "government": 15},
}
#: Sector → the roles it takes, with weights.
_ROLES: dict[str, dict[str, int]] = {
    "npo": {"participant": 50, "partner": 30, "speaker": 12, "secretariat": 4, "co_host": 4},
    "support_centre": {"participant": 35, "co_host": 30, "partner": 25, "secretariat": 10},
    "company": {"sponsor": 35, "in_kind": 30, "participant": 20, "speaker": 15},
    "government": {"supporter": 45, "participant": 35, "partner": 20},
    "foundation": {"funder": 70, "adviser": 15, "participant": 15},
    "university": {"adviser": 55, "speaker": 30, "participant": 15},
    "children_centre": {"partner": 65, "participant": 35},
    "other": {"participant": 100},
}
#: Sectors whose bodies are sometimes also NPOs of the register.
_RUN_BY_NPOS = ("support_centre", "children_centre")


class Connecting:
    """Connects organisations with programmes, each once in a role."""

    def __init__(self, rng: Random, members: dict[str, SampleMember], known: Acquaintances) -> None:
        self._rng = rng
        self._members = members
        self._known = known
        self._centres = [
            Organisation.of_member(
                member.name, member.corporate_number, member.prefecture_code, member.municipality
            )
            for member in members.values()
            if member.sector == "support_centre"
        ]
        self._met: set[tuple[str, str, str, str]] = set()
        self.mentions: list[Mention] = []

    def connect(self, scale: float) -> list[tuple[str, Record]]:
        """Return the collaborations of every programme, each with the member that sends it."""
        return [
            entry
            for programme in PROGRAMMES
            for _ in range(max(6, round(programme.partners * scale)))
            if (entry := self._connect_one(programme)) is not None
        ]

    def _connect_one(self, programme: Programme) -> tuple[str, Record] | None:
        """Return one collaboration, or None when the two are connected in that role already."""
        mix = _OWN_MIX.get(programme.id, _MIX)
        sector = self._rng.choices(list(mix), weights=list(mix.values()))[0]
        places = _EVERYWHERE if programme.regions == NATIONWIDE else programme.regions
        prefecture = draw_prefecture(self._rng, places)
        organisation = self._meet(sector, prefecture, places)
        roles = _ROLES[sector]
        role = self._rng.choices(list(roles), weights=list(roles.values()))[0]
        met = (programme.full_id, organisation.name, organisation.prefecture_code, role)
        if met in self._met:
            return None
        self._met.add(met)
        sender = self._find_sender(programme, organisation)
        return sender, self._describe(programme, organisation, sector, role, sender)

    def _meet(self, sector: str, prefecture: str, places: tuple[str, ...]) -> Organisation:
        if sector == "npo" and self._rng.random() < 0.88:
            return self._known.meet_npo((prefecture,))
        if sector == "support_centre" and self._rng.random() < 0.5:
            return self._rng.choice(self._centres)
        if sector in _RUN_BY_NPOS and self._rng.random() < 0.25:
            return self._known.meet_npo(places)
        return self._known.meet_unregistered(sector, prefecture)

    def _find_sender(self, programme: Programme, organisation: Organisation) -> str:
        """A centre reports its own region's part in the workshops; the hub reports for the fund."""
        if programme.id == "WS":
            return next(
                member.id
                for member in self._members.values()
                if member.id.endswith("-centre") and organisation.prefecture_code in member.hears_from
            )
        return programme.owner if "collaboration" in self._members[programme.owner].kinds else "civil-hub"

    def _describe(
        self, programme: Programme, organisation: Organisation, sector: str, role: str, sender: str
    ) -> Record:
        written = mention(self._rng, organisation)
        self.mentions.append(written)
        starts_on = self._draw_start(programme)
        left = self._rng.random() < 0.12
        last = programme.ends_on or LAST_DAY
        return {
            "programme_id": refer(programme.full_id, sender),
            **describe_mention(self._rng, written),
            "sector": sector,
            "fields": self._draw_fields(sector),
            "role": role,
            "starts_on": starts_on,
            "ends_on": min(last, starts_on + timedelta(days=self._rng.randrange(90, 700))) if left else None,
            "consent_aggregate": self._rng.random() < 0.97,
            "consent_quote_anonymous": True,
            "consent_quote_attributed_org": programme.may_name and self._rng.random() < 0.8,
        }

    def _draw_start(self, programme: Programme) -> date:
        last = programme.ends_on or LAST_DAY
        return programme.starts_on + timedelta(days=self._rng.randrange((last - programme.starts_on).days))

    def _draw_fields(self, sector: str) -> tuple[str, ...] | None:
        if sector != "npo" or self._rng.random() < 0.5:
            return None
        codes = [f"{code:02}" for code in range(1, 20)]
        return tuple(sorted(self._rng.sample(codes, self._rng.randrange(1, 4))))


def describe_mention(rng: Random, written: Mention) -> Record:
    """Return the cells that name an organisation; reading, place and address are often left out."""
    organisation = written.organisation
    prefecture = organisation.prefecture if rng.random() < 0.5 else ""
    address = prefecture + organisation.municipality + organisation.street
    return {
        "organization_name": written.name,
        "organization_kana": organisation.kana if rng.random() < 0.4 else None,
        "corporate_number": written.number,
        "prefecture_code": organisation.prefecture_code,
        "municipality": organisation.municipality if rng.random() < 0.8 else None,
        "address": address if rng.random() < 0.45 else None,
    }
