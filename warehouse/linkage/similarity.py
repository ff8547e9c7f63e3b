"""Edit distances counted in characters.

DuckDB counts bytes: 東京 and 大阪 are six apart for it, あ and い one. rapidfuzz counts characters.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa
from duckdb.func import PythonUDFType

#: Name of the function in SQL.
SLIPS = "count_slips"
LIKENESS = "name_likeness"


def register_similarities(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the two functions the model's comparisons call."""
    arrow = PythonUDFType.ARROW
    connection.create_function(SLIPS, _count_slips, ["VARCHAR", "VARCHAR"], "INTEGER", type=arrow)
    connection.create_function(LIKENESS, _measure_likeness, ["VARCHAR", "VARCHAR"], "FLOAT", type=arrow)


def _count_slips(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
    """Return how many characters were added, lost, changed or swapped with their neighbour."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    counted = process.cpdist(left.to_pylist(), right.to_pylist(), scorer=OSA.distance, dtype=np.int32)
    return pa.array(counted, type=pa.int32())


def _measure_likeness(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
    """Return the share of characters the two have in common in order, 0 to 1."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    counted = process.cpdist(
        left.to_pylist(), right.to_pylist(), scorer=Indel.normalized_similarity, dtype=np.float32
    )
    return pa.array(counted, type=pa.float32())
