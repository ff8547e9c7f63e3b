"""Rendering: links cannot die, everything is escaped, a name that is not there is an error."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.dictionary import Dictionary
from warehouse.errors import SiteNotBuilt
from warehouse.site import render
from warehouse.site.page import Page, Words
from warehouse.site.source import SiteSource, open_source

HOSTILE = "<script>alert(1)</script>\u202e\"'&"


@pytest.fixture
def source(tmp_path: Path, publish: Callable[[str], Path], dictionary: Dictionary) -> Iterator[SiteSource]:
    with open_source(publish("2026.11.0"), dictionary, [], tmp_path / "scratch") as opened:
        yield opened


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: SiteSource) -> Callable[..., str]:
    """Render a template given as text, as the page ``deep/page.html``, in Japanese."""

    def render_text(template: str, **filled: object) -> str:
        (tmp_path / "page.jinja").write_text(template, encoding="utf-8")
        monkeypatch.setattr(render, "TEMPLATES", tmp_path)
        page = Page("deep/page.html", "page.jinja", Words("題", "Title"), lambda language: filled)
        other = Page("other/index.html", "page.jinja", Words("別", "Other"), lambda language: {})
        (tmp_path / "assets").mkdir(exist_ok=True)
        return render.Renderer(source, [page, other], tmp_path, offline=False).render(page, "ja")

    return render_text


def test_links_are_relative_to_the_page_that_holds_them(show: Callable[..., str]) -> None:
    template = "{{ link('other/index.html', 'x') }} {{ link(page.path, to=other) }} {{ public('feed.atom') }}"
    assert show(template) == "../other/index.html#x ../../en/deep/page.html ../../feed.atom"


def test_a_file_of_the_release_is_linked_in_latest(show: Callable[..., str]) -> None:
    assert show("{{ file('manifest.json') }}") == "../../latest/manifest.json"


@pytest.mark.parametrize("link", ["link('gone.html')", "file('gone.csv')", "asset('gone.css')"])
def test_a_link_to_what_is_not_there_is_an_error(show: Callable[..., str], link: str) -> None:
    with pytest.raises(SiteNotBuilt, match="gone"):
        show(f"{{{{ {link} }}}}")


def test_what_a_register_or_a_member_wrote_is_escaped(show: Callable[..., str]) -> None:
    shown = show("<p title='{{ text }}'>{{ text }}</p>", text=HOSTILE)
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 2


def test_data_for_machines_cannot_leave_its_script_element(show: Callable[..., str]) -> None:
    shown = show("<script type='application/ld+json'>{{ text | tojson }}</script>", text="</script><b>名")
    assert shown.count("</script>") == 1
    assert "名" in shown


def test_a_name_that_nothing_fills_is_an_error(show: Callable[..., str]) -> None:
    with pytest.raises(jinja2.UndefinedError, match="nowhere"):
        show("{{ nowhere }}")


def test_a_day_is_written_in_the_language_of_the_page(show: Callable[..., str]) -> None:
    assert show("{{ day('2026-11-03') }} {{ day(none) }} {{ t('日', 'en') }}") == "2026年11月3日 – 日"


@given(
    here=st.lists(st.sampled_from("abc"), min_size=1, max_size=4),
    there=st.lists(st.sampled_from("abc"), min_size=1, max_size=4),
)
def test_a_relative_address_leads_from_one_file_to_the_other(here: list[str], there: list[str]) -> None:
    source, target = "/".join([*here, "page.html"]), "/".join([*there, "x.css"])
    reached = PurePosixPath("/").joinpath(*here, render.relate(source, target))
    assert posixpath.normpath(reached) == f"/{target}"
