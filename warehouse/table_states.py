"""Which tables stand as their inputs say, and which are behind: decided by content, never by clocks.

The state of a table is a hash over the code, the day it speaks for, and the content of every bronze table
that reaches it. What was built is written down in ``status/tables.json`` after the build: a run that died has
written nothing, so that its tables are behind and the next run builds them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from ingest.files import write_text_atomically
from warehouse.inputs import Inputs
from warehouse.layout import Home
from warehouse.lineage import Lineage

STATES = "tables.json"


@dataclass(frozen=True)
class TableState:
    """What a table is, or should be, made from.

    Attributes:
        code: version of the code.
        as_of: the day it speaks for, ISO.
        content: hash over code, day and the content of its sources.
        at_hand: hash over the content of the sources that it reads itself.
        signature: what the table held when it was built; empty where that is not known.
    """

    code: str
    as_of: str
    content: str
    at_hand: str
    signature: str = field(default="", compare=False)

    def has_same_text(self, other: TableState | None) -> bool:
        """Return whether the SQL of the other is this one's too: all that there is of a view."""
        return other is not None and (self.code, self.as_of) == (other.code, other.as_of)

    def reads_the_same(self, other: TableState | None) -> bool:
        """Return whether the other has the same text, and what it reads of the sources itself is the same."""
        return other is not None and self.has_same_text(other) and self.at_hand == other.at_hand


def describe_states(lineage: Lineage, inputs: Inputs) -> dict[str, TableState]:
    """Return the state in which each kept table should be."""
    return {name: _describe_state(lineage, name, inputs) for name in sorted(lineage.kept)}


def _describe_state(lineage: Lineage, name: str, inputs: Inputs) -> TableState:
    code, as_of = inputs.code_version, inputs.as_of.isoformat()
    content = _hash_sources(f"{code}\n{as_of}\n", lineage.sources_of(name), inputs)
    return TableState(code, as_of, content, _hash_sources("", lineage.sources_at_hand(name), inputs))


def _hash_sources(beginning: str, sources: frozenset[str], inputs: Inputs) -> str:
    digest = hashlib.sha256(beginning.encode())
    for source in sorted(sources):
        digest.update(f"{source} {inputs.content_of(source)}\n".encode())
    return digest.hexdigest()


def read_states(home: Home) -> dict[str, TableState]:
    """Return the states in which the tables were built; none where there is no database, or no word of it."""
    try:
        content = json.loads(_locate(home).read_text(encoding="utf-8"))
        states = {name: TableState(**state) for name, state in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return states if home.database.is_file() else {}


def find_behind(home: Home, lineage: Lineage, inputs: Inputs) -> frozenset[str]:
    """Return the kept tables that are not built from what the home holds now."""
    built = read_states(home)
    wanted = describe_states(lineage, inputs)
    return frozenset(name for name, state in wanted.items() if built.get(name) != state)


def record_states(
    home: Home,
    built: Iterable[str],
    states: Mapping[str, TableState],
    signatures: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Note the state of tables that have been built and have passed their tests, and what they hold."""
    new = {name: replace(states[name], signature=signatures.get(name, "")) for name in built}
    known = {**read_states(home), **new}
    content = {name: vars(state) for name, state in sorted(known.items())}
    write_text_atomically(_locate(home), json.dumps(content, indent=1))


def forget_states(home: Home, names: Iterable[str]) -> None:
    """Count tables as behind from now on: they are about to be written, and a kill may leave them half so."""
    left = {name: vars(state) for name, state in read_states(home).items() if name not in set(names)}
    write_text_atomically(_locate(home), json.dumps(left, indent=1))


def _locate(home: Home) -> Path:
    return home.status / STATES
