"""Machine-readable descriptions of a release: ``datapackage.json``, ``sources.json``, quarantine counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from warehouse.dictionary import Column, Dataset, Dictionary
from warehouse.lateness import Lateness
from warehouse.press.leads import describe_leads
from warehouse.release.citation import SUBJECTS, TITLE, TITLE_JA
from warehouse.release.code_lists import CodeLists, Name, read_code_lists
from warehouse.release.csv_files import LIST_SEPARATOR
from warehouse.release.difference.lines import describe_difference
from warehouse.release.inputs import ReleaseInputs, SourceFile, SourceRecord
from warehouse.release.licence import LICENCE_NAME, LICENCE_TITLE, LICENCE_URL, join_wording
from warehouse.release.paths import TablePaths
from warehouse.release.resources import (
    CSV_FORMAT,
    PARQUET_FORMAT,
    describe_database,
    describe_editions,
    list_prefecture_files,
    name_table,
)

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
PACKAGE_NAME = "tsunagu"
FIELD_TYPES = {
    "varchar": "string",
    "date": "date",
    "bigint": "integer",
    "integer": "integer",
    "boolean": "boolean",
    "double": "number",
}


def describe_file_metadata(dataset: Dataset, inputs: ReleaseInputs) -> dict[str, str]:
    """Return the metadata of a Parquet file: title, method, warnings, licence, attribution, version."""
    sources = inputs.sources_of(dataset.sources)
    return {
        "title_ja": dataset.title_ja,
        "title_en": dataset.title_en,
        "description": dataset.description_en,
        "description_ja": dataset.description_ja,
        **_describe_notes_of_file(dataset),
        "licence": LICENCE_NAME,
        "licence_url": LICENCE_URL,
        "attribution_ja": join_wording(sources, "attribution_ja"),
        "attribution_en": join_wording(sources, "attribution_en"),
        "processed_ja": join_wording(sources, "processed_ja"),
        "processed_en": join_wording(sources, "processed_en"),
        "version": inputs.release_id,
        "as_of": inputs.as_of.isoformat(),
        **({"provisional": "true"} if inputs.live else {}),
    }


def _describe_notes_of_file(dataset: Dataset) -> dict[str, str]:
    """Return method and warnings as texts, a warning a line; what a table does not declare is left out."""
    notes = {
        "method_ja": dataset.method_ja,
        "method_en": dataset.method_en,
        "warnings_ja": "\n".join(dataset.warnings_ja),
        "warnings_en": "\n".join(dataset.warnings_en),
    }
    return {key: text for key, text in notes.items() if text}


def describe_package(dictionary: Dictionary, inputs: ReleaseInputs, root: Path) -> dict[str, Any]:
    """Return ``datapackage.json``: the resources of every dataset, first Parquet and both CSV editions.

    Sizes are given for CSV only: validators compare ``bytes`` with the decoded text, which a Parquet file
    can never satisfy. All sizes and sums are in the manifest.
    """
    day, lists = inputs.as_of.isoformat(), read_code_lists(root, dictionary)
    description = {
        "ja": "日本の非営利の法人と、それぞれに起きた出来事、いつどこにいくつあったか。"
        f"国や自治体が公表する台帳から作成。{day}までに公表された事実。",
        "en": "Non-profit organisations of Japan, what happened to them, and how many there are, made from"
        f" the public registers of the authorities. Facts published up to {day}.",
    }
    return {
        "$schema": PROFILE,
        "name": PACKAGE_NAME,
        "title": TITLE,
        "titles": {"ja": TITLE_JA, "en": TITLE},
        "description": description["en"],
        "descriptions": description,
        "version": inputs.release_id,
        **({"provisional": True} if inputs.live else {}),
        **({"sample": True} if inputs.is_sample else {}),
        "as_of": inputs.as_of.isoformat(),
        "data_through": _iso(inputs.data_through),
        "keywords": SUBJECTS,
        "licenses": [{"name": LICENCE_NAME, "title": LICENCE_TITLE, "path": LICENCE_URL}],
        "sources": [_describe_package_source(source) for source in inputs.sources],
        "resources": [
            *(
                resource
                for dataset in dictionary
                for resource in _describe_resources(dataset, inputs, root, lists)
            ),
            *describe_database(root),
            *(describe_difference() if inputs.live is None else []),
            *describe_leads(root),
        ],
    }


def _describe_package_source(source: SourceRecord) -> dict[str, str]:
    return {
        "title": f"{source.title_ja} ({source.title_en})",
        "path": source.homepage,
        "attribution": source.attribution_ja,
        "processed": source.processed_ja,
        "licence": source.licence_name,
        "licence_url": source.licence_url,
    }


def _describe_resources(
    dataset: Dataset, inputs: ReleaseInputs, root: Path, lists: CodeLists
) -> list[dict[str, Any]]:
    paths = TablePaths.of(dataset.name)
    words = _describe_dataset(dataset, inputs)
    return [
        {
            "name": dataset.name,
            "path": str(paths.parquet),
            **PARQUET_FORMAT,
            **words,
            "schema": describe_schema(dataset, lists),
        },
        *(
            {
                "name": f"{dataset.name}-{edition}",
                "path": str(path),
                **CSV_FORMAT,
                "bytes": (root / path).stat().st_size,
                **words,
                "schema": describe_schema(dataset, lists, in_csv=True, japanese=path == paths.csv_ja),
            }
            for edition, path in (("csv", paths.csv), ("csv-ja", paths.csv_ja))
        ),
        *_describe_prefectures(dataset, root, lists, words),
        *describe_editions(dataset, root, words),
    ]


def _describe_prefectures(
    dataset: Dataset, root: Path, lists: CodeLists, words: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return one resource for the files of the prefectures; each file has its own header."""
    files = list_prefecture_files(root, dataset.name)
    if not files:
        return []
    schema = describe_schema(dataset, lists, in_csv=True, japanese=True)
    return [{"name": f"{dataset.name}-by-prefecture", "path": files, **CSV_FORMAT, **words, "schema": schema}]


def _describe_dataset(dataset: Dataset, inputs: ReleaseInputs) -> dict[str, Any]:
    words = name_table(
        {"ja": dataset.title_ja, "en": dataset.title_en},
        {"ja": dataset.description_ja, "en": dataset.description_en},
    )
    if dataset.method_en:
        words["methods"] = {"ja": dataset.method_ja, "en": dataset.method_en}
    if dataset.warnings_en:
        words["warnings"] = {"ja": list(dataset.warnings_ja), "en": list(dataset.warnings_en)}
    sources = inputs.sources_of(dataset.sources)
    if sources:
        words["sources"] = [{"title": source.title_en, "path": source.homepage} for source in sources]
    return words


def describe_schema(
    dataset: Dataset, lists: CodeLists, *, in_csv: bool = False, japanese: bool = False
) -> dict[str, Any]:
    """Return the Table Schema of a dataset, for Parquet or a CSV edition."""
    names = {column.name: column.title_ja if japanese else column.name for column in dataset.columns}
    single_key = dataset.primary_key[0] if len(dataset.primary_key) == 1 else None
    return {
        "fields": [
            {
                "name": names[column.name],
                **_describe_field(column, in_csv, unique=column.name == single_key),
                **_describe_categories(lists.closed_list(column), japanese),
            }
            for column in dataset.columns
        ],
        "primaryKey": [names[key] for key in dataset.primary_key],
    }


def _describe_categories(codes: Mapping[str, Name], japanese: bool) -> dict[str, Any]:
    labels = [{"value": code, "label": name.ja if japanese else name.en} for code, name in codes.items()]
    return {"categories": labels} if labels else {}


def _describe_field(column: Column, in_csv: bool, unique: bool) -> dict[str, Any]:
    field: dict[str, Any] = {
        **_describe_type(column, in_csv),
        "title": column.title_en,
        "titles": {"ja": column.title_ja, "en": column.title_en},
        "description": column.description_en,
        "descriptions": {"ja": column.description_ja, "en": column.description_en},
        "source_column": column.source_column,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.deprecated_since and column.remove_after:
        field["deprecated_since"] = column.deprecated_since.isoformat()
        field["remove_after"] = column.remove_after.isoformat()
    # An empty list is an empty cell in CSV, so a list is never required there.
    if not column.nullable and not (in_csv and column.data_type == "varchar[]"):
        field["constraints"] = {"required": True, **({"unique": True} if unique else {})}
    return field


def _describe_type(column: Column, in_csv: bool) -> dict[str, Any]:
    if column.data_type == "varchar[]":
        return (
            {"type": "list", "delimiter": LIST_SEPARATOR, "itemType": "string"}
            if in_csv
            else {"type": "array"}
        )
    return {"type": FIELD_TYPES.get(column.data_type, "number")}


def describe_sources(inputs: ReleaseInputs) -> dict[str, Any]:
    """Return ``sources.json``: per register who publishes it, on which terms, and what was used of it."""
    return {
        "release": inputs.release_id,
        "as_of": inputs.as_of.isoformat(),
        "data_through": _iso(inputs.data_through),
        "registers": [_describe_source(source) for source in inputs.sources],
    }


def _describe_source(source: SourceRecord) -> dict[str, Any]:
    return {
        "name": source.name,
        "title": {"ja": source.title_ja, "en": source.title_en},
        "publisher": {"ja": source.publisher_ja, "en": source.publisher_en},
        "homepage": source.homepage,
        "licence": {"name": source.licence_name, "url": source.licence_url},
        "attribution": {"ja": source.attribution_ja, "en": source.attribution_en},
        "processed": {"ja": source.processed_ja, "en": source.processed_en},
        "terms_checked_on": source.checked_on.isoformat() if source.checked_on else None,
        "latest_data_date": _iso(source.latest_date),
        "late": _describe_lateness(source.lateness),
        "rows": {
            "landed": source.rows_landed,
            "used": source.rows_bronze,
            "quarantined": source.rows_quarantined,
        },
        "files": [_describe_source_file(file) for file in source.files],
    }


def _describe_lateness(lateness: Lateness | None) -> dict[str, Any] | None:
    """Return since which day of Japan, and why, the data is not as new as it should be; null when it is."""
    if lateness is None:
        return None
    return {
        "since": lateness.since.date().isoformat(),
        "reason": {"ja": lateness.reason_ja, "en": lateness.reason_en},
    }


def _describe_source_file(file: SourceFile) -> dict[str, Any]:
    return {
        "filename": file.filename,
        "sha256": file.sha256,
        "data_date": _iso(file.data_date),
        "encoding": file.encoding,
        "rows": {"landed": file.rows_landed, "used": file.rows_bronze, "quarantined": file.rows_quarantined},
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def summarise_quarantine(inputs: ReleaseInputs) -> dict[str, Any]:
    """Return how many rows of each register were set apart, and the broken rules; counts, never rows."""
    return {
        "release": inputs.release_id,
        "registers": [
            {
                "name": source.name,
                "rows_landed": source.rows_landed,
                "rows_used": source.rows_bronze,
                "rows_quarantined": source.rows_quarantined,
                "findings_by_rule": _sort_by_rule(source.findings_by_rule),
            }
            for source in inputs.sources
        ],
    }


def _sort_by_rule(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))
