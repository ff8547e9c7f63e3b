"""The gatherings of the sample's programmes, 2021 to 2026."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from ingest.sample.submissions.members import SampleMember
from ingest.sample.submissions.model import Record, refer
from ingest.sample.submissions.organisations import list_municipalities
from ingest.sample.submissions.programmes import find_programme

LAST_DAY = date(2026, 9, 30)

_TURNS = ("13", "27", "04", "23", "40", "34", "01", "39")
_SECTORS = (
    "npo",
    "support_centre",
    "company",
    "government",
    "foundation",
    "university",
    "children_centre",
    "other",
)


@dataclass(frozen=True)
class Event:
    """One gathering: who reports it, when and where it was, and the record that is sent."""

    member_id: str
    held_on: date
    prefecture_code: str | None
    record: Record

    @property
    def own_id(self) -> str:
        """Its id without the member."""
        return str(self.record["event_id"])

    @property
    def full_id(self) -> str:
        """Its id with the member."""
        return f"{self.member_id}/{self.own_id}"


@dataclass(frozen=True)
class _Series:
    """A programme's gatherings in every year of its life.

    Attributes:
        reporter: member that sends them.
        programme: full id.
        title: with ``{year}`` and ``{number}`` in it.
        months: when it gathers each year.
        people: about how many come.
        guests: sectors that come besides NPOs and support centres, with their share.
        online: share held without a place.
    """

    reporter: str
    programme: str
    title: str
    months: tuple[int, ...]
    people: int
    guests: tuple[tuple[str, float], ...]
    online: float = 0.2


_CENTRES = ("hokkaido", "sendai", "kanto", "nagoya", "osaka", "chugoku", "shikoku", "kyushu")
_MIXED = (("company", 0.12), ("government", 0.12), ("university", 0.05), ("other", 0.1))

_SERIES: tuple[_Series, ...] = (
    _Series(
        "civil-hub", "civil-hub/FORUM", "全国対話フォーラム{year}", (9,), 320, (*_MIXED, ("foundation", 0.05))
    ),
    _Series("civil-hub", "civil-hub/CONF", "市民セクター大会{year}", (11,), 210, _MIXED),
    _Series(
        "civil-hub",
        "civil-hub/HEADS",
        "支援センター代表者の会議 {year}年度第{number}回",
        (5, 11),
        34,
        (),
        0.5,
    ),
    _Series(
        "civil-hub",
        "civil-hub/TAXLAW",
        "税制と法人制度の連絡会 {year}年第{number}回",
        (2, 6, 10),
        28,
        (("government", 0.3), ("university", 0.1)),
        0.7,
    ),
    _Series("civil-hub", "civil-hub/LAB", "地域課題ラボ 公開の会{year}-{number}", (6, 12), 60, _MIXED),
    _Series("civil-hub", "civil-hub/DSV", "デジタル性暴力を考える会{year}-{number}", (3, 8), 90, _MIXED, 0.5),
    _Series("civil-hub", "civil-hub/FIN", "金融包摂 調査の報告会{year}-{number}", (3, 9), 50, _MIXED, 0.5),
    _Series(
        "civil-hub", "civil-hub/CAP", "伴走事業の中間報告会{year}-{number}", (4, 10), 44, (("company", 0.4),)
    ),
    _Series(
        "jidokan-federation",
        "jidokan-federation/JIDOKAN",
        "児童館とNPOの顔合わせ{year}-{number}",
        (5, 8, 12),
        52,
        (("children_centre", 0.5), ("government", 0.1)),
        0.1,
    ),
    _Series(
        "recovery-fund", "recovery-fund/FUND", "復興支援基金の説明会{year}-{number}", (3, 7), 80, (), 0.6
    ),
    _Series(
        "company-network",
        "company-network/GINO",
        "技術を生かす会{year}-{number}",
        (4, 10),
        40,
        (("company", 0.6),),
    ),
    _Series(
        "mihon-city",
        "civil-hub/WS",
        "市民協働の対話 {year}年第{number}回",
        (7, 11),
        30,
        (("government", 0.4),),
        0.0,
    ),
    _Series(
        "sendai-centre",
        "sendai-centre/TSUNAGI",
        "見守りの会 {year}-{number}",
        (3, 9),
        36,
        (("other", 0.3),),
        0.0,
    ),
    _Series(
        "nagoya-centre",
        "nagoya-centre/NIHONGO",
        "夜の教室の見学会 {year}-{number}",
        (5, 11),
        24,
        (("company", 0.5),),
        0.0,
    ),
    *(
        _Series(
            f"{centre}-centre",
            "civil-hub/WS",
            "地域の声を聞く対話 {year}年第{number}回",
            (2, 5, 8, 11),
            38,
            _MIXED,
            0.15,
        )
        for centre in _CENTRES
    ),
)


def hold_events(rng: Random, members: dict[str, SampleMember]) -> list[Event]:
    """Return every gathering up to the last day of the sample, in order of time."""
    serials: dict[tuple[str, int], int] = {}
    events = []
    for year in range(2021, LAST_DAY.year + 1):
        for series in _SERIES:
            for number, month in enumerate(series.months, start=1):
                held_on = date(year, month, rng.randrange(1, 29))
                if held_on <= LAST_DAY and find_programme(series.programme).runs_on(held_on):
                    serial = serials[series.reporter, year] = serials.get((series.reporter, year), 0) + 1
                    own_id = f"E{year}-{serial:02}"
                    events.append(_hold(rng, series, members[series.reporter], held_on, number, own_id))
    return sorted(events, key=lambda event: (event.held_on, event.full_id))


def _hold(
    rng: Random, series: _Series, member: SampleMember, held_on: date, number: int, own_id: str
) -> Event:
    away = held_on.year < 2023 or rng.random() < series.online
    form = "online" if away and rng.random() < 0.8 else rng.choice(("in_person", "in_person", "hybrid"))
    prefecture = None if form == "online" else _choose_place(rng, series, member, held_on.year)
    record: Record = {
        "event_id": own_id,
        "programme_id": refer(series.programme, member.id),
        "title": series.title.format(year=held_on.year, number=number),
        "held_on": held_on,
        "prefecture_code": prefecture,
        "municipality": rng.choice(list_municipalities(prefecture)) if prefecture else None,
        "format": form,
        **_count_people(rng, series),
        "consent_aggregate": True,
        "consent_quote_anonymous": True,
        "consent_quote_attributed_org": find_programme(series.programme).may_name and rng.random() < 0.9,
    }
    return Event(member.id, held_on, prefecture, record)


def _choose_place(rng: Random, series: _Series, member: SampleMember, year: int) -> str:
    """A centre gathers where it listens, a national programme takes turns."""
    regions = find_programme(series.programme).regions
    if member.id.endswith("-centre") or member.id == "mihon-city":
        near = [code for code in member.hears_from if regions == ("00",) or code in regions]
        return rng.choice(near)
    return _TURNS[year % len(_TURNS)] if regions == ("00",) else rng.choice(regions)


def _count_people(rng: Random, series: _Series) -> Record:
    """Return the participants by sector; sectors nobody counted are left empty."""
    total = max(6, round(series.people * rng.uniform(0.6, 1.35)))
    shares = dict(series.guests)
    rest = 1 - sum(shares.values())
    shares |= {"npo": rest * 0.7, "support_centre": rest * 0.3}
    return {f"participants_{s}": round(total * shares[s]) if s in shares else None for s in _SECTORS}
