"""The legal forms of Japan's civil sector, read from the name as it is registered.

The corporate-number register has no code for them: kind 399 holds every corporation founded by
registration, and only the name tells an NPO from a school.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

#: Kind of the corporate-number register that holds these forms (その他の設立登記法人).
OTHER_REGISTERED_CORPORATION = "399"


@dataclass(frozen=True)
class LegalForm:
    """A legal form: its code in the public tables, its names, and the words that mark it in a name."""

    code: str
    title_ja: str
    title_en: str
    words: tuple[str, ...]


LEGAL_FORMS: tuple[LegalForm, ...] = (
    LegalForm(
        "npo",
        "特定非営利活動法人",
        "Specified non-profit corporation (NPO)",
        # The second word is a slip of the registry, found in a handful of registered names.
        ("特定非営利活動法人", "特定非営利法人"),
    ),
    LegalForm(
        "public_interest_association",
        "公益社団法人",
        "Public interest incorporated association",
        ("公益社団法人",),
    ),
    LegalForm(
        "public_interest_foundation",
        "公益財団法人",
        "Public interest incorporated foundation",
        ("公益財団法人",),
    ),
    LegalForm("general_association", "一般社団法人", "General incorporated association", ("一般社団法人",)),
    LegalForm("general_foundation", "一般財団法人", "General incorporated foundation", ("一般財団法人",)),
    LegalForm("social_welfare", "社会福祉法人", "Social welfare corporation", ("社会福祉法人",)),
    LegalForm("school", "学校法人", "Incorporated educational institution", ("準学校法人", "学校法人")),
    LegalForm(
        "workers_cooperative",
        "労働者協同組合",
        "Workers' cooperative",
        ("特定労働者協同組合", "労働者協同組合"),
    ),
    LegalForm(
        "offender_rehabilitation", "更生保護法人", "Offender rehabilitation corporation", ("更生保護法人",)
    ),
)

_CODE_OF_WORD = {word: form.code for form in LEGAL_FORMS for word in form.words}

#: Marks of certification written before the form; they belong to the form, not to the name.
_CERTIFICATION_MARKS = ("特例認定", "仮認定", "認定")

#: Every spelled-out form, with and without a certification mark. For taking the form off a name.
LEGAL_FORM_WORDS: tuple[str, ...] = (
    *_CODE_OF_WORD,
    *(mark + word for mark in _CERTIFICATION_MARKS for word in LEGAL_FORMS[0].words),
)

#: Abbreviations met in other lists. They never decide a legal form: anybody may call himself NPO.
LEGAL_FORM_ABBREVIATIONS: tuple[str, ...] = (
    "認定NPO法人",
    "特例認定NPO法人",
    "仮認定NPO法人",
    "NPO法人",
    "エヌピーオー法人",
    "(特非)",
    "(認定特非)",
    "(N)",
    "(認)特定非営利活動法人",
    "(特)",
    "(公社)",
    "(公財)",
    "(一社)",
    "(一財)",
    "(社福)",
    "(福)",
    "(学)",
    "(労協)",
    "(更)",
    "㈳",
    "㈶",
    "㈻",
    "(社)",
    "(財)",
)

_ANY_WORD = "|".join(sorted((re.escape(word) for word in _CODE_OF_WORD), key=len, reverse=True))
_AT_START = rf"^(?:{'|'.join(_CERTIFICATION_MARKS)})?({_ANY_WORD})"
_AT_END = rf"({_ANY_WORD})$"
_ANYWHERE = f"({_ANY_WORD})"


def legal_form_expression(name: str, kind: str | None = None) -> pl.Expr:
    """Return an expression for the code of the legal form that the registered name states, or null.

    The form stands in front, else at the end, else in the middle: an association *of* school
    corporations is an association. With ``kind``, only rows of kind 399 get a legal form.
    """
    text = pl.col(name)
    if kind is not None:
        text = pl.when(pl.col(kind) == OTHER_REGISTERED_CORPORATION).then(text)
    word = pl.coalesce(text.str.extract(pattern, 1) for pattern in (_AT_START, _AT_END, _ANYWHERE))
    return word.replace_strict(_CODE_OF_WORD, default=None, return_dtype=pl.String)
