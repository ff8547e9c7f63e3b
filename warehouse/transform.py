"""How dbt is told where a home keeps things; the project itself is `dbt_project/`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ingest.bronze import ensure_empty_partition
from ingest.registries import REGISTERS
from warehouse.corrections import prepare_corrections
from warehouse.dictionary import load_dictionary
from warehouse.inputs import REPOSITORY
from warehouse.layout import Home
from warehouse.submissions import prepare_submissions

DBT_PROJECT = REPOSITORY / "dbt_project"
MEMORY_LIMIT = "1500MB"


def describe_environment(home: Home, as_of: date) -> dict[str, str]:
    """Return the environment that the dbt project reads: places, and the day the tables speak for."""
    return {
        "TSUNAGU_AS_OF": as_of.isoformat(),
        "TSUNAGU_DATABASE": str(home.database),
        "TSUNAGU_BRONZE": str(home.bronze),
        "TSUNAGU_SCRATCH": str(home.scratch),
        "TSUNAGU_LEDGER": str(home.ledger),
        "TSUNAGU_MEMORY_LIMIT": MEMORY_LIMIT,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def prepare_sources(home: Home) -> None:
    """Give every source at least an empty bronze file, so that its table exists before its first data."""
    for register in REGISTERS.values():
        ensure_empty_partition(register, home.bronze)
    prepare_submissions(home)
    prepare_corrections(home, load_dictionary(DBT_PROJECT))


def locate_target(home: Home) -> Path:
    """Return the folder of dbt's artefacts for this home."""
    return home.dbt / "target"
