"""What organisations say of themselves, sent by the members that represent them."""

from __future__ import annotations

from random import Random

from ingest.sample.submissions.collaborations import describe_mention
from ingest.sample.submissions.members import SampleMember
from ingest.sample.submissions.model import Record
from ingest.sample.submissions.organisations import Acquaintances
from ingest.sample.submissions.personal import CONTACT_EMAILS, CONTACT_PHONES
from ingest.sample.submissions.slips import Mention, mention

_BANDS = {
    "none": 2,
    "under_1m": 14,
    "from_1m": 30,
    "from_5m": 18,
    "from_10m": 24,
    "from_50m": 8,
    "from_100m": 4,
}


def introduce(
    rng: Random, member: SampleMember, known: Acquaintances, count: int
) -> tuple[list[Record], list[Mention]]:
    """Return the profiles a member sends, every organisation once, and how each was written down."""
    records: dict[str, Record] = {}
    mentions = []
    for _ in range(count):
        if rng.random() < 0.85:
            organisation = known.meet_npo(member.hears_from)
        else:
            organisation = known.meet_unregistered("npo", rng.choice(member.hears_from))
        if organisation.name in records:
            continue
        written = mention(rng, organisation)
        mentions.append(written)
        records[organisation.name] = _introduce_one(rng, written)
    return list(records.values()), mentions


def introduce_itself(rng: Random, member: SampleMember) -> Record:
    """Return what a member says of itself; it may be named, as it names itself in the list of members."""
    return {
        "organization_name": member.name,
        "organization_kana": None,
        "corporate_number": member.corporate_number,
        "prefecture_code": member.prefecture_code,
        "municipality": member.municipality,
        "address": None,
        **_describe_work(rng, member.sector),
        "consent_quote_attributed_org": True,
    }


def list_represented(records: list[Record]) -> tuple[str, ...]:
    """Return what the list of members must name for these profiles: the number, else the name as written."""
    return tuple(str(record["corporate_number"] or record["organization_name"]) for record in records)


def _introduce_one(rng: Random, written: Mention) -> Record:
    return {
        **describe_mention(rng, written),
        **_describe_work(rng, "npo"),
        "consent_quote_attributed_org": rng.random() < 0.85,
    }


def _describe_work(rng: Random, sector: str) -> Record:
    codes = [f"{code:02}" for code in range(1, 20)]
    staff = int(rng.lognormvariate(1.1, 0.9))
    return {
        "sector": sector,
        "fields": tuple(sorted(rng.sample(codes, rng.randrange(1, 5)))),
        "staff": staff,
        "volunteers": int(rng.lognormvariate(2.4, 1.0)),
        "income_band": rng.choices(list(_BANDS), weights=list(_BANDS.values()))[0],
        "website": f"https://www.example.org/dantai/{rng.randrange(1000, 9999)}/"
        if rng.random() < 0.6
        else None,
        "contact_email": rng.choice(CONTACT_EMAILS),
        "contact_phone": rng.choice(CONTACT_PHONES),
        "consent_aggregate": True,
        "consent_quote_anonymous": True,
    }
