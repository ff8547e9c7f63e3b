"""Bronze: one Parquet partition a landed file, with its report and its quarantine.

``bronze/<source>/<partition>.parquet`` holds the typed rows, ``<partition>.json`` beside it the report,
written last: it is the commit mark. ``quarantine/<source>/<partition>.parquet`` holds the rows that
could not be used, if any. A file that cannot be read leaves all three as they were, and its report in
``<partition>.failed.json``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from ingest.bronze_sink import MAX_FINDINGS, QUARANTINE_SCHEMA, BronzeSink
from ingest.errors import UnreadableFile
from ingest.files import fsync_directory, write_atomically
from ingest.findings import Finding
from ingest.increments import note_unusual_sizes
from ingest.landing import LandedFile
from ingest.register import Register
from ingest.reports import FileReport
from ingest.snapshots import OUTLIERS, compare_snapshot

__all__ = [
    "MAX_FINDINGS",
    "QUARANTINE_SCHEMA",
    "BronzeSink",
    "FileReport",
    "build_partition",
    "build_partitions",
    "choose_versions",
    "drop_strays",
    "ensure_empty_partition",
    "load_reports",
    "partition_of",
]

#: Files from this size are built one at a time: their parsers use both cores themselves.
_LARGE_FILE = 8 * 2**20


@dataclass(frozen=True)
class _Partition:
    """Where the files of one partition are kept."""

    data: Path
    report: Path
    failed: Path
    quarantine: Path


def partition_of(filename: str) -> str:
    """Return the name of a file's partition: its date, and what follows the date, in [a-z0-9_].

    ``diff_20210714.zip`` gives ``20210714``, ``x_20220101_all_prefectures.csv`` gives
    ``20220101_all_prefectures``, and ``gyousei_000.zip``, which has no date, its whole stem.
    """
    stem = Path(filename).stem.lower()
    dated = re.search(r"(?<![0-9])(?:19|20)[0-9]{6}(?![0-9]).*", stem)
    return re.sub(r"[^a-z0-9]+", "_", dated.group() if dated else stem).strip("_") or "file"


def name_partition(register: Register, landed: LandedFile) -> str:
    """Return the name of a landed file's partition, as its register names it."""
    return register.name_partition(landed) if register.name_partition else partition_of(landed.filename)


def choose_versions(register: Register, versions: Sequence[LandedFile]) -> list[LandedFile]:
    """Return the newest version of each partition, in the order of the partitions.

    Args:
        register: the register.
        versions: every version of its files, oldest first: a later one replaces an earlier one of the
            same partition, and leaves those of other days.
    """
    newest = {name_partition(register, landed): landed for landed in versions}
    return [newest[name] for name in sorted(newest)]


def build_partition(
    register: Register, landed: LandedFile, bronze_root: Path, quarantine_root: Path
) -> FileReport:
    """Turn one landed file into its bronze partition, unless that is done already.

    A file is built again when its bytes or the register's ``parser_version`` changed. A file that cannot
    be read gives a report with ``failed``; the last good partition stays.
    """
    partition = _locate(register, landed, bronze_root, quarantine_root)
    kept = _find_kept(register, landed, partition)
    if kept is None:
        return _build(register, landed, partition)
    if not kept.failed:
        partition.failed.unlink(missing_ok=True)
    return replace(kept, unchanged=True)


def build_partitions(
    register: Register,
    landed_files: Sequence[LandedFile],
    bronze_root: Path,
    quarantine_root: Path,
    on_report: Callable[[FileReport], None] | None = None,
) -> list[FileReport]:
    """Build the partitions of many files; small files side by side, large ones one at a time.

    Args:
        register: the register.
        landed_files: its landed files; no two may share a partition.
        bronze_root: folder of all bronze data.
        quarantine_root: folder of all quarantined rows.
        on_report: called in the order of the files, as each is done.

    Returns:
        The reports, in the order of the files.

    Raises:
        ValueError: two files share a partition, so that one would overwrite the other.
    """
    _refuse_shared_partitions(register, landed_files)

    def build(landed: LandedFile) -> FileReport:
        return build_partition(register, landed, bronze_root, quarantine_root)

    reports = []
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1), thread_name_prefix="bronze") as executor:
        waiting = [
            # snapshots one by one, in their order: each is held against the last good one
            executor.submit(build, landed)
            if register.kind == "increment" and landed.size < _LARGE_FILE
            else None
            for landed in landed_files
        ]
        for landed, future in zip(landed_files, waiting, strict=True):
            report = future.result() if future else build(landed)
            reports.append(report)
            if on_report is not None:
                on_report(report)
    return _note_unusual_sizes(register, reports, bronze_root)


def _note_unusual_sizes(
    register: Register, reports: Sequence[FileReport], bronze_root: Path
) -> list[FileReport]:
    """Judge the sizes when all files are built, whatever came first; only what changed is written."""
    judged = note_unusual_sizes(register, reports)
    for before, after in zip(reports, judged, strict=True):
        if after != before:
            after.save(bronze_root / register.name / f"{after.partition}.json")
    return judged


def ensure_empty_partition(register: Register, bronze_root: Path) -> Path:
    """Write a partition without rows, so that a register without files can be read like any other."""
    path = bronze_root / register.name / "_empty.parquet"
    if not path.exists() or not pq.read_schema(path).equals(register.bronze_schema):
        with write_atomically(path) as temporary:
            pq.write_table(register.bronze_schema.empty_table(), temporary, store_schema=False)
    return path


def drop_strays(register: Register, partitions: Collection[str], bronze_root: Path) -> list[str]:
    """Remove bronze partitions that no landed file gives any more, and return their names.

    Their rows would count twice, or outlive their source; the landing store can make them again.
    """
    strays = [report for report in load_reports(register, bronze_root) if report.partition not in partitions]
    for report in strays:
        folder = bronze_root / register.name
        for suffix in (".json", ".failed.json", ".parquet"):
            (folder / f"{report.partition}{suffix}").unlink(missing_ok=True)
    return [report.partition for report in strays]


def load_reports(register: Register, bronze_root: Path) -> list[FileReport]:
    """Return the reports of the partitions of a register, sorted by partition; failures last."""
    paths = sorted((bronze_root / register.name).glob("*.json"))
    reports = [report for report in map(FileReport.load, paths) if report is not None]
    return sorted(reports, key=lambda report: (report.failed, report.partition))


def _locate(register: Register, landed: LandedFile, bronze_root: Path, quarantine_root: Path) -> _Partition:
    name = name_partition(register, landed)
    folder = bronze_root / register.name
    return _Partition(
        data=folder / f"{name}.parquet",
        report=folder / f"{name}.json",
        failed=folder / f"{name}.failed.json",
        quarantine=quarantine_root / register.name / f"{name}.parquet",
    )


def _find_kept(register: Register, landed: LandedFile, partition: _Partition) -> FileReport | None:
    """Return the report of these very bytes under this parser, if its partition is in place."""
    for path in (partition.report, partition.failed):
        report = FileReport.load(path)
        if report is None or not report.describes(landed.sha256, register.parser_version):
            continue
        if report.failed and not OUTLIERS.isdisjoint(report.findings_by_rule):
            continue  # it may be no outlier any more
        if report.failed or _is_in_place(partition, report):
            return report
    return None


def _is_in_place(partition: _Partition, report: FileReport) -> bool:
    """Tell whether the files are those of a report: a killed run may have replaced one and not the other."""
    found = _size_of(partition.data), _size_of(partition.quarantine) or 0
    return found == (report.bronze_bytes, report.quarantine_bytes)


def _build(register: Register, landed: LandedFile, partition: _Partition) -> FileReport:
    report = FileReport(
        register.name, landed.filename, partition.data.stem, landed.sha256, register.parser_version
    )
    try:
        report = _write_partition(register, landed, partition, report)
    except UnreadableFile as error:
        report = _describe_failure(report, landed, error)
        report.save(partition.failed)
        return report
    report.save(partition.report)
    partition.failed.unlink(missing_ok=True)
    return report


def _write_partition(
    register: Register, landed: LandedFile, partition: _Partition, report: FileReport
) -> FileReport:
    """Parse the file into a temporary Parquet; only a whole one replaces the last."""
    with write_atomically(partition.data) as temporary:
        with BronzeSink(register, landed, temporary) as sink:
            register.parse(landed, sink)
            sink.finish()
        report = _describe_rows(report, sink, temporary.stat().st_size)
        folder = partition.data.parent
        good = [other for other in load_reports(register, folder.parent) if not other.failed]
        for finding in compare_snapshot(register, report, temporary, good, folder):
            sink.note(finding)
        report = _describe_rows(report, sink, temporary.stat().st_size)
        _replace_quarantine(partition.quarantine, sink)
    return replace(report, quarantine_bytes=_size_of(partition.quarantine) or 0)


def _describe_rows(report: FileReport, sink: BronzeSink, size: int) -> FileReport:
    return replace(
        report,
        encoding=sink.encoding,
        published_on=sink.published_on.isoformat() if sink.published_on else None,
        rows_landed=sink.rows_landed,
        rows_bronze=sink.rows_bronze,
        rows_quarantined=sink.rows_quarantined,
        findings=tuple(sink.findings),
        findings_by_rule=dict(sorted(sink.findings_by_rule.items())),
        bronze_bytes=size,
    )


def _replace_quarantine(path: Path, sink: BronzeSink) -> None:
    """Write the rows kept apart; without any, no file of an earlier parse stays."""
    if sink.rows_quarantined:
        with write_atomically(path) as temporary:
            pq.write_table(sink.quarantined_rows(), temporary, compression="zstd", store_schema=False)
    elif path.exists():
        path.unlink()
        fsync_directory(path.parent)


def _describe_failure(report: FileReport, landed: LandedFile, error: UnreadableFile) -> FileReport:
    # The object is named by its sha256; a reader knows the publisher's name.
    place = error.place.replace(landed.path.name, landed.filename)
    finding = Finding(
        report.source,
        report.filename,
        "blocking",
        error.code,
        f"{place}: the file cannot be read, the last good data stays. Rule: {error.rule}.",
        error.remedy,
        value=error.value,
    )
    return replace(report, failed=True, findings=(finding,), findings_by_rule={finding.rule: 1})


def _refuse_shared_partitions(register: Register, landed_files: Sequence[LandedFile]) -> None:
    names: dict[str, str] = {}
    for landed in landed_files:
        other = names.setdefault(name_partition(register, landed), landed.sha256)
        if other != landed.sha256:
            raise ValueError(f"two versions of {landed.filename} would share a partition")


def _size_of(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None
