"""The process that writes a DuckDB file: runs the statements it is given on a new file, with one thread.

A script that imports nothing of this project, so that it starts at once. Its environment decides on its
memory (`duckdb_file` says why). Arguments: the file. Standard input: a JSON list of statements.
"""

import json
import sys
from contextlib import closing

import duckdb

#: The oldest form that every DuckDB since 1.0 reads.
STORAGE_VERSION = "v1.0.0"
MEMORY_LIMIT = "1GB"
#: Trains on a random sample of the texts.
RANDOM_COMPRESSION = "fsst"


def write(path: str, statements: list[str]) -> None:
    """Run the statements on a new file at ``path``."""
    with closing(duckdb.connect(config={"threads": 1, "memory_limit": MEMORY_LIMIT})) as connection:
        connection.execute(f"set disabled_compression_methods = '{RANDOM_COMPRESSION}'")
        connection.execute("set temp_directory = ''")
        connection.execute(f"attach '{path}' as release_file (storage_version '{STORAGE_VERSION}')")
        connection.execute("use release_file")
        for statement in statements:
            connection.execute(statement)
        connection.execute("checkpoint release_file")
        connection.execute("use memory")
        connection.execute("detach release_file")


if __name__ == "__main__":
    write(sys.argv[1], json.load(sys.stdin))
