"""Imports what takes long, in the process that forks the children.

Nothing here may start threads of its own that a child needs: polars does so when it is imported, and so do
the rooms that import it; children import those themselves.
"""

from __future__ import annotations

import importlib
import os
import sys

_HEAVY = (
    "dagster",
    "dagster_dbt",
    "dagster._core.storage.runs.sqlite",
    "dbt.cli.main",
    "dbt.adapters.duckdb",
    "great_expectations.expectations",
    "frictionless",
    "jinja2",
    "pdfplumber",
    "requests",
    "rich",
    "typer",
    "xlsxwriter",
)


def import_heavy_libraries() -> None:
    """Import what every child would import."""
    os.environ.update(DAGSTER_DISABLE_TELEMETRY="yes", DO_NOT_TRACK="1", GX_ANALYTICS_ENABLED="false")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for name in _HEAVY:
        importlib.import_module(name)


def refuse_threads() -> None:
    """Refuse to go on where a room has been imported that starts threads; children would wait for them."""
    if "polars" in sys.modules:
        raise RuntimeError(
            "polars was imported before the fork: its threads would be missing in the children"
        )
