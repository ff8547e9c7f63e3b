"""Names of persons by what surrounds them: an honorific, an age, a title.

Whether a word is a name cannot be read off its letters. Before さん, 様 or 先生 every word counts as one
unless it is known to mean a role (利用者さん), a relative (お母さん), an organisation (社協さん) or nobody
(Aさん, ○○さん). So a rare name is found and a rare role is reported for nothing: a person looks at both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.submissions.personal_data.detector import Detector, Place, find_patterns
from ingest.submissions.personal_data.roles import (
    CALLED_IN_KANA,
    FAMILY_NAMES,
    RELATIVES,
    ROLE_ENDINGS,
    ROLES_IN_KATAKANA,
    TITLES,
    VERB_STEMS,
)

_KANJI = "一-鿿㐀-䶿豈-\ufaff𠀀-\U0003134f々〆ヶヵ"
_KATAKANA = "ァ-ヴーヽヾ\u3099\u309a"
_HONORIFIC = "さん|さま|様|ちゃん|くん|君|氏|先生|殿"
# What looks like an honorific may go on as another word: 様子, 氏名, 殿堂, さまざま.
_HONORED = re.compile(
    "さん(?![ぽざ])|さま(?<!さかさま)(?!ざま|じ|よ)|様(?![々子式相態変化性])|ちゃん|くん|君|氏(?![名子神族])|先生|殿(?![堂下])"
)
_REACH = 40
# The word before an honorific is read from its end.
_WORD_BACKWARDS = re.compile(
    rf" ?(?:(?P<kanji>[{_KANJI}]{{1,8}}(?: [{_KANJI}]{{1,8}})?)"
    rf"|(?P<katakana>[{_KATAKANA}]{{1,12}}(?:[・= ][{_KATAKANA}]{{1,12}}){{0,2}})"
    r"|(?P<hiragana>[ぁ-んー]{2,12})"
    r"|(?P<latin>[A-Za-z.\-']{1,20}(?: [A-Za-z.\-']{1,15})?))"
)
_AGE = "(?:[0-9]{1,3}|[一二三四五六七八九十〇]{1,4}) ?(?:歳|才|さい)"
_INITIALS = re.compile(r"(?:[A-Z]\.?){1,2}|[a-z]|NPO|NGO|PTA|CSW|SSW|PSW|MSW|DV|OB|OG|SNS|ALT|JA|LGBTQ?")
#: くん is not 君 but part of a verb (働くんです), ちゃん not a name but an adverb (ちゃんと).
_VERB_GOES_ON = tuple("だでじかやよねすと")
_KANA_GOES_ON = {"くん": tuple("だでじかやよね"), "ちゃん": ("と",)}
_SAMA_ALONE = frozenset("多一有両王")
_SAMA_ENDINGS = tuple("同模仕異各")
# An office (福島県庁部長, 千葉大学教授) is not the person of that name.
_OFFICE = "都道府県市区町村学校会社院局庁"
_FAMILY = rf"(?:{'|'.join(FAMILY_NAMES)})"
_NAMED_ROLE = re.compile(rf"{_FAMILY}(?<=..)(?![{_OFFICE}]|大学|$)")
_LONG_ROLES_IN_KATAKANA = tuple(word for word in ROLES_IN_KATAKANA if len(word) > 3)
# Particles may run into a word in hiragana; the beginnings of たくさん and みなさん stand after anything.
_CALLED = re.compile(
    rf"(?:\A|[のがはをにもとやへで])(?:{'|'.join(CALLED_IN_KANA)})\Z" + r"|(?:たく|みな|みんな|ども)\Z"
)
_TITLE = rf"(?:{'|'.join(TITLES)})"


def find_honorific_names(text: str) -> Iterator[Place]:
    """Yield words that an honorific makes a name, with the honorific; roles and stand-ins left out."""
    for honored in _HONORED.finditer(text):
        word = _WORD_BACKWARDS.match(text[max(0, honored.start() - _REACH) : honored.start()][::-1])
        if word:
            start = honored.start() - word.end()
            surroundings = text[max(0, start - 1) : start], text[honored.end() : honored.end() + 1]
            if _is_name(word, honored.group(), *surroundings):
                yield start, honored.end()


def _is_name(backwards: re.Match[str], honorific: str, before: str, after: str) -> bool:
    word = backwards[backwards.lastgroup or 0][::-1]
    match backwards.lastgroup:
        case "kanji":
            return _is_name_in_kanji(word.rpartition(" ")[2], honorific, before, after)
        case "katakana":
            last = re.split("[・= ]", word)[-1]
            return last not in ROLES_IN_KATAKANA and not last.endswith(_LONG_ROLES_IN_KATAKANA)
        case "hiragana":
            return _is_name_in_hiragana(word, honorific, after)
    return not _INITIALS.fullmatch(word)


def _is_name_in_kanji(word: str, honorific: str, before: str, after: str) -> bool:
    if honorific in ("くん", "ちゃん") and word[-1] in VERB_STEMS and after in _VERB_GOES_ON:
        return False
    if honorific == "様" and (word in _SAMA_ALONE or word.endswith(_SAMA_ENDINGS)):
        return False
    if len(word) == 1 and before in ("お", "ご", "御"):
        return False
    return not _is_role(word)


@lru_cache(maxsize=10_000)
def _is_role(word: str) -> bool:
    return word in RELATIVES or bool(word.endswith(ROLE_ENDINGS) and not _NAMED_ROLE.match(word))


def _is_name_in_hiragana(word: str, honorific: str, after: str) -> bool:
    if honorific in ("氏", "先生", "殿") or after in _KANA_GOES_ON.get(honorific, ()):
        return False
    return not _CALLED.search(word)


DETECTORS = (
    Detector(
        "age_with_honorific",
        rf"歳|才|さい|{_FAMILY}[{_KANJI}]{{0,4}} ?[(]",
        find_patterns(
            rf"[^\s、。()「」]{{1,12}}(?:{_HONORIFIC}) ?[(、・]? ?(?:当時)? ?{_AGE}",
            rf"{_AGE} ?[)、]? ?(?:の|に?なる|で)? ?[^\s、。()「」]{{1,10}}?(?:{_HONORIFIC})",
            rf"{_FAMILY}[{_KANJI}]{{1,4}} ?\([0-9]{{1,3}}(?: ?[歳才])?\)",
        ),
    ),
    Detector("honorific_name", _HONORIFIC, find_honorific_names),
    Detector(
        "honorific_name",
        rf"{_FAMILY}[{_KANJI}]{{0,3}}{_TITLE}|(?:名前?|フルネーム) ?[:=]",
        find_patterns(
            rf"(?<![{_KANJI}])(?P<span>{_FAMILY}(?:(?![{_OFFICE}])[{_KANJI}]){{0,3}}{_TITLE})(?![会課室団])",
            r"(?:氏名|名前|本名|フルネーム) ?[:=] ?(?P<span>[^\s、。]{2,12})",
        ),
    ),
)
