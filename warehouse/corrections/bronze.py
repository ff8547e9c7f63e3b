"""Writes corrections and requests as tables, so that dbt reads them like any other source."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ingest.registries import REGISTERS
from warehouse.corrections.registers import Correction, read_corrections, select_register
from warehouse.corrections.requests import Suppression, read_suppressions
from warehouse.corrections.rows import FINDINGS_SCHEMA, mend_register, write_cells
from warehouse.dictionary import Dictionary
from warehouse.layout import Home
from warehouse.small_tables import write_if_changed

CORRECTIONS_SCHEMA = pl.Schema(
    {
        "correction_id": pl.String(),
        "registers": pl.List(pl.String()),
        "row_key": pl.String(),
        "columns": pl.List(pl.String()),
        "action": pl.String(),
        "before": pl.String(),
        "after": pl.String(),
        "reason_ja": pl.String(),
        "reason_en": pl.String(),
        "evidence": pl.String(),
        "reported_to": pl.String(),
        "reported_on": pl.Date(),
        "mended_on": pl.Date(),
    }
)
SUPPRESSIONS_SCHEMA = pl.Schema(
    {
        "request_id": pl.String(),
        "org_id": pl.String(),
        "dataset": pl.String(),
        "record_key": pl.String(),
        "withheld": pl.List(pl.String()),
        "reason": pl.String(),
        "requested_on": pl.Date(),
        "until": pl.Date(),
    }
)
DECISION_TABLES = ("corrections", "suppressions")
FINDINGS = "correction_findings"
CORRECTED = "corrected"


def write_correction_tables(home: Home, dictionary: Dictionary) -> None:
    """Write `corrections/` and `suppressions/` below bronze: what persons wrote, and nothing else.

    Both are there also when nothing is written. A file whose content would be the same is left alone.

    Raises:
        CorrectionUnreadable: a file of corrections or requests is not written as it must be.
    """
    corrections, requests = read_corrections(home), read_suppressions(home, dictionary)
    write_if_changed(
        pl.DataFrame(map(_tabulate, corrections), CORRECTIONS_SCHEMA, orient="row").sort("correction_id"),
        home.bronze / "corrections" / "corrections.parquet",
    )
    write_if_changed(
        pl.DataFrame(map(_tabulate_request, requests), SUPPRESSIONS_SCHEMA, orient="row").sort("request_id"),
        home.bronze / "suppressions" / "suppressions.parquet",
    )


def write_corrected_rows(home: Home) -> int:
    """Write, beside the bronze rows, those that corrections change, and what was found where they look.

    A register without corrections is not opened, and its file is empty.

    Returns:
        The number of rows changed.

    Raises:
        CorrectionUnreadable: a file of corrections is not written as it must be.
    """
    corrections = read_corrections(home)
    findings, changed = [pl.DataFrame(schema=FINDINGS_SCHEMA)], 0
    for register in REGISTERS.values():
        mended = mend_register(register, select_register(corrections, register.name), home.bronze)
        write_if_changed(mended.rows, locate_corrected_rows(home.bronze, register.name))
        findings.append(mended.findings)
        changed += mended.rows.height
    write_if_changed(pl.concat(findings), home.bronze / FINDINGS / "findings.parquet")
    return changed


def locate_corrected_rows(bronze: Path, register: str) -> Path:
    """Return where the changed rows of a register are; the macro `corrected_rows` reads them there."""
    return bronze / CORRECTED / f"{register}.parquet"


def _tabulate(correction: Correction) -> tuple[object, ...]:
    touched = correction.replacements or correction.expected
    return (
        correction.id,
        sorted(correction.registers),
        write_cells(correction.rows),
        sorted(touched),
        correction.action,
        write_cells({column: correction.expected[column] for column in touched}),
        None if correction.drops else write_cells(correction.replacements),
        correction.reason_ja,
        correction.reason_en,
        correction.evidence,
        correction.reported_to,
        correction.reported_on,
        correction.mended_on,
    )


def _tabulate_request(request: Suppression) -> tuple[object, ...]:
    return (
        request.id,
        request.org_id,
        request.table,
        request.key,
        sorted(request.withheld),
        request.reason,
        request.requested_on,
        request.until,
    )
