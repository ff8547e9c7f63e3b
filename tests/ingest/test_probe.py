from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from requests.adapters import BaseAdapter

from ingest.acquire import LIST_OF_FILES, acquire, open_fetcher
from ingest.errors import UnreadableFile
from ingest.http.fetch import Fetcher
from ingest.http.mirror import MirrorAdapter
from ingest.landing import LandingStore
from ingest.probe import MAX_QUESTIONS, Probe, open_probe_fetcher, probe
from ingest.register import Register, RemoteFile
from tests.ingest.test_acquire import REGISTER, ROUTES, SITE, build_zip, offering

FIRST, SECOND = "diff_20240104.zip", "diff_20240105.zip"
IMMUTABLE = replace(REGISTER, immutable_files=True)


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror"
    folder.mkdir()
    for name in (FIRST, SECOND):
        (folder / name).write_bytes(build_zip(name))
    return folder


@pytest.fixture
def store(tmp_path: Path) -> LandingStore:
    return LandingStore(tmp_path / "landing")


Ask = Callable[..., Probe]


@pytest.fixture
def ask(mirror: Path, store: LandingStore) -> Ask:
    def probe_mirror(register: Register = REGISTER) -> Probe:
        with open_probe_fetcher([register], mirror) as fetcher:
            return probe(register, store, fetcher)

    return probe_mirror


@pytest.fixture
def land(mirror: Path, store: LandingStore) -> Callable[[], None]:
    def acquire_from_mirror() -> None:
        with open_fetcher([REGISTER], mirror) as fetcher:
            acquire(REGISTER, store, fetcher)

    return acquire_from_mirror


class Recorder(BaseAdapter):
    """A mirror that remembers what it was asked, may fail, and may forget its validators or conditions."""

    def __init__(
        self, mirror: Path, failing: Callable[[str], bool] = lambda url: False, forgetful: str = ""
    ) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []
        self._mirror = MirrorAdapter(mirror, ROUTES)
        self._failing = failing
        self._forgetful = forgetful

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:  # type: ignore[override]
        self.asked.append((str(request.method), str(request.url).removeprefix(SITE)))
        if self._failing(str(request.url)):
            raise requests.ConnectionError("reset")
        if self._forgetful:
            request.headers.pop("If-None-Match", None)
            request.headers.pop("If-Modified-Since", None)
        response = self._mirror.send(request)
        if self._forgetful == "validators":
            del response.headers["ETag"]
            response.headers.pop("Last-Modified", None)
        return response

    def close(self) -> None:
        pass


def probe_with(adapter: Recorder, store: LandingStore, register: Register = REGISTER) -> Probe:
    return probe(register, store, Fetcher(["example.jp"], retries=0, adapter=adapter))


def test_files_we_do_not_hold_are_pending(ask: Ask) -> None:
    found = ask()
    assert (found.source, found.pending, found.late) == ("diffs", (FIRST, SECOND), None)
    assert len(found.identity) == 64


def test_nothing_is_pending_after_a_visit(ask: Ask, land: Callable[[], None]) -> None:
    land()
    assert ask() == Probe("diffs", (), "", None)


def test_the_same_work_has_the_same_identity(ask: Ask) -> None:
    assert ask() == ask()


def test_a_new_file_is_other_work(ask: Ask, mirror: Path, land: Callable[[], None]) -> None:
    before = ask()
    (mirror / "diff_20240109.zip").write_bytes(build_zip("9"))
    grown = ask()
    land()
    (mirror / "diff_20240110.zip").write_bytes(build_zip("10"))
    after = ask()
    assert after.pending == ("diff_20240110.zip",)
    assert len({before.identity, grown.identity, after.identity}) == 3


def test_a_changed_file_is_pending_alone(ask: Ask, mirror: Path, land: Callable[[], None]) -> None:
    land()
    (mirror / SECOND).write_bytes(build_zip("corrected"))
    assert ask().pending == (SECOND,)


def test_a_refused_file_stays_the_same_work_until_it_is_mended(
    ask: Ask, mirror: Path, land: Callable[[], None]
) -> None:
    land()
    (mirror / SECOND).write_bytes(b"<html>Maintenance</html>")
    broken = ask()
    land()
    assert ask() == broken
    (mirror / SECOND).write_bytes(build_zip("mended"))
    mended = ask()
    assert mended.pending == broken.pending == (SECOND,)
    assert mended.identity != broken.identity


def test_a_refused_new_file_that_is_mended_is_other_work(ask: Ask, mirror: Path) -> None:
    (mirror / SECOND).write_bytes(b"<html>Maintenance</html>")
    broken = ask(IMMUTABLE)
    (mirror / SECOND).write_bytes(build_zip("mended"))
    assert ask(IMMUTABLE).identity != broken.identity


def test_no_body_is_asked_for(mirror: Path, store: LandingStore) -> None:
    recorder = Recorder(mirror)
    probe_with(recorder, store)
    assert recorder.asked == [("GET", ""), ("HEAD", FIRST), ("HEAD", SECOND)]


def test_a_file_that_never_changes_is_not_asked_for_again(
    mirror: Path, store: LandingStore, land: Callable[[], None]
) -> None:
    land()
    recorder = Recorder(mirror)
    assert probe_with(recorder, store, IMMUTABLE).pending == ()
    assert recorder.asked == [("GET", "")]


def test_a_backlog_is_named_without_a_question_for_each(mirror: Path, store: LandingStore) -> None:
    for number in range(MAX_QUESTIONS):
        (mirror / f"diff_20250{100 + number}.zip").write_bytes(build_zip(str(number)))
    recorder = Recorder(mirror)
    first, second = probe_with(recorder, store, IMMUTABLE), probe_with(recorder, store, IMMUTABLE)
    assert (len(first.pending), first.identity) == (MAX_QUESTIONS + 2, second.identity)
    assert recorder.asked == [("GET", "")] * 2


def test_a_file_whose_bytes_we_lost_is_pending(
    ask: Ask, land: Callable[[], None], store: LandingStore
) -> None:
    land()
    store.current("diffs")[0].path.unlink()
    assert ask(IMMUTABLE).pending == (FIRST,)


@pytest.mark.parametrize("forgetful", ["conditions", "validators"])
def test_a_publisher_who_heeds_no_conditions_is_understood(
    mirror: Path, store: LandingStore, land: Callable[[], None], forgetful: str
) -> None:
    land()
    assert probe_with(Recorder(mirror, forgetful=forgetful), store).pending == ()
    (mirror / FIRST).write_bytes(build_zip("a longer text than before"))
    assert probe_with(Recorder(mirror, forgetful=forgetful), store).pending == (FIRST,)


def test_a_publisher_out_of_reach_is_late_and_raises_nothing(mirror: Path, store: LandingStore) -> None:
    found = probe_with(Recorder(mirror, failing=lambda url: True), store)
    assert (found.pending, found.identity) == ((), "")
    assert found.late is not None and SITE in found.late


def test_a_publisher_who_stops_answering_is_not_asked_on(mirror: Path, store: LandingStore) -> None:
    recorder = Recorder(mirror, failing=lambda url: url != SITE)
    found = probe_with(recorder, store)
    assert found.late is not None
    assert len(recorder.asked) == 2


def test_a_slow_publisher_is_asked_no_more_when_the_time_is_up(
    mirror: Path, store: LandingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.probe.BUDGET", -1)
    recorder = Recorder(mirror)
    found = probe_with(recorder, store)
    assert found.late is not None and "too slow" in found.late
    assert recorder.asked == [("GET", "")]


def test_what_a_visit_has_to_report_is_work(ask: Ask, store: LandingStore) -> None:
    def fail(fetcher: Fetcher) -> Sequence[RemoteFile]:
        raise UnreadableFile("page", "nothing", "the page links files", "Look at it.", code="page.links")

    unreadable = ask(replace(REGISTER, discover=fail))
    missing = ask(offering(RemoteFile(SITE + "diff_20990101.zip", "diff_20990101.zip")))
    unnamed = ask(offering(RemoteFile(SITE + FIRST, "../../a.zip")))
    assert unreadable.pending == (LIST_OF_FILES,)
    assert missing.pending == ("diff_20990101.zip",)
    assert unnamed.pending == ("../../a.zip",)
    assert all(found.identity and found.late is None for found in (unreadable, missing, unnamed))
