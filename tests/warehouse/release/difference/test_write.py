from __future__ import annotations

import json
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.warehouse.small_warehouse import change_tables
from warehouse.errors import ReleaseDamaged
from warehouse.release import promote, verify_release
from warehouse.release.difference import Withheld, apply_changes

CHANGE = """
delete from organizations where org_id = 'JP-JCN-4';
update organizations set name = 'あたらしい', established_on = date '2002-01-01' where org_id = 'JP-JCN-3';
update organizations set name = null where org_id = 'JP-JCN-2';
insert into organizations values ('JP-JCN-9', null, '=now', null, ['01', '02'], true);
update stat_stock set value = 6 where value = 5;
"""


def read_lines(root: Path) -> list[tuple[str | None, ...]]:
    return pl.read_parquet(root / "changes" / "changes.parquet").rows()


def read_json(root: Path, name: str) -> dict:
    return json.loads((root / "changes" / name).read_text(encoding="utf-8"))


@pytest.fixture
def second(first, follow, home) -> Path:
    """A release after the first, of changed tables; not public."""
    change_tables(home, CHANGE)
    return follow("2026.11.1", "2026.11.0").root


def test_a_first_release_has_an_empty_difference_of_the_same_form(first):
    assert read_lines(first) == []
    assert read_json(first, "summary.json")["previous"] is None
    assert (first / "changes" / "changes.csv").read_bytes() == (
        b"\xef\xbb\xbfdataset,key,change_type,column,old,new\r\n"
    )


def test_each_change_is_a_line_by_table_key_and_column(second):
    assert read_lines(second) == [
        ("organizations", "JP-JCN-2", "changed", "name", None, None),
        ("organizations", "JP-JCN-3", "changed", "name", "特定非営利活動法人,みらい", "あたらしい"),
        ("organizations", "JP-JCN-3", "changed", "established_on", "2001-02-03", "2002-01-01"),
        ("organizations", "JP-JCN-4", "removed", None, None, None),
        ("organizations", "JP-JCN-9", "added", None, None, None),
        ("organizations", "JP-JCN-9", "added", "name", None, "=now"),
        ("organizations", "JP-JCN-9", "added", "fields", None, '["01","02"]'),
        ("organizations", "JP-JCN-9", "added", "certified", None, "true"),
        ("stat_stock", '["2026-10-31","13"]', "changed", "value", "5", "6"),
    ]


def test_the_csv_has_the_same_lines_and_runs_no_formula(second):
    text = (second / "changes" / "changes.csv").read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 10
    assert "organizations,JP-JCN-9,added,name,,'=now" in text


def test_the_summary_counts_by_table_and_column_and_says_it_in_words(second):
    summary = read_json(second, "summary.json")
    assert summary["tables"]["organizations"] == {
        "rows_before": 4, "rows_after": 4, "added": 1, "removed": 1, "changed": 2,
        "cells": {"name": 2, "established_on": 1},
    }  # fmt: skip
    assert summary["words"]["en"][0] == (
        "Organizations: 1 rows added, 2 changed (Name 2, Established on 1), 1 removed"
    )
    assert summary["words"]["ja"][1] == "法人数：追加 0行、変更 1行（値 1件）、削除 0行"


@pytest.mark.parametrize("dataset", ["organizations", "stat_stock"])
def test_the_difference_turns_the_first_release_into_the_second(first, second, dataset):
    expected = pq.read_table(second / "parquet" / f"{dataset}.parquet")
    assert apply_changes(first, second / "changes", dataset).to_pylist() == expected.to_pylist()


def test_a_difference_to_another_release_is_refused(first, second, follow, home):
    promote(home, follow("2026.11.2", "2026.11.0"))
    with pytest.raises(ReleaseDamaged, match=r"2026\.11\.2, while it is to 2026\.11\.0"):
        apply_changes(home.releases / "2026.11.2", second / "changes", "organizations")


def test_the_same_two_releases_give_the_same_bytes(second, follow):
    again = follow("2026.11.1", "2026.11.0").root
    for path in sorted((second / "changes").iterdir()):
        assert path.read_bytes() == (again / "changes" / path.name).read_bytes(), path.name


def test_a_release_with_a_difference_is_whole(second):
    assert all(result.passed for result in verify_release(second))


def test_a_column_that_comes_and_one_that_goes_are_in_the_schemas(first, follow, home, project):
    change_tables(home, "alter table organizations rename certified to is_certified")
    marts = project / "models" / "marts" / "marts.yml"
    marts.write_text(marts.read_text(encoding="utf-8").replace("- name: certified", "- name: is_certified"))
    root = follow("2026.11.1", "2026.11.0").root
    table = read_json(root, "schema_diff.json")["tables"][0]
    assert (table["columns_added"], table["columns_removed"]) == (["is_certified"], ["certified"])
    assert apply_changes(first, root / "changes", "organizations").num_rows == 4


def test_what_is_withheld_is_repeated_nowhere(first, follow, home):
    change_tables(home, CHANGE)
    withheld = Withheld(words=("みらい",), identifiers=("JP-JCN-4",))
    root = follow("2026.11.1", "2026.11.0", withheld=withheld).root
    lines = read_lines(root)
    assert ("organizations", "JP-JCN-3", "changed", "name", None, "あたらしい") in lines
    (removed,) = [line for line in lines if line[2] == "removed"]
    assert removed[1].startswith("sha256:")
    expected = pq.read_table(root / "parquet" / "organizations.parquet")
    assert apply_changes(first, root / "changes", "organizations").to_pylist() == expected.to_pylist()


@pytest.mark.parametrize("old", ["JP-JCN-4", "4", '["JP-JCN-4"]', '{"number": "4"}'])
def test_a_withheld_identifier_is_found_however_it_is_written(old):
    held = Withheld(identifiers=("JP-JCN-4",)).is_in("cell")
    query = f"select {held} from (select ? as cell union all select 'JP-JCN-5')"
    with duckdb.connect() as connection:
        assert connection.execute(query, [old]).fetchall() == [(True,), (False,)]


def test_what_members_have_taken_back_is_not_repeated(first, follow, home, project):
    marts = project / "models" / "marts" / "marts.yml"
    marts.write_text(marts.read_text(encoding="utf-8").replace("dataset: register", "dataset: connection"))
    change_tables(home, CHANGE)
    lines = read_lines(follow("2026.11.1", "2026.11.0").root)
    assert [line[4] for line in lines if line[0] == "organizations"] == [None] * 8


def test_the_changelog_says_it_in_both_languages(second):
    text = (second / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "* Organizations (`organizations`): 1 rows\n" in text
    assert "* 法人（`organizations`）：変更2行（名称2件、設立年月日1件）、削除1行\n" in text
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "## データの追加", "## 訂正・変更・削除", "## 表と列", "## 方法", "## 既知の問題",
        "## Data added", "## Corrected, changed and removed", "## Schema", "## Method", "## Known problems",
    ]  # fmt: skip
