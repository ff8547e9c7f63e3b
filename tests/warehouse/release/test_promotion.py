from __future__ import annotations

import json
import multiprocessing
import os
import signal
from datetime import date
from pathlib import Path
from unittest import mock

import pytest

from tests.warehouse.small_warehouse import change_tables, make_inputs
from warehouse.errors import LockHeld, ReleaseExists
from warehouse.locks import hold_lock
from warehouse.recovery import recover
from warehouse.release import (
    build_release,
    clean_staging,
    discard,
    is_published,
    list_releases,
    newest_release,
    next_release_id,
    promote,
    repair_latest,
    verify_release,
)
from warehouse.release.manifest import list_files
from warehouse.release.swap import replace_folder


def read_latest(home) -> str:
    return json.loads((home.latest / "manifest.json").read_text())["release"]


def test_a_promoted_release_is_at_its_number_and_at_latest(publish, home):
    target = publish("2026.11.0")
    assert target == home.releases / "2026.11.0"
    assert read_latest(home) == "2026.11.0"
    assert list_files(home.latest) == list_files(target)


def test_promotion_leaves_nothing_in_staging(publish, home):
    publish("2026.11.0")
    assert list(home.staging.iterdir()) == []


def test_latest_is_a_whole_release_after_each_promotion(publish, home):
    publish("2026.11.0")
    publish("2026.11.1")
    assert read_latest(home) == "2026.11.1"
    assert all(result.passed for result in verify_release(home.latest))


def test_latest_is_replaced_also_where_names_cannot_be_exchanged(publish, home, monkeypatch):
    monkeypatch.setattr("warehouse.release.swap.exchange_names", lambda *names: False)
    publish("2026.11.0")
    publish("2026.11.1")
    assert read_latest(home) == "2026.11.1"
    assert sorted(path.name for path in home.public.iterdir() if path.is_dir()) == ["latest", "releases"]


@pytest.fixture
def without_exchange(monkeypatch):
    """A file system that cannot exchange two names."""
    monkeypatch.setattr("warehouse.release.swap.exchange_names", lambda *names: False)


def list_hidden(home) -> list[str]:
    return sorted(
        path.name for folder in (home.public, home.releases) for path in folder.glob(".*") if path.is_dir()
    )


@pytest.mark.usefixtures("without_exchange")
def test_a_leftover_of_a_killed_replacement_is_in_nobodys_way(tmp_path):
    for name in ("current", "new", ".current.old.part"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    replace_folder(tmp_path / "new", tmp_path / "current")
    assert [path.name for path in tmp_path.iterdir()] == ["current"]
    assert (tmp_path / "current" / "file").read_text() == "new"


@pytest.mark.usefixtures("without_exchange")
def test_killed_before_the_old_files_are_gone_they_are_hidden_and_go_with_the_next_start(
    publish, home, monkeypatch
):
    publish("2026.11.0")
    with monkeypatch.context() as patch:
        patch.setattr("warehouse.release.swap.shutil.rmtree", die_at_the_old_folder)
        with pytest.raises(KeyboardInterrupt):
            publish("2026.11.1")
    assert list_hidden(home) == [".latest.old.part"]
    recover(home)
    assert list_hidden(home) == []
    assert read_latest(home) == "2026.11.1"
    publish("2026.11.2")
    assert read_latest(home) == "2026.11.2"


def die_at_the_old_folder(path, **_):
    if path.exists():
        raise KeyboardInterrupt


@pytest.mark.usefixtures("without_exchange")
@pytest.mark.parametrize("name", ["releases/2026.11.0", "live", "latest"])
def test_killed_between_two_names_a_folder_gets_its_name_back(publish, home, tmp_path, monkeypatch, name):
    publish("2026.11.0")
    home.live.mkdir()
    (home.live / "manifest.json").write_text("{}")
    before = list_files(home.public / name)
    (tmp_path / "new").mkdir()
    real = Path.rename

    def die_with_the_new_one(self, target):
        if self == tmp_path / "new":
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.rename", die_with_the_new_one)
        with pytest.raises(KeyboardInterrupt):
            replace_folder(tmp_path / "new", home.public / name)
    assert not (home.public / name).exists()
    recover(home)
    assert list_files(home.public / name) == before
    assert list_hidden(home) == []


def test_latest_is_copied_where_links_are_not_possible(publish, home, monkeypatch):
    def refuse(*_):
        raise OSError("no links here")

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    publish("2026.11.0")
    assert all(result.passed for result in verify_release(home.latest))
    assert not repair_latest(home)


def test_a_correction_of_an_older_month_does_not_move_latest_back(publish, home):
    publish("2026.11.0")
    publish("2026.9.1")
    assert read_latest(home) == "2026.11.0"
    assert newest_release(home) == "2026.11.0"


def test_a_second_promotion_of_one_number_changes_nothing(stage, home):
    first, second = stage("2026.11.0"), stage("2026.11.0")
    promote(home, first)
    with pytest.raises(ReleaseExists):
        promote(home, second)
    assert all(result.passed for result in verify_release(home.releases / "2026.11.0"))
    discard(second)
    assert list(home.staging.iterdir()) == []


def test_two_publishers_do_not_publish_at_once(stage, home):
    staged = stage("2026.11.0")
    with (
        hold_lock(home.public / ".lock", patience=0),
        pytest.raises(LockHeld, match=f"process {os.getpid()}"),
    ):
        promote(home, staged, patience=0)
    assert newest_release(home) is None


def test_lists_say_when_each_release_was_made(publish, home):
    publish("2026.11.0")
    first = json.loads((home.public / "latest.json").read_text())
    publish("2026.11.1")
    releases = json.loads((home.public / "releases.json").read_text())["releases"]
    assert [entry["id"] for entry in releases] == ["2026.11.1", "2026.11.0"]
    assert {name: releases[1][name] for name in first if name != "status"} == {
        name: value for name, value in first.items() if name != "status"
    }
    assert first["path"] == "releases/2026.11.0"
    assert first["rows"] == 7


def test_releases_are_listed_from_their_manifests(publish, home):
    publish("2026.11.0")
    (home.public / "releases.json").unlink()
    entry = list_releases(home)[0]
    assert (entry.id, entry.as_of, entry.rows) == ("2026.11.0", "2026-10-31", 7)
    assert entry.bytes > 0


def test_a_fingerprint_once_published_is_known(publish, home):
    assert not is_published(home, "f" * 64)
    publish("2026.11.0")
    assert is_published(home, "f" * 64)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [([], "2026.10.0"), (["2026.10.0", "2026.10.1"], "2026.10.2"), (["2026.1.5", "2025.10.3"], "2026.10.0")],
)
def test_the_next_number_is_free_in_its_month(home, taken, expected):
    for name in taken:
        (home.releases / name).mkdir()
    assert next_release_id(home, date(2026, 10, 31)) == expected


def test_numbers_are_ordered_as_numbers(home):
    for name in ("2026.9.0", "2026.10.0", "2025.12.11", "not-a-release"):
        (home.releases / name).mkdir()
    assert newest_release(home) == "2026.10.0"


def build_and_die(home, dictionary) -> None:
    build_release(home, dictionary, make_inputs("2026.11.0"))
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_killed_build_left_is_removed_at_the_next_start(publish, home, dictionary):
    killed = multiprocessing.get_context("spawn").Process(target=build_and_die, args=(home, dictionary))
    killed.start()
    killed.join(60)
    assert len(list(home.staging.iterdir())) == 2
    publish("2026.11.0")
    assert list(home.staging.iterdir()) == []


def test_a_build_that_still_runs_is_left_alone(stage, home):
    staged = stage("2026.11.0")
    assert clean_staging(home) == []
    assert staged.root.is_dir()


def test_a_release_promoted_before_the_kill_becomes_latest_at_repair(publish, home, monkeypatch):
    publish("2026.11.0")
    with monkeypatch.context() as patch:
        patch.setattr("warehouse.release.promotion.link_tree", mock.Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publish("2026.11.1")
    assert read_latest(home) == "2026.11.0"
    assert repair_latest(home)
    assert read_latest(home) == "2026.11.1"
    assert json.loads((home.public / "latest.json").read_text())["id"] == "2026.11.1"


@pytest.mark.parametrize("damage", ["missing", "half", "leftover"])
def test_a_torn_latest_is_mended(publish, home, damage):
    publish("2026.11.0")
    if damage == "missing":
        home.latest.rename(home.public / "latest.old")
    elif damage == "half":
        (home.latest / "manifest.json").unlink()
    else:
        home.latest.rename(home.public / "latest.new")
    assert repair_latest(home)
    assert all(result.passed for result in verify_release(home.latest))
    assert not (home.public / "latest.old").exists()
    assert not (home.public / "latest.new").exists()


def test_repair_of_a_sound_home_does_nothing(publish, home):
    assert not repair_latest(home)
    publish("2026.11.0")
    assert not repair_latest(home)


def test_the_next_release_shows_the_changed_tables(publish, home):
    publish("2026.11.0")
    change_tables(home, "delete from organizations where org_id = 'JP-JCN-4'")
    publish("2026.11.1")
    assert [entry.rows for entry in list_releases(home)] == [6, 7]
