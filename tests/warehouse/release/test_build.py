from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from ingest.japanese.clock import JAPAN
from tests.warehouse.small_warehouse import SOURCE, change_tables, make_inputs
from warehouse.errors import ReleaseDamaged, ReleaseExists, ReleaseNotFound, ShapeError
from warehouse.lateness import Lateness
from warehouse.release import build_release, check_staged
from warehouse.release.manifest import list_files


def read_files(root: Path) -> dict[str, bytes]:
    return {path: (root / path).read_bytes() for path in list_files(root)}


def test_a_release_holds_tables_descriptors_and_words(stage):
    assert list_files(stage("2026.11.0").root) == [
        "ATTRIBUTION.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "LICENSE",
        "README.en.md",
        "README.ja.md",
        "SHA256SUMS",
        "changes/changes.csv",
        "changes/changes.parquet",
        "changes/schema_diff.json",
        "changes/summary.json",
        "croissant/organizations.json",
        "croissant/stat_stock.json",
        "csv/ja/organizations.csv",
        "csv/ja/stat_stock.csv",
        "csv/organizations.csv",
        "csv/stat_stock.csv",
        "datapackage.json",
        "db/tsunagu.duckdb",
        "json-stat/stat_stock.json",
        "manifest.json",
        "parquet/organizations.parquet",
        "parquet/stat_stock.parquet",
        "quality/quarantine_summary.json",
        "sources.json",
        "xlsx/organizations.xlsx",
        "xlsx/stat_stock.xlsx",
    ]


def test_a_staged_release_passes_its_checks(stage):
    assert [result.notes for result in check_staged(stage("2026.11.0")) if not result.passed] == []


def test_two_builds_are_byte_identical(stage):
    assert read_files(stage("2026.11.0").root) == read_files(stage("2026.11.0").root)


def test_the_order_of_rows_in_the_database_does_not_matter(stage, home):
    before = read_files(stage("2026.11.0").root)
    change_tables(home, "create or replace table organizations as from organizations order by org_id desc")
    assert read_files(stage("2026.11.0").root) == before


def test_the_cutting_of_the_answer_does_not_matter(stage, home, monkeypatch):
    change_tables(
        home,
        "insert into stat_stock select date '2000-01-01' + cast(i // 7 as integer), 'a' || (i % 7), i, null"
        " from range(70000) as t(i)",
    )
    before = read_files(stage("2026.11.0").root)
    monkeypatch.setattr("warehouse.release.tables.CHUNK_ROWS", 4096)
    assert read_files(stage("2026.11.0").root) == before


def test_files_are_read_only(stage):
    root = stage("2026.11.0").root
    assert {(root / path).stat().st_mode & 0o777 for path in list_files(root)} == {0o444}


def test_sums_are_in_the_form_of_coreutils(stage):
    root = stage("2026.11.0").root
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=root, capture_output=True
    )
    assert checked.returncode == 0, checked.stderr


def test_parquet_is_sorted_by_the_key_and_says_so(stage):
    path = stage("2026.11.0").root / "parquet" / "stat_stock.parquet"
    keys = pq.read_table(path, columns=["on_date", "area"]).to_pylist()
    assert keys == sorted(keys, key=lambda row: (row["on_date"], row["area"]))
    order = pq.read_metadata(path).row_group(0).sorting_columns
    assert [(column.column_index, column.descending) for column in order] == [(0, False), (1, False)]


def test_parquet_has_page_index_and_zstd(stage):
    column = (
        pq.read_metadata(stage("2026.11.0").root / "parquet/organizations.parquet").row_group(0).column(0)
    )
    assert column.has_column_index
    assert column.has_offset_index
    assert column.compression == "ZSTD"


def test_the_corporate_number_has_a_bloom_filter(stage):
    path = stage("2026.11.0").root / "parquet/organizations.parquet"
    rows = duckdb.execute(
        "select path_in_schema from parquet_metadata(?) where bloom_filter_length is not null", [str(path)]
    ).fetchall()
    assert rows == [("corporate_number",)]


def test_look_up_tables_have_small_row_groups(stage, home):
    change_tables(
        home,
        "insert into organizations select 'X' || i, null, null, null, null, false from range(25000) as t(i)",
    )
    metadata = pq.read_metadata(stage("2026.11.0").root / "parquet/organizations.parquet")
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == [10_000, 10_000, 5_004]


def test_parquet_carries_licence_attribution_and_version(stage):
    metadata = pq.read_schema(stage("2026.11.0").root / "parquet/stat_stock.parquet").metadata
    assert metadata[b"licence"] == b"CC-BY-4.0"
    assert "国税庁" in metadata[b"attribution_ja"].decode()
    assert "加工して作成" in metadata[b"processed_ja"].decode()
    assert metadata[b"version"] == b"2026.11.0"


def test_parquet_keeps_text_that_csv_neutralises(stage):
    root = stage("2026.11.0").root
    assert "=SUM(A1)" in pq.read_table(root / "parquet/organizations.parquet")["name"].to_pylist()
    assert b",'=SUM(A1)," in (root / "csv/organizations.csv").read_bytes()
    manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["neutralised_cells"] == {"organizations": {"name": 1}}


def test_csv_is_as_the_readme_says(stage):
    root = stage("2026.11.0").root
    assert (root / "csv/organizations.csv").read_bytes().decode("utf-8") == (
        "\ufefforg_id,corporate_number,name,established_on,fields,certified\r\n"
        "JP-JCN-1,1000000000001,'=SUM(A1),,01,false\r\n"
        'JP-JCN-2,,"line one\nline ""two""",1999-12-31,"",false\r\n'
        'JP-JCN-3,3000000000003,"特定非営利活動法人,みらい",2001-02-03,05;01,true\r\n'
        "JP-JCN-4,0000000000004,,,,true\r\n"
    )


def test_both_csv_editions_differ_in_the_header_only(stage):
    root = stage("2026.11.0").root
    english = (root / "csv/stat_stock.csv").read_bytes().split(b"\r\n", 1)
    japanese = (root / "csv/ja/stat_stock.csv").read_bytes().split(b"\r\n", 1)
    assert japanese[0].decode("utf-8-sig") == "日付,地域,値,率"
    assert japanese[1] == english[1]


def test_a_list_value_with_the_separator_is_refused(stage, home):
    change_tables(home, "update organizations set fields = ['a;b'] where org_id = 'JP-JCN-1'")
    with pytest.raises(ReleaseDamaged, match=r"organizations\.fields.*a;b"):
        stage("2026.11.0")


def test_a_table_without_rows_is_published_empty(stage, home):
    change_tables(home, "delete from stat_stock")
    staged = stage("2026.11.0")
    assert pq.read_metadata(staged.root / "parquet/stat_stock.parquet").num_rows == 0
    assert [result.name for result in check_staged(staged) if not result.passed] == []


def test_a_table_of_another_shape_is_not_released(stage, home):
    change_tables(home, "update organizations set certified = null")
    with pytest.raises(ShapeError, match=r"organizations\.certified"):
        stage("2026.11.0")
    assert list(home.staging.iterdir()) == []


def test_sources_are_described_with_files_rows_and_wording(stage):
    register = json.loads((stage("2026.11.0").root / "sources.json").read_text(encoding="utf-8"))[
        "registers"
    ][0]
    assert register["publisher"]["ja"] == "国税庁"
    assert register["processed"]["ja"].endswith("加工して作成")
    assert register["rows"] == {"landed": 10, "used": 9, "quarantined": 1}
    assert register["files"][0]["encoding"] == "cp932"
    assert register["latest_data_date"] == "2026-10-30"
    assert register["late"] is None


def test_a_late_source_is_said_to_be_late_with_the_date_of_the_data_in_use(home, dictionary):
    lateness = Lateness(datetime(2026, 11, 4, 7, tzinfo=JAPAN), "公表元に接続できません。", "Out of reach.")
    inputs = replace(make_inputs("2026.11.0"), sources=(replace(SOURCE, lateness=lateness),))
    root = build_release(home, dictionary, inputs).root
    register = json.loads((root / "sources.json").read_text(encoding="utf-8"))["registers"][0]
    assert register["latest_data_date"] == "2026-10-30"
    assert register["late"] == {
        "since": "2026-11-04",
        "reason": {"ja": "公表元に接続できません。", "en": "Out of reach."},
    }
    assert "2026-10-30（2026-11-04 から遅れ · late since then）" in (root / "ATTRIBUTION.md").read_text(
        "utf-8"
    )


def test_broken_rules_are_counted_by_register(stage):
    path = stage("2026.11.0").root / "quality" / "quarantine_summary.json"
    register = json.loads(path.read_text(encoding="utf-8"))["registers"][0]
    assert register["findings_by_rule"] == {"corporate_number.check_digit": 1}


def test_readmes_describe_every_column_in_their_language(stage, dictionary):
    root = stage("2026.11.0").root
    english = (root / "README.en.md").read_text(encoding="utf-8")
    japanese = (root / "README.ja.md").read_text(encoding="utf-8")
    for column in (column for dataset in dictionary for column in dataset.columns):
        assert f"| `{column.name}` | {column.title_en} |" in english
        assert f"| `{column.name}` | {column.title_ja} |" in japanese


def test_the_attribution_has_source_line_and_processing_line(stage):
    text = (stage("2026.11.0").root / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert "| 出典 | 出典：国税庁法人番号公表サイト |" in text
    assert "| 加工 | 国税庁法人番号公表サイトのデータを加工して作成 |" in text


def test_progress_ends_with_all_rows(home, dictionary):
    seen = []
    build_release(home, dictionary, make_inputs("2026.11.0"), lambda *step: seen.append(step))
    assert seen == [("organizations", 4, 4), ("stat_stock", 3, 3)]


def test_a_number_already_public_is_refused_before_any_work(publish, stage):
    publish("2026.11.0")
    with pytest.raises(ReleaseExists, match="never overwritten"):
        stage("2026.11.0")


def test_a_number_of_another_form_is_refused(stage):
    with pytest.raises(ReleaseNotFound, match=r"YYYY\.M\.patch"):
        stage("2026.13.0")
