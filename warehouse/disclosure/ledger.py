"""The ledger: what each release published, so that no two of them can be subtracted from each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.files import write_atomically
from warehouse.disclosure.design import NAMED, STATUS, VALUE, Dimension, TableDesign, Thresholds
from warehouse.disclosure.equations import Publication, read_publication
from warehouse.disclosure.errors import LedgerUnreadable

SEPARATOR = "|"
SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("cell", pa.string()),
        (VALUE, pa.int64()),
        (STATUS, pa.string()),
        (NAMED, pa.int64()),
    ]
)


def write_ledger(folder: Path, release_id: str, tables: Mapping[str, tuple[pa.Table, TableDesign]]) -> Path:
    """Write what a release published of its protected tables; return the file.

    Args:
        folder: the ledger's folder.
        release_id: the release; its entry is written once, on publication.
        tables: cells (as `protect` returned them) and design of each table.

    Raises:
        LedgerUnreadable: the release has an entry that says something else.
    """
    path = folder / f"{release_id}.parquet"
    parts = [_pack(name, cells, design) for name, (cells, design) in sorted(tables.items())]
    designs = {name: _describe(design) for name, (_, design) in sorted(tables.items())}
    rows = pa.concat_tables(parts) if parts else SCHEMA.empty_table()
    rows = rows.replace_schema_metadata({"designs": json.dumps(designs, sort_keys=True)})
    if path.exists():
        if not _read(path).equals(rows, check_metadata=True):
            raise LedgerUnreadable(
                str(path),
                release_id,
                "what a release published is written down once",
                "Publish under a new number.",
            )
        return path
    with write_atomically(path) as temporary:
        pq.write_table(rows, temporary, compression="zstd")
    return path


def read_ledger(folder: Path, table: str) -> list[Publication]:
    """Return what earlier releases published of a table, oldest first; none without a ledger.

    Raises:
        LedgerUnreadable: an entry cannot be read; nothing may be published on a guess.
    """
    paths = sorted(folder.glob("*.parquet"), key=lambda path: _order(path.stem))
    found = []
    for path in paths:
        rows = _read(path)
        designs = json.loads((rows.schema.metadata or {}).get(b"designs", b"{}"))
        if table in designs:
            design = _rebuild(table, designs[table])
            found.append(read_publication(path.stem, _unpack(table, rows, design), design))
    return found


def _order(release_id: str) -> list[tuple[int, str]]:
    """Return a key by which release numbers sort as numbers: 2026.9.0 before 2026.10.0."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in release_id.split(".")]


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError) as error:
        raise LedgerUnreadable(
            str(path),
            str(error)[:80],
            "without knowing what was published, no new count can be judged",
            "Restore the file from a backup, or write it anew from the tables of that release.",
        ) from error


def _pack(name: str, cells: pa.Table, design: TableDesign) -> pa.Table:
    keys = zip(*(cells.column(column).to_pylist() for column in design.columns), strict=True)
    named = cells.column(NAMED) if NAMED in cells.column_names else pa.array([0] * len(cells), pa.int64())
    return pa.table(
        [
            pa.array([name] * len(cells), pa.string()),
            pa.array([SEPARATOR.join(key) for key in keys], pa.string()),
            cells.column(VALUE).cast(pa.int64()),
            cells.column(STATUS).cast(pa.string()),
            named,
        ],
        schema=SCHEMA,
    )


def _unpack(name: str, rows: pa.Table, design: TableDesign) -> pa.Table:
    own = rows.filter(pc.equal(rows.column("table"), name))
    codes = [cell.split(SEPARATOR) for cell in own.column("cell").to_pylist()]
    columns = {column: [key[at] for key in codes] for at, column in enumerate(design.columns)}
    return pa.table({**columns, **{each: own.column(each) for each in (VALUE, STATUS, NAMED)}})


def _describe(design: TableDesign) -> dict[str, object]:
    rule = design.thresholds
    return {
        "dimensions": [[each.name, dict(sorted(each.parents.items()))] for each in design.dimensions],
        "thresholds": [rule.ordinary, rule.dimension, dict(sorted(rule.raised.items()))],
    }


def _rebuild(name: str, text: dict[str, list[list[object]]]) -> TableDesign:
    dimensions = tuple(Dimension(str(column), dict(parents)) for column, parents in text["dimensions"])  # type: ignore[call-overload]
    ordinary, dimension, raised = text["thresholds"]
    return TableDesign(name, dimensions, Thresholds(ordinary, dimension, raised))  # type: ignore[arg-type]
