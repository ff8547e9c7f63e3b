"""Writes all pages of a release, and puts them in the place of those before."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from warehouse.site.carried import write_carried
from warehouse.site.forms import write_forms
from warehouse.site.openrefine import FOLDER as OPENREFINE
from warehouse.site.openrefine import write_openrefine_files
from warehouse.site.page import LANGUAGES, Page
from warehouse.site.pages import (
    about,
    blank_spots,
    connections,
    datasets,
    dictionary,
    home,
    members,
    organizations,
    prefectures,
    press,
    quality,
    query,
    releases,
    statistics,
    themes,
    voices,
)
from warehouse.site.render import ASSETS, Renderer
from warehouse.site.search_index import write_index
from warehouse.site.source import SiteSource

STATIC = Path(__file__).parent / "static"
#: Everything that may stand at the root of a site; nothing else of the public folder is the site's.
PARTS = (ASSETS, OPENREFINE, *LANGUAGES, "index.html")


class Family(Protocol):
    """A module of pages of one kind."""

    def list_pages(self, source: SiteSource) -> Iterator[Page]:
        """Yield its pages; none where the release lacks what they tell of."""


FAMILIES: tuple[Family, ...] = (
    home,
    press,
    organizations,
    query,
    statistics,
    prefectures,
    themes,
    connections,
    blank_spots,
    voices,
    datasets,
    dictionary,
    releases,
    quality,
    about,
    members,
)
#: What writes further files below the root of the site, such as an index; called before the pages.
WRITERS: tuple[Callable[[SiteSource, Path], None], ...] = (
    write_forms,
    write_index,
    write_openrefine_files,
)
OFFLINE_WRITERS = (write_carried,)


def write_site(source: SiteSource, root: Path, *, offline: bool = False) -> int:
    """Write the site of a release into a folder; return the number of pages in one language.

    Args:
        source: the release.
        root: an empty folder; what is written there finds the release in ``latest`` beside it.
        offline: whether it is for a folder that no server shows.
    """
    shutil.copytree(STATIC, root / ASSETS)
    for write in WRITERS + (OFFLINE_WRITERS if offline else ()):
        write(source, root)
    pages = [page for family in FAMILIES for page in family.list_pages(source)]
    renderer = Renderer(source, pages, root, offline=offline)
    for page in pages:
        for language in LANGUAGES:
            path = root / language / page.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(renderer.render(page, language), encoding="utf-8", newline="\n")
    (root / "index.html").write_text(renderer.render_entrance(), encoding="utf-8", newline="\n")
    return len(pages)
