from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from ingest.http.mirror import (
    MirrorAdapter,
    MirrorRoute,
    serve_file,
    serve_listing,
    serve_page,
)
from ingest.http.pages import find_links

SITE = "https://example.jp/"
Ask = Callable[..., requests.Response]

ROUTES = (
    serve_listing(r"https://example\.jp/diff/", "nta/diff/diff_*.zip"),
    serve_listing(r"https://example\.jp/ids/", "nta/diff/diff_*.zip", href="/download?no={stem}"),
    serve_file(r"https://example\.jp/diff/(?P<name>diff_\d{8}\.zip)", "nta/diff/{name}"),
    serve_file(r"https://example\.jp/any/(?P<name>.+)", "nta/{name}"),
    serve_page(r"https://example\.jp/page", lambda root: "認定" if (root / "nta").is_dir() else None),
)


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    root = tmp_path / "mirror"
    (root / "nta" / "diff").mkdir(parents=True)
    for day in ("20240105", "20240104"):
        (root / "nta" / "diff" / f"diff_{day}.zip").write_bytes(day.encode())
    (root / "nta" / "diff" / ".diff_20240106.zip").write_bytes(b"half-written")
    (tmp_path / "secret").write_bytes(b"outside")
    return root


@pytest.fixture
def ask(mirror: Path) -> Iterator[Ask]:
    with requests.Session() as session:
        session.mount("https://", MirrorAdapter(mirror, ROUTES))
        yield lambda path, method="GET", **headers: session.request(
            method, SITE + path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )


def test_a_file_of_the_folder_answers_the_publishers_address(ask: Ask) -> None:
    answer = ask("diff/diff_20240104.zip")
    assert (answer.status_code, answer.content) == (200, b"20240104")
    assert answer.headers["Content-Length"] == "8"
    assert answer.headers["Content-Type"] == "application/zip"


def test_what_the_folder_does_not_have_is_not_found(ask: Ask) -> None:
    assert ask("diff/diff_20990101.zip").status_code == 404


def test_an_address_no_route_knows_is_not_found(ask: Ask) -> None:
    assert ask("elsewhere").status_code == 404


def test_a_route_must_match_the_whole_address(ask: Ask) -> None:
    assert ask("diff/diff_20240104.zip?x=1").status_code == 404


@pytest.mark.parametrize("path", ["any/../../secret", "any/%2e%2e/%2e%2e/secret", "any//etc/passwd"])
def test_an_address_never_leads_out_of_the_folder(ask: Ask, path: str) -> None:
    assert ask(path).status_code == 404


def test_a_link_out_of_the_folder_is_not_followed(ask: Ask, mirror: Path) -> None:
    (mirror / "nta" / "link").symlink_to(mirror.parent / "secret")
    assert ask("any/link").status_code == 404


def test_the_held_version_is_answered_with_not_modified(ask: Ask) -> None:
    tag = ask("diff/diff_20240104.zip").headers["ETag"]
    answer = ask("diff/diff_20240104.zip", If_None_Match=tag)
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_weak_or_listed_validator_matches_too(ask: Ask) -> None:
    tag = ask("diff/diff_20240104.zip").headers["ETag"]
    assert ask("diff/diff_20240104.zip", If_None_Match=f'"x", W/{tag}').status_code == 304


def test_a_replaced_file_is_answered_anew_even_with_size_and_time_set_back(ask: Ask, mirror: Path) -> None:
    path = mirror / "nta" / "diff" / "diff_20240104.zip"
    tag, times = ask("diff/diff_20240104.zip").headers["ETag"], path.stat()
    path.write_bytes(b"20240x04")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    answer = ask("diff/diff_20240104.zip", If_None_Match=tag)
    assert (answer.status_code, answer.content) == (200, b"20240x04")


def test_the_time_of_change_is_honoured_where_no_tag_is_sent(ask: Ask) -> None:
    modified = ask("diff/diff_20240104.zip").headers["Last-Modified"]
    assert ask("diff/diff_20240104.zip", If_Modified_Since=modified).status_code == 304
    earlier = "Thu, 01 Jan 1998 00:00:00 GMT"
    assert ask("diff/diff_20240104.zip", If_Modified_Since=earlier).status_code == 200


def test_the_tag_outranks_the_time(ask: Ask) -> None:
    modified = ask("diff/diff_20240104.zip").headers["Last-Modified"]
    answer = ask("diff/diff_20240104.zip", If_None_Match='"other"', If_Modified_Since=modified)
    assert answer.status_code == 200


def test_a_time_that_cannot_be_read_is_ignored(ask: Ask) -> None:
    assert ask("diff/diff_20240104.zip", If_Modified_Since="yesterday").status_code == 200


def test_head_gives_the_headers_only(ask: Ask) -> None:
    answer = ask("diff/diff_20240104.zip", method="HEAD")
    assert (answer.status_code, answer.headers["Content-Length"], answer.content) == (200, "8", b"")


def test_a_mirror_is_only_read(ask: Ask) -> None:
    assert ask("diff/diff_20240104.zip", method="POST").status_code == 405


def test_a_listing_links_the_visible_files_in_order(ask: Ask) -> None:
    links = find_links(ask("diff/").text, SITE + "diff/")
    assert [(link.url, link.text) for link in links] == [
        (SITE + "diff/diff_20240104.zip", "diff_20240104.zip"),
        (SITE + "diff/diff_20240105.zip", "diff_20240105.zip"),
    ]


def test_a_listing_may_link_by_another_address(ask: Ask) -> None:
    links = find_links(ask("ids/").text, SITE + "ids/")
    assert links[0].url == SITE + "download?no=diff_20240104"


def test_a_listing_of_nothing_is_not_found(ask: Ask, mirror: Path) -> None:
    for path in (mirror / "nta" / "diff").iterdir():
        path.unlink()
    assert ask("diff/").status_code == 404


def test_a_listing_has_a_validator_that_follows_its_content(ask: Ask, mirror: Path) -> None:
    tag = ask("diff/").headers["ETag"]
    assert ask("diff/", If_None_Match=tag).status_code == 304
    (mirror / "nta" / "diff" / "diff_20240109.zip").write_bytes(b"")
    assert ask("diff/", If_None_Match=tag).status_code == 200


def test_a_page_made_for_the_occasion_declares_its_encoding(ask: Ask) -> None:
    assert ask("page").text == "認定"


def test_an_absent_mirror_offers_nothing(tmp_path: Path) -> None:
    with requests.Session() as session:
        session.mount("https://", MirrorAdapter(tmp_path / "absent", ROUTES))
        answers = {
            session.get(SITE + path).status_code for path in ("diff/", "diff/diff_20240105.zip", "page")
        }
    assert answers == {404}


def test_a_file_we_may_not_read_is_forbidden_and_not_a_crash(mirror: Path) -> None:
    def refuse(root: Path, match: object) -> None:
        raise PermissionError

    with requests.Session() as session:
        session.mount("https://", MirrorAdapter(mirror, [MirrorRoute(r"https://example\.jp/x", refuse)]))
        assert session.get(SITE + "x").status_code == 403
