"""Intake of 200,000 voices, as CSV and as XLSX, sound and faulty: seconds and peak memory with children.

`python -m tests.benchmarks.intake [ROWS]` writes the files into a folder that is removed, takes each in by a
process of its own, and prints what the kernel says of that process and of the children it waited for.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from ingest.submissions.contracts import current_contract
from ingest.submissions.intake import submit_file
from ingest.submissions.members import Member
from ingest.submissions.places import SubmissionPlaces

ROWS = 200_000
MEMBER = Member("bench-centre", "計測センター", "04", "support_centre")
NAMES = (
    "voice_id", "heard_on", "prefecture_code", "municipality", "main_issue", "other_issues", "raised_by",
    "text", "consent_aggregate", "consent_quote_anonymous",
)  # fmt: skip
ISSUES = ("孤独・孤立・ひきこもり", "子どもの居場所", "子どもの貧困", "isolation", "children_places")
RAISERS = ("resident", "住民")
TEXTS = (
    "放課後に子どもが安心して過ごせる場所が近くになく、親が仕事を休むことがある。",
    "相談できる窓口がどこにあるのかわからず、役所をいくつも回った。",
    "担い手が高齢になり、来年の活動を続けられるかわからない。",
)


def write_rows(count: int, *, faulty: bool) -> Iterator[list[str]]:
    """Yield the header and rows of voices, each with a text of its own."""
    fields = current_contract("voice").by_name
    yield [fields[name].title_ja for name in NAMES]
    first = date(2021, 4, 1)
    for number in range(count):
        day = first + timedelta(days=number % 1500)
        yield [
            f"V{number:06}",
            f"{day.year}年{day.month}月" if faulty else f"{day:%Y/%m/%d}",
            f"{number % 47 + 1:02}",
            "石巻市",
            f"ない課題{number}" if faulty else ISSUES[number % len(ISSUES)],
            "、".join(ISSUES[:2]) if number % 3 else "",
            RAISERS[number % len(RAISERS)],
            f"{TEXTS[number % len(TEXTS)]}（{number}件目）",
            "○",
            "×",
        ]


def write_csv(path: Path, rows: Iterator[list[str]]) -> None:
    """Write rows as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def write_xlsx(path: Path, rows: Iterator[list[str]]) -> None:
    """Write rows as a workbook."""
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = workbook.add_worksheet("声")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    workbook.close()


def take_in(path: Path, home: Path) -> None:
    """Take in one file and print what it took, with the children of this process."""
    folders = ("inbox", "accepted", "batches", "receipts", "bronze", "quarantine")
    places = SubmissionPlaces(*(home / name for name in folders))
    started = time.monotonic()
    receipt = submit_file(places, MEMBER, path, path.name, datetime(2026, 4, 1, tzinfo=UTC))
    seconds = time.monotonic() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, children = (usage.ru_maxrss / 1024 for usage in used)
    processor = sum(usage.ru_utime + usage.ru_stime for usage in used)
    print(
        f"{path.name:<12} {receipt.rows_sent:>8,} sent {receipt.rows_accepted:>8,} accepted "
        f"{seconds:6.1f} s, {processor:.1f} s of processor, {own:.0f} MiB, {children:.0f} MiB child",
        flush=True,
    )


def main() -> None:
    """Measure each kind of file in a process of its own, or take in the one file that is named."""
    if len(sys.argv) == 3:
        take_in(Path(sys.argv[1]), Path(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory(prefix="tsunagu-intake-") as work:
        for name, write in (("csv", write_csv), ("xlsx", write_xlsx)):
            for faulty in (False, True):
                path = Path(work) / f"{'faulty' if faulty else 'sound'}.{name}"
                write(path, write_rows(count, faulty=faulty))
                home = Path(work) / f"home-{path.name}"
                again = [sys.executable, "-m", "tests.benchmarks.intake", str(path), str(home)]
                subprocess.run(again, check=True)


if __name__ == "__main__":
    main()
