from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.http.pages import Link, decode_page, find_links

BASE = "https://example.jp/list/index.html"


def test_links_are_resolved_and_their_text_is_collapsed() -> None:
    page = '<p><a class="x" href="../zip/a.zip"> 差分 \n <b>ファイル</b></a>'
    assert find_links(page, BASE) == [Link("https://example.jp/zip/a.zip", "差分 ファイル")]


def test_an_address_linked_twice_is_returned_once() -> None:
    page = '<a href="a.zip">first</a><a href="a.zip#top">second</a>'
    assert find_links(page, BASE) == [Link("https://example.jp/list/a.zip", "first")]


def test_anchors_without_address_and_broken_addresses_are_no_links() -> None:
    assert find_links('<a name="x">x</a><a href="">y</a><a href="http://[">z</a>', BASE) == []


def test_a_link_that_is_never_closed_is_found() -> None:
    page = '<a href="a">one<a href="b">two'
    assert [(link.url[-1], link.text) for link in find_links(page, BASE)] == [("a", "one"), ("b", "two")]


@given(st.text(alphabet='<>a/="href &#;x', max_size=80))
def test_no_page_makes_it_raise(page: str) -> None:
    find_links(page, BASE)


@given(st.binary(max_size=80))
def test_every_page_can_be_decoded(page: bytes) -> None:
    decode_page(page)
