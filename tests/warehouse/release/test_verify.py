from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from warehouse.release import check_staged, verify_release
from warehouse.release.manifest import list_files, seal_files, write_manifest


@pytest.fixture
def release(stage):
    """The folder of a built release, writable so that a test can damage it."""
    staged = stage("2026.11.0")
    for path in list_files(staged.root):
        (staged.root / path).chmod(0o644)
    return staged.root


def failed(root) -> dict[str, str]:
    return {result.name: " ".join(result.notes) for result in verify_release(root) if not result.passed}


def change_descriptor(root, edit) -> None:
    path = root / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    edit(descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def test_an_untouched_release_passes_every_check(release):
    results = verify_release(release)
    assert len(results) == 7
    assert all(result.passed for result in results)


def test_one_changed_bit_is_found_in_every_file(release):
    for path in list_files(release):
        file = release / path
        sound = file.read_bytes()
        damaged = bytearray(sound)
        damaged[len(sound) // 2] ^= 1
        file.write_bytes(damaged)
        assert failed(release), f"{path} was changed and nobody noticed"
        file.write_bytes(sound)
    assert not failed(release)


def test_a_missing_file_is_named(release):
    (release / "LICENSE").unlink()
    assert "LICENSE: listed, but not in the folder" in failed(release)["release.files"]


def test_a_foreign_file_is_named(release):
    (release / "extra.txt").write_text("x")
    assert "extra.txt: in the folder, but not listed" in failed(release)["release.files"]


def test_a_changed_file_is_named_with_both_sums(release):
    (release / "csv" / "stat_stock.csv").write_bytes(b"x")
    assert "csv/stat_stock.csv: sha256" in failed(release)["release.sums"]


def test_a_csv_file_with_other_rows_than_parquet_is_named(release):
    with (release / "csv" / "organizations.csv").open("ab") as stream:
        stream.write(b"JP-JCN-9,,,,,true\r\n")
    assert "csv/organizations.csv: 4 rows expected, 5 found" in failed(release)["release.rows"]


def test_a_parquet_file_of_another_schema_is_named(release):
    pq.write_table(pa.table({"on_date": [1]}), release / "parquet" / "stat_stock.parquet")
    assert "parquet/stat_stock.parquet: columns" in failed(release)["release.schemas"]


def test_a_column_that_became_optional_is_named(release):
    path = release / "parquet" / "organizations.parquet"
    table = pq.read_table(path)
    schema = table.schema.set(0, table.schema.field(0).with_nullable(True))
    pq.write_table(table.cast(schema), path)
    assert "org_id: whether it may be empty" in failed(release)["release.schemas"]


def test_a_parquet_file_cut_short_is_an_error_and_not_a_pass(release):
    path = release / "parquet" / "stat_stock.parquet"
    path.write_bytes(path.read_bytes()[:100])
    statuses = {result.name: result.status for result in verify_release(release)}
    assert statuses["release.rows"] == "error"


def test_an_empty_folder_fails_every_check(tmp_path):
    assert not any(result.passed for result in verify_release(tmp_path))


@pytest.mark.parametrize(
    "edit",
    [
        lambda descriptor: descriptor["resources"][0]["schema"]["fields"][0].update(type="strng"),
        lambda descriptor: descriptor["resources"][0]["schema"].update(primaryKey=["nobody"]),
        lambda descriptor: descriptor["resources"][1].pop("name"),
        lambda descriptor: descriptor.update(licenses="free"),
        lambda descriptor: descriptor.pop("resources"),
    ],
)
def test_an_invalid_descriptor_is_found(release, edit):
    change_descriptor(release, edit)
    assert "release.descriptor" in failed(release)


def test_every_csv_resource_satisfies_its_own_schema(release):
    # Parquet resources are left out: frictionless reads an empty whole number as NaN and refuses it.
    package = Package(str(release / "datapackage.json"))
    for resource in package.resources:
        if resource.format == "csv":
            assert resource.validate().valid, resource.name


def test_frictionless_finds_a_cell_that_breaks_the_schema(release):
    path = release / "csv" / "stat_stock.csv"
    path.write_bytes(path.read_bytes().replace(b",5,1.50", b",five,1.50"))
    report = Package(str(release / "datapackage.json")).get_resource("stat_stock-csv").validate()
    assert "five" in str(report.flatten(["message"]))


def test_the_descriptor_names_both_languages_keys_and_required_columns(release):
    descriptor = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    parquet, csv, japanese = descriptor["resources"][:3]
    field = parquet["schema"]["fields"][0]
    assert field["titles"] == {"ja": "識別子", "en": "Identifier"}
    assert field["constraints"] == {"required": True, "unique": True}
    assert parquet["schema"]["primaryKey"] == ["org_id"]
    assert csv["schema"]["fields"][4]["type"] == "list"
    assert japanese["schema"]["primaryKey"] == ["識別子"]


def test_a_staged_schema_is_held_against_the_dictionary(stage):
    staged = stage("2026.11.0")
    path = staged.root / "parquet" / "organizations.parquet"
    table = pq.read_table(path)
    path.chmod(0o644)
    pq.write_table(table.replace_schema_metadata({"licence": "all rights reserved"}), path)
    (staged.root / "manifest.json").unlink()
    (staged.root / "SHA256SUMS").unlink()
    files = seal_files(staged.root, [])
    write_manifest(staged.root, staged.inputs, [], files)
    failing = {result.name for result in check_staged(staged) if not result.passed}
    assert failing == {"release.dictionary"}
