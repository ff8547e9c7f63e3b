"""`tsunagu backup` and `tsunagu restore`: a home that was lost goes on where it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.tsunagu.command import Answer, call
from tests.tsunagu.shared_runs import FinishedRun
from warehouse.layout import Home
from warehouse.release.catalog import find_release
from warehouse.release.manifest import list_files

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def written(demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer]:
    """A back-up of the demo's home, and what was said of it."""
    folder = tmp_path_factory.mktemp("backups")
    answer = call("backup", folder, "--home", demo.home.root)
    return next(folder.iterdir()), answer


@pytest.fixture(scope="module")
def restored(written: tuple[Path, Answer], tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Answer]:
    """The home made of it. Tests read it or go on from it in their order."""
    home = Home.resolve(tmp_path_factory.mktemp("restored") / "home")
    return home, call("restore", written[0], "--home", home.root)


def test_a_back_up_says_what_it_holds_and_what_is_made_again(written: tuple[Path, Answer]) -> None:
    path, answer = written

    assert answer.status == 0, answer.text
    assert str(path) in answer.out
    assert "It holds landing, inbox, submissions" in answer.out
    assert "The next run makes again: bronze" in answer.out


def test_a_restored_home_says_what_to_do_next(restored: tuple[Home, Answer]) -> None:
    home, answer = restored

    assert answer.status == 0, answer.text
    assert f"tsunagu run --home {home.root}" in answer.out


def test_a_run_on_a_restored_home_says_that_nothing_is_new(
    demo: FinishedRun, restored: tuple[Home, Answer]
) -> None:
    home, _ = restored

    answer = call("run", "--home", home.root, "--mirror", demo.mirror, "--as-of", demo.as_of)

    assert f"Nothing new: no source has changed, release {demo.release.name} stands." in answer.out
    assert [path.name for path in home.releases.iterdir()] == [demo.release.name]


def test_a_restored_home_makes_the_same_release_byte_by_byte(
    demo: FinishedRun, restored: tuple[Home, Answer]
) -> None:
    home, _ = restored
    for folder in (home.public, home.ledger):
        shutil.rmtree(folder)

    answer = call("run", "--home", home.root, "--mirror", demo.mirror, "--as-of", demo.as_of)

    assert "Released" in answer.out, answer.text
    made = find_release(home)
    assert made.name == demo.release.name
    assert list_files(made) == list_files(demo.release)
    differing = [
        name for name in list_files(made) if (made / name).read_bytes() != (demo.release / name).read_bytes()
    ]
    assert differing == []


def test_a_home_that_is_in_use_is_not_overwritten(demo: FinishedRun, written: tuple[Path, Answer]) -> None:
    answer = call("restore", written[0], "--home", demo.home.root)

    assert answer.status == 1
    assert "nothing is overwritten" in answer.err
    assert "what to do: Name a folder that does not exist" in answer.err


def test_a_file_that_is_no_back_up_is_answered_in_words(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")

    answer = call("restore", tmp_path / "letter.txt", "--home", tmp_path / "home")

    assert answer.status == 1
    assert "letter.txt" in answer.err
    assert "Traceback" not in answer.text


def test_a_back_up_without_a_home_is_answered_in_words(tmp_path: Path) -> None:
    answer = call("backup", tmp_path, "--home", tmp_path / "nowhere")

    assert answer.status == 1
    assert "what to do: Name the home" in answer.err
