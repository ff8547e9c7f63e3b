from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from unittest import mock

import pytest

from warehouse.approvals import Withdrawal, read_withdrawals
from warehouse.errors import ApprovalUnreadable, ReleaseNotFound, ReleaseWithdrawn
from warehouse.query import run_query
from warehouse.recovery import recover
from warehouse.release import (
    find_release,
    is_published,
    list_releases,
    newest_release,
    next_release_id,
    repair_latest,
    verify_release,
    withdraw_release,
)

DAY = date(2026, 11, 27)


def withdrawal(release: str = "2026.11.1", reason: str = "an address stood in it") -> Withdrawal:
    return Withdrawal("test", release, DAY, "住所が含まれていたため", reason)


@pytest.fixture
def two(publish, home):
    """A home with two releases."""
    publish("2026.11.0")
    publish("2026.11.1")
    return home


def read_list(home) -> dict[str, dict]:
    releases = json.loads((home.public / "releases.json").read_text(encoding="utf-8"))["releases"]
    return {release["id"]: release for release in releases}


def test_the_files_go_and_number_day_and_reason_stay(two):
    withdraw_release(two, withdrawal())
    assert [path.name for path in (two.releases / "2026.11.1").iterdir()] == ["withdrawn.json"]
    entry = read_list(two)["2026.11.1"]
    assert (entry["status"], entry["withdrawn_on"]) == ("withdrawn", "2026-11-27")
    assert entry["reason"] == {"ja": "住所が含まれていたため", "en": "an address stood in it"}


def test_latest_is_the_release_before_and_whole(two):
    withdraw_release(two, withdrawal())
    assert newest_release(two) == "2026.11.0"
    assert json.loads((two.latest / "manifest.json").read_text())["release"] == "2026.11.0"
    assert all(result.passed for result in verify_release(two.latest))
    assert json.loads((two.public / "latest.json").read_text())["id"] == "2026.11.0"


def test_without_any_release_left_there_is_no_latest(publish, home):
    publish("2026.11.0")
    withdraw_release(home, withdrawal("2026.11.0"))
    assert not home.latest.exists()
    assert not (home.public / "latest.json").exists()
    assert list(read_list(home)) == ["2026.11.0"]


def test_who_asks_for_it_is_told_when_and_why(two):
    withdraw_release(two, withdrawal())
    with pytest.raises(
        ReleaseWithdrawn, match=r"withdrawn on 2026-11-27: an address stood in it.*2026\.11\.0"
    ):
        find_release(two, "2026.11.1")
    with pytest.raises(ReleaseWithdrawn):
        run_query(two, "select 1", release="2026.11.1")


@pytest.mark.parametrize("asked", [None, "latest"])
def test_who_asks_for_the_latest_when_all_are_withdrawn_is_told_of_the_last(two, asked):
    withdraw_release(two, withdrawal("2026.11.0", "wrong too"))
    withdraw_release(two, withdrawal())
    with pytest.raises(ReleaseWithdrawn, match=r"2026\.11\.1: .*an address stood in it.*There are: none"):
        find_release(two, asked)


def test_its_number_is_not_given_again_and_its_inputs_count_as_published(two):
    withdraw_release(two, withdrawal())
    assert next_release_id(two, date(2026, 11, 30)) == "2026.11.2"
    assert is_published(two, "f" * 64)


def test_a_release_is_withdrawn_once(two):
    withdraw_release(two, withdrawal())
    with pytest.raises(ReleaseWithdrawn):
        withdraw_release(two, withdrawal())


@pytest.mark.parametrize("release", ["2026.12.0", "live", "latest"])
def test_what_is_no_release_cannot_be_withdrawn(two, release):
    with pytest.raises(ReleaseNotFound):
        withdraw_release(two, withdrawal(release))
    assert read_withdrawals(two) == []


@pytest.mark.parametrize("reason", ["", "call 090-1234-5678"])
def test_a_reason_that_is_empty_or_tells_of_a_person_changes_nothing(two, reason):
    with pytest.raises(ApprovalUnreadable):
        withdraw_release(two, withdrawal(reason=reason))
    assert len(list_releases(two)) == 2


def test_what_a_person_wrote_into_the_file_is_done_by_the_next_run(two):
    two.approvals.mkdir()
    (two.approvals / "withdrawals.yml").write_text(
        "- {release: 2026.11.0, withdrawn_on: 2026-11-27, reason_ja: 誤り}\n", encoding="utf-8"
    )
    assert repair_latest(two)
    assert read_list(two)["2026.11.0"]["status"] == "withdrawn"
    assert not repair_latest(two)


def test_a_withdrawal_of_what_never_was_is_refused_with_those_there_are(two):
    two.approvals.mkdir()
    (two.approvals / "withdrawals.yml").write_text(
        "- {release: 2026.1.0, withdrawn_on: 2026-11-27, reason_en: wrong}\n", encoding="utf-8"
    )
    with pytest.raises(ApprovalUnreadable, match=r"line 1.*2026\.11\.0, 2026\.11\.1"):
        repair_latest(two)


@pytest.mark.parametrize(
    ("manifest", "stays"),
    [
        ('{"tables_as_released": {"stat_voices": "2026.11.1"}}', False),
        ('{"tables_as_released": {"stat_voices": "2026.11.0"}}', True),
        ("{", False),
    ],
)
def test_the_live_folder_goes_where_it_shows_tables_of_it(two, manifest, stays):
    two.live.mkdir()
    (two.live / "manifest.json").write_text(manifest)
    withdraw_release(two, withdrawal())
    assert two.live.exists() is stays


@pytest.mark.parametrize("step", ["write_tombstone", "_drop_live", "replace_folder"])
def test_killed_at_any_step_the_next_run_finishes_it(two, monkeypatch, step):
    with monkeypatch.context() as patch:
        patch.setattr(f"warehouse.release.withdrawal.{step}", mock.Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            withdraw_release(two, withdrawal())
    assert all(result.passed for result in verify_release(two.latest))
    recover(two)
    assert newest_release(two) == "2026.11.0"
    assert sorted(path.name for path in two.public.iterdir() if path.name.startswith(".")) == [".lock"]
    assert all(result.passed for result in verify_release(two.latest))


@pytest.mark.parametrize("dies_at", ["the new name", "the old files"])
def test_killed_where_names_cannot_be_exchanged_no_withdrawn_file_stays_public(two, monkeypatch, dies_at):
    monkeypatch.setattr("warehouse.release.swap.exchange_names", lambda *names: False)
    rename, rmtree = Path.rename, shutil.rmtree

    def die_at_the_new_name(self, target):
        if target == two.releases / "2026.11.1":
            raise KeyboardInterrupt
        return rename(self, target)

    def die_at_the_old_files(path, **options):
        if path.parent == two.releases and path.exists():
            raise KeyboardInterrupt
        rmtree(path, **options)

    with monkeypatch.context() as patch:
        if dies_at == "the new name":
            patch.setattr("pathlib.Path.rename", die_at_the_new_name)
        else:
            patch.setattr("warehouse.release.swap.shutil.rmtree", die_at_the_old_files)
        with pytest.raises(KeyboardInterrupt):
            withdraw_release(two, withdrawal())
    shown = [path.name for path in two.releases.iterdir() if not path.name.startswith(".")]
    assert set(shown) <= {"2026.11.0", "2026.11.1"}
    recover(two)
    assert sorted(path.name for path in two.releases.iterdir()) == ["2026.11.0", "2026.11.1"]
    assert [path.name for path in (two.releases / "2026.11.1").iterdir()] == ["withdrawn.json"]
    assert newest_release(two) == "2026.11.0"
