"""What columns and keys the tables of a release have, and how they differ from those of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from warehouse.release.difference.cells import name_type
from warehouse.release.json_files import read_json
from warehouse.release.paths import DATAPACKAGE, TablePaths


@dataclass(frozen=True)
class ColumnSchema:
    """One column of a table.

    Attributes:
        type: SQL type, such as ``VARCHAR[]``.
        deprecated_since, remove_after: since when the column is announced to go, and the last day it stays.
    """

    name: str
    type: str
    required: bool = False
    title_ja: str = ""
    title_en: str = ""
    deprecated_since: date | None = None
    remove_after: date | None = None


@dataclass(frozen=True)
class TableSchema:
    """Columns and key of one table, with the words that say what it is and how it is made."""

    dataset: str
    primary_key: tuple[str, ...]
    columns: tuple[ColumnSchema, ...]
    title_ja: str = ""
    title_en: str = ""
    method_ja: str = ""
    method_en: str = ""

    @property
    def types(self) -> dict[str, str]:
        """The SQL type of each column, in order."""
        return {column.name: column.type for column in self.columns}

    @property
    def key(self) -> list[tuple[str, str]]:
        """Name and type of each column of the key: what must stay, or no row can be followed."""
        return [(name, self.types[name]) for name in self.primary_key]


Schemas = Mapping[str, TableSchema]


def read_schemas(root: Path) -> dict[str, TableSchema]:
    """Return the tables of a release by name, from its descriptor and its Parquet files.

    Raises:
        ReleaseDamaged: the descriptor cannot be read.
    """
    resources = read_json(root / DATAPACKAGE)["resources"]
    tables = [one for one in resources if one["path"] == TablePaths.of(one["name"]).parquet.as_posix()]
    return {one["name"]: _read_table(root, one) for one in tables}


def _read_table(root: Path, resource: dict[str, Any]) -> TableSchema:
    found = pq.read_schema(root / resource["path"])
    described = {field["name"]: field for field in resource["schema"]["fields"]}
    columns = (
        ColumnSchema(
            field.name,
            name_type(field.type),
            not field.nullable,
            **_pick(described[field.name].get("titles", {}), "title"),
            deprecated_since=_read_day(described[field.name].get("deprecated_since")),
            remove_after=_read_day(described[field.name].get("remove_after")),
        )
        for field in found
    )
    return TableSchema(
        resource["name"],
        tuple(resource["schema"]["primaryKey"]),
        tuple(columns),
        **_pick(resource.get("titles", {}), "title"),
        **_pick(resource.get("methods", {}), "method"),
    )


def _pick(words: Mapping[str, str], name: str) -> dict[str, str]:
    return {f"{name}_{language}": words.get(language, "") for language in ("ja", "en")}


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def describe_schemas(before: Schemas, after: Schemas) -> dict[str, Any]:
    """Return `schema_diff.json`: every table as it is now, and what is different from before.

    With an empty ``before``, as for a first release, nothing is different.
    """
    return {
        "datasets_added": sorted(after.keys() - before.keys()) if before else [],
        "datasets_removed": sorted(before.keys() - after.keys()),
        "tables": [_describe_table(before.get(name), after[name]) for name in sorted(after)],
    }


def _describe_table(before: TableSchema | None, after: TableSchema) -> dict[str, Any]:
    old = {column.name: column for column in (before or after).columns}
    new = {column.name: column for column in after.columns}
    both = [name for name in new if name in old]
    is_rekeyed = before is not None and before.key != after.key
    return {
        "dataset": after.dataset,
        "primary_key": list(after.primary_key),
        "primary_key_before": list(before.primary_key) if before and is_rekeyed else None,
        "columns": [{"name": name, "type": data_type} for name, data_type in after.types.items()],
        "columns_added": [name for name in new if name not in old],
        "columns_removed": [name for name in old if name not in new],
        "types_changed": [
            {"column": name, "before": old[name].type, "after": new[name].type}
            for name in both
            if old[name].type != new[name].type
        ],
        "required_changed": [
            {"column": name, "before": old[name].required, "after": new[name].required}
            for name in both
            if old[name].required != new[name].required
        ],
        "deprecated": [
            {"column": column.name, "since": str(column.deprecated_since), "until": str(column.remove_after)}
            for column in after.columns
            if column.deprecated_since
        ],
    }


def read_described(description: Mapping[str, Any]) -> dict[str, TableSchema]:
    """Return the tables that a `schema_diff.json` describes, by name."""
    return {
        table["dataset"]: TableSchema(
            table["dataset"],
            tuple(table["primary_key"]),
            tuple(ColumnSchema(column["name"], column["type"]) for column in table["columns"]),
        )
        for table in description["tables"]
    }
