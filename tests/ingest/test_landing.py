from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import RefusedFile, UnreadableFile
from ingest.files import sha256_of
from ingest.landing import LandedFile, LandingStore, Validators, check_filename

NOW = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
URL = "https://example.jp/a.zip"


@pytest.fixture
def store(tmp_path: Path) -> LandingStore:
    return LandingStore(tmp_path / "landing", now=lambda: NOW)


def land(
    store: LandingStore, content: bytes, filename: str = "a.zip", etag: str | None = None
) -> tuple[LandedFile, bool]:
    with store.reserve() as path:
        path.write_bytes(content)
        return store.land("register", filename, path, url=URL, etag=etag, data_date=date(2026, 3, 31))


def test_a_landed_file_is_kept_under_its_sha256_with_its_provenance(store: LandingStore) -> None:
    landed, new = land(store, b"bytes", etag='"1"')
    assert new
    assert landed.path.read_bytes() == b"bytes"
    assert landed.path.name == landed.sha256 == sha256_of(landed.path)
    assert landed.path.parent.name == landed.sha256[:2]
    assert (landed.url, landed.retrieved_at, landed.etag) == (URL, "2026-04-01T09:30:00Z", '"1"')
    assert store.current("register") == [landed]


def test_the_licence_is_part_of_the_record(store: LandingStore) -> None:
    with store.reserve() as path:
        path.write_bytes(b"x")
        store.land("register", "a", path, url=URL, licence="CC BY 4.0", licence_url="https://example.jp/by")
    (landed,) = store.current("register")
    assert (landed.licence, landed.licence_url) == ("CC BY 4.0", "https://example.jp/by")


def test_landing_the_same_bytes_again_is_not_new(store: LandingStore) -> None:
    first, _ = land(store, b"bytes")
    again, new = land(store, b"bytes")
    assert not new
    assert again == first


def test_the_same_bytes_with_new_validators_refresh_the_record_only(store: LandingStore) -> None:
    land(store, b"bytes", etag='"1"')
    _, new = land(store, b"bytes", etag='"2"')
    assert not new
    assert store.validators("register", "a.zip") == Validators('"2"')
    assert len(store.current("register")) == 1


def test_a_republished_file_becomes_current_and_the_older_bytes_stay(store: LandingStore) -> None:
    old, _ = land(store, b"old")
    newer, new = land(store, b"new")
    assert new
    assert store.current("register") == [newer]
    assert old.path.read_bytes() == b"old"


def test_a_publisher_who_goes_back_to_older_bytes_makes_them_current_again(store: LandingStore) -> None:
    land(store, b"old")
    land(store, b"new")
    back, new = land(store, b"old")
    assert new
    assert store.current("register") == [back]


def test_the_tenth_version_is_newer_than_the_ninth(store: LandingStore) -> None:
    for version in range(11):
        landed, _ = land(store, b"%d" % version)
    assert store.current("register") == [landed]


def test_two_names_with_the_same_bytes_share_one_object(store: LandingStore, tmp_path: Path) -> None:
    land(store, b"bytes", "b.zip")
    land(store, b"bytes", "a.zip")
    assert [landed.filename for landed in store.current("register")] == ["a.zip", "b.zip"]
    assert len([path for path in (tmp_path / "landing" / "objects").rglob("*") if path.is_file()]) == 1


def test_an_object_cut_short_by_a_fault_is_replaced(store: LandingStore) -> None:
    landed, _ = land(store, b"bytes")
    landed.path.write_bytes(b"by")
    land(store, b"bytes")
    assert landed.path.read_bytes() == b"bytes"


def test_an_object_without_record_left_by_a_killed_run_does_no_harm(store: LandingStore) -> None:
    landed, _ = land(store, b"bytes")
    (record,) = landed.path.parents[2].glob("records/register/a.zip/*.json")
    record.unlink()
    assert store.current("register") == []
    assert land(store, b"bytes") == (landed, True)


def test_without_the_object_the_publisher_is_asked_unconditionally(store: LandingStore) -> None:
    landed, _ = land(store, b"bytes", etag='"1"')
    landed.path.unlink()
    assert store.validators("register", "a.zip") == Validators()


def test_a_register_never_landed_has_no_files(store: LandingStore) -> None:
    assert store.current("register") == []
    assert store.validators("register", "a.zip") == Validators()


def test_a_home_can_be_moved(store: LandingStore, tmp_path: Path) -> None:
    land(store, b"bytes")
    (tmp_path / "landing").rename(tmp_path / "elsewhere")
    (landed,) = LandingStore(tmp_path / "elsewhere").current("register")
    assert landed.path.read_bytes() == b"bytes"
    assert landed.data_date == date(2026, 3, 31)


def test_a_damaged_record_is_named_with_a_remedy(store: LandingStore, tmp_path: Path) -> None:
    land(store, b"bytes")
    (record,) = (tmp_path / "landing" / "records" / "register" / "a.zip").iterdir()
    record.write_text(json.dumps({"sha256": "x"}))
    with pytest.raises(UnreadableFile, match=record.name) as caught:
        store.current("register")
    assert caught.value.code == "landing.record"


def test_what_is_left_incoming_is_removed_when_it_was_not_landed(store: LandingStore, tmp_path: Path) -> None:
    with store.reserve() as path:
        path.write_bytes(b"refused")
    assert list((tmp_path / "landing" / "incoming").iterdir()) == []


def test_what_a_killed_run_left_is_removed_after_a_day_and_not_before(
    store: LandingStore, tmp_path: Path
) -> None:
    incoming = tmp_path / "landing" / "incoming"
    incoming.mkdir(parents=True)
    (incoming / "young.part").write_bytes(b"")
    (incoming / "old.part").write_bytes(b"")
    os.utime(incoming / "old.part", (0, 0))
    with store.reserve():
        assert [path.name for path in incoming.iterdir()] == ["young.part"]


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".hidden", "../a.zip", "a/b.zip", "a\\b", "a\0b", "a\n", "a\ud800", "あ" * 61]
)
def test_a_name_that_is_no_plain_file_name_is_refused(name: str) -> None:
    with pytest.raises(RefusedFile) as caught:
        check_filename("register", name)
    assert caught.value.code == "content.filename"


@pytest.mark.parametrize("name", ["a.zip", "00_zenkoku_all_20260831.zip", "名簿（全国）.pdf", "a..b"])
def test_a_publishers_usual_names_are_accepted(name: str) -> None:
    check_filename("register", name)


@given(st.text(min_size=1, max_size=60))
def test_an_accepted_name_never_leaves_its_folder(name: str) -> None:
    try:
        check_filename("register", name)
    except RefusedFile:
        return
    folder = Path("/store/records/register")
    assert (folder / name).parent == folder
    assert os.path.normpath(folder / name) == str(folder / name)


def test_every_version_of_a_file_can_be_listed_oldest_first(store: LandingStore) -> None:
    landed = [land(store, content)[0] for content in (b"one", b"two", b"three")]
    assert [version.sha256 for version in store.versions("register")] == [
        version.sha256 for version in landed
    ]


def test_a_register_that_never_landed_has_no_versions(store: LandingStore) -> None:
    assert store.versions("register") == []
