"""`tsunagu releases` and `tsunagu verify`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.tsunagu.command import call
from tests.tsunagu.shared_runs import FinishedRun, copy_public
from warehouse.approvals import Withdrawal
from warehouse.layout import Home
from warehouse.release import withdraw_release

pytestmark = pytest.mark.xdist_group("demo")

TABLE = "parquet/organizations.parquet"


@pytest.fixture
def copy(demo: FinishedRun, tmp_path: Path) -> Home:
    """A home whose release a test may damage."""
    return copy_public(demo, tmp_path / "home")


def damage(home: Home, file: str) -> Path:
    """Change one bit in the middle of a file of the only release."""
    path = next(home.releases.iterdir()) / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    return path


def test_releases_lists_number_day_and_rows(demo: FinishedRun) -> None:
    answer = call("releases", "--home", demo.home.root)

    assert answer.status == 0
    assert demo.release.name in answer.out
    assert demo.as_of in answer.out


def test_releases_of_a_new_home_says_how_to_make_one(tmp_path: Path) -> None:
    answer = call("releases", "--home", tmp_path)

    assert answer.status == 0
    assert "Make one: tsunagu demo" in answer.out


def test_a_whole_release_is_verified(demo: FinishedRun) -> None:
    answer = call("verify", "--home", demo.home.root)

    assert answer.status == 0, answer.text
    assert "BAD" not in answer.out
    assert answer.out.endswith(f"{demo.release} is whole.\n")


@pytest.mark.parametrize("file", [TABLE, "csv/organizations.csv", "datapackage.json", "README.ja.md"])
def test_one_changed_bit_is_found_and_the_file_is_named(copy: Home, file: str) -> None:
    damage(copy, file)

    answer = call("verify", "--home", copy.root)

    assert answer.status == 1
    assert f"{file}: sha256" in answer.err
    assert "is damaged: do not use it" in answer.err


def test_a_file_that_was_taken_away_is_found(copy: Home) -> None:
    (next(copy.releases.iterdir()) / TABLE).unlink()

    answer = call("verify", "--home", copy.root)

    assert answer.status == 1
    assert f"{TABLE}: listed, but not in the folder" in answer.err


def test_a_file_that_was_added_is_found(copy: Home) -> None:
    (next(copy.releases.iterdir()) / "more.csv").write_text("x")

    answer = call("verify", "--home", copy.root)

    assert answer.status == 1
    assert "more.csv: in the folder, but not listed" in answer.err


def test_a_damaged_manifest_gives_words_and_no_traceback(copy: Home) -> None:
    path = next(copy.releases.iterdir()) / "manifest.json"
    path.chmod(0o644)
    path.write_text("{", encoding="utf-8")

    answers = [call(command, "--home", copy.root) for command in ("verify", "releases")]

    assert [answer.status for answer in answers] == [1, 1]
    assert all("manifest.json" in answer.err for answer in answers)


@pytest.mark.parametrize("number", ["2001.1.0", "latest/../x", "zzz"])
def test_an_unknown_release_is_answered_with_those_there_are(demo: FinishedRun, number: str) -> None:
    answer = call("verify", number, "--home", demo.home.root)

    assert answer.status == 1
    assert "there is no such release" in answer.err
    assert demo.release.name in answer.err


def test_verify_without_any_release_says_how_to_make_one(tmp_path: Path) -> None:
    answer = call("verify", "--home", tmp_path)

    assert answer.status == 1
    assert "Run `tsunagu run` or `tsunagu demo`." in answer.err


@pytest.mark.parametrize("option", ["--reason", "--reason-ja"])
@pytest.mark.parametrize("words", ["", " ", "\u3000"])
def test_a_withdrawal_without_a_reason_is_wrong_usage_and_changes_nothing(
    copy: Home, option: str, words: str
) -> None:
    release = next(copy.releases.iterdir())
    reason = ["--reason", "wrong", option, words] if option == "--reason-ja" else [option, words]

    answer = call("withdraw", release.name, *reason, "--yes", "--home", copy.root)

    assert answer.status == 2
    assert f"Invalid value for {option}: a sentence that says why; it is published" in answer.err
    assert (release / TABLE).is_file()


def test_verify_and_query_where_all_is_withdrawn_tell_of_the_withdrawal(copy: Home) -> None:
    release = next(copy.releases.iterdir()).name
    withdraw_release(copy, Withdrawal("test", release, date(2026, 11, 27), None, "an address stood in it"))

    answers = [call(*command, "--home", copy.root) for command in (("verify",), ("query", "select 1"))]

    assert [answer.status for answer in answers] == [1, 1]
    assert all("an address stood in it" in answer.err and release in answer.err for answer in answers)
