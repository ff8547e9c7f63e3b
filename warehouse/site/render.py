"""Renders pages: what every template sees, links that cannot die, and escaping that is always on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2

from warehouse.errors import SiteNotBuilt
from warehouse.site.formats import format_day, format_number, format_size, take_first_sentence
from warehouse.site.navigation import list_foot, list_head
from warehouse.site.page import LANGUAGES, Language, Page, Words
from warehouse.site.source import SiteSource
from warehouse.site.words import find_words

TEMPLATES = Path(__file__).parent / "templates"
ASSETS = "assets"
LATEST = "latest"


class Renderer:
    """Renders the pages of one site.

    Args:
        source: the release they tell of.
        pages: all pages there are; a link to another one is an error.
        root: the folder the site is written into, which holds its assets already.
        offline: whether it is for a folder that no server shows.
    """

    def __init__(self, source: SiteSource, pages: Iterable[Page], root: Path, *, offline: bool) -> None:
        self._source = source
        self._pages = {page.path: page for page in pages}
        self._root = root
        self._offline = offline
        self._environment = make_environment()

    def render(self, page: Page, language: Language) -> str:
        """Return the HTML of a page in one language."""
        template = self._environment.get_template(page.template)
        return template.render({**self._collect_globals(page, language), **page.fill(language)})

    def render_entrance(self) -> str:
        """Return the page at the root, where a reader chooses a language."""
        return self._environment.get_template("entrance.html.jinja").render()

    def _collect_globals(self, page: Page, language: Language) -> dict[str, Any]:
        here = f"{language}/{page.path}"

        def lead_to(path: str, anchor: str = "", to: Language = language) -> str:
            self._require(path in self._pages, page, path, "a link leads to a page of the site")
            there = f"{to}/{path}"
            address = "" if anchor and there == here else relate(here, there)
            return address + (f"#{anchor}" if anchor else "")

        def lead_to_file(path: str) -> str:
            self._require((self._source.release / path).exists(), page, path, "a file is one of the release")
            return relate(here, f"{LATEST}/{path}")

        def lead_to_asset(path: str) -> str:
            self._require((self._root / ASSETS / path).is_file(), page, path, "an asset is there")
            return relate(here, f"{ASSETS}/{path}")

        return {
            "page": page,
            "lang": language,
            "other": next(one for one in LANGUAGES if one != language),
            "title": page.title[language],
            "release": self._source,
            "offline": self._offline,
            "head": list_head(self._pages),
            "foot": list_foot(self._pages),
            "pages": self._pages,
            "has": self._pages.__contains__,
            "title_of": lambda path: self._pages[path].title[language],
            "summary_of": lambda path: summary[language] if (summary := self._pages[path].summary) else "",
            "link": lead_to,
            "outside": lambda address: address if "://" in address else lead_to_file(address),
            "file": lead_to_file,
            "asset": lead_to_asset,
            "released": lambda number, path: (self._source.release.parent / number / path).is_file(),
            "public": lambda path: relate(here, path),
            "t": lambda ja, en: Words(ja, en)[language],
            "word": lambda key: find_words(key)[language],
            "number": format_number,
            "day": lambda day: format_day(day, language),
            "size": format_size,
        }

    def _require(self, is_kept: bool, page: Page, value: str, rule: str) -> None:
        if not is_kept:
            raise SiteNotBuilt(f"site, {page.path}", value, rule, "Mend the template, or what fills it.")


def relate(here: str, there: str) -> str:
    """Return the relative address of a file of ``public/`` as the page ``here`` must write it."""
    folders, parts = here.split("/")[:-1], there.split("/")
    shared = 0
    while shared < min(len(folders), len(parts) - 1) and folders[shared] == parts[shared]:
        shared += 1
    return "../" * (len(folders) - shared) + "/".join(parts[shared:])


def make_environment() -> jinja2.Environment:
    """Return what renders the templates: everything is escaped, a name that is not there is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["first_sentence"] = take_first_sentence
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return environment
