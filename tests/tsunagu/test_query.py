"""`tsunagu query`: every format, and nothing but questions."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import polars as pl
import pytest

from tests.tsunagu.command import Answer, call, call_process
from tests.tsunagu.shared_runs import FinishedRun

pytestmark = pytest.mark.xdist_group("demo")

COUNT = "select legal_form, count(*) as n from organizations group by all order by all"


def ask(demo: FinishedRun, sql: str, *options: str | Path) -> Answer:
    """Ask the demo's release."""
    return call("query", sql, "--home", demo.home.root, *options)


@pytest.fixture(scope="module")
def expected(demo: FinishedRun) -> list[dict[str, object]]:
    """The answer to COUNT, by another program."""
    frame = pl.read_parquet(demo.release / "parquet/organizations.parquet")
    return frame.group_by("legal_form").agg(pl.len().cast(pl.Int64).alias("n")).sort("legal_form").to_dicts()


def test_a_table_is_given_for_reading(demo: FinishedRun, expected: list[dict[str, object]]) -> None:
    answer = ask(demo, COUNT)

    assert answer.status == 0
    assert "legal_form" in answer.out
    assert answer.out.rstrip().endswith(f"{len(expected)} rows")


def test_csv_is_given(demo: FinishedRun, expected: list[dict[str, object]]) -> None:
    answer = ask(demo, COUNT, "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert [(row["legal_form"], int(row["n"])) for row in rows] == [tuple(row.values()) for row in expected]


def test_json_is_given(demo: FinishedRun, expected: list[dict[str, object]]) -> None:
    assert json.loads(ask(demo, COUNT, "--format", "json").out) == expected


def test_parquet_is_written_to_a_file(
    demo: FinishedRun, expected: list[dict[str, object]], tmp_path: Path
) -> None:
    out = tmp_path / "answer.parquet"

    assert ask(demo, COUNT, "--format", "parquet", "--out", out).status == 0
    assert pl.read_parquet(out).to_dicts() == expected


def test_parquet_without_a_file_is_refused_with_the_remedy(demo: FinishedRun) -> None:
    answer = ask(demo, COUNT, "--format", "parquet")

    assert answer.status == 1
    assert "--out" in answer.err


def test_another_release_can_be_asked(demo: FinishedRun) -> None:
    assert ask(demo, COUNT, "--release", demo.release.name).out == ask(demo, COUNT).out


@pytest.mark.parametrize(
    "sql",
    [
        "insert into organizations select * from organizations",
        "delete from organizations",
        "drop view organizations",
        "create table t as select 1",
        "copy organizations to 'stolen.csv'",
        "attach 'other.duckdb'",
        "set memory_limit = '1TB'",
        "install httpfs",
        "pragma enable_profiling",
        "call pragma_version()",
        "explain analyze copy organizations to 'stolen.csv'",
        "explain (analyze) insert into organizations select * from organizations",
    ],
)
def test_whatever_is_not_a_question_is_refused(demo: FinishedRun, sql: str) -> None:
    answer = ask(demo, sql)

    assert answer.status == 1
    assert "what to do:" in answer.err


@pytest.mark.parametrize("sql", ["from '/etc/hostname'", "from read_csv('/etc/passwd')", "from glob('/*')"])
def test_no_file_outside_the_release_is_read(demo: FinishedRun, sql: str) -> None:
    answer = ask(demo, sql)

    assert answer.status == 1
    assert answer.out == ""
    assert re.search("there is no such table|a query reads the tables of a release, nothing else", answer.err)


def test_a_mistyped_table_is_answered_with_the_nearest_one(demo: FinishedRun) -> None:
    answer = ask(demo, "from organisations")

    assert answer.status == 1
    assert "Did you mean organizations" in answer.err


@pytest.mark.parametrize(
    "sql", ["select", "", ";", "select 1; select 2", "select 'x", "select \x00", "セレクト"]
)
def test_broken_sql_is_answered_in_words(demo: FinishedRun, sql: str) -> None:
    answer = ask(demo, sql)

    assert answer.status == 1
    assert "what to do:" in answer.err


def test_brackets_in_an_error_are_shown_as_they_are(demo: FinishedRun) -> None:
    answer = ask(demo, "select error('[/red] boom [bold]')")

    assert answer.status == 1
    assert "[/red] boom [bold]" in answer.err


def test_a_value_that_cannot_be_cast_is_answered_in_words(demo: FinishedRun) -> None:
    answer = ask(demo, "select cast(name as integer) from organizations", "--format", "csv")

    assert answer.status == 1
    assert "what to do:" in answer.err


@pytest.mark.parametrize(
    "sql",
    ["select interval 1 day as i", "select count(*) a, count(*) a from members", "select 'a'::blob as b"],
)
@pytest.mark.parametrize("format", ["csv", "json"])
def test_what_a_format_cannot_hold_is_answered_in_words(demo: FinishedRun, sql: str, format: str) -> None:
    answer = ask(demo, sql, "--format", format)

    assert answer.status == 1
    assert answer.out == ""
    assert "what to do:" in answer.err


def test_no_traceback_reaches_the_shell(demo: FinishedRun) -> None:
    answer = call_process("query", "selec", "--home", demo.home.root)

    assert answer.status == 1
    assert "Traceback" not in answer.text
