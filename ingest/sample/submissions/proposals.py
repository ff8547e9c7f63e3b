"""The sample's proposals: what came of voices and events, and the programmes some of them led to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ingest.sample.submissions.events import LAST_DAY, Event
from ingest.sample.submissions.issues import WEIGHTS
from ingest.sample.submissions.members import SampleMember
from ingest.sample.submissions.model import Record, refer
from ingest.sample.submissions.voices import Voice
from ingest.submissions.vocabularies import load_vocabulary

_SOURCE_YEARS = 2
_MOST_VOICES = 8


@dataclass(frozen=True)
class _Planned:
    """A proposal that led somewhere."""

    owner: str
    title: str
    addressed_to: str
    addressee_kind: str
    submitted_on: date
    issues: tuple[str, ...]
    programmes: tuple[str, ...]
    status: str
    outcome: str


_PLANNED: tuple[_Planned, ...] = (
    _Planned(
        "sendai-centre",
        "復興住宅の見守りを団体の垣根を越えて続ける提案",
        "見本県の復興担当課",
        "prefecture",
        date(2022, 3, 24),
        ("isolation", "disaster_recovery"),
        ("TSUNAGI",),
        "implemented",
        "訪問先を分け合う会が始まった。",
    ),
    _Planned(
        "civil-hub",
        "金融サービスを使えない人の状況を調べる提案",
        "例示金融財団",
        "foundation",
        date(2022, 6, 15),
        ("financial_exclusion",),
        ("FIN",),
        "implemented",
        "二年の調査が行われ、報告がまとまった。",
    ),
    _Planned(
        "civil-hub",
        "地域の課題を半年で試すラボの提案",
        "ネットワークの会員",
        "network",
        date(2022, 12, 8),
        ("older_people", "isolation"),
        ("LAB",),
        "implemented",
        "五つの地域でラボが始まった。",
    ),
    _Planned(
        "civil-hub",
        "企業の技術を休日に借りる仕組みの提案",
        "見本経済団体",
        "company",
        date(2022, 9, 20),
        ("digital_divide", "climate"),
        ("company-network/GINO",),
        "implemented",
        "二つの都市で会が始まった。",
    ),
    _Planned(
        "civil-hub",
        "デジタル性暴力の相談と事業者をつなぐ提案",
        "国の担当府省",
        "national_government",
        date(2023, 2, 17),
        ("digital_sexual_violence",),
        ("DSV",),
        "partly_adopted",
        "話し合いの場は実現し、夜間の窓口は検討が続いている。",
    ),
    _Planned(
        "nagoya-centre",
        "工場の町に夜の日本語教室を開く提案",
        "例示経済団体",
        "company",
        date(2023, 5, 30),
        ("multicultural", "employment"),
        ("NIHONGO",),
        "implemented",
        "三県の会議室で教室が開かれている。",
    ),
    _Planned(
        "jidokan-federation",
        "児童館を地域の団体と開く提案",
        "市町村の子ども担当課",
        "municipality",
        date(2023, 11, 21),
        ("children_places",),
        ("JIDOKAN",),
        "implemented",
        "八つの都府県で共同の開館が始まった。",
    ),
    _Planned(
        "recovery-fund",
        "三年先まで使える復興の資金の提案",
        "例示財団と企業",
        "foundation",
        date(2024, 1, 25),
        ("disaster_recovery",),
        ("FUND",),
        "implemented",
        "基金が設けられ、助成が続いている。",
    ),
    _Planned(
        "civil-hub",
        "団体の会計と運営に伴走する提案",
        "見本企業連絡会",
        "company",
        date(2024, 3, 12),
        ("npo_management", "digital_divide"),
        ("CAP",),
        "implemented",
        "六つの道県で一年の伴走が行われた。",
    ),
    _Planned(
        "kyushu-centre",
        "家庭に出向く学習支援の提案",
        "見本県の教育担当課",
        "prefecture",
        date(2024, 6, 18),
        ("school_absence",),
        ("MANABI",),
        "partly_adopted",
        "三つの町で一年試し、続ける予算は付かなかった。",
    ),
    _Planned(
        "osaka-centre",
        "住まいと家計と法律の相談をつなぐ提案",
        "例示市の福祉担当課",
        "municipality",
        date(2024, 10, 3),
        ("poverty_and_housing", "domestic_violence"),
        ("KURASHI",),
        "adopted",
        "連絡会が隔月で開かれている。",
    ),
    _Planned(
        "shikoku-centre",
        "送迎と移動販売を同じ車で行う提案",
        "見本町と例示町",
        "municipality",
        date(2024, 12, 11),
        ("depopulation", "older_people"),
        ("NORIAI",),
        "implemented",
        "三県で費用を分け合う工夫が始まった。",
    ),
)

_ADDRESSEES = {
    "municipality": "例示市の担当課",
    "prefecture": "見本県の担当課",
    "local_assembly": "見本県議会",
    "national_government": "国の担当府省",
    "company": "例示経済団体",
    "foundation": "見本助成財団",
}
_OPEN_STATUSES = {
    "submitted": 6,
    "under_discussion": 9,
    "partly_adopted": 3,
    "not_adopted": 5,
    "adopted": 3,
    "withdrawn": 1,
}
_OUTCOMES = {
    "partly_adopted": "一部が来年度の計画に入った。",
    "not_adopted": "予算の都合で見送られた。",
    "adopted": "計画に書き込まれ、実施の方法を話し合っている。",
}
_ENDINGS = ("についての提案", "を前に進めるための意見書", "の担い手を増やす提案", "に関する要望")


def _rank_as_source(event: Event) -> tuple[bool, date]:
    """Put gatherings at a place that may be named above others, then the newest."""
    record = event.record
    return bool(record["prefecture_code"] and record["consent_quote_attributed_org"]), event.held_on


class Proposing:
    """Writes proposals from what members heard and held."""

    def __init__(self, rng: Random, voices: list[Voice], events: list[Event]) -> None:
        self._rng = rng
        self._voices = voices
        self._events = events
        self._serials: dict[tuple[str, int], int] = {}

    def write_planned(self) -> list[tuple[str, Record]]:
        """Return the proposals that led to programmes, with the member that sends each."""
        return [
            (
                plan.owner,
                {
                    **self._write(plan.owner, plan.title, plan.issues, plan.submitted_on),
                    "addressed_to": plan.addressed_to,
                    "addressee_kind": plan.addressee_kind,
                    "proposal_status": plan.status,
                    "resulting_programmes": plan.programmes,
                    "outcome": plan.outcome,
                },
            )
            for plan in _PLANNED
        ]

    def write_open(self, member: SampleMember, count: int) -> list[tuple[str, Record]]:
        """Return proposals of a member that have led to no programme so far."""
        return [(member.id, self._write_open(member)) for _ in range(count)]

    def _write_open(self, member: SampleMember) -> Record:
        issue = self._rng.choices(list(WEIGHTS)[:-1], weights=list(WEIGHTS.values())[:-1])[0]
        day = date(2022, 1, 1) + timedelta(days=self._rng.randrange((LAST_DAY - date(2022, 1, 1)).days))
        status = self._rng.choices(list(_OPEN_STATUSES), weights=list(_OPEN_STATUSES.values()))[0]
        kind = self._rng.choice(list(_ADDRESSEES))
        title = load_vocabulary("issues").by_code[issue].name_ja + self._rng.choice(_ENDINGS)
        return {
            **self._write(member.id, title, (issue,), day),
            "addressed_to": _ADDRESSEES[kind],
            "addressee_kind": kind,
            "prefecture_code": None if kind == "national_government" else member.prefecture_code,
            "proposal_status": status,
            "resulting_programmes": None,
            "outcome": _OUTCOMES.get(status),
        }

    def _write(self, owner: str, title: str, issues: tuple[str, ...], day: date) -> Record:
        serial = self._serials[owner, day.year] = self._serials.get((owner, day.year), 0) + 1
        voices = self._find_voices(owner, issues, day)
        return {
            "proposal_id": f"P{day.year}-{serial:02}",
            "title": title,
            "prefecture_code": None,
            "submitted_on": day,
            "issues": issues,
            "source_voices": tuple(refer(voice.full_id, owner) for voice in voices) or None,
            "source_events": self._find_events(owner, voices, day) or None,
            "consent_aggregate": True,
            "consent_quote_anonymous": True,
            "consent_quote_attributed_org": self._rng.random() < 0.85,
        }

    def _find_voices(self, owner: str, issues: tuple[str, ...], day: date) -> list[Voice]:
        """Return voices about the issues from before the day, rather own ones and such heard at events."""
        since = day - timedelta(days=365 * _SOURCE_YEARS)
        fitting = [v for v in self._voices if v.issue in issues and since <= v.heard_on < day]
        fitting.sort(key=lambda voice: voice.record["event_id"] is not None)
        own = [voice for voice in fitting if voice.member_id == owner]
        others = [voice for voice in fitting if voice.member_id != owner]
        if owner not in ("civil-hub", "recovery-fund", "jidokan-federation"):
            others = others[-1:]
        chosen = [*self._rng.sample(others, min(3, len(others))), *own[-_MOST_VOICES:]]
        return chosen[:_MOST_VOICES]

    def _find_events(self, owner: str, voices: list[Voice], day: date) -> tuple[str, ...]:
        """Return the events where the voices were heard, and the newest before the day, rather an own one."""
        heard_at = [
            str(v.record["event_id"])
            if "/" in str(v.record["event_id"])
            else f"{v.member_id}/{v.record['event_id']}"
            for v in voices
            if v.record["event_id"]
        ]
        before = [event for event in self._events if event.held_on < day]
        newest = [event.full_id for event in before if event.member_id == owner][-1:]
        if not newest:
            newest = [event.full_id for event in sorted(before, key=_rank_as_source)[-1:]]
        return tuple(dict.fromkeys(refer(event, owner) for event in [*heard_at, *newest]))
