"""Random tables in two releases: the same key, other columns, any value a release can hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from warehouse.release.difference import TableFile, TableSchema
from warehouse.release.difference.schemas import ColumnSchema

# Few letters, so that texts and keys repeat; those that JSON, CSV and SQL treat in ways of their own.
TEXTS = st.text(st.sampled_from("aあ\"'\\,;[]{}\n\r\t =null\u3000🏯"), max_size=4)
VALUES = {
    "VARCHAR": TEXTS,
    "DATE": st.dates(date(1, 1, 1), date(9999, 12, 31)),
    "BIGINT": st.integers(-(2**63), 2**63 - 1),
    "INTEGER": st.integers(-(2**31), 2**31 - 1),
    "BOOLEAN": st.booleans(),
    "DOUBLE": st.floats(allow_nan=False),
    "DECIMAL(10,2)": st.integers(-(10**10) + 1, 10**10 - 1).map(lambda value: Decimal(value) / 100),
    "VARCHAR[]": st.lists(st.none() | TEXTS, max_size=3),
}
ARROW = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
    "DECIMAL(10,2)": pa.decimal128(10, 2),
    "VARCHAR[]": pa.list_(pa.field("element", pa.string())),
}
KEYS = (("VARCHAR",), ("BIGINT",), ("VARCHAR", "DATE"), ("DATE", "VARCHAR", "BIGINT"))
FEW = {
    "VARCHAR": TEXTS,
    "BIGINT": st.integers(-3, 3),
    "DATE": st.dates(date(2021, 1, 1), date(2021, 1, 3)),
}


@dataclass(frozen=True)
class RandomTable:
    """A table: its schema, and its rows in the order of its key."""

    schema: TableSchema
    table: pa.Table

    def write(self, path: Path) -> TableFile:
        """Write it as a release would."""
        pq.write_table(self.table, path)
        return TableFile(path, self.schema)


@st.composite
def make_tables(draw: st.DrawFn, key: tuple[str, ...]) -> RandomTable:
    """Return a table whose key has the given types, and whose other columns are drawn."""
    names = draw(st.lists(st.sampled_from(["a", "b", 'odd "name"', "d"]), unique=True, max_size=4))
    columns = {f"k{n}": data_type for n, data_type in enumerate(key)}
    columns |= {name: draw(st.sampled_from(sorted(VALUES))) for name in names}
    keys = draw(st.lists(st.tuples(*(FEW[data_type] for data_type in key)), unique=True, max_size=6))
    rows = [
        (*one, *(draw(st.none() | VALUES[columns[name]]) for name in names))
        for one in sorted(
            keys, key=lambda one: [part.encode() if isinstance(part, str) else part for part in one]
        )
    ]
    schema = pa.schema([pa.field(name, ARROW[data_type]) for name, data_type in columns.items()])
    arrays = [pa.array([row[n] for row in rows], field.type) for n, field in enumerate(schema)]
    described = tuple(ColumnSchema(name, data_type) for name, data_type in columns.items())
    names_of_key = tuple(f"k{n}" for n in range(len(key)))
    return RandomTable(TableSchema("t", names_of_key, described), pa.table(arrays, schema=schema))


@st.composite
def make_pairs(draw: st.DrawFn) -> tuple[RandomTable, RandomTable]:
    """Return a table before and after; mostly with the same key, sometimes with another."""
    key = draw(st.sampled_from(KEYS))
    other = draw(st.sampled_from([key, key, key, *KEYS]))
    before = draw(make_tables(key))
    return before, draw(st.just(before) | make_tables(other))
