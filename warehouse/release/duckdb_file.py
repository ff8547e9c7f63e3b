"""Writes `db/tsunagu.duckdb`: every table of a release in one file that DuckDB from 1.0 on opens.

The bytes are the same for the same tables. DuckDB leaves what was in memory before in the gaps of its blocks,
and trains one of its compressions on a random sample. So the file is written by a process of its own, with
one thread, whose memory is handed out as zeros, and without that compression (`duckdb_writer`). This holds on
Linux.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from warehouse.database import quote_name, quote_text
from warehouse.dictionary import Dataset, Dictionary
from warehouse.errors import ReleaseDamaged
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.licence import LICENCE_NAME
from warehouse.release.paths import TablePaths

DATABASE = Path("db") / "tsunagu.duckdb"
WRITER = Path(__file__).with_name("duckdb_writer.py")
#: Zeros from DuckDB's allocator and from that of the C library.
ZEROED_MEMORY = {"DUCKDB_JE_MALLOC_CONF": "zero:true", "MALLOC_PERTURB_": "255"}


def write_duckdb_file(root: Path, dictionary: Dictionary, inputs: ReleaseInputs) -> None:
    """Write the DuckDB file of a release from its Parquet files, in bounded memory.

    Raises:
        ReleaseDamaged: DuckDB could not write it; its message is in the error.
    """
    (root / DATABASE).parent.mkdir(exist_ok=True)
    statements = [statement for dataset in dictionary for statement in _make_table(dataset)]
    done = subprocess.run(
        [sys.executable, "-P", str(WRITER), str(DATABASE)],
        input=json.dumps([*statements, *_make_release(inputs)]),
        env={**os.environ, **ZEROED_MEMORY},
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise ReleaseDamaged(
            str(DATABASE),
            " ".join(done.stderr.split())[-300:],
            "the DuckDB file must be written whole",
            "Look for a full disk, then run again.",
        )


def _make_table(dataset: Dataset) -> list[str]:
    """Return the statements that make one table, its rows in the order of the Parquet file."""
    name = quote_name(dataset.name)
    columns = ", ".join(
        f"{quote_name(column.name)} {column.data_type}{'' if column.nullable else ' not null'}"
        for column in dataset.columns
    )
    source = quote_text(str(TablePaths.of(dataset.name).parquet))
    names = ", ".join(quote_name(column.name) for column in dataset.columns)
    return [
        f"create table {name} ({columns})",
        f"insert into {name} select {names} from read_parquet({source})",
        f"comment on table {name} is {quote_text(_join(dataset.title_ja, dataset.description_en))}",
        *(
            f"comment on column {name}.{quote_name(column.name)} is "
            + quote_text(_join(column.title_ja, column.description_en))
            for column in dataset.columns
        ),
    ]


def _make_release(inputs: ReleaseInputs) -> list[str]:
    """Return the statements that make the table ``release``, which says what the file is."""
    columns = {
        "release": ("公開番号", "Number of the release.", inputs.release_id),
        "as_of": ("基準日", "Facts published up to this day.", inputs.as_of.isoformat()),
        "licence": ("利用条件", "Licence of all tables.", LICENCE_NAME),
    }
    values = ", ".join(quote_text(value) for _, _, value in columns.values())
    return [
        f"create table release as select * from (values ({values})) as t ({', '.join(columns)})",
        f"comment on table release is {quote_text(_join('この公開', 'What this file is.'))}",
        *(
            f"comment on column release.{name} is {quote_text(_join(title, description))}"
            for name, (title, description, _) in columns.items()
        ),
    ]


def _join(title: str, description: str) -> str:
    return f"{title}: {description}"
