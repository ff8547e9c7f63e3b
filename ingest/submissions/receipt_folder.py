"""The folder of a receipt: JSON for machines, two pages for people, and their own table with marks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import polars as pl

from ingest.files import create_folder, fsync_directory, write_text_atomically
from ingest.submissions.judge import Judgement
from ingest.submissions.judge_sheet import JudgedSheet
from ingest.submissions.pages import LANGUAGES, render_page
from ingest.submissions.places import SubmissionPlaces
from ingest.submissions.receipts import MAX_LISTED, Receipt
from ingest.submissions.suggestions import suggest_terms
from ingest.submissions.workbooks import Mark, write_workbook

#: Rows of a file beyond which no copy with marks is written.
MAX_COPIED_ROWS = 50_000

JSON_NAME = "receipt.json"
MARKED_NAME = "marked.xlsx"
_UNFINISHED = ".part"


def choose_receipt_id(places: SubmissionPlaces, member_id: str, received_at: datetime, sha256: str) -> str:
    """Return a name for a receipt that the member has no other receipt under."""
    plain = f"{received_at:%Y%m%dT%H%M%SZ}-{sha256[:12]}"
    name, number = plain, 2
    while places.find_receipt(member_id, name).exists():
        name, number = f"{plain}-{number}", number + 1
    return name


def has_receipt(places: SubmissionPlaces, member_id: str, receipt_id: str) -> bool:
    """Tell whether a receipt was written."""
    return (places.find_receipt(member_id, receipt_id) / JSON_NAME).is_file()


def write_receipt(places: SubmissionPlaces, receipt: Receipt, judgement: Judgement) -> Path:
    """Write a receipt; its folder appears whole or not at all.

    Args:
        places: where receipts are kept.
        receipt: what is told.
        judgement: of the file, for the copy with marks.

    Returns:
        The folder.
    """
    target = places.find_receipt(receipt.member_id, receipt.id)
    create_folder(target.parent)
    _remove_unfinished(target.parent)
    folder = target.parent / f".{receipt.id}{_UNFINISHED}"
    folder.mkdir()
    text = json.dumps(receipt.to_dict(), ensure_ascii=False, indent=1)
    write_text_atomically(folder / JSON_NAME, text + "\n")
    has_copy = write_marked_copy(folder / MARKED_NAME, judgement)
    for language in LANGUAGES:
        page = render_page(receipt, language, marked_name=MARKED_NAME if has_copy else None)
        write_text_atomically(folder / f"receipt.{language}.html", page)
    folder.rename(target)
    fsync_directory(target.parent)
    return target


def _remove_unfinished(folder: Path) -> None:
    """Remove what a killed run left; the intake lock keeps a living one away."""
    for path in folder.glob(f".*{_UNFINISHED}"):
        shutil.rmtree(path)


def write_marked_copy(path: Path, judgement: Judgement) -> bool:
    """Write the member's own tables with what is to mend; tell whether that was done.

    It is not done for very large files: writing them takes longer than everything else together.
    """
    if sum(judged.source.rows.height for judged in judgement.sheets) > MAX_COPIED_ROWS:
        return False
    every = (mark for judged in judgement.sheets for mark in list_marks(judged))
    marks = list(islice(every, MAX_LISTED))
    if not marks:
        return False
    contracts = {it.sheet.name: it.match.contract for it in judgement.sheets if it.match is not None}
    write_workbook(path, contracts, sheets=[it.source for it in judgement.sheets], marks=marks)
    return True


def list_marks(judged: JudgedSheet) -> Iterator[Mark]:
    """Yield the marks of a sheet: what it breaks as a whole at its header, the rest at its cells."""
    sheet = judged.source
    for fault in judged.faults:
        wording = fault.wording
        yield Mark(sheet.name, sheet.header_row or 1, None, f"{wording.message_ja}\n{wording.remedy_ja}")
    whole = [fault.rule for fault in judged.faults]
    columns = judged.match.columns if judged.match else {}
    contract = judged.match.contract if judged.match else None
    for line in judged.lines.filter(~pl.col("rule").is_in(whole)).iter_rows(named=True):
        text = f"{line['message_ja']}\n{line['remedy_ja']}"
        if near := suggest_terms(line, contract):
            text += f"\nもしかして：「{'」「'.join(near)}」"
        column = columns.get(line["field"])
        yield Mark(sheet.name, line["row"], column, text, line["value"] or "", line["column"] or "")
