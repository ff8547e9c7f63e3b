"""Where each prefecture stands on a map of equal tiles."""

from __future__ import annotations

#: A line is a row of tiles, from the north; two digits are a prefecture, two dots are none.
MAP = """
.. .. .. .. .. .. .. .. .. .. .. .. 01
.. .. .. .. .. .. .. .. .. .. .. 02 ..
.. .. .. .. .. .. .. .. .. .. .. 05 03
.. .. .. .. .. .. .. .. .. .. .. 06 04
.. .. .. .. .. .. .. .. 17 16 15 07 ..
.. .. .. .. .. .. .. 18 21 20 10 09 08
.. .. 35 32 31 28 26 25 23 19 11 13 12
41 40 .. 34 33 .. 27 29 24 22 14 .. ..
42 43 44 38 37 36 .. 30 .. .. .. .. ..
.. 46 45 .. 39 .. .. .. .. .. .. .. ..
47 .. .. .. .. .. .. .. .. .. .. .. ..
"""
EMPTY = ".."


def place_tiles() -> dict[str, tuple[int, int]]:
    """Return column, from the west, and row, from the north, by code of the prefecture."""
    return {
        code: (column, row)
        for row, line in enumerate(MAP.split("\n")[1:-1])
        for column, code in enumerate(line.split())
        if code != EMPTY
    }
