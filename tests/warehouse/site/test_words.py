"""The catalogue of words: both languages, or an error that names the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.errors import SiteNotBuilt
from warehouse.site import words


def use_catalogue(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    (folder / "words.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(words, "CATALOGUE", folder / "words.yml")
    words.load_words.cache_clear()


@pytest.fixture(autouse=True)
def forget_catalogue() -> object:
    yield
    words.load_words.cache_clear()


@pytest.mark.parametrize("entry", ["{ja: 表}", "{en: Table}", "{ja: 表, en: ''}", "{ja: 表, en: A, fr: B}"])
def test_words_in_one_language_are_refused_by_their_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, entry: str
) -> None:
    use_catalogue(monkeypatch, tmp_path, f"common:\n  table: {entry}\n")
    with pytest.raises(SiteNotBuilt, match="common.table"):
        words.load_words()


def test_words_are_found_by_their_dotted_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_catalogue(monkeypatch, tmp_path, "common:\n  deep:\n    table: {ja: 表, en: Table}\n")
    found = words.find_words("common.deep.table")
    assert (found["ja"], found["en"]) == ("表", "Table")


def test_words_that_are_not_there_are_an_error_that_names_them() -> None:
    with pytest.raises(SiteNotBuilt, match="common.nothing"):
        words.find_words("common.nothing")
