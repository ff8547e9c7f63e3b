"""The edition for a USB stick: the site and the newest release in one folder that opens without a server."""

from __future__ import annotations

import shutil
from pathlib import Path

from warehouse.dictionary import Dictionary
from warehouse.errors import SiteNotBuilt
from warehouse.layout import Home
from warehouse.release.catalog import LATEST_FILE, RELEASES_FILE, find_release
from warehouse.release.dcat import CATALOG_FILE
from warehouse.release.feed import FEED_FILE
from warehouse.site.publish import SiteBuilt, write_pages
from warehouse.site.render import LATEST

LISTS = (RELEASES_FILE, LATEST_FILE, FEED_FILE, CATALOG_FILE)


def write_offline(home: Home, dictionary: Dictionary, out: Path) -> SiteBuilt:
    """Write the offline edition of the newest release into a new or empty folder.

    Raises:
        SiteNotBuilt: the folder holds something already, or a page cannot be made; nothing stays in it.
        ReleaseNotFound: there is no release yet.
    """
    release = find_release(home)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise SiteNotBuilt(
            str(out),
            "not empty",
            "the offline edition gets a folder of its own",
            "Name a new or empty folder.",
        )
    out.mkdir(parents=True, exist_ok=True)
    try:
        pages = write_pages(home, release.name, dictionary, out, offline=True)
        shutil.copytree(release, out / LATEST)
        for name in LISTS:
            shutil.copyfile(home.public / name, out / name)
    except BaseException:
        for path in out.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
    return SiteBuilt(release.name, pages, out / "index.html")
