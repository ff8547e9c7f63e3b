"""`public/live/`: the public tables as they stand now, in the form of a release and marked provisional.

What counts voices or pairs is taken from the latest release: with a number for every submission, two of
them could be subtracted. Tables that have not changed since the last time are taken over, not written
again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from warehouse.checks import same_type
from warehouse.dictionary import Dataset, Dictionary
from warehouse.errors import ReleaseDamaged, ReleaseWithdrawn
from warehouse.inputs import Inputs
from warehouse.layout import Home
from warehouse.lineage import Lineage
from warehouse.release.build import build_folder
from warehouse.release.catalog import LIVE, newest_release
from warehouse.release.inputs import LiveMark, ReleaseInputs
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.paths import TablePaths
from warehouse.release.promotion import replace_live
from warehouse.release.staging import StagedRelease, discard
from warehouse.release.verify import find_damage
from warehouse.sources import describe_sources
from warehouse.table_states import TableState, describe_states, read_states


@dataclass(frozen=True)
class LiveTables:
    """What was put into the live folder.

    Attributes:
        rows: rows of each table in it.
        written: tables that were written anew; the others were taken over.
        bytes: size of all files.
    """

    path: Path
    rows: Mapping[str, int]
    written: frozenset[str]
    bytes: int


def is_live_current(home: Home, lineage: Lineage, inputs: Inputs) -> bool:
    """Return whether the live folder shows the tables in the state they should be in."""
    return _read_manifest(home).get("fingerprint") == fingerprint_live(home, lineage, inputs)


def fingerprint_live(home: Home, lineage: Lineage, inputs: Inputs) -> str:
    """Return a sha256 over what the live folder should show: its tables, the latest release, who is late."""
    states = describe_states(lineage, inputs)
    contents = [(name, states[name].content) for name in sorted(lineage.live)]
    late = [(one.name, one.lateness.since) for one in describe_sources(home, inputs) if one.lateness]
    return hashlib.sha256(f"{contents} {newest_release(home)} {late}".encode()).hexdigest()


def publish_live(home: Home, dictionary: Dictionary, lineage: Lineage, inputs: Inputs) -> LiveTables:
    """Build the live folder beside, check it, and put it in the place of the last one.

    Every table that is shown live must stand in the state its inputs ask for. When a release that tables are
    taken from is withdrawn meanwhile, the folder is built again without them.

    Raises:
        ReleaseDamaged: what was built does not agree with its own manifest; the last live folder stays.
    """
    mark = _mark_tables(home, dictionary, lineage, inputs)
    shown = Dictionary(tuple(dataset for dataset in dictionary if dataset.name not in mark.not_yet))
    taken = _find_unchanged(home, mark)
    staged = build_folder(
        home,
        shown,
        ReleaseInputs(
            release_id=LIVE,
            as_of=inputs.as_of,
            data_through=inputs.data_through,
            fingerprint=fingerprint_live(home, lineage, inputs),
            code_version=inputs.code_version,
            sources=describe_sources(home, inputs),
            live=mark,
            is_sample=home.sample_mark.is_file(),
        ),
        taken,
    )
    _refuse_damaged(staged)
    try:
        path = replace_live(home, staged)
    except ReleaseWithdrawn:
        discard(staged)
        return publish_live(home, dictionary, lineage, inputs)
    except BaseException:
        discard(staged)
        raise
    manifest = read_json(path / MANIFEST)
    written = frozenset(mark.contents) - taken.keys()
    return LiveTables(path, manifest["rows"], written, sum(file["bytes"] for file in manifest["files"]))


def _mark_tables(home: Home, dictionary: Dictionary, lineage: Lineage, inputs: Inputs) -> LiveMark:
    states, built = describe_states(lineage, inputs), read_states(home)
    protected = [dataset for dataset in dictionary if dataset.name in lineage.released_only]
    release = newest_release(home)
    as_released = {
        dataset.name: release
        for dataset in protected
        if release is not None and _fits(home.releases / release, dataset)
    }
    return LiveMark(
        contents={
            dataset.name: _name_content(states[dataset.name], built.get(dataset.name))
            for dataset in dictionary
            if dataset not in protected
        },
        as_released=as_released,
        not_yet=tuple(dataset.name for dataset in protected if dataset.name not in as_released),
    )


def _name_content(wanted: TableState, built: TableState | None) -> str:
    """Return what a table holds, in a word: by its rows where they were compared, else by its sources."""
    if built is None or not built.signature:
        return wanted.content
    return f"{wanted.code} {wanted.as_of} {built.signature}"


def _fits(release: Path, dataset: Dataset) -> bool:
    """Return whether a release holds a dataset with the columns it has today."""
    path = release / TablePaths.of(dataset.name).parquet
    if not path.is_file():
        return False
    found = pq.read_schema(path)
    declared = [(column.name, column.arrow_type) for column in dataset.columns]
    return len(found) == len(declared) and all(
        field.name == name and same_type(field.type, data_type)
        for field, (name, data_type) in zip(found, declared, strict=True)
    )


def _find_unchanged(home: Home, mark: LiveMark) -> dict[str, Path]:
    """Return where the files of a table can be taken from, by dataset; those not in it must be written."""
    shown = _read_manifest(home).get("contents", {})
    unchanged = {name: home.live for name, content in mark.contents.items() if shown.get(name) == content}
    return unchanged | {name: home.releases / release for name, release in mark.as_released.items()}


def _read_manifest(home: Home) -> dict[str, Any]:
    try:
        return read_json(home.live / MANIFEST)
    except ReleaseDamaged:
        return {}


def _refuse_damaged(staged: StagedRelease) -> None:
    broken = find_damage(staged)
    if broken:
        discard(staged)
        raise ReleaseDamaged(
            LIVE,
            "; ".join(broken),
            "the live folder must agree with its own manifest before anybody sees it",
            "The last one stands. Look for a full disk, then run again.",
        )
