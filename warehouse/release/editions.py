"""The further files of a release, made from its own Parquet files: workbooks, JSON-stat, DuckDB, Croissant.

Only releases have them: the live folder follows every new byte within seconds, and Parquet and CSV serve
those who look at it.
"""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

from warehouse.dictionary import Dictionary
from warehouse.release.citation import CITATION, describe_citation
from warehouse.release.code_lists import read_code_lists
from warehouse.release.croissant import describe_croissant
from warehouse.release.duckdb_file import write_duckdb_file
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.json_files import write_json
from warehouse.release.json_stat import write_json_stat
from warehouse.release.paths import EditionPaths
from warehouse.release.workbook import write_workbook


def write_editions(root: Path, dictionary: Dictionary, inputs: ReleaseInputs) -> None:
    """Write the further files of every dataset, and those of the whole release."""
    for path in astuple(EditionPaths.of("any")):
        (root / path).parent.mkdir()
    lists = read_code_lists(root, dictionary)
    for dataset in dictionary:
        paths = EditionPaths.of(dataset.name)
        write_workbook(root / paths.workbook, root, dataset, inputs, lists)
        write_json(root / paths.croissant, describe_croissant(dataset, inputs, root))
        if dataset.is_statistic:
            write_json_stat(root / paths.json_stat, root, dataset, inputs, lists)
    write_duckdb_file(root, dictionary, inputs)
    (root / CITATION).write_text(describe_citation(inputs), encoding="utf-8", newline="\n")
