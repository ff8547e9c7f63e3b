"""Opening a page as readers do, and what was seen: requests, errors, links, faults of accessibility."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

#: WCAG 2.2, levels A and AA.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: A desktop by day, a phone at night: each kind of page is seen in both schemes of colour.
SCREENS = {"desktop": (1280, 900, "light"), "phone": (390, 844, "dark")}
#: 1280 pixels at 200 %, and at 400 %: what is read there must not be wider than the screen (WCAG 1.4.10).
ZOOMED = {"200 %": 640, "400 %": 320}
_READY_MS = 20_000
_FAULTS = """async tags => {
    const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
    return found.violations.map(({id, help, nodes}) => [id, help, nodes.length, nodes[0].html,
        [...nodes[0].any, ...nodes[0].all, ...nodes[0].none].map(({message}) => message).join("; ")])
}"""
_UNFOLD = "for (const it of document.querySelectorAll('details')) it.open = true"
#: In a picture an address is an object of its own.
_LINKS = """elements => elements.map(it => it.href ?? it.src)
    .map(it => it.baseVal === undefined ? it : new URL(it.baseVal, document.baseURI).href)"""
#: Pixels by which a page is wider than its window.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_FRAGMENTS = """elements => elements.map(it => it.getAttribute('href').slice(1))
    .filter(id => id && !id.includes('=') && !document.getElementById(decodeURIComponent(id)))"""


@dataclass
class Visit:
    """One page, opened once and looked at on every screen.

    Attributes:
        requests: addresses it asked for.
        errors: what the console complained of, among it violations of the policy.
        faults: rules of accessibility it breaks, by screen.
        links: addresses it leads to.
        fragments: places on the page that links lead to and that are not there.
        overflow: pixels it is wider than the screen, by zoom.
    """

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    overflow: dict[str, int] = field(default_factory=dict)


def watch(page: Page, visit: Visit) -> None:
    """Note what a page asks for and complains of."""
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("requestfailed", lambda request: visit.errors.append(f"not loaded: {request.url}"))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("console", lambda it: visit.errors.append(it.text) if it.type in ("error", "warning") else None)


def visit_page(browser: Browser, address: str, ready: str | None = None) -> Visit:
    """Open a page and look at it on every screen.

    Args:
        browser: the browser.
        address: the page.
        ready: what must be there before it is looked at, as a selector.
    """
    visit = Visit()
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        watch(page, visit)
        page.goto(address)
        if ready:
            page.wait_for_selector(ready, timeout=_READY_MS)
        page.evaluate(AXE_SCRIPT)
        page.evaluate(_UNFOLD)
        for screen, (width, height, scheme) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            visit.faults[screen] = find_faults(page)
            visit.overflow[screen] = page.evaluate(OVERFLOW)
        for zoom, width in ZOOMED.items():
            page.set_viewport_size({"width": width, "height": 800})
            visit.overflow[zoom] = page.evaluate(OVERFLOW)
        visit.links = page.eval_on_selector_all("[href], [src]", _LINKS)
        visit.fragments = page.eval_on_selector_all("a[href^='#']", _FRAGMENTS)
    return visit


def find_faults(page: Page) -> list[str]:
    """Return the rules of accessibility that a page breaks, each with the first place; axe must be there."""
    found: list[tuple[str, str, int, str, str]] = page.evaluate(_FAULTS, WCAG)
    return [
        f"{rule} × {count}: {what}: {markup[:200]} ({cause})" for rule, what, count, markup, cause in found
    ]


def name_file(address: str) -> str:
    """Return the path an address names below the folder that is served."""
    return unquote(urlsplit(address).path).lstrip("/")
