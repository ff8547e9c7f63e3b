"""Method and warnings of a statistic go wherever the statistic goes."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

METHOD = "Organizations that existed on the day, counted."
WARNINGS = ["Recent values change later.", "Areas do not sum."]
WARNINGS_JA = ["直近の値は後から変わります。", "地域は足し上げられません。"]


def read_metadata(root, dataset):
    metadata = pq.read_schema(root / "parquet" / f"{dataset}.parquet").metadata
    return {key.decode(): value.decode() for key, value in metadata.items()}


def test_a_parquet_file_holds_them(stage):
    metadata = read_metadata(stage("2026.11.0").root, "stat_stock")

    assert metadata["method_en"] == METHOD
    assert metadata["method_ja"] == "その日に存在した法人を数えました。"
    assert metadata["warnings_en"].splitlines() == WARNINGS
    assert metadata["warnings_ja"].splitlines() == WARNINGS_JA


def test_a_table_that_declares_none_has_none(stage):
    root = stage("2026.11.0").root
    resources = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    resource = next(one for one in resources if one["name"] == "organizations")

    assert not {key for key in read_metadata(root, "organizations") if key.startswith(("method", "warnings"))}
    assert not {"methods", "warnings"} & resource.keys()


def test_every_edition_of_the_table_in_the_package_names_them(stage):
    package = json.loads((stage("2026.11.0").root / "datapackage.json").read_text(encoding="utf-8"))
    editions = [one for one in package["resources"] if one["name"].startswith("stat_stock")]

    assert len(editions) >= 3
    assert {json.dumps(one["warnings"], sort_keys=True, ensure_ascii=False) for one in editions} == {
        json.dumps({"en": WARNINGS, "ja": WARNINGS_JA}, sort_keys=True, ensure_ascii=False)
    }
    assert {one["methods"]["en"] for one in editions} == {METHOD}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", [METHOD, *WARNINGS]), ("ja", ["その日に存在した法人を数えました。", *WARNINGS_JA])],
)
def test_the_readme_prints_them_before_the_columns(stage, language, words):
    text = (stage("2026.11.0").root / f"README.{language}.md").read_text(encoding="utf-8")
    section = text[text.index("### stat_stock") :]
    before_columns = section[: section.index("|---|")]

    assert [word for word in words if word not in before_columns] == []
