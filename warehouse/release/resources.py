"""The resources of ``datapackage.json`` beside Parquet and CSV: what a release has and live has not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from warehouse.dictionary import Dataset
from warehouse.release.duckdb_file import DATABASE
from warehouse.release.paths import BY_PREFECTURE, EditionPaths

PARQUET_FORMAT = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
CSV_FORMAT = {
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8-sig",
    "dialect": {"lineTerminator": "\r\n"},
}
XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DUCKDB_MEDIA_TYPE = "application/vnd.duckdb"
JSON_MEDIA_TYPE = "application/json"


def name_table(titles: dict[str, str], descriptions: dict[str, str]) -> dict[str, Any]:
    """Return title and description of a table, in English where a standard has one language, and in both."""
    return {
        "type": "table",
        "title": titles["en"],
        "titles": titles,
        "description": descriptions["en"],
        "descriptions": descriptions,
    }


def list_prefecture_files(root: Path, dataset: str) -> list[str]:
    """Return the files of a dataset that hold one prefecture each, in the order of the codes."""
    files = sorted((root / BY_PREFECTURE).glob(f"*/{dataset}.csv"))
    return [file.relative_to(root).as_posix() for file in files]


def describe_editions(dataset: Dataset, root: Path, words: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resources of a dataset that are there: workbook and JSON-stat."""
    paths = EditionPaths.of(dataset.name)
    # They are not tables to a reader of descriptors: a workbook has further sheets, JSON-stat is a cube.
    told = {key: value for key, value in words.items() if key != "type"}
    editions = (
        ("xlsx", paths.workbook, "xlsx", XLSX_MEDIA_TYPE),
        ("json-stat", paths.json_stat, "json", JSON_MEDIA_TYPE),
    )
    return [
        {"name": f"{dataset.name}-{name}", "path": str(path), "format": form, "mediatype": media_type, **told}
        for name, path, form, media_type in editions
        if (root / path).is_file()
    ]


def describe_database(root: Path) -> list[dict[str, Any]]:
    """Return the resource of the DuckDB file, if it is there."""
    if not (root / DATABASE).is_file():
        return []
    return [
        {
            "name": "tsunagu-duckdb",
            "path": str(DATABASE),
            "format": "duckdb",
            "mediatype": DUCKDB_MEDIA_TYPE,
            "title": "All tables in one file, for DuckDB 1.0 and later",
            "titles": {
                "ja": "すべての表を収めた一つのファイル（DuckDB 1.0以降）",
                "en": "All tables in one file, for DuckDB 1.0 and later",
            },
        }
    ]
