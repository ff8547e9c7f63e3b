from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.dbt.warehouse_of_files import PROJECT

JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
NESTED_JINJA = re.compile(r'"\{\{.*?\}\}"')
#: In one pass, since a text may hold two hyphens and a comment a quote.
TEXT_OR_COMMENT = re.compile(r"'(?:[^']|'')*'|--[^\n]*")

#: What only one of the two engines understands, or understands differently. Seen without Jinja and texts.
FORBIDDEN = {
    "cast by ::": re.compile(r"::"),
    "integer division by //": re.compile(r"//"),
    "list function": re.compile(r"\b(?:list|array|struct)_\w+\s*\(", re.I),
    "lambda": re.compile(r"->|\blambda\b", re.I),
    "qualify": re.compile(r"\bqualify\b", re.I),
    "struct literal": re.compile(r"\{"),
    "list literal": re.compile(r"\["),
    "double-quoted identifier": re.compile(r'"'),
    "cast to varchar": re.compile(r"\bas\s+(?:varchar|string|text)\b", re.I),
    "exclude or replace of columns": re.compile(r"\*\s*(?:exclude|replace|except)\b", re.I),
    "group by all": re.compile(r"\b(?:group|order)\s+by\s+all\b", re.I),
    "limit without order": re.compile(r"\bany_value\b|\bfirst\s*\(|\barg_m(?:ax|in)\s*\(", re.I),
    "sum in floating point": re.compile(r"\bsum\s*\(\s*cast\s*\([^)]*as\s+(?:double|float)", re.I),
}
#: Seen in the whole text: a backslash in a pattern means different things to the engines.
FORBIDDEN_ANYWHERE = {"backslash": re.compile(r"\\")}


def find_dialect(sql: str) -> list[str]:
    plain = TEXT_OR_COMMENT.sub("''", JINJA.sub(" ", NESTED_JINJA.sub("", sql)))
    found = [name for name, pattern in FORBIDDEN.items() if pattern.search(plain)]
    return found + [name for name, pattern in FORBIDDEN_ANYWHERE.items() if pattern.search(sql)]


def list_sql_files() -> list[Path]:
    """Return the SQL that must run on both engines: all but the macros that hide the differences."""
    files = [*(PROJECT / "models").rglob("*.sql"), *(PROJECT / "tests").rglob("*.sql")]
    macros = [path for path in (PROJECT / "macros").glob("*.sql") if path.name != "ref.sql"]
    return sorted([*files, *macros])


@pytest.mark.parametrize("path", list_sql_files(), ids=lambda path: path.stem)
def test_a_model_is_written_for_both_engines(path: Path) -> None:
    assert find_dialect(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("sql", "finding"),
    [
        ("select a::date from t", "cast by ::"),
        ("select a // 2 from t", "integer division by //"),
        ("select list_sort(a) from t", "list function"),
        ("select f(a, x -> x + 1) from t", "lambda"),
        ("select a from t qualify row_number() over (order by a) = 1", "qualify"),
        ("select {'a': 1} from t", "struct literal"),
        ("select [1, 2] from t", "list literal"),
        ('select "a" from t', "double-quoted identifier"),
        ("select cast(a as varchar) from t", "cast to varchar"),
        ("select * exclude (a) from t", "exclude or replace of columns"),
        ("select a, count(*) from t group by all", "group by all"),
        ("select any_value(a) from t", "limit without order"),
        ("select sum(cast(a as double)) from t", "sum in floating point"),
        (r"select regexp_replace(a, '\d', '') from t", "backslash"),
    ],
)
def test_what_one_engine_alone_understands_is_found(sql: str, finding: str) -> None:
    assert finding in find_dialect(sql)


def test_comments_and_texts_are_not_code() -> None:
    assert find_dialect("-- a::b\nselect 'x::y -> [z]' as a from {{ ref(\"t\") }}") == []
