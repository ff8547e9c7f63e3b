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
SQL = "select legal_form, count(*) as organizations from organizations group by legal_form order by 2 desc"
#: Address below a language, and what must be there before the picture is taken.
PAGES = {
    "home": ("index.html", "main"),
    "dataset": ("datasets/organizations/index.html", "main"),
    "prefecture": ("prefectures/04/index.html", "main"),
    "connections": ("connections/index.html", "main"),
    "sql": (f"query/index.html#sql={quote(SQL)}", "#result table"),
}


def main() -> None:
    """Take every picture, in Japanese; the SQL page in English."""
    with serve_folder(Home.resolve(sys.argv[1]).public) as address, open_browser() as browser:
        for name, (path, ready) in PAGES.items():
            language = "en" if name == "sql" else "ja"
            for screen, size in SCREENS.items():
                photograph(
                    browser, f"{address}{language}/{path}", ready, size, OUT / f"site-{name}-{screen}.png"
                )


def photograph(browser: Browser, address: str, ready: str, size: tuple[int, int], out: Path) -> None:
    """Take a picture of what a reader sees first, in few colours: pages are mostly paper."""
    width, height = size
    with (
        tempfile.NamedTemporaryFile(suffix=".png") as taken,
        browser.new_context(viewport={"width": width, "height": height}, color_scheme="light") as context,
    ):
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(ready)
        page.screenshot(path=taken.name)
        with Image.open(taken.name) as picture:
            picture.convert("RGB").quantize(64).save(out, optimize=True)


if __name__ == "__main__":
    main()
