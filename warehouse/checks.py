"""The first ring of checks: are the tables shaped as the dictionary declares them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import duckdb
import pyarrow as pa

from warehouse.database import connect_read_only, quote_name
from warehouse.dictionary import Dataset, Dictionary
from warehouse.layout import Home

MAX_NOTES = 20


@dataclass(frozen=True)
class CheckResult:
    """What one check found.

    Attributes:
        name: stable name of the check, such as ``shape.organizations``.
        status: ``passed``, ``failed``, or ``error`` when it could not run; an error is never a pass.
        description: what is checked, one sentence.
        notes: what was found, one sentence each; place, value and rule.
    """

    name: str
    status: Literal["passed", "failed", "error"]
    description: str
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the check ran and found nothing."""
        return self.status == "passed"

    @classmethod
    def of(cls, name: str, description: str, notes: list[str]) -> CheckResult:
        """Return a result that passes when there are no notes; very long lists are cut, and say so."""
        shown = notes[:MAX_NOTES]
        if len(notes) > MAX_NOTES:
            shown.append(f"and {len(notes) - MAX_NOTES} more")
        return cls(name, "failed" if notes else "passed", description, tuple(shown))


def check_shape(home: Home, dictionary: Dictionary) -> list[CheckResult]:
    """Check columns, types, required values and keys of every table; one result a dataset."""
    with connect_read_only(home) as connection:
        return check_tables(connection, dictionary)


def check_tables(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary) -> list[CheckResult]:
    """Do the work of `check_shape` on an open connection."""
    return [
        CheckResult.of(
            f"shape.{dataset.name}",
            "Columns, types, required values and the primary key are as the dictionary declares.",
            _find_deviations(connection, dataset),
        )
        for dataset in dictionary
    ]


def _find_deviations(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> list[str]:
    table = quote_name(dataset.name)
    try:
        found = connection.execute(f"select * from {table} limit 0").to_arrow_table().schema
    except duckdb.CatalogException:
        return [f"{dataset.name}: the table is not in the database; build its dbt model"]
    return _compare_schemas(dataset, found) or _count_violations(connection, dataset)


def _compare_schemas(dataset: Dataset, found: pa.Schema) -> list[str]:
    declared = {column.name: column.arrow_type for column in dataset.columns}
    notes = [
        f"{dataset.name}.{name}: declared, but not in the table"
        for name in declared
        if name not in found.names
    ]
    for field in found:
        if field.name not in declared:
            notes.append(f"{dataset.name}.{field.name}: in the table, but not declared")
        elif not same_type(field.type, declared[field.name]):
            notes.append(f"{dataset.name}.{field.name}: {declared[field.name]} declared, {field.type} found")
    return notes


def same_type(found: pa.DataType, declared: pa.DataType) -> bool:
    """Return whether two Arrow types are equal, whatever the element of a list is called."""
    if pa.types.is_list(found) and pa.types.is_list(declared):
        return bool(found.value_type == declared.value_type)
    return bool(found == declared)


def _count_violations(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> list[str]:
    required = [column.name for column in dataset.columns if not column.nullable]
    counts = ", ".join(f"count(*) - count({quote_name(name)})" for name in required)
    keys = ", ".join(quote_name(name) for name in dataset.primary_key)
    table = quote_name(dataset.name)
    duplicates = f"select 1 from {table} group by {keys} having count(*) > 1"
    row = connection.execute(
        f"select (select count(*) from ({duplicates})), {counts} from {table}"
    ).fetchone()
    repeated, *nulls = row or (0,)
    notes = [
        f"{dataset.name}.{name}: {count:,} rows are empty where a value is required"
        for name, count in zip(required, nulls, strict=True)
        if count
    ]
    if repeated:
        key = ", ".join(dataset.primary_key)
        notes.append(f"{dataset.name}: {repeated:,} values of the key ({key}) occur more than once")
    return notes
