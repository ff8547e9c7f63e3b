"""The site of the shared demo, served on this machine, and a browser that opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.browser import CHROMIUM, open_browser, serve_folder
from tests.site.kinds import choose_fullest, list_paths
from tests.site.visits import Visit, visit_page
from tests.tsunagu.shared_runs import FinishedRun, demo
from warehouse.dictionary import Dictionary, load_dictionary
from warehouse.inputs import REPOSITORY

__all__ = ["demo"]

Look = Callable[[str, str], Visit]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; the tests are skipped where there is none.

    While it is open, nothing else in this process can use asyncio: it ends with the tests of the site.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; install Debian's package chromium")
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return load_dictionary(REPOSITORY / "dbt_project")


@pytest.fixture(scope="session")
def public(demo: FinishedRun) -> Path:
    """The public folder of the demo, with its site."""
    return demo.home.public


@pytest.fixture(scope="session")
def paths(
    demo: FinishedRun, dictionary: Dictionary, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """The paths of the pages of each kind."""
    return list_paths(demo.home, dictionary, tmp_path_factory.mktemp("scratch"))


@pytest.fixture(scope="session")
def address(public: Path) -> Iterator[str]:
    """Where the site of the demo is served."""
    with serve_folder(public) as address:
        yield address


#: What pages put together by scripts show once they are.
_READY = {
    "profile": "#profile section",
    "organizations": "#found li",
    "query": "#result table",
}


@pytest.fixture(scope="package")
def look(browser: Browser, address: str, public: Path, paths: dict[str, list[str]], an_org: str) -> Look:
    """Open the fullest page of a kind in a language; once, whoever asks."""
    fullest = choose_fullest(public, paths)
    asked = {
        "profile": f"#id={an_org}",
        "organizations": "#q=%E4%BC%9A",
        "query": "#sql=select%20*%20from%20organizations%20limit%2020",
    }

    @cache
    def look_at(kind: str, language: str) -> Visit:
        there = f"{address}{language}/{fullest[kind]}{asked.get(kind, '')}"
        return visit_page(browser, there, _READY.get(kind))

    return look_at


@pytest.fixture(scope="session")
def an_org(demo: FinishedRun) -> str:
    """The organisation of which most is known."""
    import duckdb

    events = demo.release / "parquet" / "organization_events.parquet"
    found = duckdb.execute(
        f"select org_id from '{events}' group by org_id order by count(*) desc, org_id limit 1"
    ).fetchone()
    assert found
    return str(found[0])
