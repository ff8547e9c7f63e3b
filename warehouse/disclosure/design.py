"""What a protected table is: its dimensions, how their codes add up, and which counts are too small."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from warehouse.disclosure.errors import DisclosureDesignError

VALUE, STATUS, NAMED = "value", "value_status", "named_n"
WITHHELD = "c"
EMPTY_ROOT = "all"


@dataclass(frozen=True)
class Dimension:
    """A classification whose codes add up to one root.

    Attributes:
        name: column of the table.
        parents: parent of every code but the root; empty where nothing has been counted yet, which leaves
            ``all`` alone.
    """

    name: str
    parents: Mapping[str, str]

    def __post_init__(self) -> None:
        roots = set(self.parents.values()) - set(self.parents)
        if len(roots) != 1 and self.parents:
            raise DisclosureDesignError(
                f"dimension {self.name}",
                ", ".join(sorted(roots)) or "none",
                "the codes of a dimension add up to exactly one root",
                "Give every code but one a parent.",
            )
        for code in self.parents:
            self._check_path(code)

    def _check_path(self, code: str) -> None:
        """Refuse a code whose parents lead back to itself."""
        seen = {code}
        while (code := self.parents.get(code, "")) and code not in seen:
            seen.add(code)
        if code:
            raise DisclosureDesignError(
                f"dimension {self.name}",
                code,
                "no code may contain itself",
                "Mend the parents of this code.",
            )

    @cached_property
    def root(self) -> str:
        """The code that contains all others."""
        return next(iter(set(self.parents.values()) - set(self.parents)), EMPTY_ROOT)

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """The codes directly below each code that has any, in the order of their names."""
        below: dict[str, list[str]] = {}
        for code in sorted(self.parents):
            below.setdefault(self.parents[code], []).append(code)
        return {code: tuple(codes) for code, codes in below.items()}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All codes: the root first, each code followed by what it contains."""
        ordered, waiting = [], [self.root]
        while waiting:
            code = waiting.pop()
            ordered.append(code)
            waiting.extend(reversed(self.children.get(code, ())))
        return tuple(ordered)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The codes that contain no others; base rows carry these."""
        return tuple(code for code in self.codes if code not in self.children)

    def list_ancestors(self, code: str) -> tuple[str, ...]:
        """Return the code itself and all that contain it, up to the root."""
        path = [code]
        while path[-1] != self.root:
            path.append(self.parents[path[-1]])
        return tuple(path)


@dataclass(frozen=True)
class Thresholds:
    """How many contributors a count must have to be published.

    Attributes:
        ordinary: smallest count that is published.
        dimension: the dimension whose sensitive codes need more; None where no code is sensitive.
        raised: the larger threshold of each sensitive code.
    """

    ordinary: int = 5
    dimension: str | None = None
    raised: Mapping[str, int] = field(default_factory=dict)

    def find(self, codes: Iterable[str]) -> int:
        """Return the threshold of a count that rests on these non-empty codes.

        A total over sensitive codes alone is as sensitive as they are; one ordinary code in it makes it
        ordinary, because a contributor then cannot be tied to a sensitive one.
        """
        return min((self.raised.get(code, self.ordinary) for code in codes), default=self.ordinary)


@dataclass(frozen=True)
class TableDesign:
    """A table of counts that is additive in every dimension."""

    name: str
    dimensions: tuple[Dimension, ...]
    thresholds: Thresholds = field(default_factory=Thresholds)

    @property
    def columns(self) -> list[str]:
        """The names of the dimensions, in order."""
        return [dimension.name for dimension in self.dimensions]


def list_quarter_parents(quarters: Iterable[str]) -> dict[str, str]:
    """Return the parents of quarters such as ``2024-Q1``: the year ``2024``, and ``all``."""
    wanted = set(quarters)
    return {quarter: quarter[:4] for quarter in wanted} | {quarter[:4]: "all" for quarter in wanted}


def design_voices(
    regions: Mapping[str, str], issues: Mapping[str, bool], quarters: Iterable[str]
) -> TableDesign:
    """Return the design of `stat_voices`.

    Args:
        regions: region of each prefecture code.
        issues: whether each issue is sensitive; a count on a sensitive one alone needs 10, others 5.
        quarters: quarters of the table, such as ``2024-Q1``; list all of them, also those without voices.
    """
    return TableDesign(
        "stat_voices",
        (
            Dimension("issue", dict.fromkeys(issues, "all")),
            Dimension("geography_code", {**regions, **dict.fromkeys(regions.values(), "JP")}),
            Dimension("period", list_quarter_parents(quarters)),
        ),
        Thresholds(5, "issue", {issue: 10 for issue, sensitive in issues.items() if sensitive}),
    )
