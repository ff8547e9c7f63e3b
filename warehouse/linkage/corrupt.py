"""Writing an organisation's entry as somebody else would write it: for training and measuring.

Each corruption is one habit seen in real files; its share is the share counted there (design notes of
the registers), or an assumption, which is said. A corruption that does not apply to an entry returns
None; one that claims to have changed an entry has changed it.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from ingest.japanese.legal_forms import LEGAL_FORM_WORDS
from ingest.japanese.prefectures import PREFECTURE_NAMES
from warehouse.linkage.places import city_of


@dataclass(frozen=True)
class Entry:
    """An organisation as somebody wrote it down."""

    name: str
    kana: str | None
    prefecture_code: str | None
    municipality_code: str | None
    address: str | None
    former_names: tuple[str, ...] = ()


Change = Callable[[Entry, random.Random], Entry | None]


@dataclass(frozen=True)
class Corruption:
    """A habit of writing: its name, how many entries show it, where the share is from, what it does."""

    name: str
    share: float
    counted_on: str
    apply: Change


_ABBREVIATED = {
    "特定非営利活動法人": (
        "NPO法人",
        "ＮＰＯ法人",
        "（特非）",
        "(特非)",
        "特定非営利法人",
        "エヌピーオー法人",
    ),
    "一般社団法人": ("（一社）", "(一社)"),
    "公益社団法人": ("（公社）", "(公社)", "社団法人"),
    "一般財団法人": ("（一財）", "(一財)"),
    "公益財団法人": ("（公財）", "(公財)", "財団法人"),
    "社会福祉法人": ("（社福）", "(福)"),
    "学校法人": ("(学)", "（学）"),
}
# The first ten are folded by the warehouse's name key; the last six are not, as nobody knows them all.
_VARIANTS = dict(zip("高崎斉沢広国会島桜浜芸鉄万仏関亜", "髙﨑齋澤廣國會嶋櫻濱藝鐵萬佛關亞", strict=True))
#: The six dash characters of the certified list's addresses and how often each occurs there.
_DASHES = {"ー": 139, "－": 138, "-": 117, "―": 44, "−": 1, "‐": 1}
_ENDINGS = (
    "センター",
    "ネットワーク",
    "協会",
    "機構",
    "研究所",
    "事務局",
    "の会",
    "クラブ",
    "連合会",
    "協議会",
    "会",
)
_NEIGHBOURS = (
    "しじ",
    "かが",
    "ただ",
    "はば",
    "シツ",
    "ソン",
    "会合",
    "協恊",
    "支技",
    "未末",
    "援緩",
    "土士",
    "口ロ",
    "ー一",
)


def _drop_form(entry: Entry, rng: random.Random) -> Entry | None:
    bare = entry.name
    for word in sorted(LEGAL_FORM_WORDS, key=len, reverse=True):
        bare = bare.replace(word, "")
    return _renamed(entry, bare.strip())


def _abbreviate_form(entry: Entry, rng: random.Random) -> Entry | None:
    for word, short in _ABBREVIATED.items():
        if entry.name.startswith(word):
            return _renamed(entry, rng.choice(short) + entry.name[len(word) :])
        if entry.name.endswith(word):
            return _renamed(entry, entry.name[: -len(word)] + rng.choice(short))
    return None


def _change_width(entry: Entry, rng: random.Random) -> Entry | None:
    narrow = unicodedata.normalize("NFKC", entry.name)
    if narrow != entry.name:
        return _renamed(entry, narrow)
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in entry.name)
    if wide != entry.name:
        return _renamed(entry, wide)
    at = rng.randrange(1, len(entry.name)) if len(entry.name) > 1 else 0
    return _renamed(entry, entry.name[:at] + "　" + entry.name[at:]) if at else None


def _write_variant(entry: Entry, rng: random.Random) -> Entry | None:
    found = [sign for sign in entry.name if sign in _VARIANTS]
    if not found:
        return None
    sign = rng.choice(found)
    return _renamed(entry, entry.name.replace(sign, _VARIANTS[sign]))


def _shorten_name(entry: Entry, rng: random.Random) -> Entry | None:
    """Leave out an ending, or add the short or English name in brackets."""
    endings = [word for word in _ENDINGS if entry.name.endswith(word) and len(entry.name) - len(word) >= 3]
    if endings and rng.random() < 0.7:
        return _renamed(entry, entry.name.removesuffix(endings[0]))
    return _renamed(entry, f"{entry.name}（{rng.choice(('本部', '事務局', 'NPO', '通称あり'))}）")


def _use_former_name(entry: Entry, rng: random.Random) -> Entry | None:
    other = sorted(set(entry.former_names) - {entry.name})
    return _renamed(entry, rng.choice(other)) if other else None


def _slip(entry: Entry, rng: random.Random) -> Entry | None:
    """Leave out, double, swap or mistake one character of the name proper."""
    form = next((word for word in _ABBREVIATED if entry.name.startswith(word)), "")
    proper = entry.name[len(form) :]
    if len(proper) < 3:
        return None
    at = rng.randrange(len(proper) - 1)
    swapped = proper[:at] + proper[at + 1] + proper[at] + proper[at + 2 :]
    mistaken = [
        proper[:place] + pair[1 - pair.index(sign)] + proper[place + 1 :]
        for place, sign in enumerate(proper)
        for pair in _NEIGHBOURS
        if sign in pair
    ]
    ways = [proper[:at] + proper[at + 1 :], proper[:at] + proper[at] + proper[at:], swapped, *mistaken[:2]]
    return _renamed(entry, form + rng.choice(ways))


def _spell_kana(entry: Entry, rng: random.Random) -> Entry | None:
    if not entry.kana:
        return None
    kana = unicodedata.normalize("NFKC", entry.kana)
    ways = [
        "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in kana),
        kana.replace("ー", "").replace("ッ", "ツ").replace("ョ", "ヨ").replace("ュ", "ユ"),
        kana.replace("ヴァ", "バ").replace("ヅ", "ズ").replace("ヂ", "ジ"),
        kana.replace("オウ", "オオ").replace("コウ", "コー").replace("キョウ", "キョー"),
    ]
    changed = [way for way in ways if way and way != entry.kana]
    return replace(entry, kana=rng.choice(changed)) if changed else None


def _drop_prefecture(entry: Entry, rng: random.Random) -> Entry | None:
    for name in PREFECTURE_NAMES:
        if entry.address and entry.address.startswith(name) and len(entry.address) > len(name):
            return replace(entry, address=entry.address[len(name) :])
    return None


def _write_dashes(entry: Entry, rng: random.Random) -> Entry | None:
    """Write 3丁目1番12号 with dashes, in one of the six characters, in full or half width."""
    if not entry.address:
        return None
    text = unicodedata.normalize("NFKC", entry.address)
    dash = rng.choices(list(_DASHES), list(_DASHES.values()))[0]
    for word in ("丁目", "番地", "番"):
        text = text.replace(word, dash)
    text = text.replace("号", "").replace("-", dash).rstrip(dash)
    if rng.random() < 0.6:
        text = "".join(
            chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isdigit() else sign for sign in text
        )
    return replace(entry, address=text) if text and text != entry.address else None


def _keep_city_only(entry: Entry, rng: random.Random) -> Entry | None:
    """Write no more than the municipality where the house number belongs: 盛岡市, 遠野市内."""
    head = (entry.address or "").partition("市")
    return replace(entry, address=head[0] + head[1] + rng.choice(("", "内"))) if len(head[2]) > 1 else None


def _write_city_for_ward(entry: Entry, rng: random.Random) -> Entry | None:
    code = entry.municipality_code
    city = city_of(code) if code else None
    return replace(entry, municipality_code=city) if city != code else None


def _leave_out_kana(entry: Entry, rng: random.Random) -> Entry | None:
    return replace(entry, kana=None) if entry.kana is not None else None


def _leave_out_address(entry: Entry, rng: random.Random) -> Entry | None:
    return replace(entry, address=None) if entry.address is not None else None


def _leave_out_municipality(entry: Entry, rng: random.Random) -> Entry | None:
    return replace(entry, municipality_code=None) if entry.municipality_code is not None else None


def _renamed(entry: Entry, name: str) -> Entry | None:
    return replace(entry, name=name) if name and name != entry.name else None


_LIST = "certified list of 2024-08-30, 1,618 entries"

#: In the order in which they are tried; a later one works on what the earlier ones left.
CORRUPTIONS: tuple[Corruption, ...] = (
    Corruption("former_name", 0.5, "assumed, of those that were renamed", _use_former_name),
    Corruption("typing_slip", 0.10, "assumed", _slip),
    Corruption(
        "shortened_or_added_to", 0.06, "553 numbers in list and register: 33 of 548 differ", _shorten_name
    ),
    Corruption(
        "variant_kanji", 0.10, f"{_LIST}: 33 characters; raised, as few names have one", _write_variant
    ),
    Corruption("legal_form_dropped", 0.40, f"{_LIST}: 640 without", _drop_form),
    Corruption("legal_form_abbreviated", 0.50, "assumed, of those that state it", _abbreviate_form),
    Corruption("width_or_space", 0.19, f"{_LIST}: 301 not in one width", _change_width),
    Corruption("kana_spelling", 0.30, "assumed", _spell_kana),
    Corruption("kana_left_out", 0.60, "assumed", _leave_out_kana),
    Corruption("prefecture_left_out", 1.0, f"{_LIST}: all", _drop_prefecture),
    Corruption(
        "dashes_and_digits", 0.60, f"{_LIST}: six dashes, 1,148 addresses in full width", _write_dashes
    ),
    Corruption("address_city_only", 0.05, "assumed; some of the certified list", _keep_city_only),
    Corruption("address_left_out", 0.40, "assumed", _leave_out_address),
    Corruption("city_for_ward", 0.50, "assumed", _write_city_for_ward),
    Corruption("municipality_left_out", 0.10, "assumed", _leave_out_municipality),
)


def corrupt_entry(entry: Entry, rng: random.Random) -> tuple[Entry, tuple[str, ...]]:
    """Return the entry as somebody else might write it, and the names of the habits that changed it."""
    applied = []
    for corruption in CORRUPTIONS:
        changed = corruption.apply(entry, rng) if rng.random() < corruption.share else None
        if changed is not None:
            entry = changed
            applied.append(corruption.name)
    return entry, tuple(applied)
