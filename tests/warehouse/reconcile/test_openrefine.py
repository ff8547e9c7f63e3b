from __future__ import annotations

import json
import re
import shutil
import unicodedata
from pathlib import Path

import polars as pl
import pytest

from ingest.japanese.text import normalise_name
from tests.warehouse.reconcile.conftest import EXCLUDED
from warehouse.dictionary import load_dictionary
from warehouse.inputs import REPOSITORY
from warehouse.release.json_files import write_json
from warehouse.site.openrefine import write_openrefine_files
from warehouse.site.source import open_source

DOCUMENT = (REPOSITORY / "docs" / "reconcile.md").read_text(encoding="utf-8")


@pytest.fixture
def site(release: Path, tmp_path: Path) -> Path:
    """The root of a site with the files for OpenRefine."""
    folder, root = tmp_path / "release", tmp_path / "site"
    shutil.copytree(release, folder)
    root.mkdir()
    rows = {path.stem: 1 for path in (folder / "parquet").iterdir()}
    write_json(folder / "manifest.json", {"release": "2026.11.0", "rows": rows})
    write_json(folder / "sources.json", {})
    with open_source(folder, load_dictionary(REPOSITORY / "dbt_project"), [], tmp_path / "scratch") as source:
        write_openrefine_files(source, root)
    return root


@pytest.fixture
def names(site: Path) -> pl.DataFrame:
    return pl.read_csv(site / "reconcile" / "names.csv", infer_schema=False)


def test_every_name_borne_today_and_before_leads_to_the_organisation_of_today(names: pl.DataFrame) -> None:
    former = names.filter(pl.col("is_former") == "true").row(0, named=True)
    assert former["written"] == "特定非営利活動法人旧街道の会あおもり"
    assert (former["org_id"], former["name"]) == ("N5", "特定非営利活動法人灯台もと暮らし舎")
    assert names.height == 6


def test_who_is_excluded_from_search_is_not_in_the_list(names: pl.DataFrame) -> None:
    assert EXCLUDED not in names["org_id"]


def test_a_name_says_how_many_organisations_bear_it(names: pl.DataFrame) -> None:
    bearers = dict(names.select("key", "bearers").iter_rows())
    assert (bearers["ひまわり"], bearers["灯台もと暮らし舎"]) == ("2", "1")


def test_the_manifest_has_what_the_protocol_demands_and_promises_nothing_a_static_host_cannot_do(
    site: Path,
) -> None:
    manifest = json.loads((site / "reconcile" / "service.json").read_text(encoding="utf-8"))
    assert "0.2" in manifest["versions"]
    assert all(manifest[name].startswith("https://") for name in ("identifierSpace", "schemaSpace"))
    assert "{{id}}" in manifest["view"]["url"]
    assert manifest.keys().isdisjoint({"suggest", "extend", "preview"})


def make_key(value: str) -> str:
    """Run the lines the document gives for OpenRefine."""
    lines = next(block for block in re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL))
    body = "".join(f"    {line}\n" for line in lines.splitlines())
    scope: dict[str, object] = {}
    exec(f"def key(value):\n{body}", scope)  # noqa: S102 -- our own document
    return scope["key"](value)  # type: ignore[operator,no-any-return]


@pytest.mark.parametrize(
    "written",
    [
        "特定非営利活動法人みなとまち子ども食堂ネットワーク",
        "認定ＮＰＯ法人 みなとまち子ども食堂ネットワーク",
        "（特非）ひまわり",
        "一般社団法人北上川流域まちづくり協議会",
        "公益財団法人　福岡県健康スポーツ協会",
        "ﾋﾏﾜﾘ ABC",
    ],
)
def test_the_key_the_document_makes_in_openrefine_is_the_key_of_the_list(written: str) -> None:
    assert make_key(written) == normalise_name(written)
    assert unicodedata.is_normalized("NFKC", make_key(written))


def test_the_document_names_every_column_of_the_list(names: pl.DataFrame) -> None:
    assert [name for name in names.columns if f"`{name}`" not in DOCUMENT] == []


def test_the_document_names_every_column_that_is_added() -> None:
    from warehouse.reconcile.columns import ADDED

    assert [name for name in ADDED if f"`{name}`" not in DOCUMENT] == []
