"""What dbt's manifest says: which tables there are, what each is made from, which may be shown live."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

BUILT_TYPES = frozenset({"model", "seed"})
PROTECTING = "_protect"
"""Models of this ending decide which counts are withheld; what follows from them moves with a release."""
WITH_RELEASE = "with_release"
"""Tag of models that take long and change little from day to day; what follows from them does likewise."""


@dataclass(frozen=True)
class Lineage:
    """The seeds and models of the dbt project, and what they are made from.

    Attributes:
        kept: names of the seeds and models that are kept in the database, ephemeral ones left out.
        parents: what each seed or model is made from at first hand, ephemeral ones included.
        sources: the bronze tables each reads at first hand.
        tests: the kept tables that each dbt test speaks of.
        with_release: the models that carry the tag of that name.
        views: the kept models that hold no rows of their own and show other tables; one on bronze files is
            none of them, since it holds the place of the home.
    """

    kept: frozenset[str]
    parents: Mapping[str, frozenset[str]]
    sources: Mapping[str, frozenset[str]]
    tests: Mapping[str, frozenset[str]]
    with_release: frozenset[str] = frozenset()
    views: frozenset[str] = frozenset()

    @classmethod
    def read(cls, manifest: Path) -> Lineage:
        """Return the lineage that a manifest of dbt describes."""
        content = json.loads(manifest.read_text(encoding="utf-8"))
        nodes = {key: node for key, node in content["nodes"].items() if node["resource_type"] in BUILT_TYPES}
        names = {key: str(node["name"]) for key, node in nodes.items()}
        tests = [node for node in content["nodes"].values() if node["resource_type"] == "test"]
        bronze = {key: str(source["name"]) for key, source in content["sources"].items()}
        kept = {key: names[key] for key, node in nodes.items() if _is_kept(node)}
        return cls(
            kept=frozenset(kept.values()),
            parents={names[key]: _pick(node, names) for key, node in nodes.items()},
            sources={names[key]: _pick(node, bronze) for key, node in nodes.items()},
            tests={str(test["name"]): _pick(test, kept) for test in tests},
            with_release=frozenset(
                names[key] for key, node in nodes.items() if WITH_RELEASE in node.get("tags", ())
            ),
            views=frozenset(
                names[key]
                for key, node in nodes.items()
                if node["config"]["materialized"] == "view" and not _pick(node, bronze)
            ),
        )

    def ancestors(self, name: str) -> frozenset[str]:
        """Return everything a table is made from, the table itself included."""
        return self._ancestors[name]

    def sources_of(self, name: str) -> frozenset[str]:
        """Return the bronze tables whose content decides that of a table, at whatever distance."""
        return frozenset().union(*(self.sources[ancestor] for ancestor in self.ancestors(name)))

    def sources_at_hand(self, name: str) -> frozenset[str]:
        """Return the bronze tables that a table reads itself or through models that hold no rows."""
        return self.sources[name].union(*(self.sources[between] for between in self._find_between(name)))

    def tables_at_hand(self, name: str) -> frozenset[str]:
        """Return the tables with rows of their own that a table reads itself or through models without."""
        read = self.parents[name].union(*(self.parents[between] for between in self._find_between(name)))
        return read & self._with_rows

    def tables_of_test(self, test: str) -> frozenset[str]:
        """Return the tables with rows of their own that a dbt test speaks of."""
        named = self.tests[test]
        shown = (self.tables_at_hand(view) for view in named & self.views)
        return (named - self.views).union(*shown)

    def _find_between(self, name: str) -> frozenset[str]:
        """Return the models without rows through which a table reads others."""
        nearest = self.parents[name] - self._with_rows
        return nearest.union(*(self._find_between(between) for between in nearest))

    def descendants_of_sources(self, sources: Iterable[str]) -> frozenset[str]:
        """Return the kept tables that content of these bronze tables reaches."""
        wanted = set(sources)
        return frozenset(name for name in self.kept if self.sources_of(name) & wanted)

    def choose_tests(self, built: Collection[str], standing: Collection[str]) -> list[str]:
        """Return the dbt tests to run after a build: those on a built table, all of whose tables are there.

        Args:
            built: the tables that are built.
            standing: all tables that are there afterwards.
        """
        there, new = set(standing), set(built)
        return sorted(test for test, tables in self.tests.items() if tables & new and tables <= there)

    @cached_property
    def released_only(self) -> frozenset[str]:
        """The kept tables that only a release renews.

        Those under disclosure control, since each publication of them is one more to subtract; and those that
        are tagged.
        """
        decisive = self.with_release | {name for name in self.parents if name.endswith(PROTECTING)}
        return frozenset(name for name in self.kept if self.ancestors(name) & decisive)

    @cached_property
    def live(self) -> frozenset[str]:
        """The kept tables that follow every new byte."""
        return self.kept - self.released_only

    @cached_property
    def _with_rows(self) -> frozenset[str]:
        return self.kept - self.views

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}

        def collect(name: str) -> frozenset[str]:
            if name not in found:
                found[name] = frozenset({name}).union(*(collect(parent) for parent in self.parents[name]))
            return found[name]

        for name in self.parents:
            collect(name)
        return found


def _is_kept(node: Mapping[str, Any]) -> bool:
    return bool(node["resource_type"] == "seed" or node["config"]["materialized"] != "ephemeral")


def _pick(node: Mapping[str, Any], names: Mapping[str, str]) -> frozenset[str]:
    parents = node.get("depends_on", {}).get("nodes", ())
    return frozenset(names[parent] for parent in parents if parent in names)
