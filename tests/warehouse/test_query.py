from __future__ import annotations

import json
from datetime import date

import pyarrow.parquet as pq
import pytest

from ingest.files import sha256_of
from tests.warehouse.small_warehouse import change_tables
from warehouse.errors import QueryRefused, ReleaseNotFound
from warehouse.query import run_query
from warehouse.release.catalog import find_release


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
        "explain analyze select 1;",
        "explain (analyze, format json) select 1",
        "explain(from organizations) limit 1",
        "/* a plan */ explain -- of this\n summarize organizations",
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


@pytest.mark.parametrize(
    "explain",
    [
        "explain",
        "explain analyze",
        "EXPLAIN\nANALYSE",
        "explain (analyze)",
        "explain (analyze, format json)",
        "explain /* x */ analyze",
        "/* a plan */ explain analyze",
    ],
)
@pytest.mark.parametrize(
    "statement",
    [
        "copy (select 1 as a) to '{file}' (format parquet)",
        "insert into stat_stock select * from stat_stock",
        "create table mine as select 1",
        "drop view organizations",
        "export database '{folder}'",
    ],
)
def test_explain_explains_nothing_but_questions(published, explain, statement):
    root = find_release(published)
    before = {path: sha256_of(path) for path in root.rglob("*") if path.is_file()}
    sql = statement.format(file=root / "parquet" / "organizations.parquet", folder=root / "parquet")
    with pytest.raises(QueryRefused):
        run_query(published, f"{explain} {sql}")
    assert {path: sha256_of(path) for path in root.rglob("*") if path.is_file()} == before


def test_what_is_run_is_what_was_judged(published):
    # DuckDB nests comments, so that it reads this as `explain analyze copy`.
    file = find_release(published) / "parquet" / "organizations.parquet"
    before = sha256_of(file)
    run_query(published, f"/* /* */ explain select 1 -- */ explain analyze copy (select 1) to '{file}'")
    assert sha256_of(file) == before


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


NOT_HELD = {
    "interval": ("interval 3 day", ("csv", "json", "parquet")),
    "list of intervals": ("[interval 3 day]", ("csv", "json", "parquet")),
    "union": ("union_value(n := 1)", ("csv", "json", "parquet")),
    "struct": ("{'n': 1}", ("csv",)),
    "list of structs": ("[{'n': 1}]", ("csv",)),
    "list of lists": ("[[1, 2], [3]]", ("csv",)),
    "array": ("[1, 2]::int[2]", ("csv",)),
    "histogram": ("histogram(name)", ("csv",)),
    "map of numbers": ("map {1: 'a'}", ("csv", "json")),
    "blob": ("'a'::blob", ("csv", "json")),
    "bit": ("'101'::bit", ("csv", "json")),
    "variant": ("1::variant", ("csv", "json", "parquet", "table")),
    "infinity": ("date 'infinity'", ("csv", "json", "table")),
    "infinities": ("[timestamp '-infinity']", ("csv", "json", "table")),
    "more than 64 bits": ("sum(1e30::hugeint)", ("csv", "json", "parquet", "table")),
}


@pytest.mark.parametrize("format", ["csv", "json", "parquet", "table"])
@pytest.mark.parametrize("kind", NOT_HELD)
def test_a_type_is_written_or_refused_with_the_remedy(published, tmp_path, capfdbinary, kind, format):
    value, refusing = NOT_HELD[kind]
    out = tmp_path / "answer" / "file" if format == "parquet" else None
    sql = f"select 1 as one, any_value(v) as odd from (select {value} as v from organizations)"
    if format in refusing:
        with pytest.raises(QueryRefused):
            run_query(published, sql, format=format, out=out)
        assert capfdbinary.readouterr() == (b"", b"")
        assert out is None or not list(out.parent.glob("*"))
    else:
        assert run_query(published, sql, format=format, out=out).rows == 1
        assert out is None or pq.read_table(out).num_rows == 1


def test_a_type_that_is_not_held_is_named_with_the_column_and_the_cast(published):
    with pytest.raises(QueryRefused) as caught:
        run_query(published, "select interval 3 day as i", format="csv")
    assert (caught.value.place, caught.value.value) == ("column i", "interval")
    assert 'cast("i" as varchar)' in caught.value.remedy
    assert run_query(published, "select cast(interval 3 day as varchar) as i", format="csv").rows == 1


def test_json_holds_structs_maps_and_lists_of_lists(published, tmp_path):
    out = tmp_path / "answer.json"
    run_query(published, "select {'a': [[1], [2]]} as s, histogram('x') as h", format="json", out=out)
    assert json.loads(out.read_text()) == [{"s": {"a": [[1], [2]]}, "h": {"x": 1}}]


@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) a, count(*) a from organizations",
        "select * from organizations o join organizations p on o.org_id = p.org_id",
    ],
)
def test_a_name_given_twice_is_refused_with_the_remedy(published, tmp_path, capfd, sql, format):
    with pytest.raises(QueryRefused, match="another name with `as`"):
        run_query(published, sql, format=format, out=tmp_path / "answer" if format == "parquet" else None)
    assert capfd.readouterr().out == ""


def test_a_name_given_twice_is_shown_twice_in_a_table(published, capsys):
    run_query(published, "select 1 as a, 2 as a")
    assert [line.split() for line in capsys.readouterr().out.splitlines()[2:3]] == [["1", "│", "2"]]


@pytest.mark.parametrize("name", ["[/x]", "f[x]", "[bold]"])
def test_a_header_that_looks_like_markup_is_shown_as_it_is(published, capsys, name):
    run_query(published, f'select 1 as "{name}"')
    assert capsys.readouterr().out.splitlines()[0].strip() == name


def test_intervals_and_lists_of_lists_are_readable_in_a_table(published, capsys):
    run_query(published, "select interval '1 month 3 days 5 seconds' as i, [[1, 2], [3]] as l")
    shown = capsys.readouterr().out
    assert "1 months 3 days 5 seconds" in shown
    assert "[1;2];[3]" in shown


@pytest.mark.parametrize("format", ["csv", "json"])
def test_an_answer_that_fails_on_the_way_prints_nothing(published, capfdbinary, format):
    sql = "select cast(case when n = 2900000 then 'x' else '1' end as int) as n from range(3000000) t(n)"
    with pytest.raises(QueryRefused, match="Could not convert"):
        run_query(published, sql, format=format)
    assert capfdbinary.readouterr().out == b""


def test_a_day_out_of_reach_is_told_on_standard_error_only(published, capsys):
    run_query(published, "select 1 as one", as_of=date(2026, 10, 31))
    shown = capsys.readouterr()
    assert shown.err.startswith("note: the registers of this release reach 2026-10-30;")
    assert "note" not in shown.out


def test_a_day_within_reach_has_no_note(published, capsys):
    run_query(published, "select 1 as one", as_of=date(2026, 10, 30))
    run_query(published, "select 1 as one")
    assert capsys.readouterr().err == ""


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
