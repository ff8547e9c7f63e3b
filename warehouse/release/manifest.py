"""The manifest of a release and its sums: what every file is, written last."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.files import fsync_directory, fsync_file, sha256_of
from warehouse.errors import ReleaseDamaged
from warehouse.release.inputs import LiveMark, ReleaseInputs
from warehouse.release.json_files import MANIFEST, write_json
from warehouse.release.paths import TablePaths
from warehouse.release.signature import SIGNATURE, Signer
from warehouse.release.tables import TableReport

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


def list_files(root: Path) -> list[str]:
    """Return the paths of all files below ``root``, relative to it, sorted."""
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir())


def seal_files(root: Path, reports: Iterable[TableReport]) -> list[FileRecord]:
    """Put every file on the disk, make it read-only, and return its size and sum."""
    rows: dict[str, int] = {}
    for report in reports:
        paths = TablePaths.of(report.dataset)
        rows |= {str(path): report.rows for path in (paths.parquet, paths.csv, paths.csv_ja)}
        rows |= report.parts
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda path: _seal_file(root, path, rows.get(path)), list_files(root)))


def _seal_file(root: Path, path: str, rows: int | None) -> FileRecord:
    file = root / path
    fsync_file(file)
    file.chmod(READ_ONLY)
    return FileRecord(path, file.stat().st_size, sha256_of(file), rows)


def write_manifest(
    root: Path,
    inputs: ReleaseInputs,
    reports: list[TableReport],
    files: list[FileRecord],
    signer: Signer | None = None,
) -> None:
    """Write ``manifest.json``, after it ``SHA256SUMS`` over all of them, last its signature."""
    write_json(
        root / MANIFEST,
        {
            "release": inputs.release_id,
            "as_of": inputs.as_of.isoformat(),
            "data_through": inputs.data_through.isoformat() if inputs.data_through else None,
            "previous": inputs.previous,
            "fingerprint": inputs.fingerprint,
            "code_version": inputs.code_version,
            "signature": {"file": SIGNATURE, "public_key": signer.public_key} if signer else None,
            "rows": {report.dataset: report.rows for report in reports},
            **_describe_live(inputs.live),
            **({"sample": True} if inputs.is_sample else {}),
            **({"contact": inputs.contact} if inputs.contact else {}),
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
    if signer:
        comment = f"Tsunagu {inputs.release_id} as of {inputs.as_of.isoformat()}"
        (root / SIGNATURE).write_text(signer.sign((root / SUMS).read_bytes(), comment), encoding="utf-8")
        _seal_file(root, SIGNATURE, None)
    for folder, _, _ in os.walk(root):
        fsync_directory(Path(folder))


def _describe_live(live: LiveMark | None) -> dict[str, object]:
    if live is None:
        return {}
    return {
        "provisional": True,
        "tables_as_released": dict(live.as_released),
        "tables_not_yet_released": list(live.not_yet),
        "contents": dict(live.contents),
    }


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
