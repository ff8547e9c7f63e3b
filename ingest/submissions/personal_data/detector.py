"""What a rule for one kind of trace consists of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

#: From, to: the place of a trace in a text.
Place = tuple[int, int]


@dataclass(frozen=True)
class Detector:
    """A rule that finds one kind of trace.

    Attributes:
        kind: the flag it raises.
        trigger: a regular expression without look-around that every text with such a trace matches; it
            is run over whole columns, and only its hits are searched one by one.
        find: yields the places of the trace in a folded text; they may overlap.
        numerals: whether the text is folded with kanji digits as digits.
    """

    kind: str
    trigger: str
    find: Callable[[str], Iterator[Place]]
    numerals: bool = False


def find_patterns(*patterns: str) -> Callable[[str], Iterator[Place]]:
    """Return a search for any of the patterns; a group named ``span`` narrows the place."""
    compiled = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]

    def find(text: str) -> Iterator[Place]:
        for pattern in compiled:
            for match in pattern.finditer(text):
                yield match.span("span" if "span" in pattern.groupindex else 0)

    return find


def merge_places(places: Iterable[Place]) -> list[Place]:
    """Return the places in order, those that overlap as one."""
    merged: list[Place] = []
    for start, end in sorted(places):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
