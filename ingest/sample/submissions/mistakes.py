"""The mistakes people make, put into the sample's files: harmless habits, and cells the intake must refuse.

Harmless ones are typed over good rows. A row to be refused is a copy of a good one under a number of its
own, so that every good record stays in the sample.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from ingest.sample.submissions.model import Record, Row
from ingest.sample.submissions.typing_habits import type_date, widen


@dataclass(frozen=True)
class Blunder:
    """What somebody typed that cannot be accepted.

    Attributes:
        slip: its name.
        typed: what stands in the cells, by field.
    """

    slip: str
    typed: dict[str, str]


#: Kind → what must be refused there.
BLUNDERS: dict[str, tuple[Blunder, ...]] = {
    "voice": (
        Blunder("impossible_date", {"heard_on": "2024-02-30"}),
        Blunder("future_date", {"heard_on": "2062/5/10"}),
        Blunder("missing_cell", {"text": ""}),
        Blunder("near_miss", {"main_issue": "子ども居場所"}),
        Blunder("near_miss", {"main_issue": "子供の居場所づくり"}),
        Blunder("foreign_id", {"voice_id": "another-member/V2024-9001"}),
        Blunder("unknown_place", {"prefecture_code": "東北地方"}),
        Blunder("name_for_kind", {"raised_by": "見本花子さん"}),
        Blunder("unclear_flag", {"consent_aggregate": "△"}),
        Blunder("too_long", {"text": "同じ話が続いた。" * 260}),
    ),
    "event": (
        Blunder("impossible_date", {"held_on": "2023-02-29"}),
        Blunder("missing_cell", {"title": ""}),
        Blunder("negative_number", {"participants_npo": "-5"}),
        Blunder("vague_number", {"participants_npo": "約三十名"}),
        Blunder("missing_place", {"format": "対面", "prefecture_code": ""}),
    ),
    "collaboration": (
        Blunder("broken_number", {"corporate_number": "1234567890123"}),
        Blunder("near_miss", {"role": "共さい"}),
        Blunder("missing_cell", {"prefecture_code": ""}),
        Blunder("reversed_period", {"starts_on": "2025/4/1", "ends_on": "2024/3/31"}),
    ),
    "organization_profile": (
        Blunder("broken_number", {"corporate_number": "5-0000-0000-0000"}),
        Blunder("near_miss", {"fields": "まちずくり"}),
        Blunder("missing_cell", {"prefecture_code": ""}),
        Blunder("negative_number", {"staff": "-3"}),
        Blunder(
            "not_represented",
            {"organization_name": "特定非営利活動法人よその見本の会", "corporate_number": ""},
        ),
    ),
    "programme": (
        Blunder("foreign_id", {"programme_id": "another-member/FORUM"}),
        Blunder("missing_cell", {"title": ""}),
        Blunder("reversed_period", {"starts_on": "2025/4/1", "ends_on": "2024/4/1"}),
    ),
    "proposal": (
        Blunder("near_miss", {"proposal_status": "検討ちゅう"}),
        Blunder("impossible_date", {"submitted_on": "2025-11-31"}),
        Blunder("broken_ids", {"source_voices": "V2024-0001と0002"}),
    ),
    "grant": (
        Blunder("written_amount", {"amount_jpy": "三十万円"}),
        Blunder("negative_number", {"amount_jpy": "0"}),
        Blunder("impossible_date", {"decided_on": "2024/13/05"}),
        Blunder("broken_number", {"corporate_number": "8999999999999"}),
    ),
}

_OWN_IDS = {
    "voice": "voice_id",
    "event": "event_id",
    "programme": "programme_id",
    "proposal": "proposal_id",
    "grant": "grant_id",
}
_DATE_FIELDS = {
    "voice": "heard_on",
    "event": "held_on",
    "proposal": "submitted_on",
    "grant": "decided_on",
    "programme": "starts_on",
    "collaboration": "starts_on",
}
_NUMBER_FIELDS = {"event": "participants_npo", "grant": "amount_jpy", "organization_profile": "staff"}
_SPELLINGS = {"children_places": "こどもの居場所", "child_poverty": "子供の貧困"}
_FLAG_WORDS = (("はい", "いいえ"), ("1", "0"), ("TRUE", "FALSE"), ("✓", ""))


def add_blunders(rng: Random, kind: str, rows: list[Row], blunders: tuple[Blunder, ...]) -> list[Row]:
    """Return the rows with copies to be refused put between them."""
    spoilt = list(rows)
    for number, blunder in enumerate(blunders, start=1):
        copy = _copy_under_own_id(rng.choice(rows), kind, number)
        row = copy.mistype(blunder.slip, fault=True, **blunder.typed)
        spoilt.insert(rng.randrange(1, len(spoilt) + 1), row)
    return spoilt


def add_habits(rng: Random, kind: str, rows: list[Row], count: int) -> list[Row]:
    """Return the rows with harmless ways of typing in a few of them, one way after the other."""
    changed = list(rows)
    ways = [way for name, way in HABITS.items() if kind in _HABIT_KINDS[name]]
    good = [index for index, row in enumerate(rows) if not row.faults and not row.typed]
    first = rng.randrange(len(ways))
    for number, index in enumerate(sorted(rng.sample(good, min(count, len(good)))), start=first):
        changed[index] = ways[number % len(ways)](rng, kind, changed[index])
    return changed


def _copy_under_own_id(row: Row, kind: str, number: int) -> Row:
    """Return a copy with an id that no record has; kinds without an id are told apart by what is wrong."""
    values: Record = dict(row.values)
    if kind in _OWN_IDS:
        values[_OWN_IDS[kind]] = f"X{number:02}"
    return replace(row, values=values, typed={}, slips=())


def _retype_date(habit: str) -> Callable[[Random, str, Row], Row]:
    def retype(rng: Random, kind: str, row: Row) -> Row:
        day = row.values[_DATE_FIELDS[kind]]
        assert isinstance(day, date)
        return row.mistype(f"{habit}_date", fault=False, **{_DATE_FIELDS[kind]: type_date(day, habit)})

    return retype


def _widen_number(rng: Random, kind: str, row: Row) -> Row:
    field = _NUMBER_FIELDS[kind]
    number = row.values[field]
    return row.mistype("wide_number", fault=False, **{field: widen(f"{number:,}" if number else "0")})


def _add_unit(rng: Random, kind: str, row: Row) -> Row:
    field = _NUMBER_FIELDS[kind]
    number = row.values[field]
    assert isinstance(number, int)
    text = f"{number // 10_000}万円" if kind == "grant" else f"{number}名"
    return row.mistype("number_with_unit", fault=False, **{field: text})


def _answer_in_words(rng: Random, kind: str, row: Row) -> Row:
    yes, no = rng.choice(_FLAG_WORDS)
    flags = {name: yes if value else no for name, value in row.values.items() if name.startswith("consent_")}
    return row.mistype("flag_in_words", fault=False, **flags)


def _group_number(rng: Random, kind: str, row: Row) -> Row:
    """Write a corporate number in groups, or with the T of an invoice number."""
    number = row.values.get("corporate_number")
    if not number:
        return row
    text = str(number)
    grouped = f"{text[0]}-{text[1:5]}-{text[5:9]}-{text[9:]}"
    return row.mistype(
        "grouped_number", fault=False, corporate_number=rng.choice((grouped, f"T{text}", widen(text)))
    )


def _widen_code(rng: Random, kind: str, row: Row) -> Row:
    """Write the code of a prefecture, in full width, where others choose its name."""
    return row.mistype("wide_code", fault=False, prefecture_code=widen(str(row.values["prefecture_code"])))


def _spell_otherwise(rng: Random, kind: str, row: Row) -> Row:
    """Write a voice's issue in another common spelling, where it has one."""
    other = _SPELLINGS.get(str(row.values.get("main_issue")))
    return row.mistype("other_spelling", fault=False, main_issue=other) if other else row


def _pad_title(rng: Random, kind: str, row: Row) -> Row:
    return row.mistype("padded_text", fault=False, title=f"　{row.values['title']}  ")


HABITS: dict[str, Callable[[Random, str, Row], Row]] = {
    "era": _retype_date("era"),
    "wide": _retype_date("wide"),
    "era_letter": _retype_date("era_letter"),
    "kanji": _retype_date("kanji"),
    "flags": _answer_in_words,
    "wide_number": _widen_number,
    "unit": _add_unit,
    "grouped": _group_number,
    "wide_code": _widen_code,
    "padded": _pad_title,
    "spelling": _spell_otherwise,
}
_DATED = tuple(_DATE_FIELDS)
_EVERY = (*_DATED, "organization_profile")
_HABIT_KINDS: dict[str, tuple[str, ...]] = {
    "era": _DATED,
    "wide": _DATED,
    "era_letter": _DATED,
    "kanji": _DATED,
    "flags": _EVERY,
    "wide_number": tuple(_NUMBER_FIELDS),
    "unit": tuple(_NUMBER_FIELDS),
    "grouped": ("collaboration", "organization_profile", "grant"),
    "wide_code": ("voice", "collaboration", "grant", "organization_profile"),
    "spelling": ("voice",),
    "padded": ("event", "proposal", "programme"),
}
