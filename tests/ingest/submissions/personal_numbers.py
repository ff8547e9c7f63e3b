"""Numbers of persons made up for tests, and their check digits worked out one digit at a time."""

from __future__ import annotations

from hypothesis import strategies as st

#: Q1 to Q11 of the ordinance on individual numbers, by the place counted from the right.
MY_NUMBER_WEIGHTS = {1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7, 7: 2, 8: 3, 9: 4, 10: 5, 11: 6}

digits = "0123456789"


def my_number_check_digit(base: str) -> str:
    """Return the digit after the 11 others of an individual number (個人番号)."""
    total = 0
    for place in range(1, 12):
        total += int(base[11 - place]) * MY_NUMBER_WEIGHTS[place]
    return {0: "0", 1: "0"}.get(total % 11, str(11 - total % 11))


def is_card_number(number: str) -> bool:
    """Tell whether a number passes the Luhn check: every second digit from the right counts double."""
    total = 0
    for place, digit in enumerate(number[::-1]):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def widen(text: str) -> str:
    """Return the ASCII of a text in full width."""
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def write_in_kanji(number: str) -> str:
    """Return the digits of a number as 〇一二三 … 九."""
    return number.translate(str.maketrans(digits, "〇一二三四五六七八九"))


#: Text around a number: no digit of any kind, for a digit that touches a number makes it another one.
japanese = st.text(
    "あいうえおかきくけこさしすせそのはがをにでん、。「」ーアイウカキスタト東西南北山川田町村話声人　\n",
    max_size=20,
)

widths = st.sampled_from([str, widen])
separators = st.sampled_from(["", "-", " ", "　", "－", "ー", "‐", "−", ".", "・", " - ", ")", "の"])
my_numbers = st.text(digits, min_size=11, max_size=11).map(lambda base: base + my_number_check_digit(base))


@st.composite
def phones(draw: st.DrawFn) -> str:
    """Draw a telephone number as people write it: fixed or mobile, in groups, home or international form."""
    area = draw(st.sampled_from(["3", "6", "22", "99", "123", "4992", "90", "80", "70", "50", "120", "800"]))
    length = 10 if area in ("90", "80", "70", "50", "800") else 9
    rest = draw(st.text(digits, min_size=length - len(area), max_size=length - len(area)))
    between = draw(separators)
    prefix = draw(st.sampled_from(["0", "0", "(0", "+81", "+81 ", "+81-", "0081-", "010-81-"]))
    return prefix + area + between + rest[:-4] + between + rest[-4:]


@st.composite
def mails(draw: st.DrawFn) -> str:
    """Draw a mail address, plain or written so that programs should not see it."""
    word = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=10)
    at = draw(st.sampled_from(["@", "(at)", "[at]", " アットマーク ", "アットマーク", " @ ", "＠"]))
    dot = draw(st.sampled_from([".", "."]) if at != "(at)" else st.sampled_from([".", "(dot)"]))
    labels = draw(st.lists(word, min_size=1, max_size=3))
    return draw(word) + at + dot.join([*labels, draw(st.sampled_from(["jp", "com", "org"]))])
