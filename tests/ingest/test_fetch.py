from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPResponse

from ingest.errors import FetchError
from ingest.http.fetch import Downloaded, Fetcher, NotModified, Version
from ingest.http.session import USER_AGENT
from ingest.landing import Validators
from tests.faults.publisher import Publisher, Reply, open_publisher

BODY = bytes(range(256)) * 4096  # 1 MiB: several reads of a socket


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with open_publisher() as publisher:
        yield publisher


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(["127.0.0.1"], retries=2, backoff=0, timeout=(5, 5)) as fetcher:
        yield fetcher


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "received"


def expect_failure(call: Callable[[], object], code: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        call()
    assert caught.value.code == code
    return caught.value


def test_a_file_arrives_whole_with_sum_and_validators(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    url = publisher.script(Reply(body=b"abc", headers={"ETag": '"1"', "Last-Modified": "then"}))
    got = fetcher.download(url, dest)
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert got == Downloaded(url, dest, 3, sha256, '"1"', "then")
    assert dest.read_bytes() == b"abc"


def test_the_publisher_learns_who_asks(publisher: Publisher, fetcher: Fetcher, dest: Path) -> None:
    fetcher.download(publisher.script(Reply(body=b"x")), dest)
    assert publisher.asked[0].headers["User-Agent"] == USER_AGENT
    assert "Tsunagu" in USER_AGENT


def test_what_we_hold_is_asked_for_conditionally(publisher: Publisher, fetcher: Fetcher, dest: Path) -> None:
    url = publisher.script(Reply(status=304))
    assert fetcher.download(url, dest, Validators('"1"', "then")) == NotModified(url)
    asked = publisher.asked[0].headers
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"1"', "then")
    assert not dest.exists()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(
    publisher: Publisher, fetcher: Fetcher, dest: Path, status: int
) -> None:
    fetcher.download(publisher.script(Reply(status=status), Reply(body=b"late")), dest)
    assert dest.read_bytes() == b"late"


def test_a_connection_that_breaks_before_the_answer_is_tried_again(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    fetcher.download(publisher.script(Reply(hang_up=True), Reply(body=b"late")), dest)
    assert dest.read_bytes() == b"late"


def test_a_lasting_failure_ends_after_the_retries_and_says_what_to_do(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    url = publisher.script(Reply(status=503))
    error = expect_failure(lambda: fetcher.download(url, dest), "fetch.unreachable")
    assert (error.place, error.value) == (url, "status 503")
    assert "3 attempts" in error.rule
    assert "run again later" in error.remedy
    assert len(publisher.asked) == 3
    assert not dest.exists()


def test_a_publisher_nobody_answers_for_is_out_of_reach(fetcher: Fetcher, dest: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        url = f"http://127.0.0.1:{server.server_port}/"
    error = expect_failure(lambda: fetcher.download(url, dest), "fetch.unreachable")
    assert "NewConnectionError" in error.value or "ConnectionRefused" in error.value


def test_retry_after_is_honoured(publisher: Publisher, dest: Path) -> None:
    waits: list[float] = []
    fetcher = Fetcher(["127.0.0.1"], backoff=0, sleep=waits.append)
    url = publisher.script(Reply(status=429, headers={"Retry-After": "17"}), Reply(body=b"x"))
    fetcher.download(url, dest)
    assert waits == [17]


def test_a_retry_after_that_cannot_be_read_falls_back_to_the_back_off(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    fetcher.download(
        publisher.script(Reply(status=503, headers={"Retry-After": "soon"}), Reply(body=b"x")), dest
    )
    assert dest.read_bytes() == b"x"


def test_waits_grow_and_vary(publisher: Publisher, dest: Path) -> None:
    waits: list[float] = []
    fetcher = Fetcher(["127.0.0.1"], retries=4, backoff=1, sleep=waits.append)
    expect_failure(lambda: fetcher.download(publisher.script(Reply(status=500)), dest), "fetch.unreachable")
    assert [int(wait >= bound) for wait, bound in zip(waits[-3:], (2, 4, 8), strict=True)] == [1, 1, 1]
    assert all(wait != round(wait) for wait in waits[-3:])


def test_a_wait_beyond_the_deadline_is_not_waited(publisher: Publisher, dest: Path) -> None:
    waits: list[float] = []
    fetcher = Fetcher(["127.0.0.1"], deadline=60, sleep=waits.append)
    url = publisher.script(Reply(status=503, headers={"Retry-After": "3600"}))
    error = expect_failure(lambda: fetcher.download(url, dest), "fetch.unreachable")
    assert "60 s" in error.rule
    assert waits == []


def test_a_transfer_beyond_the_deadline_ends(publisher: Publisher, dest: Path) -> None:
    fetcher = Fetcher(["127.0.0.1"], deadline=0)
    url = publisher.script(Reply(body=b"x"))
    assert expect_failure(lambda: fetcher.download(url, dest), "fetch.unreachable").value == "too slow"


def test_the_deadline_holds_while_the_body_arrives(
    publisher: Publisher, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 10_000, 20))
    monkeypatch.setattr("ingest.http.patience.time.monotonic", lambda: float(next(clock)))
    fetcher = Fetcher(["127.0.0.1"], deadline=90)
    url = publisher.script(Reply(body=BODY))
    expect_failure(lambda: fetcher.download(url, dest), "fetch.unreachable")
    assert len(publisher.asked) == 1


def test_a_body_cut_short_is_continued_where_it_broke(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    offers = {"ETag": '"v1"', "Accept-Ranges": "bytes"}
    rest = {**offers, "Content-Range": f"bytes 1000-{len(BODY) - 1}/{len(BODY)}"}
    url = publisher.script(
        Reply(body=BODY, headers=offers, cut=1000), Reply(status=206, body=BODY[1000:], headers=rest)
    )
    got = fetcher.download(url, dest)
    asked = publisher.asked[1].headers
    assert (asked["Range"], asked["If-Range"]) == ("bytes=1000-", '"v1"')
    assert isinstance(got, Downloaded)
    assert (dest.read_bytes(), got.size) == (BODY, len(BODY))


def test_a_file_that_changed_meanwhile_is_fetched_from_its_beginning(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    offers = {"ETag": '"v1"', "Accept-Ranges": "bytes"}
    fetcher.download(
        publisher.script(Reply(body=BODY, headers=offers, cut=1000), Reply(body=b"version 2")), dest
    )
    assert dest.read_bytes() == b"version 2"


def test_a_part_nobody_asked_for_is_not_taken_for_the_file(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    part = Reply(status=206, body=b"part", headers={"Content-Range": "bytes 4-7/8"})
    fetcher.download(publisher.script(part, Reply(body=b"whole")), dest)
    assert dest.read_bytes() == b"whole"


def test_a_rest_that_is_not_offered_makes_us_start_over(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    offers = {"ETag": '"v1"', "Accept-Ranges": "bytes"}
    url = publisher.script(
        Reply(body=BODY, headers=offers, cut=1000), Reply(status=416), Reply(body=BODY, headers=offers)
    )
    fetcher.download(url, dest)
    assert dest.read_bytes() == BODY
    assert "Range" not in publisher.asked[2].headers


def test_without_ranges_a_broken_body_is_fetched_anew(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    fetcher.download(publisher.script(Reply(body=BODY, cut=1000), Reply(body=BODY)), dest)
    assert dest.read_bytes() == BODY


def test_a_body_always_cut_short_is_no_file(publisher: Publisher, fetcher: Fetcher, dest: Path) -> None:
    url = publisher.script(Reply(body=BODY, cut=1000))
    expect_failure(lambda: fetcher.download(url, dest), "fetch.cut_short")
    assert not dest.exists()


def test_a_declared_size_over_the_cap_is_not_even_received(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    url = publisher.script(Reply(body=b"x", headers={"Content-Length": "999999"}, cut=1))
    expect_failure(lambda: fetcher.download(url, dest, max_bytes=1000), "fetch.too_large")
    assert len(publisher.asked) == 1


def test_an_undeclared_size_is_capped_as_well(publisher: Publisher, fetcher: Fetcher, dest: Path) -> None:
    url = publisher.script(Reply(body=BODY, declare_length=False))
    expect_failure(lambda: fetcher.download(url, dest, max_bytes=1000), "fetch.too_large")
    assert not dest.exists()


def test_a_body_packed_for_the_way_is_unpacked_and_its_length_is_that_of_the_way(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    fetcher.download(
        publisher.script(Reply(body=gzip.compress(BODY), headers={"Content-Encoding": "gzip"})), dest
    )
    assert dest.read_bytes() == BODY


def test_a_redirect_within_the_allowed_hosts_is_followed(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    url = publisher.script(Reply(status=302, headers={"Location": "/moved.zip"}), Reply(body=b"x"))
    got = fetcher.download(url, dest)
    assert isinstance(got, Downloaded)
    assert got.url == publisher.url + "moved.zip"


@pytest.mark.parametrize(
    "target",
    ["http://elsewhere.test/file.zip", "ftp://127.0.0.1/x", "http://user:secret@127.0.0.1/x"],
)
def test_a_redirect_elsewhere_is_refused(
    publisher: Publisher, fetcher: Fetcher, dest: Path, target: str
) -> None:
    url = publisher.script(Reply(status=302, headers={"Location": target}))
    error = expect_failure(lambda: fetcher.download(url, dest), "fetch.host")
    assert "secret" not in str(error)
    assert len(publisher.asked) == 1


def test_a_redirect_to_nonsense_is_an_error_of_the_publisher(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    url = publisher.script(Reply(status=302, headers={"Location": "http://[::1"}))
    expect_failure(lambda: fetcher.download(url, dest), "fetch.failed")


def test_a_redirect_to_an_address_in_japanese_is_followed(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    location = "/名簿.zip".encode().decode("latin-1")
    fetcher.download(
        publisher.script(Reply(status=302, headers={"Location": location}), Reply(body=b"x")), dest
    )
    assert publisher.asked[1].path == "/%E5%90%8D%E7%B0%BF.zip"


def test_redirects_in_a_circle_end(publisher: Publisher, fetcher: Fetcher, dest: Path) -> None:
    url = publisher.script(Reply(status=301, headers={"Location": "/file.zip"}))
    expect_failure(lambda: fetcher.download(url, dest), "fetch.redirects")


def test_a_host_no_register_names_is_never_asked(publisher: Publisher, dest: Path) -> None:
    fetcher = Fetcher(["example.jp"])
    error = expect_failure(lambda: fetcher.download(publisher.url, dest), "fetch.host")
    assert "hosts" in error.remedy
    assert publisher.asked == []


def test_leaving_https_is_refused(dest: Path) -> None:
    class Downgrade(BaseAdapter):
        def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:  # type: ignore[override]
            raw = HTTPResponse(status=302, headers={"Location": "http://example.jp/file.zip"})
            return HTTPAdapter().build_response(request, raw)

        def close(self) -> None:
            pass

    fetcher = Fetcher(["example.jp"], adapter=Downgrade())
    expect_failure(lambda: fetcher.download("https://example.jp/file.zip", dest), "fetch.host")


@pytest.mark.parametrize("status", [202, 204, 401, 403])
def test_a_status_that_is_no_file_fails_at_once(
    publisher: Publisher, fetcher: Fetcher, dest: Path, status: int
) -> None:
    url = publisher.script(Reply(status=status))
    error = expect_failure(lambda: fetcher.download(url, dest), "fetch.status")
    assert error.value == f"status {status}"
    assert len(publisher.asked) == 1


def test_a_304_to_an_unconditional_question_is_no_file(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    url = publisher.script(Reply(status=304))
    expect_failure(lambda: fetcher.download(url, dest, Validators()), "fetch.status")


def test_a_file_that_is_gone_is_said_to_be_not_offered(
    publisher: Publisher, fetcher: Fetcher, dest: Path
) -> None:
    url = publisher.script(Reply(status=404))
    expect_failure(lambda: fetcher.download(url, dest), "fetch.not_offered")


def test_messages_hide_the_query(publisher: Publisher, fetcher: Fetcher, dest: Path) -> None:
    url = publisher.script(Reply(status=403)) + "?token=secret"
    assert "secret" not in str(expect_failure(lambda: fetcher.download(url, dest), "fetch.status"))


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        ("認定".encode(), {}, "認定"),
        ("認定".encode("cp932"), {}, "認定"),
        ("認定".encode("euc-jp"), {"Content-Type": "text/html; charset=euc-jp"}, "認定"),
        ("認定".encode(), {"Content-Type": "text/html"}, "認定"),
        ("認定".encode(), {"Content-Type": "text/html; charset=nonsense"}, "認定"),
    ],
)
def test_a_page_is_decoded_as_declared_or_as_it_looks(
    publisher: Publisher, fetcher: Fetcher, body: bytes, headers: dict[str, str], expected: str
) -> None:
    assert fetcher.get_text(publisher.script(Reply(body=body, headers=headers))) == expected


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_the_publisher_does_not_have_is_none(
    publisher: Publisher, fetcher: Fetcher, status: int
) -> None:
    assert fetcher.get_text(publisher.script(Reply(status=status, body=b"no such page"))) is None


@pytest.mark.parametrize(("status", "expected"), [(200, True), (404, False), (410, False)])
def test_existence_is_asked_without_the_body(
    publisher: Publisher, fetcher: Fetcher, status: int, expected: bool
) -> None:
    assert fetcher.head_exists(publisher.script(Reply(status=status, body=b"x"))) is expected
    assert publisher.asked[0].method == "HEAD"


@pytest.mark.parametrize("status", [405, 501])
def test_a_publisher_without_head_is_asked_with_get(
    publisher: Publisher, fetcher: Fetcher, status: int
) -> None:
    assert fetcher.head_exists(publisher.script(Reply(status=status), Reply(body=b"x")))


def test_existence_under_a_refusal_is_an_error_and_not_a_no(publisher: Publisher, fetcher: Fetcher) -> None:
    url = publisher.script(Reply(status=403))
    expect_failure(lambda: fetcher.head_exists(url), "fetch.status")


def test_the_version_of_a_file_is_asked_without_the_body(publisher: Publisher, fetcher: Fetcher) -> None:
    url = publisher.script(Reply(body=b"abc", headers={"ETag": '"2"', "Last-Modified": "then"}))
    assert fetcher.check_version(url, Validators('"1"')) == Version(Validators('"2"', "then"), 3)
    asked = publisher.asked[0]
    assert (asked.method, asked.headers["If-None-Match"]) == ("HEAD", '"1"')


def test_the_version_we_hold_is_not_modified(publisher: Publisher, fetcher: Fetcher) -> None:
    url = publisher.script(Reply(status=304))
    assert fetcher.check_version(url, Validators('"1"')) == NotModified(url)


def test_a_publisher_without_head_is_asked_for_the_version_with_conditions(
    publisher: Publisher, fetcher: Fetcher
) -> None:
    url = publisher.script(Reply(status=405), Reply(status=304))
    assert fetcher.check_version(url, Validators('"1"')) == NotModified(url)
    assert (publisher.asked[1].method, publisher.asked[1].headers["If-None-Match"]) == ("GET", '"1"')


@pytest.mark.parametrize(("status", "code"), [(404, "fetch.not_offered"), (403, "fetch.status")])
def test_a_version_nobody_tells_is_an_error(
    publisher: Publisher, fetcher: Fetcher, status: int, code: str
) -> None:
    url = publisher.script(Reply(status=status))
    expect_failure(lambda: fetcher.check_version(url), code)


def test_one_connection_serves_many_questions(publisher: Publisher, fetcher: Fetcher, dest: Path) -> None:
    url = publisher.script(Reply(status=304))
    for _ in range(5):
        fetcher.download(url, dest, Validators('"1"'))
    assert publisher.connections == 1
