"""The organisations members speak of: NPOs of the sample country, and bodies that no register of it holds."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import polars as pl

from ingest.japanese.prefectures import PREFECTURE_NAMES
from ingest.sample.country import municipalities
from ingest.sample.submissions.personal import PRIVATE_STREETS
from ingest.sample.write import Country

#: Sector → names of bodies in no register, with a place for a word.
_UNREGISTERED_NAMES: dict[str, tuple[str, ...]] = {
    "npo": (
        "{word}ささえあいの輪",
        "{word}子ども食堂みほん亭",
        "つながる{word}実行委員会",
        "{word}朝市ボランティアの会",
    ),
    "support_centre": ("{word}市民活動プラザ例示", "{word}まちづくり支援室みほん"),
    "company": (
        "株式会社{word}見本製作所",
        "例示{word}食品株式会社",
        "{word}見本信用組合",
        "有限会社{word}例示運輸",
    ),
    "government": ("見本市役所{word}支所", "例示町役場{word}課", "模型村社会教育{word}室"),
    "foundation": ("公益財団法人{word}例示財団", "一般財団法人{word}見本ふるさと基金"),
    "university": ("見本{word}大学地域連携室", "例示{word}短期大学ボランティア室"),
    "children_centre": ("みほん{word}児童館", "{word}例示児童センター", "{word}見本放課後クラブ"),
    "other": ("{word}見本地区自治会", "例示{word}商店会"),
}
_WORDS = (
    "あさひ",
    "みどり",
    "さざなみ",
    "こもれび",
    "しおかぜ",
    "ゆうやけ",
    "やまびこ",
    "はるかぜ",
    "せせらぎ",
    "かえで",
    "つくし",
    "なぎさ",
)


@dataclass(frozen=True)
class Organisation:
    """An organisation as it really is.

    Attributes:
        name: registered name, or the name it goes by.
        kana: reading, if known.
        number: corporate number; None for bodies in no register.
        former_name: an earlier registered name.
        prefecture_code: of its office.
        municipality: of its office.
        street: rest of its address.
        sector: code of the sectors.
    """

    name: str
    kana: str | None
    number: str | None
    former_name: str | None
    prefecture_code: str
    municipality: str
    street: str
    sector: str = "npo"

    @classmethod
    def of(cls, npo: dict[str, Any]) -> Organisation:
        """Return the organisation of one row of the sample country's NPOs."""
        renamed = npo["name_version"] == 1 and npo["name_0"] != npo["name"]
        return cls(
            name=npo["name"],
            kana=npo["furigana"],
            number=str(npo["number"]),
            former_name=npo["name_0"] if renamed else None,
            prefecture_code=npo["prefecture_code"],
            municipality=npo["city"],
            street=npo["street"],
        )

    @classmethod
    def of_member(
        cls, name: str, number: str | None, prefecture_code: str, municipality: str
    ) -> Organisation:
        """Return the organisation that a support centre of the network is."""
        return cls(name, None, number, None, prefecture_code, municipality, "", "support_centre")

    @property
    def prefecture(self) -> str:
        """Name of the prefecture."""
        return PREFECTURE_NAMES[int(self.prefecture_code) - 1]


def draw_country(seed: int, scale: float) -> pl.DataFrame:
    """Return the NPOs that `write_sample` puts into the registers for the same seed and scale."""
    return Country(scale, seed).npos


def choose_known(npos: pl.DataFrame) -> pl.DataFrame:
    """Return the NPOs a member could work with: alive, with number and address, written without a picture."""
    return npos.filter(
        pl.col("ended").is_null()
        & pl.col("close_date").is_null()
        & ~pl.col("without_number")
        & ~pl.col("without_address")
        & pl.col("name_image_id").is_null()
        & pl.col("address_image_id").is_null()
    )


class Acquaintances:
    """Draws organisations for a network in which the same ones are met again and again."""

    def __init__(self, npos: pl.DataFrame, rng: Random, count: int) -> None:
        self._rng = rng
        rows = choose_known(npos).to_dicts()
        renamed = [row for row in rows if row["name_version"] == 1]
        rng.shuffle(rows)
        chosen = {row["number"]: row for row in [*rows[:count], *renamed[: count // 12 + 1]]}
        self.npos = tuple(Organisation.of(row) for row in chosen.values())
        self._by_prefecture: dict[str, list[Organisation]] = {}
        for npo in self.npos:
            self._by_prefecture.setdefault(npo.prefecture_code, []).append(npo)
        self._unregistered: dict[tuple[str, str], list[Organisation]] = {}

    def meet_npo(self, prefectures: tuple[str, ...]) -> Organisation:
        """Return an NPO of one of the prefectures, or of anywhere where there is none."""
        near = [npo for code in prefectures for npo in self._by_prefecture.get(code, ())]
        return self._rng.choice(near or self.npos)

    def meet_unregistered(self, sector: str, prefecture_code: str) -> Organisation:
        """Return a body of a sector that is in no register; a prefecture has at most four of each."""
        known = self._unregistered.setdefault((sector, prefecture_code), [])
        if len(known) < 4 and (not known or self._rng.random() < 0.6):
            known.append(self._invent(sector, prefecture_code, len(known)))
            return known[-1]
        return self._rng.choice(known)

    def _invent(self, sector: str, prefecture_code: str, serial: int) -> Organisation:
        names = _UNREGISTERED_NAMES[sector]
        word = _WORDS[(int(prefecture_code) * 5 + serial * 7 + len(sector)) % len(_WORDS)]
        places = list_municipalities(prefecture_code)
        return Organisation(
            name=names[(int(prefecture_code) + serial) % len(names)].format(word=word),
            kana=None,
            number=None,
            former_name=None,
            prefecture_code=prefecture_code,
            municipality=places[(serial + len(sector)) % len(places)],
            street=self._rng.choice(PRIVATE_STREETS),
            sector=sector,
        )


def list_municipalities(prefecture_code: str) -> tuple[str, ...]:
    """Return the names of a prefecture's municipalities, wards of designated cities left out."""
    return tuple(m.name for m in municipalities() if m.code[:2] == prefecture_code and not m.is_ward)
