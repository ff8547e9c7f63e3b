"""How keys and cells of any type stand in a difference: as text that can be turned back without loss."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from warehouse.database import quote_name, quote_text

LIST = "VARCHAR[]"
HASHED = "sha256:"
"""What a key begins with that is given by its sum only."""

_TYPES: dict[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    pa.int64(): "BIGINT",
    pa.int32(): "INTEGER",
    pa.bool_(): "BOOLEAN",
    pa.float64(): "DOUBLE",
}


def name_type(data_type: pa.DataType) -> str:
    """Return the SQL type of a column of a release."""
    if pa.types.is_decimal(data_type):
        return f"DECIMAL({data_type.precision},{data_type.scale})"
    return LIST if pa.types.is_list(data_type) else _TYPES[data_type]


def write_cell(expression: str, data_type: str) -> str:
    """Return SQL for a cell as text: a list as JSON, dates as in 2026-11-23, null as null."""
    return f"cast({f'to_json({expression})' if data_type == LIST else expression} as varchar)"


def read_cell(expression: str, data_type: str) -> str:
    """Return SQL that turns the text of a cell back."""
    text = f"cast({expression} as json)" if data_type == LIST else expression
    return f"cast({text} as {data_type})"


def write_key(names: Sequence[str], table: str) -> str:
    """Return SQL for the key of a row as text: the value itself, or a JSON list where there are several."""
    parts = [f"cast({table}.{quote_name(name)} as varchar)" for name in names]
    return parts[0] if len(parts) == 1 else f"cast(to_json([{', '.join(parts)}]) as varchar)"


def read_key(names: Sequence[str], types: Sequence[str], key: str) -> dict[str, str]:
    """Return, by column of the key, SQL that takes its value out of the text."""
    if len(names) == 1:
        return {names[0]: read_cell(key, types[0])}
    return {
        name: read_cell(f"json_extract_string({key}, '$[{position}]')", data_type)
        for position, (name, data_type) in enumerate(zip(names, types, strict=True))
    }


def hash_key(key: str) -> str:
    """Return SQL for the sum that stands in place of a key."""
    return f"{quote_text(HASHED)} || sha256({key})"
