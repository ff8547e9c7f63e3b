"""Bring text to one width before it is searched; every character stays at its place.

A trace is searched in the folded text and cut out of the text as it was written, so both must have the
same length. One table serves a single text and, as a polars expression, a whole column.
"""

from __future__ import annotations

import unicodedata

import polars as pl

from ingest.japanese.text import DASHES

#: Where Unicode keeps other shapes of ASCII, digits and kana: full and half width, raised, mathematical.
# Circled digits are left out: they count the items of a list (①090-…).
_OTHER_SHAPES = (
    (0x00B2, 0x00BA),
    (0x02B0, 0x02E5),
    (0x2070, 0x209D),
    (0xFE13, 0xFE6C),
    (0xFF01, 0xFFEF),
    (0x1D400, 0x1D800),
    (0x1F100, 0x1F12B),
)
_SPACES = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_KANJI_DIGITS = dict(zip("〇○◯零一二三四五六七八九壱弐参", "0000123456789123", strict=True))


def _list_widths() -> dict[str, str]:
    table: dict[str, str] = {}
    for first, end in _OTHER_SHAPES:
        for code in range(first, end):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[chr(code)] = plain
    table |= dict.fromkeys(_SPACES + _INVISIBLE, " ")
    table |= dict.fromkeys(DASHES, "-") | {"\u301c": "~", "\u223c": "~", "℡": "☎", "☏": "☎", "〶": "〒"}
    return {source: target for source, target in table.items() if source != target}


_WIDTHS = _list_widths()
_NUMERALS = _WIDTHS | _KANJI_DIGITS
_WIDTH_TABLE = str.maketrans(_WIDTHS)
_NUMERAL_TABLE = str.maketrans(_NUMERALS)


def fold_widths(text: str) -> str:
    """Return the text in one width, every blank a space, every dash a hyphen; as long as it was."""
    return text.translate(_WIDTH_TABLE)


def fold_numerals(text: str) -> str:
    """Return the text as `fold_widths` does, with the digits 〇一二三 … 九 in ASCII too."""
    return text.translate(_NUMERAL_TABLE)


def fold_column_widths(column: pl.Expr) -> pl.Expr:
    """Return the expression for `fold_widths` over a column."""
    return column.str.replace_many(list(_WIDTHS), list(_WIDTHS.values()))


def fold_column_numerals(column: pl.Expr) -> pl.Expr:
    """Return the expression for `fold_numerals` over a column."""
    return column.str.replace_many(list(_NUMERALS), list(_NUMERALS.values()))
