"""Describes a dataset in Croissant 1.1 (https://docs.mlcommons.org/croissant/).

That is a schema.org Dataset, as search engines for data read it; its records are found in the Parquet file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.files import sha256_of
from warehouse.dictionary import Column, Dataset
from warehouse.release.citation import AUTHOR, SUBJECTS, cite_release
from warehouse.release.inputs import ReleaseInputs
from warehouse.release.licence import LICENCE_URL
from warehouse.release.paths import TablePaths

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
MEDIA_TYPE = "application/x-parquet"
FILE = "parquet-file"
TYPES = {
    "varchar": "sc:Text",
    "varchar[]": "sc:Text",
    "date": "sc:Date",
    "bigint": "sc:Integer",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
}
#: As the standard prescribes it, word for word: readers compare it.
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def describe_croissant(dataset: Dataset, inputs: ReleaseInputs, root: Path) -> dict[str, Any]:
    """Return the Croissant of a dataset; the Parquet file is named relative to its own folder."""
    parquet = TablePaths.of(dataset.name).parquet
    agent = {"@type": "sc:Organization", "name": AUTHOR}
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": dataset.name,
        "alternateName": [dataset.title_en, dataset.title_ja],
        "description": f"{dataset.description_en} {dataset.description_ja}",
        "license": LICENCE_URL,
        "url": "../README.en.md",
        "version": inputs.release_id,
        "datePublished": inputs.as_of.isoformat(),
        "citeAs": cite_release(inputs)["en"],
        "creator": agent,
        "publisher": agent,
        "inLanguage": ["ja", "en"],
        "keywords": SUBJECTS,
        "isBasedOn": [source.link_from("..") for source in inputs.sources_of(dataset.sources)],
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": FILE,
                "name": parquet.name,
                "contentUrl": f"../{parquet}",
                "contentSize": f"{(root / parquet).stat().st_size} B",
                "encodingFormat": MEDIA_TYPE,
                "sha256": sha256_of(root / parquet),
            }
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": dataset.name,
                "name": dataset.name,
                "description": dataset.title_en,
                "key": [{"@id": f"{dataset.name}/{key}"} for key in dataset.primary_key],
                "field": [_describe_field(dataset, column) for column in dataset.columns],
            }
        ],
    }


def _describe_field(dataset: Dataset, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{dataset.name}/{column.name}",
        "name": column.name,
        "description": f"{column.title_en} ({column.title_ja}). {column.description_en}",
        "dataType": TYPES.get(column.data_type, "sc:Float"),
        "source": {"fileObject": {"@id": FILE}, "extract": {"column": column.name}},
    }
    if column.data_type == "varchar[]":
        field |= {"isArray": True, "arrayShape": "-1"}
    return field
