"""What persons write about the public tables: mistakes of publishers to mend, and what is not to be shown.

`corrections/*.yml` of a home mend rows before any model reads them; `corrections/suppressions.yml` keeps
things out of every public table. Both are data, with reason and day, and neither names a person.
"""

from warehouse.corrections.bronze import (
    DECISION_TABLES,
    FINDINGS,
    write_corrected_rows,
    write_correction_tables,
)
from warehouse.corrections.fingerprint import fingerprint_corrections
from warehouse.corrections.registers import Correction, read_corrections
from warehouse.corrections.requests import Suppression, read_suppressions

__all__ = [
    "DECISION_TABLES",
    "FINDINGS",
    "Correction",
    "Suppression",
    "fingerprint_corrections",
    "read_corrections",
    "read_suppressions",
    "write_corrected_rows",
    "write_correction_tables",
]
