"""What persons write about the public tables: mistakes of publishers to mend, and what is not to be shown.

`corrections/*.yml` of a home mend rows before any model reads them; `corrections/suppressions.yml` keeps
things out of every public table. Both are data, with reason and day, and neither names a person.
"""

from warehouse.corrections.bronze import CORRECTIONS, FINDINGS, SUPPRESSIONS, prepare_corrections
from warehouse.corrections.fingerprint import (
    NO_CORRECTIONS,
    fingerprint_corrections,
    fingerprint_suppressions,
)
from warehouse.corrections.judge import Remark, judge_corrections, judge_suppressions, list_remarks
from warehouse.corrections.leaks import find_leaks
from warehouse.corrections.registers import Correction, read_corrections
from warehouse.corrections.requests import Suppression, read_suppressions

__all__ = [
    "CORRECTIONS",
    "FINDINGS",
    "NO_CORRECTIONS",
    "SUPPRESSIONS",
    "Correction",
    "Remark",
    "Suppression",
    "find_leaks",
    "fingerprint_corrections",
    "fingerprint_suppressions",
    "judge_corrections",
    "judge_suppressions",
    "list_remarks",
    "prepare_corrections",
    "read_corrections",
    "read_suppressions",
]
