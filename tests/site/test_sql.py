"""SQL in the browser: the answers of DuckDB, and a page that stays harmless whatever is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import duckdb
import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.tsunagu.shared_runs import FinishedRun
from warehouse.dictionary import Dictionary
from warehouse.press.findings import declare_findings
from warehouse.press.leads import STORY_LEADS
from warehouse.site.offline import write_offline
from warehouse.site.pages.query import load_examples

PAGE = "en/query/index.html"
MORE = Path(__file__).with_name("queries.sql").read_text(encoding="utf-8")
#: A query begins a paragraph, after its comment.
QUERIES = [example.sql for example in load_examples()] + [
    bare
    for paragraph in MORE.split("\n\n")
    if (bare := re.sub(r"^--.*\n?", "", paragraph, flags=re.MULTILINE).strip())
]
ASK = """async (query) => {
    const rows = []
    const columns = await tsunagu.runSql(query, (row) => { rows.push(row) })
    return [columns, rows]
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The SQL page, open for many queries."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + PAGE)
        yield page


@pytest.fixture(scope="module")
def tables(demo: FinishedRun) -> duckdb.DuckDBPyConnection:
    """DuckDB on the same files."""
    connection = duckdb.connect()
    for path in (demo.release / "parquet").glob("*.parquet"):
        connection.execute(f"create view {path.stem} as from read_parquet('{path}')")
    return connection


def simplify(value: Any) -> Any:
    """Return a value of DuckDB as JavaScript has it: days as texts, decimals as floats of twelve digits."""
    if isinstance(value, date):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, float | Decimal):
        return float(f"{value:.12g}")
    return [simplify(one) for one in value] if isinstance(value, list) else value


def ask_duckdb(tables: duckdb.DuckDBPyConnection, query: str) -> tuple[list[str], list[list[Any]]]:
    """Return the columns and rows of DuckDB's answer, its values as JavaScript has them."""
    answer = tables.execute(query)
    names = [column[0] for column in answer.description or ()]
    return names, [[simplify(value) for value in row] for row in answer.fetchall()]


def test_there_are_thirty_queries_and_more() -> None:
    assert len(QUERIES) >= 30


@pytest.mark.parametrize("query", QUERIES)
def test_the_answer_is_that_of_duckdb(page: Page, tables: duckdb.DuckDBPyConnection, query: str) -> None:
    columns, rows = page.evaluate(ASK, query)
    assert (columns, [[simplify(value) for value in row] for row in rows]) == ask_duckdb(tables, query)


def test_the_queries_of_the_press_kit_run_as_they_stand(
    page: Page, tables: duckdb.DuckDBPyConnection, demo: FinishedRun
) -> None:
    tables.execute(f"set file_search_path = '{demo.release}'")
    leads = pl.read_csv(demo.release / "press" / STORY_LEADS, infer_schema=False)
    queries = [finding["query"] for finding in declare_findings()]
    queries += leads.unique("kind", keep="first")["evidence"].to_list()
    for query in queries:
        _, rows = page.evaluate(ASK, query)
        assert [[simplify(value) for value in row] for row in rows] == ask_duckdb(tables, query)[1], query


def test_a_count_reads_the_ends_of_files_alone(browser: Browser, address: str, demo: FinishedRun) -> None:
    size = (demo.release / "parquet" / "organizations.parquet").stat().st_size
    with browser.new_context() as context:
        page = context.new_page()
        ranges: list[str | None] = []
        page.on(
            "request",
            lambda it: ranges.append(it.headers.get("range")) if it.url.endswith(".parquet") else None,
        )
        page.goto(address + PAGE)
        page.evaluate(ASK, "select count(*) as n from organizations")
        traffic = page.evaluate("tsunagu.traffic")
    assert ranges == ["bytes=-65536"]
    assert traffic == {"requests": 1, "bytes": min(size, 65_536)}


def test_a_host_that_knows_no_ranges_gives_the_same_answers(browser: Browser, public: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(public))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, browser.new_context() as context:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/{PAGE}")
        _, rows = page.evaluate(
            ASK, "select max(org_id) as a, min(name) as b, count(*) as n from organizations"
        )
        server.shutdown()
    answer = duckdb.execute(
        f"select max(org_id), min(name), count(*) from '{public}/latest/parquet/organizations.parquet'"
    )
    assert [tuple(row) for row in rows] == answer.fetchall()


def test_the_offline_edition_answers_without_a_server(
    browser: Browser, demo: FinishedRun, dictionary: Dictionary, tmp_path: Path
) -> None:
    entrance = write_offline(demo.home, dictionary, tmp_path / "stick").entrance
    with browser.new_context() as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda it: complaints.append(it.text))
        page.goto(f"{entrance.parent.as_uri()}/{PAGE}")
        page.fill("#sql", "select legal_form, count(*) as n from organizations group by 1 order by 1")
        page.click("#run")
        page.wait_for_selector("#result table")
        shown = page.locator("#result tbody tr").all_inner_texts()
    answer = duckdb.execute(
        f"select legal_form, count(*) from '{demo.release}/parquet/organizations.parquet'"
        " group by 1 order by 1"
    )
    assert shown == [f"{form}\t{count}" for form, count in answer.fetchall()]
    assert complaints == []


def test_a_link_asks_its_question_again(browser: Browser, address: str) -> None:
    query = "select '雪 & 花' as words, count(*) as n from members"
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}{PAGE}#sql={quote(query)}")
        page.wait_for_selector("#result table")
        link = page.get_attribute("#share", "href")
        other = page.get_attribute("a.language", "href")
        page.goto("about:blank")
        page.goto(f"{address}{PAGE}{link}")
        page.wait_for_selector("#result table")
        assert page.input_value("#sql") == query
        assert page.locator("#result td").first.inner_text() == "雪 & 花"
    assert other is not None and other.endswith(link or "-")


def test_markup_in_an_answer_is_shown_as_text(page: Page) -> None:
    hostile = "<img src=x onerror=document.title=1><script>1</script>"
    page.fill("#sql", f"select '{hostile}' as \"<b>x</b>\" from members limit 1")
    page.click("#run")
    expect(page.locator("#result td")).to_have_text(hostile)
    expect(page.locator("#result th")).to_have_text("<b>x</b>")
    assert page.locator("#result img, #result script, #result b").count() == 0


def test_the_csv_holds_no_cell_that_a_spreadsheet_would_run(page: Page) -> None:
    page.fill("#sql", "select '=1+1' as a, 'x\"y' as b, 3 as c, '　＠x' as d from members limit 1")
    page.click("#run")
    page.wait_for_selector("#csv:visible")
    with page.expect_download() as download:
        page.click("#csv")
    assert (
        download.value.path().read_bytes().decode("utf-8") == '\ufeffa,b,c,d\r\n\'=1+1,"x""y",3,\'　＠x\r\n'
    )


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select 1 from nowhere", "nowhere"),
        ("select nothing from members", "nothing"),
        ("selekt", "SELECT"),
        ("select sum( from members", "from"),
    ],
)
def test_a_query_that_cannot_be_run_is_told_apart_in_words(page: Page, query: str, told: str) -> None:
    page.fill("#sql", query)
    page.click("#run")
    expect(page.locator("#state.fault")).to_contain_text(told, ignore_case=True)


def test_the_keyboard_alone_asks_and_stops(page: Page) -> None:
    page.fill("#sql", "select count(*) as n from members")
    page.press("#sql", "Control+Enter")
    expect(page.locator("#result th")).to_have_text("n")
    expect(page.locator("#stop")).to_be_disabled()
