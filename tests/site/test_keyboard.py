"""A reader without a mouse reaches everything, sees where the focus is, and never gets stuck."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

#: Everything that takes the focus, in the order of the page.
_FOCUSABLE = """() => {
    const kinds = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'
    const shown = [...document.querySelectorAll(kinds)].filter(it => !it.disabled && it.checkVisibility())
    shown.forEach((it, place) => { it.dataset.place = place })
    return shown.length
}"""
_FOCUSED = """() => {
    const it = document.activeElement
    const style = getComputedStyle(it)
    const box = it.getBoundingClientRect()
    return {
        place: it.dataset.place === undefined ? null : Number(it.dataset.place),
        marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        what: it.outerHTML.slice(0, 120),
    }
}"""
_IN_MAIN = "document.querySelector('main').contains(document.activeElement)"
#: Pages that a person can walk through; the others differ in their text alone.
WALKED = ("home", "organizations", "query", "datasets", "voices")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


@pytest.mark.parametrize("kind", WALKED)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    page: Page, address: str, paths: dict[str, list[str]], kind: str
) -> None:
    page.goto(f"{address}en/{paths[kind][0]}")
    count = page.evaluate(_FOCUSABLE)
    walked = []
    for _ in range(count):
        page.keyboard.press("Tab")
        walked.append(page.evaluate(_FOCUSED))

    assert [step["place"] for step in walked] == list(range(count))
    assert [step["what"] for step in walked if not (step["marked"] and step["seen"])] == []


def test_the_first_key_leads_past_the_menu(page: Page, address: str) -> None:
    page.goto(f"{address}ja/index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate(_IN_MAIN)


def test_the_language_is_changed_without_a_mouse_and_the_page_stays(
    page: Page, address: str, paths: dict[str, list[str]]
) -> None:
    there = paths["voices"][0]
    page.goto(f"{address}ja/{there}")
    page.focus("a.language")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/en/{there}")

    assert page.get_attribute("html", "lang") == "en"
