"""Brings the site of a home up to date with its newest release; a killed build leaves the site before."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from ingest.files import fsync_directory, fsync_file, write_text_atomically
from warehouse.dictionary import Dictionary
from warehouse.errors import ReleaseDamaged, SiteNotBuilt, WarehouseError
from warehouse.inputs import fingerprint_code
from warehouse.layout import Home
from warehouse.release.catalog import RELEASES_FILE, newest_release
from warehouse.release.json_files import MANIFEST, read_json, to_json
from warehouse.release.promotion import PATIENCE_SECONDS, publishing
from warehouse.release.staging import open_folder
from warehouse.release.swap import replace_folder
from warehouse.site.build import PARTS, write_site
from warehouse.site.source import open_source

#: Says which release the site tells of, and what it was made from; written last.
STAMP = "site.json"
#: What changes with the clock or with a copy of a release, and is on no page.
NOT_SHOWN = frozenset({"created", "bytes"})
ROOM = Path(__file__).parent


@dataclass(frozen=True)
class SiteBuilt:
    """The site of a home.

    Attributes:
        release: the number of the release it tells of.
        pages: how many there are in one language; None where the site was up to date already.
        entrance: the file to open.
    """

    release: str
    pages: int | None
    entrance: Path


def build_site(home: Home, dictionary: Dictionary, patience: float = PATIENCE_SECONDS) -> SiteBuilt | None:
    """Make the site tell of the newest release; without a release there is no site, and None is returned.

    The same release, list of releases and templates give the same bytes; where the site that stands is made
    from them, nothing is done.

    Raises:
        SiteNotBuilt: a page cannot be made; the site before stands, unless its release is withdrawn.
        LockHeld: another process was publishing for longer than ``patience`` seconds.
    """
    newest = newest_release(home)
    if newest is None:
        remove_site(home, patience)
        return None
    stamp = {"release": newest, "fingerprint": fingerprint_site(home, newest)}
    if read_stamp(home) == stamp:
        return SiteBuilt(newest, None, home.public / "index.html")
    _drop_withdrawn(home, patience)
    pages = _build_beside(home, newest, dictionary, stamp, patience)
    return SiteBuilt(newest, pages, home.public / "index.html")


def remove_site(home: Home, patience: float = PATIENCE_SECONDS) -> None:
    """Remove all pages: they tell of releases that are no more."""
    if not home.public.is_dir():
        return
    with publishing(home, patience):
        (home.public / STAMP).unlink(missing_ok=True)
        for name in PARTS:
            _remove(home.public / name)


def read_stamp(home: Home) -> dict[str, Any] | None:
    """Return what the site that stands was made from; None where there is none, or only half of one."""
    try:
        return read_json(home.public / STAMP)
    except ReleaseDamaged:
        return None


def fingerprint_site(home: Home, release: str) -> str:
    """Return a sha256 over what the pages are made from: the release, the list of all, the templates."""
    manifest = read_json(home.releases / release / MANIFEST)
    digest = hashlib.sha256(f"{manifest['fingerprint']} {fingerprint_code()}".encode())
    digest.update(json.dumps(read_list(home), sort_keys=True).encode())
    for path in sorted(ROOM.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(ROOM)}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def read_list(home: Home) -> list[dict[str, Any]]:
    """Return the entries of ``releases.json`` without what is on no page."""
    entries = read_json(home.public / RELEASES_FILE)["releases"]
    return [{key: value for key, value in entry.items() if key not in NOT_SHOWN} for entry in entries]


def _drop_withdrawn(home: Home, patience: float) -> None:
    """Remove a site about a release that was withdrawn: should the next one fail, it must not stay."""
    stamp = read_stamp(home)
    withdrawn = {entry["id"] for entry in read_list(home) if entry["status"] == "withdrawn"}
    if stamp is None or stamp.get("release") in withdrawn:
        remove_site(home, patience)


def _build_beside(
    home: Home, release: str, dictionary: Dictionary, stamp: Mapping[str, Any], patience: float
) -> int:
    root, lock = open_folder(home)
    try:
        pages = write_pages(home, release, dictionary, root)
        for path in root.rglob("*"):
            fsync_directory(path) if path.is_dir() else fsync_file(path)
        with publishing(home, patience):
            if newest_release(home) != release:
                return pages  # whoever changed that makes the site of it: an older one must not come later
            _swap(root, home.public)
            write_text_atomically(home.public / STAMP, to_json(stamp))
            fsync_directory(home.public)
    finally:
        shutil.rmtree(root, ignore_errors=True)
        lock.release(remove=True)
    return pages


def write_pages(
    home: Home, release: str, dictionary: Dictionary, root: Path, *, offline: bool = False
) -> int:
    """Write the site of a release into an empty folder; return the number of pages in one language.

    Raises:
        SiteNotBuilt: a page cannot be made.
    """
    try:
        with open_source(home.releases / release, dictionary, read_list(home), home.scratch) as source:
            return write_site(source, root, offline=offline)
    except WarehouseError:
        raise
    except Exception as error:  # whatever a template or a query runs into, the release must not suffer
        if isinstance(error, OSError) and not isinstance(error, TemplateError):
            raise  # the disk: its own words say more
        cause = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        raise SiteNotBuilt(
            f"site of release {release}",
            cause,
            "every page of the site must be made, or none is changed",
            "The release stands. Mend the template or the query that is named; then run `tsunagu site`.",
        ) from error


def _swap(new: Path, public: Path) -> None:
    """Put each part in the place of the one before; a kill between two is mended by the next build."""
    (public / STAMP).unlink(missing_ok=True)
    for name in PARTS:
        shutil.rmtree(public / f"{name}.old", ignore_errors=True)
        if (new / name).is_dir():
            replace_folder(new / name, public / name)
        elif (new / name).is_file():
            (new / name).replace(public / name)
        else:
            _remove(public / name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
