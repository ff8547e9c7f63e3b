"""Follows every link of a built site without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

FOREIGN = ("https://", "http://", "mailto:")
#: Where a browser fetches from by itself; nothing of it may be elsewhere.
FETCHED = {("script", "src"), ("img", "src"), ("source", "src"), ("iframe", "src"), ("object", "data")}


class Anchors(HTMLParser):
    """Collects what a page leads to, what it fetches, and the names within it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("id"):
            self.names.add(str(told["id"]))
        if tag == "a" and told.get("href"):
            self.links.append(str(told["href"]))
        if tag == "link" and told.get("href"):
            (self.links if told.get("rel") == "alternate" else self.fetched).append(str(told["href"]))
        self.fetched += [str(value) for name, value in attrs if (tag, name) in FETCHED]


def read_page(path: Path) -> Anchors:
    """Return what a page leads to."""
    anchors = Anchors()
    anchors.feed(path.read_text(encoding="utf-8"))
    return anchors


def find_broken_links(public: Path) -> Iterator[str]:
    """Yield every link or fetch of a site that leads to no file, or to no name in the page it leads to."""
    pages = {path.resolve(): read_page(path) for path in list_pages(public)}
    for path, anchors in pages.items():
        for link in (*anchors.links, *anchors.fetched):
            if link.startswith(FOREIGN):
                continue
            address, name = urldefrag(link)
            target = (path.parent / unquote(address)).resolve() if address else path
            if not target.is_file():
                yield f"{path.relative_to(public.resolve())}: {link}"
            elif name and target in pages and "=" not in name and name not in pages[target].names:
                yield f"{path.relative_to(public.resolve())}: {link} (no such name)"


def find_foreign_fetches(public: Path) -> Iterator[str]:
    """Yield everything a page would have a browser load from elsewhere."""
    for path in list_pages(public):
        for address in read_page(path).fetched:
            if address.startswith((*FOREIGN, "//")):
                yield f"{path}: {address}"


def list_pages(public: Path) -> list[Path]:
    """Return the pages of a site, in order."""
    return [public / "index.html", *sorted(public.glob("ja/**/*.html")), *sorted(public.glob("en/**/*.html"))]
