"""The live folder: the same files as a release, provisional, and never a protected count of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.live_scenario import LINEAGE, give_inputs
from tests.warehouse.small_warehouse import change_tables
from warehouse.approvals import Withdrawal
from warehouse.dictionary import Dictionary
from warehouse.errors import ReleaseDamaged, ReleaseWithdrawn
from warehouse.layout import Home
from warehouse.live import is_live_current, publish_live
from warehouse.release import StagedRelease, verify_release, withdraw_release
from warehouse.release.catalog import list_release_ids
from warehouse.release.promotion import replace_live

RENAME = "update organizations set name = 'renamed' where org_id = 'JP-JCN-1'"


def read_manifest(home: Home) -> dict[str, object]:
    return json.loads((home.live / "manifest.json").read_text())  # type: ignore[no-any-return]


def read_names(home: Home) -> list[str]:
    path = home.live / "parquet" / "organizations.parquet"
    return [name for (name,) in duckdb.sql(f"select name from '{path}'").fetchall()]


def test_it_is_whole_and_says_that_it_is_provisional(home: Home, dictionary: Dictionary) -> None:
    publish_live(home, dictionary, LINEAGE, give_inputs())

    assert all(result.passed for result in verify_release(home.live))
    assert read_manifest(home)["provisional"] is True
    assert "速報版" in (home.live / "README.ja.md").read_text()
    assert "Provisional" in (home.live / "README.en.md").read_text()


def test_it_makes_no_release(home: Home, dictionary: Dictionary) -> None:
    publish_live(home, dictionary, LINEAGE, give_inputs())

    assert list_release_ids(home) == []
    assert not home.latest.exists()


def test_a_protected_count_is_not_in_it_before_a_release_holds_it(home: Home, dictionary: Dictionary) -> None:
    live = publish_live(home, dictionary, LINEAGE, give_inputs())

    assert set(live.rows) == {"organizations"}
    assert read_manifest(home)["tables_not_yet_released"] == ["stat_stock"]


def test_a_protected_count_stays_as_last_released_whatever_the_tables_say(
    home: Home, dictionary: Dictionary, publish: Callable[[str], Path]
) -> None:
    release = publish("2026.11.0")
    change_tables(home, "update stat_stock set value = 999")

    publish_live(home, dictionary, LINEAGE, give_inputs())

    for path in ("parquet/stat_stock.parquet", "csv/stat_stock.csv", "csv/ja/stat_stock.csv"):
        assert (home.live / path).read_bytes() == (release / path).read_bytes()
    assert read_manifest(home)["tables_as_released"] == {"stat_stock": "2026.11.0"}


def test_a_new_state_is_shown_and_the_old_folder_is_gone(home: Home, dictionary: Dictionary) -> None:
    publish_live(home, dictionary, LINEAGE, give_inputs())
    change_tables(home, RENAME)

    publish_live(home, dictionary, LINEAGE, give_inputs(register="two files"))

    assert "renamed" in read_names(home)
    assert list(home.staging.iterdir()) == []


def test_a_table_in_the_same_state_is_taken_over_not_written(home: Home, dictionary: Dictionary) -> None:
    publish_live(home, dictionary, LINEAGE, give_inputs())
    before = (home.live / "parquet" / "organizations.parquet").stat().st_ino

    live = publish_live(home, dictionary, LINEAGE, give_inputs(submissions="a voice"))

    assert live.written == frozenset()
    assert (home.live / "parquet" / "organizations.parquet").stat().st_ino == before


def test_it_is_current_until_a_live_table_should_be_another(home: Home, dictionary: Dictionary) -> None:
    assert not is_live_current(home, LINEAGE, give_inputs())
    publish_live(home, dictionary, LINEAGE, give_inputs())

    assert is_live_current(home, LINEAGE, give_inputs())
    assert is_live_current(home, LINEAGE, give_inputs(submissions="a voice"))
    assert not is_live_current(home, LINEAGE, give_inputs(register="two files"))


def test_it_is_behind_once_a_release_has_newer_counts(
    home: Home, dictionary: Dictionary, publish: Callable[[str], Path]
) -> None:
    publish_live(home, dictionary, LINEAGE, give_inputs())

    publish("2026.11.0")

    assert not is_live_current(home, LINEAGE, give_inputs())


@pytest.fixture
def withdrawing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest release is withdrawn while the live folder waits for the public lock the first time."""
    calls: list[StagedRelease] = []

    def withdraw_first(home: Home, staged: StagedRelease) -> Path:
        calls.append(staged)
        if len(calls) == 1:
            newest = list_release_ids(home)[-1]
            withdraw_release(home, Withdrawal("test", newest, date(2026, 11, 27), "誤り", "wrong"))
            with pytest.raises(ReleaseWithdrawn, match=newest):
                replace_live(home, staged)
            assert not home.live.exists()
        return replace_live(home, staged)

    monkeypatch.setattr("warehouse.live.replace_live", withdraw_first)


@pytest.mark.usefixtures("withdrawing")
def test_tables_of_a_release_that_is_withdrawn_meanwhile_are_not_shown(
    home: Home, dictionary: Dictionary, publish: Callable[[str], Path]
) -> None:
    publish("2026.11.0")

    live = publish_live(home, dictionary, LINEAGE, give_inputs())

    assert set(live.rows) == {"organizations"}
    assert not (home.live / "parquet" / "stat_stock.parquet").exists()
    assert list(home.staging.iterdir()) == []


@pytest.mark.usefixtures("withdrawing")
def test_they_are_taken_from_the_release_before(
    home: Home, dictionary: Dictionary, publish: Callable[[str], Path]
) -> None:
    publish("2026.10.0")
    publish("2026.11.0")

    publish_live(home, dictionary, LINEAGE, give_inputs())

    assert read_manifest(home)["tables_as_released"] == {"stat_stock": "2026.10.0"}
    assert is_live_current(home, LINEAGE, give_inputs())


def test_a_damaged_build_leaves_the_last_one(
    home: Home, dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_live(home, dictionary, LINEAGE, give_inputs())
    monkeypatch.setattr("warehouse.release.verify._check_sums", lambda root: ["a file differs"])

    with pytest.raises(ReleaseDamaged, match="a file differs"):
        publish_live(home, dictionary, LINEAGE, give_inputs(register="two files"))

    monkeypatch.undo()
    assert is_live_current(home, LINEAGE, give_inputs())
    assert all(result.passed for result in verify_release(home.live))
    assert list(home.staging.iterdir()) == []
