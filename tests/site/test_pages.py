"""Every kind of page, in both languages, on a desktop by day and a phone at night."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.conftest import Look
from tests.site.kinds import KINDS
from tests.site.visits import name_file
from warehouse.site.page import LANGUAGES

#: Bytes of a page to read with all it loads, as they lie on the disk.
HEAVIEST = 150_000
#: What answers questions reads as much of the data as the question needs.
ASKING = ("query", "profile", "organizations")

every_page = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in KINDS for language in LANGUAGES]
)


def test_the_demo_has_a_page_of_every_kind(paths: dict[str, list[str]]) -> None:
    assert sorted(paths) == sorted(KINDS)


@every_page
def test_a_page_keeps_the_rules_of_accessibility(look: Look, kind: str, language: str) -> None:
    assert look(kind, language).faults == {"desktop": [], "phone": []}


@every_page
def test_a_page_asks_nobody_else_and_complains_of_nothing(
    look: Look, address: str, kind: str, language: str
) -> None:
    visit = look(kind, language)
    assert [url for url in visit.requests if not url.startswith((address, "data:"))] == []
    assert visit.errors == []


@every_page
def test_a_page_is_never_wider_than_the_screen(look: Look, kind: str, language: str) -> None:
    assert {zoom: more for zoom, more in look(kind, language).overflow.items() if more > 0} == {}


@every_page
def test_every_link_of_a_page_leads_to_something(
    look: Look, address: str, public: Path, kind: str, language: str
) -> None:
    visit = look(kind, language)
    own = {name_file(url) for url in visit.links if url.startswith(address)}
    assert own
    assert sorted(path for path in own if not (public / path).is_file()) == []
    assert visit.fragments == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ASKING])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_to_read_is_light(look: Look, public: Path, kind: str, language: str) -> None:
    loaded = {name_file(url) for url in look(kind, language).requests if url.startswith("http")}
    assert sum((public / path).stat().st_size for path in loaded) <= HEAVIEST
