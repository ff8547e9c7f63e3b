"""The grants of the disaster-recovery fund."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from ingest.sample.submissions.collaborations import describe_mention
from ingest.sample.submissions.events import LAST_DAY
from ingest.sample.submissions.model import Record
from ingest.sample.submissions.organisations import Acquaintances
from ingest.sample.submissions.slips import Mention, mention

_FIRST_DECISION = date(2024, 3, 15)
_DAYS_BETWEEN_ROUNDS = 92
_PLACES = {"17": 40, "16": 10, "15": 10, "18": 4, "43": 12, "04": 8, "03": 6, "07": 6, "40": 4}
_PURPOSES: dict[str, tuple[str, ...]] = {
    "disaster_recovery": (
        "仮設住宅の集会所を週三日開く",
        "家屋の片付けと応急の修理を続ける",
        "支援団体の情報共有の会を運営する",
        "ボランティアの受入れと送迎を調整する",
    ),
    "isolation": ("復興住宅を訪ね、話を聞く", "移り住んだ先での集いを開く"),
    "children_places": ("子どもの遊び場と学びの場を再開する", "児童館の代わりになる部屋を整える"),
    "older_people": ("通院と買い物の送迎を行う",),
    "employment": ("仕事を失った人の手仕事の場をつくる",),
    "npo_management": ("被災した団体の事務所を再開する",),
}
_WEIGHTS = (60, 12, 12, 7, 5, 4)


def decide_grants(rng: Random, known: Acquaintances, count: int) -> tuple[list[Record], list[Mention]]:
    """Return grants of the fund in the rounds it decides in, and how their receivers were written down."""
    rounds = (LAST_DAY - _FIRST_DECISION).days // _DAYS_BETWEEN_ROUNDS + 1
    decided = sorted(rng.randrange(rounds) for _ in range(count))
    grants, mentions = [], []
    for serial, number in enumerate(decided, start=1):
        day = _FIRST_DECISION + timedelta(days=_DAYS_BETWEEN_ROUNDS * number)
        record, written = _decide(rng, known, day, serial)
        grants.append(record)
        mentions.append(written)
    return grants, mentions


def _decide(rng: Random, known: Acquaintances, day: date, serial: int) -> tuple[Record, Mention]:
    place = rng.choices(list(_PLACES), weights=list(_PLACES.values()))[0]
    is_npo = rng.random() < 0.85
    organisation = known.meet_npo((place,)) if is_npo else known.meet_unregistered("npo", place)
    written = mention(rng, organisation)
    issue = rng.choices(list(_PURPOSES), weights=_WEIGHTS)[0]
    record: Record = {
        "grant_id": f"G{day.year}-{serial:03}",
        "programme_id": "FUND",
        **describe_mention(rng, written),
        "sector": "npo",
        "amount_jpy": rng.choice((300, 500, 800, 1_000, 1_500, 2_000, 3_000, 5_000)) * 1_000,
        "decided_on": day,
        "main_issue": issue,
        "purpose": rng.choice(_PURPOSES[issue]),
        "consent_aggregate": True,
        "consent_quote_anonymous": True,
        "consent_quote_attributed_org": rng.random() < 0.9,
    }
    return record, written
