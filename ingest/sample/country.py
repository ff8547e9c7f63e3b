"""The places of the sample country: prefectures, municipalities, wards and authorities, parsed from facts."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from ingest.sample.country_facts import MUNICIPALITIES, PREFECTURES

WARD_REFORM = date(2024, 1, 1)

#: New ward of Hamamatsu → an old ward its addresses had before the reform of 2024-01-01.
OLD_WARD_OF = {"22138": "22131", "22139": "22136", "22140": "22137"}

#: Place of each designated city in the authority codes of the NPO portal (101 札幌市 … 120 熊本市).
DESIGNATED_CITIES = (
    "01100",
    "04100",
    "11100",
    "12100",
    "14100",
    "14130",
    "14150",
    "15100",
    "22100",
    "22130",
    "23100",
    "26100",
    "27100",
    "27140",
    "28100",
    "33100",
    "34100",
    "40100",
    "40130",
    "43100",
)


@dataclass(frozen=True)
class Prefecture:
    """A prefecture; ``weight`` is its share of people, in units of ten thousand."""

    code: str
    name: str
    kana_half: str
    weight: int


@dataclass(frozen=True)
class Municipality:
    """A municipality or a ward of a designated city.

    Attributes:
        code: five digits, without check digit.
        district: 郡 of a town or village, else empty.
        name: own name; for a ward ``浜松市 中区``.
        kana: reading in hiragana, spaced like the name.
        latitude: text as published, empty if there is none.
        longitude: likewise.
    """

    code: str
    district: str
    name: str
    kana: str
    latitude: str
    longitude: str

    @property
    def is_ward(self) -> bool:
        """Whether it is a ward of a designated city (the special wards of Tokyo are municipalities)."""
        return " " in self.name

    @property
    def postal_name(self) -> str:
        """The name as addresses and the tax agency write it: district and name, no space."""
        return self.district + self.name.replace(" ", "")

    @property
    def city_name(self) -> str:
        """The municipality's own name, for a ward the name of its city."""
        return self.name.split(" ")[0]


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """Return the 47 prefectures in code order."""
    entries = [entry.split() for entry in PREFECTURES.replace("\n", " / ").split(" / ") if entry]
    return tuple(Prefecture(code, name, kana, int(weight)) for code, name, kana, weight in entries)


@cache
def municipalities() -> tuple[Municipality, ...]:
    """Return every municipality and ward in code order, old and new wards of Hamamatsu included."""
    return tuple(Municipality(*line.split(",")) for line in MUNICIPALITIES.splitlines())


@cache
def addresses() -> pl.DataFrame:
    """Return the places an address can lie in, one row each, with ``weight`` for drawing them.

    Columns: place (row index), code, prefecture, city, city_name, prefecture_code, city_code,
    authority_code, authority, weight, old_place (index of the ward an address had before 2024, else place).
    Old wards have weight 0.
    """
    cities = [m for m in municipalities() if m.code not in DESIGNATED_CITIES]
    prefecture_of = {p.code: p for p in prefectures()}
    index_of = {m.code: i for i, m in enumerate(cities)}
    authorities = [_authority_of(m) for m in cities]
    return pl.DataFrame(
        {
            "place": np.arange(len(cities), dtype=np.uint16),
            "code": [m.code for m in cities],
            "prefecture": [prefecture_of[m.code[:2]].name for m in cities],
            "city": [m.postal_name for m in cities],
            "city_name": [m.city_name for m in cities],
            "prefecture_code": [m.code[:2] for m in cities],
            "city_code": [m.code[2:] for m in cities],
            "authority_code": [code for code, _ in authorities],
            "authority": [name for _, name in authorities],
            "weight": _weights(cities, prefecture_of),
            "old_place": np.array(
                [index_of[OLD_WARD_OF.get(m.code, m.code)] for m in cities], dtype=np.uint16
            ),
        }
    )


@cache
def place_weights() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the probability of each place of ``addresses``."""
    weights = addresses()["weight"].to_numpy()
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def to_half_width_kana(hiragana: str) -> str:
    """Return a hiragana reading as the half-width kana of the ministry's code sheet."""
    decomposed = unicodedata.normalize("NFD", hiragana)
    return "".join(_half_width_of().get(_to_katakana(character), character) for character in decomposed)


def _authority_of(municipality: Municipality) -> tuple[str, str]:
    """Return portal code and name of the authority (所轄庁) of an NPO with its office there."""
    for number, city_code in enumerate(DESIGNATED_CITIES, start=101):
        city = next(m for m in municipalities() if m.code == city_code)
        if municipality.is_ward and municipality.city_name == city.name:
            return str(number), city.name
    prefecture = next(p for p in prefectures() if p.code == municipality.code[:2])
    return f"0{prefecture.code}", prefecture.name


def _weights(cities: list[Municipality], prefecture_of: dict[str, Prefecture]) -> list[float]:
    """Spread each prefecture's weight over its places; a town weighs a fifth of a city."""
    own = [0.0 if _is_old_ward(m) else 0.2 if m.district else 1.0 for m in cities]
    total: dict[str, float] = {}
    for m, weight in zip(cities, own, strict=True):
        total[m.code[:2]] = total.get(m.code[:2], 0.0) + weight
    return [
        weight * prefecture_of[m.code[:2]].weight / total[m.code[:2]]
        for m, weight in zip(cities, own, strict=True)
    ]


def _is_old_ward(municipality: Municipality) -> bool:
    return "22131" <= municipality.code <= "22137"


def _to_katakana(character: str) -> str:
    return chr(ord(character) + 0x60) if "ぁ" <= character <= "ゖ" else character


@cache
def _half_width_of() -> dict[str, str]:
    table = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
    return table | {"\u3099": "ﾞ", "\u309a": "ﾟ"}
