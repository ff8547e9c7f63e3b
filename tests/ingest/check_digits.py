"""Check digits worked out by hand, one digit at a time: what the rules on whole columns are held to."""

from __future__ import annotations


def corporate_number_check_digit(base: str) -> str:
    """Return the digit before 12 others: every second one from the right counts twice (法人番号)."""
    total = 0
    for place in range(1, 13):
        total += int(base[12 - place]) * (1 if place % 2 else 2)
    return str(9 - total % 9)


def is_corporate_number(text: str) -> bool:
    """Tell whether ``text`` is 13 ASCII digits, the first the check digit of the others."""
    if len(text) != 13 or not set(text) <= set("0123456789"):
        return False
    return corporate_number_check_digit(text[1:]) == text[0]


def is_municipality_code_6(text: str) -> bool:
    """Tell whether ``text`` is 6 ASCII digits, the last the check digit of the others."""
    if len(text) != 6 or not set(text) <= set("0123456789"):
        return False
    a, b, c, d, e, check = map(int, text)
    rest = (6 * a + 5 * b + 4 * c + 3 * d + 2 * e) % 11
    return check == {0: 1, 1: 0}.get(rest, 11 - rest)
