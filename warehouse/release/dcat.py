"""Describes the newest release for catalogues of open data: DCAT-AP 3.0.1 as JSON-LD.

Addresses are relative to the file, so that it holds wherever ``public/`` is served.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warehouse.release.citation import AUTHOR, SUBJECTS
from warehouse.release.json_files import MANIFEST, read_json
from warehouse.release.licence import LICENCE_URL
from warehouse.release.paths import DATAPACKAGE

CATALOG_FILE = "catalog.jsonld"
PUBLISHER = "#publisher"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
#: The list of file types of the Publications Office has no DuckDB; the media type tells it.
FILE_TYPES = {"parquet": "PARQUET", "csv": "CSV", "xlsx": "XLSX", "json": "JSON"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def describe_catalog(release: Path) -> dict[str, Any]:
    """Return the catalogue of a public release, from its own descriptor and manifest.

    Args:
        release: the folder of the release, ``releases/<id>`` below the folder of the catalogue.
    """
    package = read_json(release / DATAPACKAGE)
    files = {file["path"]: file for file in read_json(release / MANIFEST)["files"]}
    base = f"releases/{release.name}"
    resources: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for resource in package["resources"]:
        # The name of a resource is that of its dataset and, after a hyphen, that of the edition.
        resources[resource["name"].partition("-")[0]].append(resource)
    datasets = [
        _describe_dataset(name, editions, package, base, files) for name, editions in resources.items()
    ]
    return {
        "@context": CONTEXT,
        "@id": "#catalog",
        "@type": "dcat:Catalog",
        "dct:title": _in_both(package["titles"]),
        "dct:description": _in_both(package["descriptions"]),
        "dct:publisher": {"@id": PUBLISHER, "@type": "foaf:Agent", "foaf:name": AUTHOR},
        "dct:license": {"@id": LICENCE_URL},
        "dct:language": [{"@id": f"{AUTHORITY}language/{code}"} for code in ("JPN", "ENG")],
        "dct:modified": _day(package["as_of"]),
        "dct:spatial": {"@id": f"{AUTHORITY}country/JPN"},
        "dcat:dataset": datasets,
    }


def _describe_dataset(
    name: str,
    resources: list[dict[str, Any]],
    package: dict[str, Any],
    base: str,
    files: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    first = resources[0]
    return {
        "@id": f"#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": _in_both(first["titles"]),
        "dct:description": _in_both(first.get("descriptions", first["titles"])),
        "dct:publisher": {"@id": PUBLISHER},
        "dct:issued": _day(package["as_of"]),
        "dct:accrualPeriodicity": {"@id": f"{AUTHORITY}frequency/WEEKLY"},
        "dct:spatial": {"@id": f"{AUTHORITY}country/JPN"},
        "dcat:version": package["version"],
        "dcat:keyword": [{"@value": word, "@language": _language(word)} for word in SUBJECTS],
        "dcat:landingPage": {"@id": f"{base}/README.en.md", "@type": "foaf:Document"},
        "prov:wasDerivedFrom": [
            {"@id": path if "://" in path else f"{base}/{path}"}
            for path in (source["path"] for source in first.get("sources", []))
        ],
        "dcat:distribution": [
            distribution
            for resource in resources
            for distribution in _describe_distributions(name, resource, base, files)
        ],
    }


def _describe_distributions(
    name: str, resource: dict[str, Any], base: str, files: dict[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield a distribution for the file of a resource; parts by prefecture are in the descriptor only."""
    path = resource["path"]
    if isinstance(path, list):
        return
    file = files[path]
    address = {"@id": f"{base}/{path}"}
    distribution = {
        "@id": f"#{resource['name']}-file",
        "@type": "dcat:Distribution",
        "dct:title": resource["name"],
        "dct:license": {"@id": LICENCE_URL},
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:mediaType": {"@id": MEDIA_TYPES + resource["mediatype"]},
        "dcat:byteSize": {"@value": str(file["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file["sha256"], "@type": "xsd:hexBinary"},
        },
    }
    if resource["format"] in FILE_TYPES:
        distribution["dct:format"] = {"@id": f"{AUTHORITY}file-type/{FILE_TYPES[resource['format']]}"}
    yield distribution


def _in_both(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": texts[language], "@language": language} for language in ("ja", "en")]


def _language(word: str) -> str:
    return "en" if word.isascii() else "ja"


def _day(text: str) -> dict[str, str]:
    return {"@value": text, "@type": "xsd:date"}
