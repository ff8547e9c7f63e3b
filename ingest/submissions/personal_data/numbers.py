"""Numbers that lead to a person: telephone, My Number, bank account, card, postal code, licence.

The digits of a number may stand apart: ``03(1234)5678``, ``090 1234 5678``, ``０９０の１２３４の５６７８``.
A rule therefore looks at every run of digits that are near each other, and in it at every stretch of the
right length that no further digit touches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.submissions.personal_data.detector import Detector, Place, find_patterns

_BETWEEN = r"[ \-.・()\[\]ー~_/の]"
_RUN = re.compile(rf"[0-9](?:{_BETWEEN}{{0,4}}[0-9])+")
_COUNTED = r"(?! ?(?:円|人|名|件|社|団体|世帯|戸|個|回|時間|年|歳|才|%|万|億|千))"

# 10 digits from 0 (fixed lines), 11 from 0 (mobile, IP, 0800), or 81 in place of the 0, itself reached by
# 010 or 00; some write the 0 as well: +81(0)90.
_PHONE = re.compile(r"0[1-9][0-9]{8,9}|(?:010|00)?81(?:0?[1-9][0-9]{8,9})")
_PHONE_LENGTHS = range(10, 17)
_PHONE_WORD = r"(?:電話|でんわ|携帯|ケータイ|けいたい|連絡先|ファックス|ファクス|tel|fax|phone|☎)"
_CARD_LENGTHS = range(14, 20)
_MY_NUMBER_WORD = r"(?:マイナンバー|個人番号)"
_ACCOUNT_WORD = r"(?:口座(?:番号)?|普通(?:預金)?|当座(?:預金)?|貯蓄(?:預金)?|総合口座)"
_LICENCE_WORD = (
    r"(?:免許証?|旅券|パスポート|在留カード|年金番号|年金手帳|年金証書|保険証|被保険者証?|受給者証?|手帳)"
)


def find_phones(text: str) -> Iterator[Place]:
    """Yield telephone numbers: by their digits, or any 6 to 11 digits after a word such as 電話.

    The lengths and leading digits are those of the numbering plan (電気通信番号計画, 令和元年総務省告示
    第6号): 0 and nine digits for fixed lines, 0A0 or 0800 and eight or seven for the others. Digits that
    begin alike but are of no service are reported too, for people mistype their numbers.
    """
    for start, end, digits in _list_stretches(text, _PHONE_LENGTHS):
        if _PHONE.fullmatch(digits):
            yield (start - (text[start - 1 : start] in ("+", "(")), end)
    yield from _find_phones_by_word(text)


def find_my_numbers(text: str) -> Iterator[Place]:
    """Yield 12 digits whose check digit is right, or any 12 after the word マイナンバー or 個人番号."""
    for start, end, digits in _list_stretches(text, range(12, 13)):
        if digits[11] == compute_my_number_check_digit(digits[:11]):
            yield start, end
    yield from _find_my_numbers_by_word(text)


def compute_my_number_check_digit(base: str) -> str:
    """Return the check digit that follows the 11 other digits of an individual number (個人番号).

    The digit is 11 - (sum of Pn * Qn mod 11), and 0 where the remainder is 0 or 1; Pn is the n-th of the
    eleven from the right, Qn is n + 1 up to n = 6 and n - 5 from n = 7 (Ordinance of the Ministry of
    Internal Affairs and Communications No. 85 of 2014, art. 5, 平成26年総務省令第85号第5条).
    """
    total = sum(
        int(digit) * (place + 1 if place <= 6 else place - 5)
        for place, digit in enumerate(reversed(base), start=1)
    )
    rest = total % 11
    return "0" if rest <= 1 else str(11 - rest)


def find_cards(text: str) -> Iterator[Place]:
    """Yield 14 to 19 digits from 2 to 6 that pass the Luhn check (ISO/IEC 7812-1, annex B).

    13 digits are left out: that is the length of a corporate number, which is public.
    """
    for start, end, digits in _list_stretches(text, _CARD_LENGTHS):
        if digits[0] in "23456" and _passes_luhn(digits):
            yield start, end


def _passes_luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _list_stretches(text: str, lengths: range) -> Iterator[tuple[int, int, str]]:
    """Yield each stretch of so many digits that no other digit touches: from, to, digits."""
    for run in _RUN.finditer(text):
        places = [place for place in range(*run.span()) if text[place] in "0123456789"]
        digits = "".join(text[place] for place in places)
        for first, start in enumerate(places):
            if first and places[first - 1] == start - 1:
                continue
            for length in lengths:
                last = first + length - 1
                if last >= len(places):
                    break
                if last + 1 == len(places) or places[last + 1] > places[last] + 1:
                    yield start, places[last] + 1, digits[first : last + 1]


_find_phones_by_word = find_patterns(
    rf"{_PHONE_WORD}[^0-9]{{0,12}}(?P<span>[0-9](?:{_BETWEEN}{{0,4}}[0-9]){{5,10}})(?![0-9]){_COUNTED}"
)
_find_my_numbers_by_word = find_patterns(
    rf"{_MY_NUMBER_WORD}[^0-9]{{0,12}}(?P<span>[0-9](?:{_BETWEEN}{{0,4}}[0-9]){{11}})(?![0-9])"
)

DETECTORS = (
    Detector(
        "phone",
        rf"[0-9](?:{_BETWEEN}{{0,4}}[0-9]){{9}}|(?i:{_PHONE_WORD}[^0-9]{{0,12}}[0-9])",
        find_phones,
        numerals=True,
    ),
    Detector(
        "postal_code",
        r"〒|[0-9]{3} ?[-ー] ?[0-9]{4}|郵便番号",
        find_patterns(
            r"(?:〒|郵便番号)[^0-9]{0,4}[0-9]{3}[ \-ー]{0,3}[0-9]{4}(?![0-9])",
            rf"(?<![0-9])(?<![0-9][\-ー])[0-9]{{3}} ?[-ー] ?[0-9]{{4}}(?![0-9])(?![\-ー][0-9]){_COUNTED}",
        ),
        numerals=True,
    ),
    Detector("my_number", rf"[0-9](?:{_BETWEEN}{{0,4}}[0-9]){{11}}", find_my_numbers, numerals=True),
    Detector(
        "account_number",
        rf"{_ACCOUNT_WORD}|記号",
        find_patterns(
            rf"{_ACCOUNT_WORD}[^0-9]{{0,10}}[0-9](?:[ \-]?[0-9]){{5,7}}(?![0-9]){_COUNTED}",
            r"記号[^0-9]{0,6}[0-9]{3,5}.{0,8}番号[^0-9]{0,6}[0-9](?:[ \-]?[0-9]){1,7}(?![0-9])",
        ),
        numerals=True,
    ),
    Detector("card_number", rf"[0-9](?:{_BETWEEN}{{0,4}}[0-9]){{13}}", find_cards, numerals=True),
    Detector(
        "licence_number",
        _LICENCE_WORD,
        find_patterns(rf"{_LICENCE_WORD}[^0-9]{{0,10}}[a-z]{{0,2}} ?[0-9](?:[ \-]?[0-9]){{5,13}}(?![0-9])"),
        numerals=True,
    ),
)
