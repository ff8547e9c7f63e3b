"""`tsunagu run` and `tsunagu demo`: run the job, then say what was read, rejected and published."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer
from rich.table import Table

from ingest.bronze import load_reports
from ingest.registries import REGISTERS
from ingest.reports import FileReport
from tsunagu.console import console, errors, show_progress
from tsunagu.exits import EXIT_DONE, EXIT_FAILED, EXIT_FINDINGS
from warehouse.layout import Home
from warehouse.release.catalog import ReleaseEntry, list_releases
from warehouse.sources import read_status

SHOWN_FINDINGS = 20


def run_demo(home: Home) -> int:
    """Write the sample into the home and run the pipeline on it; return the exit status."""
    mirror = home.root / "sample"
    write_sample_country(mirror)
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
    console.print(
        f"Wrote {summary.files} files ({summary.size / 2**20:,.1f} MiB) to {out}\nrows: {rows}\n",
        markup=False,
    )


def run_pipeline(home: Home, mirror: Path | None, as_of: date | None, sources: Sequence[str]) -> int:
    """Run the main job with a progress bar and a closing summary; return the exit status."""
    _refuse_wrong_arguments(mirror, sources)
    from pipelines.main_job import run_main_job

    started, before, known = time.monotonic(), _newest(home), _identify_reports(home)
    with show_progress("Running the main job") as advance:
        outcome = run_main_job(home, mirror, as_of, sources, progress=advance)
    _show_sources(home)
    findings = _collect_findings(home, known)
    _show_findings(findings)
    for failure in outcome.failures:
        errors.print(f"failed: {failure}", style="bold red", markup=False)
    after = _newest(home)
    if not outcome.success:
        standing = f"release {before.id} stands" if before else "there is no earlier release"
        errors.print(
            f"Nothing was released; {standing}. Details: tsunagu dev --home {home.root}", markup=False
        )
        return EXIT_FAILED
    if after and (before is None or after.id != before.id):
        seconds = time.monotonic() - started
        console.print(
            f"\nReleased [bold]{after.id}[/]: {after.rows:,} rows in {seconds:.1f} s — {home.latest}"
        )
    else:
        console.print(f"\nNothing new: no source has changed, release {after.id if after else '–'} stands.")
    return EXIT_FINDINGS if findings else EXIT_DONE


def _newest(home: Home) -> ReleaseEntry | None:
    return next(iter(list_releases(home)), None)


def _refuse_wrong_arguments(mirror: Path | None, sources: Sequence[str]) -> None:
    unknown = [name for name in sources if name not in REGISTERS]
    if unknown:
        known = ", ".join(sorted(REGISTERS))
        raise typer.BadParameter(
            f"unknown register {', '.join(unknown)}; there are: {known}", param_hint="--sources"
        )
    if mirror is not None and not mirror.is_dir():
        raise typer.BadParameter(f"{mirror} is not a folder", param_hint="--mirror")


def _identify_reports(home: Home) -> set[tuple[str, str, str]]:
    """Return what bronze holds now, so that a run can tell which files it read anew."""
    return {
        _identify(report) for register in REGISTERS.values() for report in load_reports(register, home.bronze)
    }


def _identify(report: FileReport) -> tuple[str, str, str]:
    return report.source, report.partition, report.sha256


def _collect_findings(home: Home, known: set[tuple[str, str, str]]) -> list[str]:
    """Return what needs a look: files refused or unreadable as long as they are, rows once, when read."""
    found = []
    for name, register in REGISTERS.items():
        if status := read_status(home, name):
            found += status.findings
        for report in load_reports(register, home.bronze):
            if report.failed or _identify(report) not in known:
                found += [finding.describe() for finding in report.findings if finding.severity != "noted"]
    return found


def _show_sources(home: Home) -> None:
    """Print one line a register: files, rows, what was rejected, the date it reaches."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("register")
    for title in ("files", "new", "rows read", "rejected"):
        table.add_column(title, justify="right")
    table.add_column("reaches")
    for name, register in REGISTERS.items():
        reports = [report for report in load_reports(register, home.bronze) if not report.failed]
        status = read_status(home, name)
        if not reports and not (status and status.findings):
            continue
        dates = [report.published_on for report in reports if report.published_on]
        note = " (late)" if status and status.late else ""
        table.add_row(
            name,
            f"{len(reports):,}",
            f"{status.new if status else 0:,}",
            f"{sum(report.rows_bronze for report in reports):,}",
            f"{sum(report.rows_quarantined for report in reports):,}",
            f"{max(dates, default='–')}{note}",
        )
    console.print(table)


def _show_findings(findings: Sequence[str]) -> None:
    for line in findings[:SHOWN_FINDINGS]:
        errors.print(f"finding: {line}", style="yellow", markup=False)
    if len(findings) > SHOWN_FINDINGS:
        errors.print(f"… and {len(findings) - SHOWN_FINDINGS:,} more, in bronze/*/*.json", style="yellow")


def _show_next_steps(home: Home) -> None:
    """Say how to open what the demo published."""
    example = home.latest / "parquet" / "organizations.parquet"
    option = "" if home == Home.resolve() else f" --home {home.root}"
    console.print(
        f"\nOpen it:\n"
        f'  tsunagu query{option} "select legal_form, count(*) from organizations group by all"\n'
        f"  duckdb -c \"from '{example}'\"\n"
        f"  {home.latest / 'csv' / 'ja'}  (CSV with Japanese headers, for Excel)\n"
        f"  {home.latest / 'README.ja.md'} · {home.latest / 'README.en.md'}",
        markup=False,
        soft_wrap=True,
    )
