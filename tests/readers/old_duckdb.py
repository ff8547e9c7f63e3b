"""Reads every table of a release with a DuckDB older than ours. Argument: the release.

Needs DuckDB alone: `make readers` runs it in an environment of its own.
"""

import json
import sys
from pathlib import Path

import duckdb


def read_release(root: Path) -> list[str]:
    """Return what does not read as the manifest says, of Parquet, CSV and the DuckDB file."""
    rows = json.loads((root / "manifest.json").read_text(encoding="utf-8"))["rows"]
    wrong = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{root}/db/tsunagu.duckdb' as tsunagu (read_only)")
        for table, expected in rows.items():
            for source in (
                f"'{root}/parquet/{table}.parquet'",
                f"read_csv('{root}/csv/{table}.csv', all_varchar = true, header = true)",
                f"tsunagu.{table}",
            ):
                # Every value is read: a count alone is answered by the footer of a file.
                answer = connection.execute(f"select count(*), sum(hash(t)) from {source} as t").fetchone()
                if answer[0] != expected:
                    wrong.append(f"{source}: {expected:,} rows expected, {answer[0]:,} found")
    return wrong


if __name__ == "__main__":
    root = Path(sys.argv[1])
    broken = read_release(root)
    print("\n".join(broken) or f"DuckDB {duckdb.__version__} reads {root} as it should.")
    sys.exit(bool(broken))
