"""What every asset tells of its making, under the same names everywhere: Dagster draws how it develops."""

from __future__ import annotations

import resource
import time
from typing import Any

import dagster as dg

KIBIBYTES_IN_MEBIBYTE = 1024


class Measure:
    """Measures the making of an asset from the moment it is created."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def describe(self, *, rows: int | None = None, size: int | None = None, **others: Any) -> dict[str, Any]:
        """Return metadata of an asset that has just been made.

        Args:
            rows: rows it holds; left out for bytes as received.
            size: bytes it holds; left out for a table inside the database.
            others: what else is told of it.

        Returns:
            ``dagster/row_count``, ``bytes``, ``seconds``, ``peak_memory_mib`` (of the run's process or of a
            process it started, whichever needed more, up to now), and the others.
        """
        measured: dict[str, Any] = {
            "seconds": dg.MetadataValue.float(round(time.monotonic() - self._started, 3)),
            "peak_memory_mib": dg.MetadataValue.int(read_peak_mib()),
        }
        if rows is not None:
            measured["dagster/row_count"] = dg.MetadataValue.int(rows)
        if size is not None:
            measured["bytes"] = dg.MetadataValue.int(size)
        return {**measured, **others}


def read_peak_mib() -> int:
    """Return the most memory this process or one of its children has held, in MiB."""
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(peaks) // KIBIBYTES_IN_MEBIBYTE
