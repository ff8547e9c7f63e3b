"""Reconciling a file: read, answered, written beside; nothing is written unless all of it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ingest.files import write_atomically
from ingest.submissions.readers.detect import detect_family
from ingest.submissions.readers.files import open_regular, read_bytes
from ingest.submissions.readers.limits import LIMITS, Limits
from warehouse.reconcile.answers import answer_mentions
from warehouse.reconcile.columns import Asked
from warehouse.reconcile.csv_table import CsvTable
from warehouse.reconcile.errors import TableRefused
from warehouse.reconcile.xlsx_table import XlsxTable

_SUFFIX = "-reconciled"


@dataclass(frozen=True)
class Reconciled:
    """What became of a table.

    Attributes:
        path: the file written.
        rows: rows below its header that hold anything.
        mentions: different organisations, by name and place, that they name.
        linked: of these, tied to an organisation.
        doubtful: of these, with a candidate that a person should look at.
    """

    path: Path
    rows: int
    mentions: int
    linked: int
    doubtful: int


def reconcile_file(
    file: Path, asked: Asked, release: Path, out: Path | None = None, limits: Limits = LIMITS
) -> Reconciled:
    """Write a reader's table again with the organisation of each row.

    Args:
        file: CSV in UTF-8, CP932 or UTF-16 (written as UTF-8), or XLSX (all but the added cells stays).
        asked: the columns with names and places.
        release: the folder of the release whose organisations are searched.
        out: file to write; beside the table, under its name with ``-reconciled``, when None.
        limits: bounds of a file, those of members' files.

    Raises:
        RefusedSubmission: the file cannot be read, or is over a bound.
        TableRefused: no such column, not a table, or nowhere to write it.
    """
    with open_regular(file, file.name, limits) as stream:
        content = read_bytes(stream, file.name, limits)
        family = detect_family(content, file.name)
        if family == "objects":
            raise TableRefused(
                file.name, "JSON", "a table is CSV or XLSX", "Save it as one of these, with a header."
            )
        table: CsvTable | XlsxTable
        if family == "workbook":
            del content
            table = XlsxTable(stream, file.name, asked, limits)
        else:
            table = CsvTable(content, file.name, asked, limits)
        target = _choose_target(file, out)
        answers = answer_mentions(table.mentions, release)
        with write_atomically(target) as temporary:
            table.write(temporary, answers)
    states = Counter(cells[0] for (name, _), cells in answers.items() if name)
    return Reconciled(target, table.rows, states.total(), states["linked"], states["doubtful"])


def _choose_target(file: Path, out: Path | None) -> Path:
    target = out or file.with_name(f"{file.stem}{_SUFFIX}{file.suffix}")
    if out is None and target.exists():
        raise TableRefused(
            str(target),
            f"{target.stat().st_size} bytes",
            "there is a file of this name already",
            "Move it away, or name the file to write with --out.",
        )
    if target.exists() and target.samefile(file):
        raise TableRefused(
            str(target), "the table itself", "a table is never overwritten", "Name another file with --out."
        )
    if target.suffix.lower() != file.suffix.lower():
        raise TableRefused(
            str(target), target.suffix, f"a table is written as what it is, {file.suffix}",
            f"Name a file that ends with {file.suffix}.",
        )  # fmt: skip
    return target
