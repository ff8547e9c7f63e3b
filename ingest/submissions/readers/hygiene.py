"""Characters which have no place in a member's text: controls, reversed writing, and 外字.

The readers keep such rows as they are; validation quarantines them by these rules.
"""

from __future__ import annotations

import re

import polars as pl

#: Rule of a row with a character that cannot be seen or changes the order of what is seen.
CONTROL_RULE = "text.control_character"

#: Rule of a row with a character of the private use area, which shows as another one elsewhere.
GAIJI_RULE = "text.gaiji"

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BIDIRECTIONAL = r"\x{061c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}"
_NONCHARACTERS = r"\x{fdd0}-\x{fdef}" + "".join(
    rf"\x{{{plane:x}fffe}}\x{{{plane:x}ffff}}" if plane else r"\x{fffe}\x{ffff}" for plane in range(17)
)
_UNSAFE = f"[{_CONTROLS}{_BIDIRECTIONAL}{_NONCHARACTERS}]"
_GAIJI = r"[\x{e000}-\x{f8ff}\x{f0000}-\x{ffffd}\x{100000}-\x{10fffd}]"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def find_unsafe_characters(cells: pl.Series) -> pl.Series:
    """Return the first unsafe character of each cell as ``U+202E``, null where there is none.

    Unsafe are control characters other than line break, carriage return and tab, the controls of
    writing direction, and the noncharacters of Unicode.
    """
    return _name_first(cells, _UNSAFE)


def find_gaiji(cells: pl.Series) -> pl.Series:
    """Return the first private-use character of each cell as ``U+E000``, null where there is none."""
    return _name_first(cells, _GAIJI)


def has_lone_surrogate(text: str) -> bool:
    """Tell whether a text holds half a character; such a text cannot be stored anywhere."""
    return _LONE_SURROGATE.search(text) is not None


def _name_first(cells: pl.Series, pattern: str) -> pl.Series:
    found = cells.cast(pl.String).str.extract(f"({pattern})")
    names = {character: f"U+{ord(character):04X}" for character in found.drop_nulls().unique()}
    return found.replace_strict(names, return_dtype=pl.String) if names else found
