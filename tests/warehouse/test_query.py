from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from tests.warehouse.small_warehouse import change_tables
from warehouse.errors import QueryRefused, ReleaseNotFound
from warehouse.query import run_query


@pytest.fixture
def published(publish, home):
    """A home with one release."""
    publish("2026.11.0")
    return home


def test_a_table_is_shown_with_the_number_of_rows(published, capsys):
    result = run_query(published, "select name, fields from organizations order by org_id desc")
    shown = capsys.readouterr().out
    assert result.rows == 4
    assert "特定非営利活動法人,みらい" in shown
    assert "05;01" in shown
    assert "4 rows" in shown


def test_a_long_answer_is_cut_and_says_so(published, capsys):
    run_query(published, "select * from range(1000)")
    shown = capsys.readouterr().out
    assert "1,000 rows, the first 50 shown" in shown
    assert len(shown.splitlines()) < 60


def test_columns_that_do_not_fit_are_named(published, capsys):
    run_query(published, "select repeat('x', 60) as first, repeat('y', 60) as second, 3 as third")
    assert "2 more columns do not fit: second, third" in capsys.readouterr().out


def test_text_that_looks_like_markup_is_shown_as_it_is(published, capsys):
    run_query(published, "select '[bold]NPO[/bold]' as name")
    assert "[bold]NPO[/bold]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "with a as (select 1) select * from a",
        "from stat_stock",
        "describe organizations",
        "show tables",
        "summarize stat_stock",
        "explain select * from organizations",
    ],
)
def test_questions_are_answered(published, sql):
    assert run_query(published, sql).rows > 0


@pytest.mark.parametrize(
    "sql",
    [
        "drop view organizations",
        "create table mine as select 1",
        "insert into stat_stock values (null, null, null, null)",
        "copy organizations to 'stolen.csv'",
        "attach 'other.duckdb'",
        "set enable_external_access = true",
        "install httpfs",
        "call pragma_version()",
        "select 1; drop view organizations",
        "",
    ],
)
def test_anything_but_one_question_is_refused(published, sql):
    with pytest.raises(QueryRefused, match="read-only|exactly one statement"):
        run_query(published, sql)


def test_a_file_outside_the_release_cannot_be_read(published, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pytest.raises(QueryRefused, match="nothing else"):
        run_query(published, f"select * from read_csv('{secret}')")


def test_an_unknown_table_is_answered_with_near_names(published):
    with pytest.raises(QueryRefused, match="Did you mean organizations") as caught:
        run_query(published, "select * from organisation")
    assert "stat_stock" in caught.value.remedy


def test_an_unknown_column_is_answered_with_those_there_are(published):
    with pytest.raises(QueryRefused, match=r'"nme" not found(?s:.*)"name"'):
        run_query(published, "select nme from organizations")


def test_a_value_that_cannot_be_cast_is_a_refusal(published):
    with pytest.raises(QueryRefused, match="Could not convert"):
        run_query(published, "select cast(name as integer) from organizations")


def test_json_holds_numbers_dates_and_lists(published, tmp_path):
    out = tmp_path / "answer.json"
    run_query(
        published,
        "select established_on, fields, sum(2) as total, 1.5 as rate from organizations where certified"
        " group by all order by 1",
        format="json",
        out=out,
    )
    assert json.loads(out.read_text(encoding="utf-8")) == [
        {"established_on": "2001-02-03", "fields": ["05", "01"], "total": 2, "rate": 1.5},
        {"established_on": None, "fields": None, "total": 2, "rate": 1.5},
    ]


def test_json_without_rows_is_an_empty_list(published, tmp_path):
    out = tmp_path / "answer.json"
    run_query(published, "select * from organizations where false", format="json", out=out)
    assert json.loads(out.read_text()) == []


def test_csv_on_standard_output_has_no_byte_order_mark(published, capfdbinary):
    run_query(
        published, "select name, established_on from organizations order by org_id limit 1", format="csv"
    )
    assert capfdbinary.readouterr().out == b"name,established_on\r\n'=SUM(A1),\r\n"


def test_csv_in_a_file_begins_with_the_byte_order_mark(published, tmp_path):
    out = tmp_path / "answer.csv"
    run_query(published, "select 1 as one", format="csv", out=out)
    assert out.read_bytes() == b"\xef\xbb\xbfone\r\n1\r\n"


def test_parquet_is_written_with_its_types(published, tmp_path):
    out = tmp_path / "answer.parquet"
    run_query(published, "select org_id, fields from organizations", format="parquet", out=out)
    assert pq.read_table(out).num_rows == 4


def test_parquet_needs_a_file(published):
    with pytest.raises(QueryRefused, match="--out"):
        run_query(published, "select 1", format="parquet")


def test_a_failed_query_leaves_no_file(published, tmp_path):
    out = tmp_path / "answer.csv"
    with pytest.raises(QueryRefused):
        run_query(published, "select cast(name as integer) from organizations", format="csv", out=out)
    assert list(tmp_path.glob("*answer*")) == []


def test_an_older_release_can_be_asked(publish, home):
    publish("2026.11.0")
    change_tables(home, "delete from organizations")
    publish("2026.11.1")
    count = "select 1 from organizations"
    assert run_query(home, count).rows == 0
    assert run_query(home, count, release="2026.11.0").rows == 4


def test_an_unknown_release_is_answered_with_those_there_are(published):
    with pytest.raises(ReleaseNotFound, match=r"2026\.11\.0"):
        run_query(published, "select 1", release="2020.1.0")


def test_a_home_without_releases_says_what_to_do(home):
    with pytest.raises(ReleaseNotFound, match="tsunagu demo"):
        run_query(home, "select 1")
