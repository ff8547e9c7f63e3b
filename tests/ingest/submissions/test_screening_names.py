"""Names of persons by the dictionary, where it is installed; and that nothing needs it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator

import polars as pl
import pytest

from ingest.submissions import personal_names
from ingest.submissions.screening import find_personal_data, screen_texts

needs_dictionary = pytest.mark.skipif(
    importlib.util.find_spec("sudachidict_core") is None, reason="the extra `names` is not installed"
)


@pytest.fixture
def without_dictionary(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hide the dictionary, as on a machine without the extra."""
    personal_names.are_available.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    yield
    monkeypatch.undo()
    personal_names.are_available.cache_clear()


def find_names(text: str) -> list[str]:
    return [span.value for span in find_personal_data(text) if span.kind == "personal_name"]


@needs_dictionary
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("山田太郎が来て、佐藤花子と話した。", ["山田太郎", "佐藤花子"]),
        ("ﾔﾏﾀﾞが来た", ["ﾔﾏﾀﾞ"]),
        ("Aさんと利用者さんの話", []),
        ("福島と宮城の沿岸で、希望と光を見た。", []),
        ("若者の居場所がない。夏休みに昼食をとれない子どもがいる。", []),
    ],
)
def test_a_name_without_honorific_is_found_by_the_dictionary(text: str, names: list[str]) -> None:
    assert find_names(text) == names


@needs_dictionary
def test_a_name_far_into_a_long_text_is_at_its_place() -> None:
    text = "話。" * 6_000 + "山田太郎が来た。"
    (span,) = [span for span in find_personal_data(text) if span.kind == "personal_name"]
    assert (span.start, span.value) == (12_000, "山田太郎")


@needs_dictionary
def test_a_column_is_searched_for_names() -> None:
    flags = screen_texts(pl.Series(["山田太郎が来た", None, "若者の居場所"]))
    assert flags.to_list() == [["personal_name"], [], []]


def test_without_the_dictionary_names_are_not_looked_for(without_dictionary: None) -> None:
    assert find_names("山田太郎が来た") == []
    assert screen_texts(pl.Series(["山田太郎が来た", "電話 03-1234-5678"])).to_list() == [[], ["phone"]]


def test_the_dictionary_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, ingest.submissions.screening; sys.exit('sudachipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
