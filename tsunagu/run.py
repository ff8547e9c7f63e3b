"""`tsunagu run` and `tsunagu demo`: run the job, then say what was read, rejected and published."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import typer
from rich.table import Table

from ingest.bronze import load_reports
from ingest.cadence import JAPAN
from ingest.registries import REGISTERS
from ingest.submissions.store import Batch
from tsunagu.console import console, say, show_progress, warn
from tsunagu.exits import EXIT_DONE, EXIT_FAILED, EXIT_FINDINGS
from tsunagu.findings import collect_findings, identify_reports, show_findings
from tsunagu.site import show_entrance
from warehouse.corrections import list_remarks
from warehouse.dictionary import load_dictionary
from warehouse.layout import Home
from warehouse.release.catalog import list_releases, newest_release
from warehouse.sources import SourceStatus, read_status
from warehouse.submissions import choose_batches, list_unanswered, read_members
from warehouse.transform import DBT_PROJECT


def run_demo(home: Home) -> int:
    """Write the sample into the home and run the pipeline on it; return the exit status."""
    mirror = home.root / "sample"
    write_sample_country(mirror)
    send_sample_submissions(home)
    status = run_pipeline(home, mirror, None, ())
    if status != EXIT_FAILED:
        _show_next_steps(home)
    return status


def write_sample_country(out: Path, scale: float = 1.0, seed: int = 1) -> None:
    """Write a mirror of synthetic register files and say what is in it."""
    from ingest.sample import write_sample

    with show_progress("Writing the sample") as advance:
        summary = write_sample(out, scale=scale, seed=seed, progress=lambda name: advance(name, 0, 0))
    rows = " · ".join(f"{name} {count:,}" for name, count in summary.rows.items())
    say(f"Wrote {summary.files} files ({summary.size / 2**20:,.1f} MiB) to {out}\nrows: {rows}\n")


def send_sample_submissions(home: Home, scale: float = 1.0, seed: int = 1) -> None:
    """Put the files of a sample network into the inbox, with what persons decided; say how many."""
    from ingest.sample.submissions import write_sample_submissions

    folder = home.create().root / "sample" / "submissions"
    summary = write_sample_submissions(folder, scale=scale, seed=seed)
    if home.members.exists() and home.members.read_bytes() != (folder / "members.yml").read_bytes():
        say(f"{home.members} declares members of its own: the sample's files stay in {folder}\n")
        return
    shutil.copytree(folder, home.root, dirs_exist_ok=True)  # with their times: they count as settled
    rows = " · ".join(f"{kind} {count:,}" for kind, count in summary.sent.items())
    members = len(read_members(home))
    say(f"Put {len(summary.files)} files of {members} members into {home.inbox}\nrows: {rows}\n")


def run_pipeline(home: Home, mirror: Path | None, as_of: date | None, sources: Sequence[str]) -> int:
    """Run the main job with a progress bar and a closing summary; return the exit status."""
    _refuse_unknown_registers(sources)
    from pipelines.main_job import run_main_job

    started, started_at, known = time.monotonic(), datetime.now(UTC), identify_reports(home)
    before = {entry.id for entry in list_releases(home)}
    with show_progress("Running the main job") as advance:
        outcome = run_main_job(home, mirror, as_of, sources, progress=advance)
    _show_sources(home, sources)
    _show_submissions(home, started_at)
    findings = collect_findings(home, known)
    if outcome.success:
        findings += [*list_unanswered(home), *list_remarks(home, load_dictionary(DBT_PROJECT))]
    show_findings(findings)
    if not outcome.success:
        _show_failures(home, outcome.failures)
        return EXIT_FAILED
    _show_release(home, before, time.monotonic() - started)
    return EXIT_DONE if show_entrance(home) and not findings else EXIT_FINDINGS


def _show_failures(home: Home, failures: Sequence[str]) -> None:
    """Say what failed and what stands."""
    for failure in failures:
        warn(f"failed: {failure}", "bold red")
    newest = newest_release(home)
    standing = f"release {newest} stands" if newest else "there is no earlier release"
    warn(f"Nothing was released; {standing}. Details: tsunagu dev --home {home.root}")


def _show_release(home: Home, before: Collection[str], seconds: float) -> None:
    """Say which release was made; with an earlier ``--as-of`` it need not be the latest."""
    entries = list_releases(home)
    made = next((entry for entry in entries if entry.id not in before), None)
    if made is None:
        newest = entries[0].id if entries else "–"
        say(f"\nNothing new: no source has changed, release {newest} stands.")
        return
    place = home.latest if made.id == entries[0].id else home.releases / made.id
    say(f"\nReleased {made.id}: {made.rows:,} rows in {seconds:.1f} s — {place}")


def _refuse_unknown_registers(sources: Sequence[str]) -> None:
    unknown = [name for name in sources if name not in REGISTERS]
    if unknown:
        known = ", ".join(sorted(REGISTERS))
        raise typer.BadParameter(
            f"unknown register {', '.join(unknown)}; there are: {known}", param_hint="--sources"
        )


def _show_sources(home: Home, asked: Sequence[str]) -> None:
    """Print one line a register: files, those new in this run, rows read and rejected, the date reached."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("register")
    for title in ("files", "new", "rows read", "rejected"):
        table.add_column(title, justify="right")
    table.add_column("reaches")
    table.add_column("late since")
    for name, register in REGISTERS.items():
        reports = [report for report in load_reports(register, home.bronze) if not report.failed]
        status = read_status(home, name)
        if not reports and not (status and status.findings):
            continue
        dates = [report.published_on for report in reports if report.published_on]
        table.add_row(
            name,
            f"{len(reports):,}",
            f"{status.new if status and (not asked or name in asked) else 0:,}",
            f"{sum(report.rows_bronze for report in reports):,}",
            f"{sum(report.rows_quarantined for report in reports):,}",
            f"{max(dates, default='–')}",
            _note_lateness(status),
        )
    console.print(table)


def _note_lateness(status: SourceStatus | None) -> str:
    """Return since which day of Japan a source is late, or nothing when it is on time."""
    if status is None or status.late_since is None:
        return ""
    return datetime.fromisoformat(status.late_since).astimezone(JAPAN).date().isoformat()


def _show_submissions(home: Home, since: datetime) -> None:
    """Print one line a member: files in all, those answered in this run, what became of their rows."""
    by_member: dict[str, list[Batch]] = {}
    for batch in choose_batches(home, date.max):
        by_member.setdefault(batch.member.id, []).append(batch)
    if not by_member:
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("member")
    for title in ("files", "new", "rows sent", "accepted", "to mend"):
        table.add_column(title, justify="right")
    for member, batches in by_member.items():
        outcomes = [batch.outcome for batch in batches]
        counts = (
            len(batches),
            sum(batch.received_at >= since for batch in batches),
            sum(outcome.rows_sent for outcome in outcomes),
            sum(outcome.rows_accepted for outcome in outcomes),
            sum(outcome.rows_quarantined for outcome in outcomes),
        )
        table.add_row(member, *(f"{count:,}" for count in counts))
    console.print(table)
    say(f"Receipts: {home.receipts}")


def _show_next_steps(home: Home) -> None:
    """Say how to open what the demo published."""
    example = home.latest / "parquet" / "organizations.parquet"
    option = "" if home == Home.resolve() else f" --home {home.root}"
    say(
        f"\nOpen it:\n"
        f'  tsunagu query{option} "select legal_form, count(*) from organizations group by all"\n'
        f"  duckdb -c \"from '{example}'\"\n"
        f"  {home.latest / 'csv' / 'ja'}  (CSV with Japanese headers, for Excel)\n"
        f"  {home.latest / 'README.ja.md'} · {home.latest / 'README.en.md'}\n"
        f"  {home.public / 'index.html'}  the site, in a browser; or: tsunagu serve{option}",
    )
