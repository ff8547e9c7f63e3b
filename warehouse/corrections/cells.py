"""Values of a register's columns as persons write them in YAML, held to the types of its bronze rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa

from ingest.register import Register
from ingest.registries import REGISTERS
from warehouse.entries import Entry

Cell = str | bool | int | float | date | None
Cells = Mapping[str, Cell]

#: Where a row came from: it may be asked for, and never be another.
PROVENANCE = ("source_file", "file_row", "published_on")


def read_cells(entry: Entry, field: str, registers: Iterable[str]) -> dict[str, Cell]:
    """Return the values of columns that a field of an entry gives.

    Args:
        entry: the correction.
        field: the field that holds columns and values.
        registers: names of registers; each of them must have each of the columns.

    Raises:
        CorrectionUnreadable: a register lacks a column, or a value is not of the column's type.
    """
    given = entry.nested(field)
    for name in registers:
        _refuse_unknown_columns(given, REGISTERS[name])
    schema = REGISTERS[next(iter(registers))].bronze_schema
    return {column: _read_cell(given, column, schema.field(column).type) for column in given.values}


def _refuse_unknown_columns(given: Entry, register: Register) -> None:
    known = register.bronze_schema.names
    for column in given.values:
        if column not in known:
            raise given.refusal(
                column, f"the register {register.name} has the columns {', '.join(sorted(known))}"
            )


def _read_cell(given: Entry, column: str, data_type: pa.DataType) -> Cell:
    value = given.values[column]
    if value is None:
        return None
    if pa.types.is_date(data_type):
        return given.day(column)
    if pa.types.is_string(data_type):
        return given.text(column)
    if pa.types.is_boolean(data_type):
        if not isinstance(value, bool):
            raise given.refusal(value, f"{column} is true or false")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float if _is_decimal(data_type) else int):
        raise given.refusal(value, f"{column} is a number")
    number: int | float = value
    return float(number) if _is_decimal(data_type) else number


def _is_decimal(data_type: pa.DataType) -> bool:
    return bool(pa.types.is_floating(data_type))
