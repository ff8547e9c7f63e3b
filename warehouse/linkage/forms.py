"""The legal form a name states, also the forms that lie outside the civil sector.

A member writes what is printed on a card: 特定非営利活動法人, NPO法人, (特非), ㈱. Whoever says that it is
a company must never be tied to the NPO of the same name.
"""

from __future__ import annotations

import re
import unicodedata

from ingest.japanese.legal_forms import LEGAL_FORMS
from ingest.japanese.prefectures import PREFECTURE_NAMES

#: Forms that no organisation of the candidates has.
COMPANY = "company"
PUBLIC_BODY = "public_body"
OTHER_CORPORATION = "other_corporation"
OUTSIDE = (COMPANY, PUBLIC_BODY, OTHER_CORPORATION)

#: A name without any form that ends as municipalities do: it may be one.
MUNICIPALITY_LIKE = "municipality_like"

_ASSOCIATIONS = ("general_association", "public_interest_association")
_FOUNDATIONS = ("general_foundation", "public_interest_foundation")
#: General and public-interest ones as one: an association or foundation takes the other name when it is
#: certified (公益認定) and stays the same corporation; a list may be older or newer than the register.
FORM_FAMILIES = dict.fromkeys(_ASSOCIATIONS, "association") | dict.fromkeys(_FOUNDATIONS, "foundation")

_CIVIL_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *((word, (form.code,)) for form in LEGAL_FORMS for word in form.words),
    ("NPO法人", ("npo",)),
    ("エヌピーオー法人", ("npo",)),
    ("(特非)", ("npo",)),
    ("(認定特非)", ("npo",)),
    ("(認特)", ("npo",)),
    ("(特)", ("npo",)),
    ("(N)", ("npo",)),
    ("(一社)", ("general_association",)),
    ("(公社)", ("public_interest_association",)),
    ("(一財)", ("general_foundation",)),
    ("(公財)", ("public_interest_foundation",)),
    ("(社福)", ("social_welfare",)),
    ("(福)", ("social_welfare",)),
    ("(学)", ("school",)),
    ("(労協)", ("workers_cooperative",)),
    ("(更)", ("offender_rehabilitation",)),
    # The forms before 2008, and signs that do not say which of their two successors is meant.
    ("社団法人", _ASSOCIATIONS),
    ("(社)", _ASSOCIATIONS),
    ("財団法人", _FOUNDATIONS),
    ("(財)", _FOUNDATIONS),
)
_OUTSIDE_WORDS: tuple[tuple[str, str], ...] = (
    *((word, COMPANY) for word in ("株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "相互会社")),
    *((word, COMPANY) for word in ("(株)", "(有)", "(同)", "(資)", "(名)")),
    *(
        (word, OTHER_CORPORATION)
        for word in ("医療法人", "(医)", "宗教法人", "(宗)", "弁護士法人", "税理士法人")
    ),
    *((word, OTHER_CORPORATION) for word in ("協同組合", "信用金庫", "信用組合", "商工会議所")),
    *((word, PUBLIC_BODY) for word in ("独立行政法人", "(独)", "国立大学法人", "公立大学法人", "教育委員会")),
    *(
        (word, PUBLIC_BODY)
        for word in ("市役所", "区役所", "町役場", "村役場", "県庁", "道庁", "府庁", "都庁")
    ),
)
_FORMS_OF_WORD: dict[str, tuple[str, ...]] = {
    **{word: (form,) for word, form in _OUTSIDE_WORDS},
    **dict(_CIVIL_WORDS),
}
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_WORDS = "|".join(sorted((re.escape(word) for word in _FORMS_OF_WORD), key=len, reverse=True))
_AT_START = re.compile(rf"(?:特例認定|仮認定|認定|\(認\))?({_WORDS})")
_AT_END = re.compile(rf"({_WORDS})$")
_ANYWHERE = re.compile(f"({_WORDS})")
_MUNICIPALITY = re.compile(
    rf"(?:{'|'.join(PREFECTURE_NAMES)})|(?:{'|'.join(PREFECTURE_NAMES)})?\w{{1,9}}[市区町村]"
)


def read_stated_forms(name: str) -> tuple[str, ...] | None:
    """Return the codes of the forms that ``name`` allows, or None where it states none.

    As in the registers the form stands in front, else at the end, else in the middle: a federation *of*
    social welfare corporations is what its first word says. Several codes mean that the word leaves it
    open (社団法人: general or public-interest association).
    """
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", name))
    found = _AT_START.match(plain) or _AT_END.search(plain) or _ANYWHERE.search(plain)
    if found:
        return _FORMS_OF_WORD[found.group(1)]
    return (MUNICIPALITY_LIKE,) if _MUNICIPALITY.fullmatch(plain) else None


def is_outside(forms: tuple[str, ...] | list[str] | None) -> bool:
    """Tell whether the stated form lies outside the civil sector, so that no link is possible."""
    return bool(forms) and forms is not None and forms[0] in OUTSIDE
