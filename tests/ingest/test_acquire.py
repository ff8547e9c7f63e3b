from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import requests
from requests.adapters import BaseAdapter

from ingest.acquire import LIST_OF_FILES, Acquisition, acquire, open_fetcher
from ingest.errors import UnreadableFile
from ingest.http.fetch import Fetcher
from ingest.http.mirror import MirrorAdapter, serve_file, serve_listing
from ingest.http.pages import find_links
from ingest.landing import LandingStore
from ingest.register import Licence, Register, RemoteFile

SITE = "https://example.jp/diff/"
LICENCE = Licence("Terms of use", "https://example.jp/terms", "", "", "", "", date(2026, 4, 1))
ROUTES = (
    serve_listing(r"https://example\.jp/diff/", "diff_*"),
    serve_file(r"https://example\.jp/diff/(?P<name>diff_.+)", "{name}"),
)


def discover_links(fetcher: Fetcher) -> Sequence[RemoteFile]:
    page = fetcher.get_text(SITE)
    return [] if page is None else [RemoteFile(link.url, link.text) for link in find_links(page, SITE)]


REGISTER = Register(
    name="diffs",
    title_ja="差分",
    title_en="Diffs",
    publisher_ja="庁",
    publisher_en="Agency",
    homepage="https://example.jp/",
    licence=LICENCE,
    cadence="daily",
    kind="increment",
    bronze_schema=pa.schema([]),
    discover=discover_links,
    parse=lambda landed, sink: None,
    mirror_routes=ROUTES,
)


def offering(*remotes: RemoteFile) -> Register:
    return replace(REGISTER, discover=lambda fetcher: remotes)


def build_zip(content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", content)
    return stream.getvalue()


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror"
    folder.mkdir()
    for day in ("20240104", "20240105"):
        (folder / f"diff_{day}.zip").write_bytes(build_zip(day))
    return folder


@pytest.fixture
def store(tmp_path: Path) -> LandingStore:
    return LandingStore(tmp_path / "landing")


Visit = Callable[..., Acquisition]


@pytest.fixture
def visit(mirror: Path, store: LandingStore) -> Visit:
    def acquire_from_mirror(register: Register = REGISTER) -> Acquisition:
        with open_fetcher([register], mirror) as fetcher:
            return acquire(register, store, fetcher)

    return acquire_from_mirror


class Broken(BaseAdapter):
    """A publisher who answers a share of the questions with the mirror, the others with a failure."""

    def __init__(self, mirror: Path, failing: Callable[[str], bool]) -> None:
        super().__init__()
        self.asked: list[str] = []
        self._mirror = MirrorAdapter(mirror, ROUTES)
        self._failing = failing

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:  # type: ignore[override]
        self.asked.append(str(request.url))
        if self._failing(str(request.url)):
            raise requests.ConnectionError("reset")
        return self._mirror.send(request)

    def close(self) -> None:
        pass


def visit_broken(adapter: Broken, store: LandingStore) -> Acquisition:
    return acquire(REGISTER, store, Fetcher(["example.jp"], retries=0, adapter=adapter))


def test_every_file_offered_is_landed_with_where_it_came_from(visit: Visit, store: LandingStore) -> None:
    result = visit()
    assert (result.offered, len(result.new), result.unchanged, result.findings) == (2, 2, 0, [])
    assert result.late is None
    first = store.current("diffs")[0]
    assert (first.filename, first.url) == ("diff_20240104.zip", SITE + "diff_20240104.zip")
    assert (first.licence, first.licence_url) == ("Terms of use", "https://example.jp/terms")


def test_a_second_visit_brings_nothing_new(visit: Visit, store: LandingStore) -> None:
    visit()
    before = store.current("diffs")
    result = visit()
    assert (result.offered, result.new, result.unchanged, result.findings) == (2, [], 2, [])
    assert store.current("diffs") == before


def test_an_unchanged_file_is_not_sent_again(
    visit: Visit, store: LandingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit()
    monkeypatch.setattr("ingest.acquire.check_content", lambda *_, **__: pytest.fail("a body arrived"))
    assert visit().unchanged == 2


def test_the_same_bytes_with_another_validator_are_unchanged(visit: Visit, mirror: Path) -> None:
    visit()
    path = mirror / "diff_20240104.zip"
    path.write_bytes(path.read_bytes())
    result = visit()
    assert (result.new, result.unchanged) == ([], 2)


def test_sums_of_bytes_we_hold_are_not_verified_again(
    visit: Visit, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit()
    path = mirror / "diff_20240104.zip"
    path.write_bytes(path.read_bytes())
    monkeypatch.setattr("ingest.archives._verify_member", lambda *_: pytest.fail("verified again"))
    assert visit().unchanged == 2


def test_a_republished_file_is_new_and_becomes_current(
    visit: Visit, mirror: Path, store: LandingStore
) -> None:
    visit()
    (mirror / "diff_20240104.zip").write_bytes(build_zip("corrected"))
    result = visit()
    assert ([landed.filename for landed in result.new], result.unchanged) == (["diff_20240104.zip"], 1)
    assert result.new[0] in store.current("diffs")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (build_zip("20240105" * 100)[:-40], "zip.end_record"),
        (b"<html><body>Maintenance</body></html>", "content.web_page"),
        (b"", "content.empty"),
        (build_zip("1").replace(b"a.csv", b"../.c"), "zip.member_name"),
    ],
    ids=["truncated zip", "web page", "empty", "path traversal"],
)
def test_a_bad_file_is_one_clear_finding_and_the_last_good_version_stays(
    visit: Visit, mirror: Path, store: LandingStore, content: bytes, rule: str
) -> None:
    visit()
    good = store.current("diffs")
    (mirror / "diff_20240105.zip").write_bytes(content)
    result = visit()
    assert [(finding.severity, finding.rule) for finding in result.findings] == [("blocking", rule)]
    (finding,) = result.findings
    assert (finding.source, finding.file) == ("diffs", "diff_20240105.zip")
    assert finding.value and finding.message and finding.remedy
    assert store.current("diffs") == good
    assert result.late is None


def test_a_bad_file_does_not_stop_the_others(visit: Visit, mirror: Path) -> None:
    (mirror / "diff_20240104.zip").write_bytes(b"<html>")
    result = visit()
    assert [landed.filename for landed in result.new] == ["diff_20240105.zip"]
    assert result.offered == len(result.new) + result.unchanged + len(result.findings)


def test_a_refused_file_leaves_no_bytes_behind(visit: Visit, mirror: Path, tmp_path: Path) -> None:
    for path in mirror.iterdir():
        path.write_bytes(b"<html>")
    visit()
    assert [path for path in (tmp_path / "landing").rglob("*") if path.is_file()] == []


def test_a_mended_file_is_landed_at_the_next_visit(visit: Visit, mirror: Path) -> None:
    (mirror / "diff_20240104.zip").write_bytes(b"<html>")
    visit()
    (mirror / "diff_20240104.zip").write_bytes(build_zip("mended"))
    assert [landed.filename for landed in visit().new] == ["diff_20240104.zip"]


def test_a_publisher_who_offers_nothing_is_no_finding(visit: Visit, mirror: Path) -> None:
    for path in mirror.iterdir():
        path.unlink()
    assert visit() == Acquisition("diffs")


def test_a_file_over_the_registers_bound_is_refused(visit: Visit) -> None:
    result = visit(replace(REGISTER, max_bytes=10))
    assert {finding.rule for finding in result.findings} == {"fetch.too_large"}


def test_a_listed_file_that_is_missing_is_a_finding(visit: Visit) -> None:
    result = visit(offering(RemoteFile(SITE + "diff_20990101.zip", "diff_20990101.zip")))
    assert [(finding.severity, finding.rule) for finding in result.findings] == [
        ("blocking", "fetch.not_offered")
    ]


def test_a_file_at_a_host_the_register_does_not_name_is_refused(visit: Visit) -> None:
    result = visit(offering(RemoteFile("https://elsewhere.test/a.zip", "a.zip")))
    assert [finding.rule for finding in result.findings] == ["fetch.host"]


def test_a_host_the_register_names_is_asked(visit: Visit) -> None:
    register = offering(RemoteFile("https://files.example.jp/a.zip", "a.zip"))
    result = visit(replace(register, hosts=("files.example.jp",)))
    assert [finding.rule for finding in result.findings] == ["fetch.not_offered"]


def test_a_file_name_that_is_no_plain_name_is_refused(visit: Visit) -> None:
    result = visit(offering(RemoteFile(SITE + "diff_20240104.zip", "../../a.zip")))
    assert [finding.rule for finding in result.findings] == ["content.filename"]


def test_a_file_listed_twice_is_fetched_once(visit: Visit) -> None:
    remote = RemoteFile(SITE + "diff_20240104.zip", "diff_20240104.zip")
    result = visit(offering(remote, remote))
    assert (result.offered, len(result.new), result.findings) == (1, 1, [])


def test_two_addresses_for_one_name_are_a_finding_and_the_first_is_used(visit: Visit) -> None:
    result = visit(offering(RemoteFile(SITE + "diff_20240104.zip", "a.zip"), RemoteFile(SITE + "x", "a.zip")))
    assert [landed.url for landed in result.new] == [SITE + "diff_20240104.zip"]
    assert [finding.rule for finding in result.findings] == ["fetch.two_addresses"]


def test_a_list_that_cannot_be_understood_is_a_finding(visit: Visit) -> None:
    def fail(fetcher: Fetcher) -> Sequence[RemoteFile]:
        raise UnreadableFile("page", "nothing", "the page links files", "Look at it.", code="page.links")

    result = visit(replace(REGISTER, discover=fail))
    assert [(finding.file, finding.rule) for finding in result.findings] == [(LIST_OF_FILES, "page.links")]


def test_a_publisher_out_of_reach_is_late_and_the_last_good_files_stay(
    visit: Visit, mirror: Path, store: LandingStore
) -> None:
    visit()
    result = visit_broken(Broken(mirror, lambda url: True), store)
    assert result.late is not None and "https://example.jp/diff/" in result.late
    assert [(finding.severity, finding.rule) for finding in result.findings] == [
        ("noted", "fetch.unreachable")
    ]
    assert len(store.current("diffs")) == 2


def test_one_file_out_of_reach_does_not_stop_the_others(mirror: Path, store: LandingStore) -> None:
    result = visit_broken(Broken(mirror, lambda url: "20240104" in url), store)
    assert [landed.filename for landed in result.new] == ["diff_20240105.zip"]
    assert result.late is not None


def test_a_publisher_who_stops_answering_is_not_asked_for_every_file(
    mirror: Path, store: LandingStore
) -> None:
    for day in range(10, 20):
        (mirror / f"diff_202401{day}.zip").write_bytes(build_zip(str(day)))
    adapter = Broken(mirror, lambda url: url != SITE)
    result = visit_broken(adapter, store)
    assert len(adapter.asked) == 1 + 3
    assert result.findings[-1].file == LIST_OF_FILES
    assert "9 more" in result.findings[-1].message


def test_progress_is_told_after_each_file(mirror: Path, store: LandingStore) -> None:
    told: list[tuple[int, int, str]] = []
    with open_fetcher([REGISTER], mirror) as fetcher:
        acquire(REGISTER, store, fetcher, lambda *step: told.append(step))
    assert told == [(1, 2, "diff_20240104.zip"), (2, 2, "diff_20240105.zip")]


def test_the_published_daily_files_are_landed_once(real_data: Path, store: LandingStore) -> None:
    routes = (
        serve_listing(r"https://example\.jp/diff/", "nta/diff/diff_*.zip"),
        serve_file(r"https://example\.jp/diff/(?P<name>diff_.+)", "nta/diff/{name}"),
    )
    register = replace(REGISTER, mirror_routes=routes)
    with open_fetcher([register], real_data) as fetcher:
        first, second = acquire(register, store, fetcher), acquire(register, store, fetcher)
    assert (first.offered, len(first.new), first.findings) == (136, 136, [])
    assert (second.offered, second.new, second.unchanged) == (136, [], 136)


def hold_without_validators(mirror: Path, store: LandingStore) -> None:
    for source in mirror.glob("diff_*.zip"):
        with store.reserve() as path:
            path.write_bytes(source.read_bytes())
            store.land("diffs", source.name, path, url=SITE + source.name)


@pytest.mark.parametrize(("immutable", "questions"), [(True, 1), (False, 3)])
def test_a_file_that_never_changes_is_asked_for_again_only_where_the_question_is_cheap(
    mirror: Path, store: LandingStore, immutable: bool, questions: int
) -> None:
    hold_without_validators(mirror, store)
    recorder = Broken(mirror, failing=lambda url: False)
    register = replace(REGISTER, immutable_files=immutable)
    visit = acquire(register, store, Fetcher(["example.jp"], retries=0, adapter=recorder))
    assert (len(recorder.asked), visit.new, visit.unchanged) == (questions, [], 2)
