"""Writes code tables and population of the sample country; codes are facts, populations are made up."""

from __future__ import annotations

from pathlib import Path

from ingest.files import write_text_atomically
from ingest.identifiers import municipality_code_6
from ingest.sample.calendar import CARDS_DAY, POPULATION_DAY
from ingest.sample.country import (
    DESIGNATED_CITIES,
    Municipality,
    municipalities,
    prefectures,
    to_half_width_kana,
)

_BOM = "\ufeff"
_NEW_WARDS = frozenset({"22138", "22139", "22140"})
_TOWN_PEOPLE = 12_000
_CITY_PEOPLE = 240_000
_WARD_PEOPLE = 130_000


def write_reference_files(root: Path) -> int:
    """Write the five files below ``codes/`` and ``population/``; return how many."""
    texts = {
        "codes/soumu_zenkoku_chiho_kokyo_dantai_codes.csv": _soumu_codes(),
        "codes/localgovjp-utf8.csv": _local_governments(),
        f"population/soumu_mynumber_{CARDS_DAY:%Y%m%d}_all_localgovs.csv": _cards_by_municipality(),
        f"population/soumu_mynumber_{CARDS_DAY:%Y%m%d}_all_prefectures.csv": _cards_by_prefecture(),
        "population/estat_census2020_municipality.csv": _census(),
    }
    for name, text in texts.items():
        write_text_atomically(root / name, text)
    return len(texts)


def population_of(municipality: Municipality, extra: int = 0) -> int:
    """Return a made-up number of people; a designated city is the sum of its wards."""
    if municipality.code in DESIGNATED_CITIES:
        return sum(population_of(ward, extra) for ward in _wards_of(municipality))
    base = _WARD_PEOPLE if municipality.is_ward else _TOWN_PEOPLE if municipality.district else _CITY_PEOPLE
    return base + int(municipality.code) * 37 % (base // 3) + extra


def _wards_of(city: Municipality) -> list[Municipality]:
    """Return the wards of a designated city as they were before 2024."""
    wards = [m for m in municipalities() if m.is_ward and m.city_name == city.name]
    return [ward for ward in wards if ward.code not in _NEW_WARDS]


def _own_municipalities(prefecture_code: str) -> list[Municipality]:
    return [m for m in municipalities() if m.code[:2] == prefecture_code and not m.is_ward]


def _soumu_codes() -> str:
    """The ministry's sheet: six digits, no wards, readings in half-width kana, CRLF."""
    lines = ["団体コード,都道府県名,市区町村名,都道府県名カナ,市区町村名カナ"]
    for prefecture in prefectures():
        code = municipality_code_6(f"{prefecture.code}000")
        lines.append(f"{code},{prefecture.name},,{prefecture.kana_half},")
        for m in _own_municipalities(prefecture.code):
            kana = to_half_width_kana(m.kana)
            lines.append(
                f"{municipality_code_6(m.code)},{prefecture.name},{m.name},{prefecture.kana_half},{kana}"
            )
    return "".join(f"{line}\r\n" for line in lines)


def _local_governments() -> str:
    """The table with wards and coordinates; older than the ward reform of Hamamatsu; zeros lost in cid."""
    name_of = {p.code: p.name for p in prefectures()}
    lines = ["pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode"]
    lines += [
        f"{int(m.code[:2])},{name_of[m.code[:2]]},{int(m.code)},{m.name},{m.kana},{m.latitude},{m.longitude},"
        f"https://www.example.jp/{m.code}/,見本のまち,{municipality_code_6(m.code)}"
        for m in municipalities()
        if m.code not in _NEW_WARDS
    ]
    return _BOM + "".join(f"{line}\n" for line in lines)


def _cards_by_municipality() -> str:
    """Population and cards by municipality; texts quoted, numbers bare, leading zeros of codes lost."""
    lines = [
        '"算出基準日","都道府県名","市区町村名","総数（人口）","交付枚数","人口に対する交付枚数率","人口算出基準日",'
        '"交付件数基準日","団体コード"'
    ]
    for prefecture in prefectures():
        for m in _own_municipalities(prefecture.code):
            people = population_of(m)
            lines.append(
                f'"{CARDS_DAY:%Y/%m/%d}","{prefecture.name}","{m.postal_name}",{_cards(people)},'
                f'"{POPULATION_DAY:%Y/%m/%d}","{CARDS_DAY:%Y/%m/%d}",{int(municipality_code_6(m.code))}'
            )
    return _BOM + "".join(f"{line}\n" for line in lines)


def _cards_by_prefecture() -> str:
    lines = [
        '"算出基準日","都道府県名","総数（人口）","交付枚数","人口に対する交付枚数率","人口算出基準日","交付枚数算出基準日"'
    ]
    for prefecture in prefectures():
        people = sum(population_of(m) for m in _own_municipalities(prefecture.code))
        lines.append(
            f'"{CARDS_DAY:%Y/%m/%d}","{prefecture.name}",{_cards(people)},'
            f'"{POPULATION_DAY:%Y/%m/%d}","{CARDS_DAY:%Y/%m/%d}"'
        )
    return _BOM + "".join(f"{line}\n" for line in lines)


def _cards(people: int) -> str:
    issued = people * 57 // 100
    return f"{people},{issued},{issued / people * 100:.1f}"


def _census() -> str:
    """Country, prefectures, municipalities and the wards of 2020."""
    everyone = 0
    lines = []
    for prefecture in prefectures():
        own = _own_municipalities(prefecture.code)
        people = sum(population_of(m, extra=211) for m in own)
        everyone += people
        lines.append(f"{prefecture.code}000,{prefecture.name},{people}")
        for m in municipalities():
            if m.code[:2] == prefecture.code and m.code not in _NEW_WARDS:
                lines.append(f"{m.code},{m.name.replace(' ', '')},{population_of(m, extra=211)}")
    head = ["area_code,area_name,population", f"00000,全国,{everyone}"]
    return _BOM + "".join(f"{line}\n" for line in [*head, *lines])
