"""How people write the name of an organisation they know: short, wide, old, with a dash or a slip."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from ingest.sample.submissions.organisations import Organisation

_FORM = "特定非営利活動法人"
_SHORT_FORMS = (
    "NPO法人",
    "ＮＰＯ法人　",
    "(特非)",
    "（特非）",
    "認定NPO法人",
    "NPO法人 ",
    "特定非営利活動法人　",
)
_VARIANTS = str.maketrans("高浜辺沢広国会桜恵渕斉学栄滝竜島", "髙濱邊澤廣國會櫻惠淵齊學榮瀧龍嶋")
_LOOK_ALIKES = str.maketrans("ーロニカへべペ", "一口二力ヘベペ")
_DASHES = ("-", "－", "―", "‐", "−")
_TO_HALF_WIDTH_KANA = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
_MARKS = {"\u3099": "ﾞ", "\u309a": "ﾟ"}


@dataclass(frozen=True)
class Mention:
    """An organisation as somebody wrote it.

    Attributes:
        organisation: which one is meant.
        name: what was written.
        slip: how it differs from the registered name.
        number: corporate number given along, or None.
    """

    organisation: Organisation
    name: str
    slip: str
    number: str | None


def mention(rng: Random, organisation: Organisation) -> Mention:
    """Write down an organisation: four in ten with the number, the others by a name alone."""
    if organisation.number is None:
        return Mention(organisation, organisation.name, "unregistered", None)
    has_number = rng.random() < 0.4
    slip = rng.choice(("exact", "short_form")) if has_number else _choose_slip(rng, organisation)
    name = SLIPS[slip](rng, organisation)
    if name == organisation.name:  # nothing in it to get wrong
        slip = "exact"
    return Mention(organisation, name, slip, organisation.number if has_number else None)


def _choose_slip(rng: Random, organisation: Organisation) -> str:
    if organisation.former_name and rng.random() < 0.5:
        return "former_name"
    return rng.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))[0]


def _shorten_form(rng: Random, organisation: Organisation) -> str:
    return organisation.name.replace(_FORM, rng.choice(_SHORT_FORMS), 1)


def _drop_form(rng: Random, organisation: Organisation) -> str:
    return organisation.name.replace(_FORM, "", 1) or organisation.name


def _narrow_width(rng: Random, organisation: Organisation) -> str:
    """Write katakana in half width, Latin letters and digits narrow."""
    return "".join(map(_narrow_character, unicodedata.normalize("NFKC", organisation.name)))


def _narrow_character(character: str) -> str:
    if not "ァ" <= character <= "ー":
        return character
    parts = unicodedata.normalize("NFD", character)
    return "".join(_TO_HALF_WIDTH_KANA.get(part, _MARKS.get(part, part)) for part in parts)


def _change_dashes(rng: Random, organisation: Organisation) -> str:
    return _shorten_form(rng, organisation).replace("ー", rng.choice(_DASHES))


def _vary_kanji(rng: Random, organisation: Organisation) -> str:
    """Write old forms of kanji, in the name after the legal form only."""
    head, form, tail = organisation.name.rpartition(_FORM)
    return head + form + tail.translate(_VARIANTS)


def _mistake_look_alikes(rng: Random, organisation: Organisation) -> str:
    return _drop_form(rng, organisation).translate(_LOOK_ALIKES)


def _use_former_name(rng: Random, organisation: Organisation) -> str:
    return organisation.former_name or organisation.name


def _slip_finger(rng: Random, organisation: Organisation) -> str:
    """Drop, double or swap one character of the name behind its legal form."""
    bare = _drop_form(rng, organisation)
    if len(bare) < 4:
        return organisation.name
    at = rng.randrange(1, len(bare) - 1)
    way = rng.randrange(3)
    if way == 0:
        bare = bare[:at] + bare[at + 1 :]
    elif way == 1:
        bare = bare[:at] + bare[at] + bare[at:]
    else:
        bare = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
    return "NPO法人" + bare


def _space_out(rng: Random, organisation: Organisation) -> str:
    return _shorten_form(rng, organisation).replace("の", "の ", 1).replace("法人", "法人　", 1)


SLIPS: dict[str, Callable[[Random, Organisation], str]] = {
    "exact": lambda rng, organisation: organisation.name,
    "short_form": _shorten_form,
    "no_form": _drop_form,
    "narrow": _narrow_width,
    "dashes": _change_dashes,
    "variant_kanji": _vary_kanji,
    "look_alikes": _mistake_look_alikes,
    "former_name": _use_former_name,
    "typing": _slip_finger,
    "spaced": _space_out,
}
_WEIGHTS = {
    "exact": 14,
    "short_form": 26,
    "no_form": 14,
    "narrow": 8,
    "dashes": 7,
    "variant_kanji": 8,
    "look_alikes": 3,
    "typing": 10,
    "spaced": 5,
}
