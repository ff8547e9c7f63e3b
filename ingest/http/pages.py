"""Reading the pages on which publishers offer their files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin


@dataclass(frozen=True)
class Link:
    """A link of a page: its absolute address and the text a reader sees."""

    url: str
    text: str


def find_links(page: str, base_url: str) -> list[Link]:
    """Return the links of an HTML page in order, each address once, resolved against ``base_url``."""
    collector = _LinkCollector(base_url)
    collector.feed(page)
    collector.close()
    collector.finish_link()
    return list(collector.links.values())


def decode_page(page: bytes, encoding: str | None = None) -> str:
    """Decode a page leniently (it is read for links and dates only): as declared, else UTF-8, else CP932."""
    if encoding:
        with suppress(LookupError):  # a header may name an encoding that does not exist
            return page.decode(encoding, errors="replace")
    try:
        return page.decode("utf-8-sig")
    except UnicodeDecodeError:
        return page.decode("cp932", errors="replace")


class _LinkCollector(HTMLParser):
    """Collects ``<a href>``; broken HTML never raises."""

    def __init__(self, base_url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: dict[str, Link] = {}
        self._base_url = base_url
        self._url: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a link."""
        href = dict(attrs).get("href") if tag == "a" else None
        if href:
            self.finish_link()
            self._url = self._resolve(href)

    def handle_data(self, data: str) -> None:
        """Add to the text of the link we are in."""
        if self._url is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a link."""
        if tag == "a":
            self.finish_link()

    def finish_link(self) -> None:
        """Keep the link we are in, unless its address was met before."""
        if self._url is not None:
            text = " ".join("".join(self._text).split())
            self.links.setdefault(self._url, Link(self._url, text))
        self._url, self._text = None, []

    def _resolve(self, href: str) -> str | None:
        try:
            return urldefrag(urljoin(self._base_url, href.strip())).url
        except ValueError:  # an address such as "http://[" cannot be resolved
            return None
