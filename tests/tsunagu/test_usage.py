"""Help, and what a wrong argument leads to: status 2 and a message that names the argument."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.registries import REGISTERS
from tests.tsunagu.command import call, call_process

COMMANDS = ["demo", "run", "sample", "status", "releases", "verify", "withdraw", "query", "dev"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["run", "--nonsense"], "--nonsense"),
        (["run", "--sources", "nta_diff,nosuch"], "unknown register nosuch"),
        (["run", "--mirror", "no/such/folder"], "'no/such/folder' does not exist"),
        (["run", "--mirror", __file__], "is a file"),
        (["run", "--home", __file__], "is a file"),
        (["run", "--as-of", "2024-02-30"], "'2024-02-30'"),
        (["run", "--as-of", "yesterday"], "'yesterday'"),
        (["run", "unexpected"], "unexpected"),
        (["sample"], "Missing option '--out'"),
        (["sample", "--out", __file__], "is a file"),
        (["sample", "--out", "x", "--scale", "large"], "a number such as 0.5, or 'national'"),
        (["sample", "--out", "x", "--scale", "0"], "a number above 0"),
        (["sample", "--out", "x", "--scale", "nan"], "a number above 0"),
        (["sample", "--out", "x", "--seed", "-1"], "-1"),
        (["sample", "--out", "x", "--seed", "1.5"], "'1.5'"),
        (["query"], "Missing argument 'SQL'"),
        (["query", "select 1", "--format", "xml"], "'table', 'csv', 'json', 'parquet'"),
        (["query", "select 1", "--out", "."], "is a directory"),
    ],
)
def test_a_wrong_argument_is_named_and_gives_status_2(arguments: list[str], named: str) -> None:
    answer = call(*arguments)

    assert answer.status == 2
    assert named in answer.err
    assert "Traceback" not in answer.text


def test_an_unknown_register_is_answered_with_those_there_are() -> None:
    message = call("run", "--sources", "nosuch").err

    assert all(name in message for name in REGISTERS)


def test_the_help_names_every_command_and_every_exit_status() -> None:
    answer = call("--help")

    assert answer.status == 0
    assert all(f" {command} " in answer.out for command in COMMANDS)
    assert all(f"{status} " in answer.out.partition("Exit status:")[2] for status in (0, 1, 2, 3))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_explained(command: str) -> None:
    answer = call(command, "--help")

    options = re.findall(r"(--[a-z-]+) +(.*)", answer.out)
    assert answer.status == 0
    assert options
    assert all(re.search(r"[a-z]{3}", explained) for _, explained in options)


def test_no_argument_at_all_shows_the_help() -> None:
    assert "Commands" in call().text


def test_a_home_that_is_a_file_is_explained_even_when_the_environment_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mirror").mkdir()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TSUNAGU_HOME", str(tmp_path / "file"))

    answer = call("run", "--mirror", tmp_path / "mirror")

    assert answer.status == 1
    assert str(tmp_path / "file") in answer.err
    assert "what to do:" in answer.err


def test_a_sample_is_written_with_what_is_in_it(tmp_path: Path) -> None:
    answer = call("sample", "--out", tmp_path / "mirror", "--scale", "0.01", "--seed", "7")

    assert answer.status == 0
    assert str(tmp_path / "mirror") in answer.out
    assert (tmp_path / "mirror/portal/gyousei_000.zip").is_file()


def test_a_wrong_argument_shows_the_shell_no_traceback() -> None:
    answer = call_process("run", "--as-of", "2024-13-01")

    assert answer.status == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err
