"""Builds a release in the staging folder: tables first, then words, the manifest last."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from warehouse.checks import check_tables
from warehouse.database import connect_read_only
from warehouse.dictionary import Dataset, Dictionary
from warehouse.errors import ReleaseExists, ShapeError
from warehouse.layout import Home
from warehouse.press import kit as press
from warehouse.release.catalog import order_of
from warehouse.release.changelog import write_changelog
from warehouse.release.checks_file import describe_checks
from warehouse.release.descriptors import (
    describe_file_metadata,
    describe_package,
    describe_sources,
    summarise_quarantine,
)
from warehouse.release.difference import NOTHING_WITHHELD, Comparison, Withheld, write_changes
from warehouse.release.documents import write_documents
from warehouse.release.editions import write_editions
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.json_files import write_json
from warehouse.release.manifest import seal_files, write_manifest
from warehouse.release.paths import CHECKS, DATAPACKAGE, QUARANTINE, SOURCES, SUPPRESSION
from warehouse.release.signature import Signer
from warehouse.release.staging import StagedRelease, clean_staging, discard, open_staging
from warehouse.release.tables import Progress, TableReport, take_over_table, write_table


def build_release(
    home: Home,
    dictionary: Dictionary,
    inputs: ReleaseInputs,
    progress: Progress | None = None,
    signer: Signer | None = None,
    withheld: Withheld = NOTHING_WITHHELD,
) -> StagedRelease:
    """Build a release that nobody sees yet; `promote` makes it public.

    The same tables, dictionary, inputs and previous release give the same bytes. What an earlier, killed
    build left behind is removed first.

    Args:
        home: whose DuckDB file is read and whose staging folder is written.
        dictionary: every public dataset.
        inputs: number, dates and registers; the release it is compared with.
        progress: called with the dataset, rows written and rows in all.
        signer: who signs it; None leaves it unsigned, and its manifest says so.
        withheld: what the difference must not repeat of the release before.

    Raises:
        ReleaseExists: a release of that number is public already.
        ShapeError: a table is not as the dictionary declares it.
        DatabaseUnavailable: the DuckDB file is missing or being written.
    """
    refuse_existing(home, inputs.release_id)
    return build_folder(home, dictionary, inputs, {}, progress, signer, withheld)


def build_folder(
    home: Home,
    dictionary: Dictionary,
    inputs: ReleaseInputs,
    taken: Mapping[str, Path],
    progress: Progress | None = None,
    signer: Signer | None = None,
    withheld: Withheld = NOTHING_WITHHELD,
) -> StagedRelease:
    """Build the files of a release or of the live folder, as `build_release` describes.

    Args:
        home: as for `build_release`.
        dictionary: the datasets it is to hold.
        inputs: number, dates and registers.
        taken: folders from which the files of a dataset are taken over as they are, by dataset.
        progress: as for `build_release`.
        signer: as for `build_release`.
        withheld: as for `build_release`.
    """
    clean_staging(home)
    staged = open_staging(home, dictionary, inputs, signer)
    try:
        reports = _write_tables(home, staged, taken, progress)
        if inputs.live is None:
            write_editions(staged.root, dictionary, inputs)
            press.write_press_kit(staged.root, dictionary, inputs)
        _write_descriptions(staged, reports)
        if inputs.live is None:
            _write_difference(home, staged, withheld)
        write_manifest(staged.root, inputs, reports, seal_files(staged.root, reports), signer)
    except BaseException:
        discard(staged)
        raise
    return staged


def refuse_existing(home: Home, release_id: str) -> None:
    """Raise `ReleaseExists` if a release of that number is public."""
    order_of(release_id)
    if (home.releases / release_id).exists():
        raise ReleaseExists(
            str(home.releases / release_id),
            release_id,
            "a public release is never overwritten",
            "Publish the correction under the next number.",
        )


def _write_tables(
    home: Home, staged: StagedRelease, taken: Mapping[str, Path], progress: Progress | None
) -> list[TableReport]:
    written = Dictionary(tuple(dataset for dataset in staged.dictionary if dataset.name not in taken))
    with connect_read_only(home) as connection:
        for result in check_tables(connection, written):
            if not result.passed:
                raise ShapeError(
                    result.name,
                    "; ".join(result.notes),
                    "the table must be as the dictionary declares it",
                    "Mend the dbt model, or its YAML if the declaration is wrong.",
                )

        def make(dataset: Dataset) -> TableReport:
            if dataset.name in taken:
                return take_over_table(dataset.name, taken[dataset.name], staged.root)
            schema = dataset.to_arrow_schema(describe_file_metadata(dataset, staged.inputs))
            return write_table(
                connection,
                dataset,
                schema,
                staged.root,
                progress,
                by_prefecture=staged.inputs.live is None,
            )

        return [make(dataset) for dataset in staged.dictionary]


def _write_descriptions(staged: StagedRelease, reports: list[TableReport]) -> None:
    root, inputs = staged.root, staged.inputs
    write_json(root / DATAPACKAGE, describe_package(staged.dictionary, inputs, root))
    write_json(root / SOURCES, describe_sources(inputs))
    write_json(root / QUARANTINE, summarise_quarantine(inputs))
    if inputs.verdicts:
        write_json(root / CHECKS, describe_checks(inputs.verdicts))
    if inputs.protection:
        write_json(root / SUPPRESSION, {"release": inputs.release_id, "tables": inputs.protection})
    write_documents(root, staged.dictionary, inputs, reports, staged.signer)


def _write_difference(home: Home, staged: StagedRelease, withheld: Withheld) -> None:
    inputs = staged.inputs
    previous = home.releases / inputs.previous if inputs.previous else None
    compared = Comparison(previous, home.scratch, withheld)
    write_changes(staged.root, inputs, staged.dictionary, compared)
    write_changelog(staged.root, inputs, previous)
