"""Checks a release, before it is public and at any time after: sums, files, rows, schemas, descriptor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from minisign import PublicKey

from ingest.files import sha256_of
from warehouse.checks import CheckResult, same_type
from warehouse.dictionary import Dataset
from warehouse.errors import ReleaseDamaged, WarehouseError
from warehouse.release.descriptors import FIELD_TYPES, describe_file_metadata
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.manifest import SUMS, list_files, read_sums
from warehouse.release.paths import DATAPACKAGE, TablePaths
from warehouse.release.signature import SIGNATURE, check_signature, read_public_key
from warehouse.release.staging import StagedRelease


def verify_release(
    path: Path, keys: Sequence[PublicKey] = (), *, must_be_signed: bool = False
) -> list[CheckResult]:
    """Check a release folder against its own sums, manifest, descriptor and signature.

    Needs nothing but the folder. A file changed by one bit, taken away or added fails a check; a check that
    cannot run is an ``error``, never a pass.

    Args:
        path: the folder.
        keys: public keys of the publisher. Without one, the signature is held against the key that the
            release names itself: that shows damage, and no forgery.
        must_be_signed: whether a release without a signature fails.
    """
    checks: list[tuple[str, str, Callable[[Path], list[str]]]] = [
        ("release.files", "The folder holds the files that are listed, and no others.", _check_files),
        ("release.sums", "Every file has the sha256 that is listed for it.", _check_sums),
        ("release.manifest", "The manifest and the sums tell the same.", _check_manifest),
        ("release.rows", "Every table has the rows the manifest says, CSV and Parquet alike.", _check_rows),
        ("release.schemas", "Every table has the columns the descriptor says.", _check_descriptor_schemas),
        ("release.descriptor", "datapackage.json is a valid Data Package.", _check_descriptor),
    ]
    results = [_run_check(name, description, check, path) for name, description, check in checks]
    return [*results, _judge_signature(path, keys, must_be_signed)]


def check_staged(staged: StagedRelease) -> list[CheckResult]:
    """Check a staged release as `verify_release` does, and its Parquet schemas against the dictionary.

    Tables taken from an earlier release keep its words; they were held against the dictionary then.
    """

    def check_dictionary(root: Path) -> list[str]:
        return [
            note
            for dataset in staged.dictionary
            if staged.inputs.live is None or dataset.name not in staged.inputs.live.as_released
            for note in _compare_to_dictionary(root, dataset, staged.inputs)
        ]

    description = "Every Parquet file has exactly the schema and the words of the dictionary."
    ours = _run_check("release.dictionary", description, check_dictionary, staged.root)
    keys = [read_public_key(staged.signer.public_key)] if staged.signer else []
    return [*verify_release(staged.root, keys, must_be_signed=staged.signer is not None), ours]


def find_damage(staged: StagedRelease) -> list[str]:
    """Return what `check_staged` finds wrong, one sentence each."""
    return [note for result in check_staged(staged) if not result.passed for note in result.notes]


def _run_check(name: str, description: str, check: Callable[[Path], list[str]], root: Path) -> CheckResult:
    try:
        return CheckResult.of(name, description, check(root))
    except WarehouseError as error:
        return CheckResult(name, "failed", description, (str(error),))
    except Exception as error:
        # A damaged file may raise anything; whatever it is, it must not pass.
        note = (
            f"{root}: the check could not run: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
        )
        return CheckResult(name, "error", description, (note,))


def _judge_signature(root: Path, keys: Sequence[PublicKey], must_be_signed: bool) -> CheckResult:
    """Return what the signature is worth, in words that say by whose key it was verified."""

    def check(path: Path) -> list[str]:
        signature = read_json(path / MANIFEST).get("signature")
        if signature is None:
            return [f"{SIGNATURE}: there is none, and there must be"] if must_be_signed else []
        trusted = keys or [read_public_key(signature["public_key"])]
        return check_signature((path / SUMS).read_bytes(), path / SIGNATURE, trusted)

    if not _is_signed(root):
        description = "It is not signed: nothing shows where it comes from."
    elif keys:
        description = f"{SUMS} is signed by the publisher's key."
    else:
        description = f"{SUMS} is signed by the key it names itself; to exclude a forgery, give --public-key."
    return _run_check("release.signature", description, check, root)


def _is_signed(root: Path) -> bool:
    """Return whether the manifest tells of a signature; one that cannot be read tells of none."""
    try:
        return read_json(root / MANIFEST).get("signature") is not None
    except ReleaseDamaged:
        return False


def _check_files(root: Path) -> list[str]:
    listed = {*read_sums(root), SUMS, *([SIGNATURE] if _is_signed(root) else [])}
    found = set(list_files(root))
    return [
        *(f"{path}: listed, but not in the folder" for path in sorted(listed - found)),
        *(f"{path}: in the folder, but not listed" for path in sorted(found - listed)),
    ]


def _check_sums(root: Path) -> list[str]:
    listed = {path: digest for path, digest in read_sums(root).items() if (root / path).is_file()}
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = pool.map(lambda path: sha256_of(root / path), listed)
        return [
            f"{path}: sha256 {digest} expected, {actual} found"
            for (path, digest), actual in zip(listed.items(), found, strict=True)
            if actual != digest
        ]


def _check_manifest(root: Path) -> list[str]:
    sums = read_sums(root)
    files = {file["path"]: file for file in read_json(root / MANIFEST)["files"]}
    lonely = sorted(files.keys() ^ (sums.keys() - {MANIFEST}))
    notes = [f"{path}: in one of manifest and sums only" for path in lonely]
    for path, file in files.items():
        if sums.get(path, file["sha256"]) != file["sha256"]:
            notes.append(f"{path}: the manifest and {SUMS} give different sums")
        if (root / path).is_file() and (root / path).stat().st_size != file["bytes"]:
            notes.append(f"{path}: {file['bytes']:,} bytes expected, {(root / path).stat().st_size:,} found")
    return notes


def _check_rows(root: Path) -> list[str]:
    manifest = read_json(root / MANIFEST)
    expected = {file["path"]: file["rows"] for file in manifest["files"] if file["rows"] is not None}
    for dataset, rows in manifest["rows"].items():
        expected |= dict.fromkeys(map(str, astuple(TablePaths.of(dataset))), rows)
    notes = []
    for path, rows in expected.items():
        file = root / path
        found = pq.read_metadata(file).num_rows if file.suffix == ".parquet" else count_csv_rows(file)
        if found != rows:
            notes.append(f"{path}: {rows:,} rows expected, {found:,} found")
    return notes


def count_csv_rows(path: Path) -> int:
    """Return the records of a CSV file after its header; a line break within quotes is not a record."""
    counted = pl.scan_csv(path, infer_schema=False).select(pl.len()).collect(engine="streaming")
    return int(counted.item())


def _check_descriptor_schemas(root: Path) -> list[str]:
    return [
        note
        for resource in read_json(root / DATAPACKAGE)["resources"]
        if "schema" in resource
        for path in _list_paths(resource)
        for note in _compare_to_resource(root, path, resource)
    ]


def _list_paths(resource: dict[str, Any]) -> list[str]:
    path = resource["path"]
    return path if isinstance(path, list) else [path]


def _compare_to_resource(root: Path, name: str, resource: dict[str, Any]) -> Iterator[str]:
    path = root / name
    fields = resource["schema"]["fields"]
    if resource["format"] == "csv":
        names = list(pl.scan_csv(path, infer_schema=False, n_rows=0).collect_schema().names())
        schema = None
    else:
        schema = pq.read_schema(path)
        names = list(schema.names)
    declared = [field["name"] for field in fields]
    if names != declared:
        yield f"{name}: columns {declared} expected, {names} found"
    elif schema is not None:
        yield from _compare_fields(name, schema, fields)


def _compare_fields(path: str, schema: pa.Schema, fields: list[dict[str, Any]]) -> Iterator[str]:
    for found, field in zip(schema, fields, strict=True):
        if field_type_of(found.type) != field["type"]:
            yield f"{path}, {found.name}: type {field['type']} expected, {found.type} found"
        if found.nullable == field.get("constraints", {}).get("required", False):
            yield f"{path}, {found.name}: whether it may be empty differs from the descriptor"


def field_type_of(data_type: pa.DataType) -> str:
    """Return the Table Schema type of an Arrow type."""
    if pa.types.is_list(data_type):
        return "array"
    if pa.types.is_decimal(data_type) or pa.types.is_floating(data_type):
        return FIELD_TYPES["double"]
    if pa.types.is_integer(data_type):
        return FIELD_TYPES["bigint"]
    names = {pa.string(): "varchar", pa.date32(): "date", pa.bool_(): "boolean"}
    return FIELD_TYPES.get(names.get(data_type, ""), str(data_type))


def _compare_to_dictionary(root: Path, dataset: Dataset, inputs: ReleaseInputs) -> Iterator[str]:
    path = TablePaths.of(dataset.name).parquet
    found = pq.read_schema(root / path)
    declared = dataset.to_arrow_schema(describe_file_metadata(dataset, inputs))
    if found.names != declared.names:
        yield f"{path}: columns {declared.names} declared, {found.names} found"
        return
    for ours, theirs in zip(declared, found, strict=True):
        if not same_type(theirs.type, ours.type) or theirs.nullable != ours.nullable:
            yield f"{path}, {ours.name}: {ours} declared, {theirs} found"
        elif not dict(ours.metadata or {}).items() <= dict(theirs.metadata or {}).items():
            yield f"{path}, {ours.name}: titles or description differ from the dictionary"
    if not dict(declared.metadata or {}).items() <= dict(found.metadata or {}).items():
        yield f"{path}: licence, attribution or version differ from the release"


def _check_descriptor(root: Path) -> list[str]:
    # Imported here because it takes most of a second, and few callers need it.
    from frictionless import FrictionlessException, Package

    try:
        Package.from_descriptor(read_json(root / DATAPACKAGE), basepath=str(root))
    except FrictionlessException as error:
        return [f"{DATAPACKAGE}: {reason.message}" for reason in error.reasons or [error.error]]
    return []
