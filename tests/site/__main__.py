"""Takes the pictures of the site for docs/pictures/ anew, of the home named; run by `make screenshots`.

Needs Chromium and a Japanese font on the machine.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser

from tests.site.browser import open_browser, serve_folder
from warehouse.inputs import REPOSITORY
from warehouse.layout import Home

OUT = REPOSITORY / "docs" / "pictures"
SCREENS = {"desktop": (1280, 900), "phone": (390, 844)}
SQL = """select legal_form, count(*) as organizations
from organizations
where status = 'active'
group by legal_form
order by organizations desc, legal_form"""
#: Address below a language, and what must be seen in the picture.
PAGES = {
    "home": ("index.html", "h1"),
    "dataset": ("datasets/organizations/index.html", "h1"),
    "prefecture": ("prefectures/04/index.html", "h1"),
    "connections": ("connections/index.html", "h1"),
    "sql": (f"query/index.html#sql={quote(SQL)}", "#result tbody tr:last-child"),
}


def main() -> None:
    """Take every picture, in Japanese; the SQL page in English."""
    with serve_folder(Home.resolve(sys.argv[1]).public) as address, open_browser() as browser:
        for name, (path, seen) in PAGES.items():
            language = "en" if name == "sql" else "ja"
            for screen, size in SCREENS.items():
                photograph(
                    browser, f"{address}{language}/{path}", seen, size, OUT / f"site-{name}-{screen}.png"
                )


def photograph(browser: Browser, address: str, seen: str, size: tuple[int, int], out: Path) -> None:
    """Take a picture of a page down to what must be seen, in few colours: pages are mostly paper."""
    width, height = size
    with (
        tempfile.NamedTemporaryFile(suffix=".png") as taken,
        browser.new_context(viewport={"width": width, "height": height}, color_scheme="light") as context,
    ):
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(seen)
        box = page.locator(seen).bounding_box()
        bottom = int(box["y"] + box["height"]) + 24 if box else 0
        page.set_viewport_size({"width": width, "height": max(height, bottom)})
        page.screenshot(path=taken.name)
        with Image.open(taken.name) as picture:
            picture.convert("RGB").quantize(64).save(out, optimize=True)


if __name__ == "__main__":
    main()
