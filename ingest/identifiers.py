"""Check digits of the two public identifiers: corporate numbers and municipality codes.

What judges whole columns is a polars expression; property tests hold it to the rule of the ordinance,
worked out digit by digit.
"""

from __future__ import annotations

import re

import polars as pl

_MUNICIPALITY_WEIGHTS = (6, 5, 4, 3, 2)


def corporate_number_is_valid(number: pl.Expr) -> pl.Expr:
    """Return a boolean expression: the text is a corporate number (法人番号); null stays null.

    That is 13 ASCII digits, the first 9 - (sum of Pn * Qn mod 9), Pn the n-th of the other twelve from
    the right, Qn 1 for odd and 2 for even n (Ordinance of the Ministry of Finance No. 70 of 2014, art. 2).

    Weights 1 and 2 are the sum of digits, which modulo 9 is the number itself, plus every second digit
    once more. In halves of six digits that takes a few divisions of small numbers instead of twelve.
    """
    whole = pl.when(number.str.len_bytes() == 13).then(number).cast(pl.Int64, strict=False)
    low = (whole % 10**6).cast(pl.UInt32)
    high = (whole // 10**6 % 10**6).cast(pl.UInt32)
    total = low + high + _sum_of_second_digits(low) + _sum_of_second_digits(high)
    # 13 bytes below 10^12 are a sign, a space or a leading zero: no corporate number.
    agrees = (whole >= 10**12) & (whole // 10**12 == 9 - (total % 9).cast(pl.Int64))
    return pl.when(number.is_null()).then(None).otherwise(agrees.fill_null(False))


def _sum_of_second_digits(half: pl.Expr) -> pl.Expr:
    return half // 10 % 10 + half // 1000 % 10 + half // 100_000


def municipality_check_digit(code: str) -> str:
    """Return the check digit that follows a municipality code of 5 digits (全国地方公共団体コード).

    The digit is (11 - (6a + 5b + 4c + 3d + 2e) mod 11) mod 10 (JIS X 0402 with the ministry's check digit).

    Raises:
        ValueError: ``code`` is not 5 ASCII digits.
    """
    if not re.fullmatch(r"[0-9]{5}", code):
        raise ValueError(f"a municipality code has 5 digits before its check digit, not {code!r}")
    total = sum(int(digit) * weight for digit, weight in zip(code, _MUNICIPALITY_WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def municipality_code_6(code: str) -> str:
    """Return the municipality code of 5 digits with its check digit."""
    return code + municipality_check_digit(code)


def municipality_code_6_is_valid(code: pl.Expr) -> pl.Expr:
    """Return a boolean expression: the text is a 6-digit municipality code; null stays null."""
    digits = code.str.extract(r"\A([0-9]{6})\z", 1)
    agrees = digits.str.slice(5) == _municipality_check_digit_of(digits.cast(pl.Int64) // 10)
    return pl.when(code.is_null()).then(None).otherwise(agrees.fill_null(False))


def repaired_municipality_code_6(code: pl.Expr) -> pl.Expr:
    """Return an expression for the 6-digit code, lost zero put back if proven; null if neither holds."""
    padded = pl.when(code.str.len_bytes() == 5).then(code.str.zfill(6)).otherwise(code)
    return pl.when(municipality_code_6_is_valid(padded)).then(padded)


def _municipality_check_digit_of(number: pl.Expr) -> pl.Expr:
    total = pl.sum_horizontal(
        (number // 10 ** (4 - place) % 10) * weight for place, weight in enumerate(_MUNICIPALITY_WEIGHTS)
    )
    digit = (11 - total % 11) % 10
    return pl.when(number.is_not_null()).then(digit.cast(pl.String))
