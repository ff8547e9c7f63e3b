"""Names and voices that attack the reader do nothing: no script runs, nothing turns, nothing bursts."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.site.browser import serve_folder
from tests.site.hostile import HOSTILE, write_hostile_site
from tests.site.kinds import KINDS
from tests.site.visits import OVERFLOW, Visit, watch
from tests.tsunagu.shared_runs import FinishedRun
from warehouse.dictionary import Dictionary

#: Pages whose words are all our own.
OURS = {"accessibility", "cite", "datasets", "dictionary", "members", "methods", "statistics"}
_HARM = "[globalThis.hacked, document.querySelectorAll('img[src=x], main b').length]"
#: Texts with an override that turns around their neighbours: neither isolated nor alone in their block.
_TURNING = """() => {
    const found = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
        const text = texts.currentNode
        const parent = text.parentElement
        if (!text.data.includes('\\u202e') || parent.closest('script, svg, option, textarea')) continue
        const style = (it) => getComputedStyle(it)
        let place = parent
        while (style(place).display === 'inline' && style(place).unicodeBidi !== 'isolate')
            place = place.parentElement
        const isAlone = place.textContent.trim() === text.data.trim()
        if (style(place).display !== 'inline' && !isAlone) found.push(place.outerHTML.slice(0, 200))
    }
    return found
}"""


@pytest.fixture(scope="module")
def hostile(
    demo: FinishedRun, dictionary: Dictionary, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where the hostile site is served."""
    root = write_hostile_site(demo, dictionary, tmp_path_factory.mktemp("hostile"))
    with serve_folder(root) as address:
        yield address


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        yield context


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in OURS])
def test_hostile_words_are_words(
    context: BrowserContext, hostile: str, paths: dict[str, list[str]], an_org: str, kind: str
) -> None:
    asked = {
        "profile": (f"#id={an_org}", "#profile section"),
        "organizations": ("#q=img", "#found li"),
        "query": (f"#sql={quote('select name, kana from organizations limit 9')}", "#result table"),
    }
    query, ready = asked.get(kind, ("", "main"))
    visit = Visit()
    page = context.new_page()
    watch(page, visit)
    page.goto(f"{hostile}ja/{paths[kind][0]}{query}")
    page.wait_for_selector(ready)

    assert page.evaluate(_HARM) == [None, 0]
    assert visit.errors == []
    assert [url for url in visit.requests if not url.startswith((hostile, "data:"))] == []
    assert page.evaluate(_TURNING) == []
    assert page.evaluate(OVERFLOW) <= 0
    page.close()


def test_the_hostile_words_are_really_there(context: BrowserContext, hostile: str) -> None:
    page = context.new_page()
    page.goto(f"{hostile}ja/voices/index.html")
    assert HOSTILE in page.inner_text("main")
    page.close()


def test_an_address_cannot_bring_markup_to_the_pages_with_scripts(
    context: BrowserContext, hostile: str, paths: dict[str, list[str]]
) -> None:
    for kind in ("profile", "organizations", "query"):
        page = context.new_page()
        for name in ("id", "q", "sql"):
            page.goto(f"{hostile}ja/{paths[kind][0]}#{name}={quote(HOSTILE)}")
            page.wait_for_load_state("networkidle")
            assert page.evaluate(_HARM) == [None, 0]
        page.close()
