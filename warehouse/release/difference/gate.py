"""The gate between a staged release and the public: what readers rely on does not go without a person's word.

Four rules: at most 1 % of the rows of a table are removed; the key of a table stays; a column stays until it
was announced to go in two releases and for 90 days; a total moves no farther than its tolerance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from warehouse.approvals import Approval
from warehouse.dictionary import DEPRECATION
from warehouse.layout import Home
from warehouse.release.catalog import list_release_ids
from warehouse.release.difference.schemas import ColumnSchema, Schemas, TableSchema, read_schemas
from warehouse.release.difference.totals import find_movements
from warehouse.release.json_files import read_json
from warehouse.release.paths import SUMMARY
from warehouse.release.staging import StagedRelease

REMOVED_SHARE = 0.01
ANNOUNCEMENTS = 2


@dataclass(frozen=True)
class Objection:
    """Why a release may not go out: the table, the kind of the rule, and what was found."""

    table: str
    kind: str
    sentence: str
    previous: str

    @property
    def approval(self) -> str:
        """The entry of `approvals/tables.yml` that lets it through."""
        return f"- {{table: {self.table}, after: {self.previous}, allow: [{self.kind}], reason: …}}"


def find_objections(
    home: Home, staged: StagedRelease, approvals: Sequence[Approval], may_shrink: Set[str]
) -> list[Objection]:
    """Return what stands against a release that is built, and that nobody has approved.

    Args:
        home: whose releases it is held against.
        staged: the release, its difference written already.
        approvals: what persons let through after the release before.
        may_shrink: tables from which any number of rows may go at once.
    """
    previous = staged.inputs.previous
    if previous is None:
        return []
    root = home.releases / previous
    before, after = read_schemas(root), read_schemas(staged.root)
    registers = {dataset.name: dataset.sources for dataset in staged.dictionary}
    found = [
        *_judge_rows(staged, may_shrink),
        *_judge_keys(before, after),
        *_judge_columns(home, before, after, staged.inputs.as_of),
        *(
            (
                movement.total.dataset,
                "total",
                f"{movement.total.says}: {movement.before:,} → {movement.after:,}, more than"
                f" {movement.total.tolerance:.0%}, from the same registers",
            )
            for movement in find_movements(root, staged.root, before, after, registers)
        ),
    ]
    approved = {(one.table, kind) for one in approvals if one.after == previous for kind in one.allows}
    return [Objection(*one, previous) for one in found if one[:2] not in approved]


Found = tuple[str, str, str]
"""Table, kind of the rule, sentence."""


def _judge_rows(staged: StagedRelease, may_shrink: Set[str]) -> Iterator[Found]:
    # statistics are computed anew each time, for other days: totals are judged instead
    computed = {dataset.name for dataset in staged.dictionary if dataset.is_statistic}
    tables = read_json(staged.root / SUMMARY)["tables"]
    for name, table in tables.items():
        removed, rows = table["removed"], table["rows_before"]
        if name not in may_shrink | computed and removed > rows * REMOVED_SHARE:
            sentence = f"{removed:,} of {rows:,} rows removed, more than {REMOVED_SHARE:.0%}"
            yield name, "rows", f"{name}: {sentence}"


def _judge_keys(before: Schemas, after: Schemas) -> Iterator[Found]:
    for name in before.keys() & after.keys():
        old, new = before[name].key, after[name].key
        if old != new:
            yield name, "key", f"{name}: the key is {_write_key(new)}, and was {_write_key(old)}"


def _write_key(key: list[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {data_type}" for name, data_type in key)


def _judge_columns(home: Home, before: Schemas, after: Schemas, as_of: date) -> Iterator[Found]:
    for name, schema in before.items():
        types = after[name].types if name in after else {}
        for column in schema.columns:
            place = f"{name}.{column.name}"
            if column.name not in types and (missing := _find_missing(home, schema, column, as_of)):
                yield name, "column", f"{place} is gone, and {missing}"
            elif column.name in types and types[column.name] != column.type:
                yield name, "column", f"{place} is {types[column.name]}, and was {column.type}"


def _find_missing(home: Home, schema: TableSchema, column: ColumnSchema, as_of: date) -> str | None:
    """Return what a removal lacks of the rule of deprecation; None where it was announced long enough."""
    since, until = column.deprecated_since, column.remove_after
    if since is None or until is None:
        return "was never announced to go (deprecated_since and remove_after in its YAML)"
    if as_of <= max(until, since + DEPRECATION):
        return f"stays until {max(until, since + DEPRECATION).isoformat()}"
    if _count_announcements(home, schema.dataset, column.name) < ANNOUNCEMENTS:
        return f"was announced in fewer than {ANNOUNCEMENTS} releases"
    return None


def _count_announcements(home: Home, dataset: str, column: str) -> int:
    """Return how many of the newest public releases, one after the other, announced a column to go."""
    folders: Iterator[Path] = (home.releases / number for number in reversed(list_release_ids(home)))
    tables = (read_schemas(folder).get(dataset) for folder in islice(folders, ANNOUNCEMENTS))
    return sum(
        table is not None and any(one.name == column and one.deprecated_since for one in table.columns)
        for table in tables
    )
