"""Tests of the words for files that are refused as a whole."""

from __future__ import annotations

import pytest

from ingest.submissions.readers.refusals import REASONS, refuse


@pytest.mark.parametrize("code", REASONS)
def test_a_refusal_is_told_in_whole_sentences(code: str) -> None:
    refusal = refuse(code, "a.xlsx", "x", 10)
    assert refusal.rule_ja.endswith("。") and refusal.remedy_ja.endswith("。")
    assert refusal.rule.endswith(".") and refusal.remedy.endswith(".")
    assert refusal.rule[0].isupper()


def test_a_refusal_says_what_is_wrong_with_the_file_not_what_files_are_like() -> None:
    assert refuse("file.empty", "a.csv", "0").rule_ja == "ファイルが空です。"
    assert refuse("workbook.damaged", "a.xlsx", "?").rule_ja == "ブックが壊れていて開けません。"


def test_the_error_itself_reads_as_one_line() -> None:
    error = str(refuse("file.empty", "a.csv", "0 bytes"))
    assert error.startswith("a.csv: The file is empty (found: 0 bytes). Check")
