"""What others say of our descriptors; and that they would say so if a field were broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pyshacl
import pytest
import rdflib
import yaml
from jsonstat_validator import JSONStatValidationError, validate_jsonstat

from tests.warehouse.release.croissant import mlcroissant
from warehouse.release import StagedRelease

HERE = Path(__file__).parent
CFF_SCHEMA = json.loads((HERE / "cff" / "schema.json").read_text(encoding="utf-8"))
ADDRESS = "https://data.example.org/catalog.jsonld"


@pytest.fixture
def release(stage: Callable[[str], StagedRelease]) -> Path:
    return stage("2026.11.0").root


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


# --- Croissant


def write_croissant(release: Path, content: dict[str, Any]) -> str:
    path = release / "croissant" / "broken.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_croissant_is_valid_without_a_warning(release: Path) -> None:
    found = mlcroissant.Dataset(str(release / "croissant" / "organizations.json"))
    assert not found.metadata.issues.errors
    assert not found.metadata.issues.warnings


def test_croissant_gives_the_records_of_the_parquet_file(release: Path) -> None:
    found = mlcroissant.Dataset(str(release / "croissant" / "organizations.json"))
    records = list(found.records("organizations"))
    assert [record["organizations/org_id"].decode() for record in records] == [
        "JP-JCN-1",
        "JP-JCN-2",
        "JP-JCN-3",
        "JP-JCN-4",
    ]
    assert records[2]["organizations/name"].decode() == "特定非営利活動法人,みらい"
    assert records[2]["organizations/fields"] == [b"05", b"01"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content["recordSet"][0]["field"][0].update(dataType="sc:Nothing"),
        lambda content: content["recordSet"][0]["field"][0]["source"].update(fileObject={"@id": "nowhere"}),
        lambda content: content["distribution"][0].pop("encodingFormat"),
    ],
)
def test_a_broken_croissant_is_found(release: Path, damage: Callable[[dict[str, Any]], object]) -> None:
    content = read(release / "croissant" / "organizations.json")
    damage(content)
    with pytest.raises(mlcroissant.ValidationError):
        mlcroissant.Dataset(write_croissant(release, content))


def test_a_croissant_of_a_column_that_is_not_there_gives_no_records(release: Path) -> None:
    content = read(release / "croissant" / "organizations.json")
    content["recordSet"][0]["field"][0]["source"]["extract"]["column"] = "nobody"
    broken = mlcroissant.Dataset(write_croissant(release, content))
    with pytest.raises(Exception, match="Read"):
        list(broken.records("organizations"))


# --- DCAT


def judge_catalog(content: dict[str, Any]) -> tuple[bool, str]:
    graph = rdflib.Graph().parse(data=json.dumps(content), format="json-ld", publicID=ADDRESS)
    shapes = rdflib.Graph().parse(HERE / "dcat_shapes.ttl")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes)
    return conforms, text


@pytest.fixture
def catalog(publish: Callable[[str], Path]) -> dict[str, Any]:
    return read(publish("2026.11.0").parents[1] / "catalog.jsonld")


def test_the_catalogue_has_what_dcat_ap_asks_for(catalog: dict[str, Any]) -> None:
    conforms, text = judge_catalog(catalog)
    assert conforms, text


def test_the_catalogue_names_every_file_with_its_address_and_sum(
    publish: Callable[[str], Path], catalog: dict[str, Any]
) -> None:
    graph = rdflib.Graph().parse(data=json.dumps(catalog), format="json-ld", publicID=ADDRESS)
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    addresses = {str(address) for address in graph.objects(None, dcat.downloadURL)}
    base = "https://data.example.org/releases/2026.11.0"
    assert f"{base}/parquet/organizations.parquet" in addresses
    assert f"{base}/xlsx/stat_stock.xlsx" in addresses
    assert f"{base}/json-stat/stat_stock.json" in addresses
    assert f"{base}/db/tsunagu.duckdb" in addresses


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content.pop("dct:title"),
        lambda content: content["dct:publisher"].pop("foaf:name"),
        lambda content: content["dcat:dataset"][0].pop("dct:description"),
        lambda content: content["dcat:dataset"][0].pop("dcat:distribution"),
        lambda content: content["dcat:dataset"][0]["dcat:distribution"][0].pop("dcat:accessURL"),
        lambda content: content["dcat:dataset"][0]["dcat:distribution"][0].update({"dcat:accessURL": "text"}),
        lambda content: content["dcat:dataset"][0]["dcat:distribution"][0]["spdx:checksum"].pop(
            "spdx:algorithm"
        ),
    ],
)
def test_a_broken_catalogue_is_found(
    catalog: dict[str, Any], damage: Callable[[dict[str, Any]], object]
) -> None:
    damage(catalog)
    assert not judge_catalog(catalog)[0]


# --- CITATION.cff


def list_mistakes(content: dict[str, Any]) -> list[str]:
    validator = jsonschema.Draft7Validator(CFF_SCHEMA, format_checker=jsonschema.FormatChecker())
    return [error.message for error in validator.iter_errors(content)]


def test_the_citation_is_valid(release: Path) -> None:
    content = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))
    assert list_mistakes(content) == []
    assert content["version"] == "2026.11.0"
    assert content["date-released"] == "2026-10-31"


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content.pop("authors"),
        lambda content: content.update({"date-released": "last Wednesday"}),
        lambda content: content.update(license="CC BY 4.0"),
        lambda content: content.update(type="table"),
        lambda content: content.update(stars=5),
    ],
)
def test_a_broken_citation_is_found(release: Path, damage: Callable[[dict[str, Any]], object]) -> None:
    content = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))
    damage(content)
    assert list_mistakes(content)


# --- JSON-stat


def test_json_stat_is_valid(release: Path) -> None:
    assert validate_jsonstat(read(release / "json-stat" / "stat_stock.json"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content.update({"class": "cube"}),
        lambda content: content["id"].pop(),
        lambda content: content["size"].__setitem__(0, 7),
        lambda content: content["dimension"].pop("area"),
        lambda content: content["dimension"]["area"]["category"]["label"].update({"99": "nowhere"}),
    ],
)
def test_a_broken_json_stat_is_found(release: Path, damage: Callable[[dict[str, Any]], object]) -> None:
    content = read(release / "json-stat" / "stat_stock.json")
    damage(content)
    with pytest.raises(JSONStatValidationError):
        validate_jsonstat(content)
