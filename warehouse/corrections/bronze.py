"""Writes corrections and requests as tables, so that dbt reads them like any other source."""

from __future__ import annotations

from collections.abc import Sequence
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
CORRECTIONS, SUPPRESSIONS, FINDINGS = "corrections", "suppressions", "correction_findings"
CORRECTED = "corrected"


def prepare_corrections(home: Home, dictionary: Dictionary) -> dict[str, int]:
    """Write what dbt reads of corrections and requests; all of it is there also when nothing is written.

    Args:
        home: the home; its bronze rows must be up to date, for they are searched.
        dictionary: the public tables.

    Returns:
        The rows of each of these tables, by its name.

    Raises:
        CorrectionUnreadable: a file of corrections or requests is not written as it must be.
    """
    corrections, requests = read_corrections(home), read_suppressions(home, dictionary)
    tables = {
        CORRECTIONS: pl.DataFrame([*map(_tabulate, corrections)], CORRECTIONS_SCHEMA, orient="row"),
        SUPPRESSIONS: pl.DataFrame([*map(_tabulate_request, requests)], SUPPRESSIONS_SCHEMA, orient="row"),
        FINDINGS: _write_corrected_rows(home, corrections),
    }
    for name, table in tables.items():
        write_if_changed(
            table.sort(table.columns[:1], maintain_order=True), home.bronze / name / f"{name}.parquet"
        )
    return {name: table.height for name, table in tables.items()}


def _write_corrected_rows(home: Home, corrections: Sequence[Correction]) -> pl.DataFrame:
    """Write, beside the bronze rows, those that corrections change; return what was found where they look.

    A register without corrections is not opened, and its file is empty.
    """
    findings = [pl.DataFrame(schema=FINDINGS_SCHEMA)]
    for register in REGISTERS.values():
        mended = mend_register(register, select_register(corrections, register.name), home.bronze)
        write_if_changed(mended.rows, locate_corrected_rows(home.bronze, register.name))
        findings.append(mended.findings)
    return pl.concat(findings)


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
