"""`tsunagu template` and `tsunagu submit`: the form a member fills in, and the answer to what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.table import Table

from ingest.submissions.contracts import KINDS, current_contract
from ingest.submissions.intake import submit_file
from ingest.submissions.members import find_member
from ingest.submissions.receipts import Receipt, Rejection
from ingest.submissions.template_files import name_template, write_template
from tsunagu.console import console, say, warn
from tsunagu.exits import EXIT_DONE, EXIT_FAILED, EXIT_FINDINGS
from warehouse.layout import Home
from warehouse.refusals import name_refusals
from warehouse.submissions import locate_submissions, read_members

SHOWN_REJECTIONS = 8


def write_form(kind: str, template_format: str, out: Path | None) -> int:
    """Write the template of a kind and say where it is; return the exit status."""
    _refuse_unknown_kind(kind, "KIND")
    contract = current_contract(kind)
    path = out or Path(name_template(contract, template_format))
    write_template(contract, template_format, path)
    say(f"{path}  {contract.title_ja} · {contract.title_en}, version {contract.version}")
    return EXIT_DONE


def submit(home: Home, path: Path, member_id: str, kind: str | None) -> int:
    """Take one file, print the answer in short and where it is in full; return the exit status."""
    if kind is not None:
        _refuse_unknown_kind(kind, "--kind")
    member = find_member(read_members(home), member_id)
    places = locate_submissions(home)
    with name_refusals(home):
        home.create()
        receipt = submit_file(places, member, path, path.name, datetime.now(UTC), kind)
    _show_receipt(receipt)
    say("")
    for page in sorted(places.find_receipt(member.id, receipt.id).iterdir()):
        say(f"  {page}")
    if receipt.refused:
        return EXIT_FAILED
    return EXIT_FINDINGS if receipt.rows_quarantined else EXIT_DONE


def _refuse_unknown_kind(kind: str, hint: str) -> None:
    if kind not in KINDS:
        words = ", ".join(f"{name} ({current_contract(name).title_ja})" for name in KINDS)
        raise typer.BadParameter(f"{kind} is no kind of record; there are: {words}", param_hint=hint)


def _show_receipt(receipt: Receipt) -> None:
    """Print the sums and the first rows to mend, in both languages."""
    if receipt.is_repeated:
        say("以前に受け付けたファイルと同じ内容です · the same bytes as a file received before")
    if refused := receipt.refused:
        warn(f"受け付けできませんでした · refused: {receipt.filename}", "bold red")
        warn(f"  {refused.message_ja}{refused.remedy_ja}\n  {refused.message_en} {refused.remedy_en}")
        return
    say(
        f"受付 · received {receipt.filename}: 送信 · sent {receipt.rows_sent:,}"
        f" = 受理 · accepted {receipt.rows_accepted:,} + 要修正 · to mend {receipt.rows_quarantined:,}"
    )
    if receipt.rejections:
        _show_rejections(receipt.rejections)


def _show_rejections(rejections: Sequence[Rejection]) -> None:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for title in ("行 row", "列 column", "値 value", "内容 what to mend"):
        table.add_column(title, overflow="fold")
    for rejection in rejections[:SHOWN_REJECTIONS]:
        cells = (rejection.row, rejection.column, rejection.value, rejection.message_ja)
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    console.print(table)
    if len(rejections) > SHOWN_REJECTIONS:
        say(f"… {len(rejections) - SHOWN_REJECTIONS:,} more in the receipt")
