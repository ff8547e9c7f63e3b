"""The manifest of a release and its sums: what every file is, written last."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.files import fsync_directory, fsync_file, sha256_of
from warehouse.errors import ReleaseDamaged
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.tables import TablePaths, TableReport

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
SUM_LINE = re.compile(r"([0-9a-f]{64})  ([^\n\\]+)")
READ_ONLY = 0o444


@dataclass(frozen=True)
class FileRecord:
    """One file of a release; ``rows`` only for a table."""

    path: str
    bytes: int
    sha256: str
    rows: int | None


def to_json(content: Mapping[str, Any]) -> str:
    """Return readable JSON, the same on every machine."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write readable JSON."""
    path.write_text(to_json(content), encoding="utf-8", newline="\n")


def list_files(root: Path) -> list[str]:
    """Return the paths of all files below ``root``, relative to it, sorted."""
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir())


def seal_files(root: Path, reports: Iterable[TableReport]) -> list[FileRecord]:
    """Put every file on the disk, make it read-only, and return its size and sum."""
    rows: dict[str, int] = {}
    for report in reports:
        paths = TablePaths.of(report.dataset)
        rows |= {str(path): report.rows for path in (paths.parquet, paths.csv, paths.csv_ja)}
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda path: _seal_file(root, path, rows.get(path)), list_files(root)))


def _seal_file(root: Path, path: str, rows: int | None) -> FileRecord:
    file = root / path
    fsync_file(file)
    file.chmod(READ_ONLY)
    return FileRecord(path, file.stat().st_size, sha256_of(file), rows)


def write_manifest(
    root: Path, inputs: ReleaseInputs, reports: list[TableReport], files: list[FileRecord]
) -> None:
    """Write ``manifest.json`` and, after it, ``SHA256SUMS`` over all files and the manifest."""
    write_json(
        root / MANIFEST,
        {
            "release": inputs.release_id,
            "as_of": inputs.as_of.isoformat(),
            "data_through": inputs.data_through.isoformat() if inputs.data_through else None,
            "fingerprint": inputs.fingerprint,
            "code_version": inputs.code_version,
            "rows": {report.dataset: report.rows for report in reports},
            "neutralised_cells": {
                report.dataset: dict(sorted(report.neutralised.items()))
                for report in reports
                if report.neutralised
            },
            "files": [asdict(file) for file in files],
        },
    )
    sealed = [*files, _seal_file(root, MANIFEST, None)]
    lines = [f"{file.sha256}  {file.path}\n" for file in sorted(sealed, key=lambda file: file.path)]
    (root / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    _seal_file(root, SUMS, None)
    for folder, _, _ in os.walk(root):
        fsync_directory(Path(folder))


def read_json(path: Path) -> dict[str, Any]:
    """Return the content of a JSON file of a release.

    Raises:
        ReleaseDamaged: it is missing or not the JSON it should be.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseDamaged(
            str(path), str(error)[:200], "a release holds this file as JSON", "Build the release again."
        ) from error
    if not isinstance(content, dict):
        raise ReleaseDamaged(
            str(path), type(content).__name__, "it must be an object", "Build the release again."
        )
    return content


def read_sums(root: Path) -> dict[str, str]:
    """Return sha256 by path from ``SHA256SUMS``.

    Raises:
        ReleaseDamaged: the file is missing, or a line is not of the form that ``sha256sum`` writes.
    """
    path = root / SUMS
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ReleaseDamaged(
            str(path), str(error)[:200], "the sums must be readable", "Build it again."
        ) from error
    lines = text.split("\n")
    matches = [SUM_LINE.fullmatch(line) for line in lines[:-1]]
    if lines[-1] or not matches or not all(matches):
        raise ReleaseDamaged(
            str(path), "a malformed line", "a line is `sha256  path`", "Build the release again."
        )
    return {match[2]: match[1] for match in matches if match}
