"""Answers SQL over a release, and can do nothing else: read-only, without network, files or settings."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb
import polars as pl
import pyarrow as pa

from warehouse.as_of import RELEASED, Moment, replace_tables
from warehouse.database import MEMORY_LIMIT, THREADS, quote_name, quote_text
from warehouse.errors import QueryRefused
from warehouse.layout import Home
from warehouse.query_output import Answer, write_csv, write_json, write_parquet, write_table
from warehouse.release.catalog import find_release
from warehouse.release.json_files import MANIFEST, read_json

Format = Literal["table", "csv", "json", "parquet"]
PLACE = "query"
#: What comes before the statement that is explained; comments may stand in front of it.
EXPLAIN = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*explain\b\s*(analy[sz]e\b|\(\s*(?:analy[sz]e|format)\b[\w\s,]*\))?",
    re.IGNORECASE | re.DOTALL,
)
#: What polars, arrow and DuckDB say when an answer cannot be read or written; a panic is no Exception.
FAILURES = (duckdb.Error, pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException)


@dataclass(frozen=True)
class QueryResult:
    """What a query gave."""

    release: str
    rows: int
    columns: tuple[str, ...]


def run_query(
    home: Home,
    sql: str,
    release: str | None = None,
    format: Format = "table",
    out: Path | None = None,
    as_of: date | None = None,
    known_at: date | None = None,
) -> QueryResult:
    """Answer one read-only query; every table of the release is there under its name.

    Args:
        home: whose releases are asked.
        sql: one ``select``, ``with``, ``from``, ``describe``, ``show``, ``summarize`` or ``explain``.
        release: number of a release; the newest when None.
        format: ``table`` for reading, ``csv``, ``json`` or ``parquet`` for other programs.
        out: file to write; standard output when None.
        as_of: the tables that have both times are shown as of this day; as they are when None.
        known_at: by what one could know on this day; by all the release knows when None. Alone, it is the
            day asked about as well.

    An answer as of a day that the registers do not reach is given with a note on standard error.

    Raises:
        QueryRefused: it is not read-only, a day is later than the release can know of, or the database
            cannot answer it; the message says why.
        ReleaseNotFound: there is no such release.
    """
    if format == "parquet" and out is None:
        raise QueryRefused(PLACE, "parquet", "Parquet cannot be shown on a screen", "Name a file with --out.")
    root = find_release(home, release)
    manifest = read_json(root / MANIFEST)
    moment = Moment.of(as_of, known_at, date.fromisoformat(manifest["as_of"]))
    with _open_release(root, home.scratch, moment) as connection:
        answer = _write(_ask(connection, sql), sql, format, out)
    if moment is not None:
        _print_notes(moment, manifest["data_through"])
    return QueryResult(root.name, answer.rows, tuple(answer.schema.names))


@contextmanager
def _open_release(root: Path, scratch: Path, moment: Moment | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory with a view for every table of a release, and lock it."""
    with closing(duckdb.connect(":memory:")) as connection:
        _create_views(connection, root, "main")
        connection.execute(f"create schema {RELEASED}")
        _create_views(connection, root, RELEASED)
        if moment is not None:
            replace_tables(connection, moment)
        for setting in (
            f"memory_limit = {quote_text(MEMORY_LIMIT)}",
            f"threads = {THREADS}",
            f"temp_directory = {quote_text(str(scratch))}",
            "python_enable_replacements = false",
            f"allowed_directories = [{quote_text(f'{root}/')}]",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"set {setting}")
        yield connection


def _create_views(connection: duckdb.DuckDBPyConnection, root: Path, schema: str) -> None:
    for path in sorted((root / "parquet").glob("*.parquet")):
        source = f"read_parquet({quote_text(str(path))})"
        connection.execute(f"create view {schema}.{quote_name(path.stem)} as select * from {source}")


def _ask(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
    try:
        statement = _accept_statement(connection, sql)
        return connection.execute(statement)
    except duckdb.CatalogException as error:
        raise _explain_unknown_table(connection, sql, error) from error
    except duckdb.Error as error:
        raise _explain_failure(sql, error) from error


def _accept_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise QueryRefused(
            PLACE, _shorten(sql), "exactly one statement is answered", "Ask one question at a time."
        )
    statement = statements[0]
    if statement.type == duckdb.StatementType.EXPLAIN:
        return _accept_explain(connection, sql)
    if statement.type != duckdb.StatementType.SELECT:
        raise _refuse_statement(sql, statement.type.name.lower())
    return statement


def _accept_explain(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """Return the explanation of one question; what is run is put together from what was judged.

    DuckDB carries out what `explain analyze` explains, so that must be a question itself.
    """
    head = EXPLAIN.match(sql)
    if head is None:
        raise _refuse_statement(sql, "this explain")
    question = sql[head.end() :]
    explained = connection.extract_statements(question)
    if len(explained) != 1 or explained[0].type != duckdb.StatementType.SELECT:
        raise _refuse_statement(sql, "what it explains")
    return connection.extract_statements(f"explain {head[1] or ''} {question}")[0]


def _refuse_statement(sql: str, kind: str) -> QueryRefused:
    return QueryRefused(
        PLACE,
        _shorten(sql),
        f"releases are read-only, and {kind} is not a question",
        "Use select, with, from, describe, show, summarize, or explain with one of them.",
    )


def _explain_unknown_table(
    connection: duckdb.DuckDBPyConnection, sql: str, error: duckdb.CatalogException
) -> QueryRefused:
    unknown = re.search(r"Table with name (\S+) does not exist", str(error))
    if not unknown:
        return _explain_failure(sql, error)
    rows = connection.execute(
        "select view_name from duckdb_views() where not internal and schema_name = 'main' order by 1"
    ).fetchall()
    tables = [name for (name,) in rows]
    near = difflib.get_close_matches(unknown[1].lower(), tables, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return QueryRefused(
        PLACE, unknown[1], "there is no such table", f"{hint}The tables are: {', '.join(tables)}."
    )


def _explain_failure(sql: str, error: BaseException) -> QueryRefused:
    """Return DuckDB's own words: first what is wrong, then the place it points to."""
    kind, _, message = str(error).strip().partition(": ")
    lines = [line.rstrip() for line in (message or kind).splitlines() if line.strip()]
    pointer = "\n" + "\n".join(lines[1:]) if len(lines) > 1 else ""
    if isinstance(error, duckdb.PermissionException):
        return QueryRefused(
            PLACE,
            _shorten(sql),
            "a query reads the tables of a release, nothing else",
            "`show tables` lists them.",
        )
    remedy = f"Mend the query; `describe <table>` lists the columns of a table.{pointer}"
    return QueryRefused(PLACE, _shorten(sql), lines[0].rstrip("."), remedy)


def _shorten(sql: str) -> str:
    text = " ".join(sql.split())
    return text if len(text) <= 120 else f"{text[:117]}..."


def _write(cursor: duckdb.DuckDBPyConnection, sql: str, format: Format, out: Path | None) -> Answer:
    try:
        answer = Answer(cursor)
        if format == "parquet" and out is not None:
            write_parquet(answer, out)
        elif format == "table":
            write_table(answer, out)
        else:
            writer = write_csv if format == "csv" else write_json
            writer(answer, out or sys.stdout.buffer)
    except FAILURES as error:
        # Some failures, such as a cast of a bad value, show only while rows are being read.
        raise _explain_failure(sql, error) from error
    return answer


def _print_notes(moment: Moment, data_through: str | None) -> None:
    """Say on standard error what the registers cannot tell of a day, so that a gap is not read as a fact."""
    for note in moment.list_limits(date.fromisoformat(data_through) if data_through else None):
        sys.stderr.write(f"note: {note}\n")
