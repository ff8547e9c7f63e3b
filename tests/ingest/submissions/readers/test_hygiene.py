from __future__ import annotations

import unicodedata

import polars as pl
import pytest

from ingest.submissions.readers.hygiene import find_gaiji, find_unsafe_characters, has_lone_surrogate


@pytest.mark.parametrize(
    "point",
    [0x0, 0x1, 0x7, 0x8, 0xB, 0xC, 0xE, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F, 0x61C, 0x200E, 0x200F]
    + [0x202A, 0x202E, 0x2066, 0x2069, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF],
)
def test_an_unsafe_character_is_named(point: int) -> None:
    cells = pl.Series(["普通", f"前{chr(point)}後\x1b", None])
    assert find_unsafe_characters(cells).to_list() == [None, f"U+{point:04X}", None]


def test_every_control_character_of_unicode_is_found_but_breaks_and_tabs() -> None:
    controls = [chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) == "Cc"]
    found = find_unsafe_characters(pl.Series(controls))
    assert [cell for cell, name in zip(controls, found, strict=True) if name is None] == ["\t", "\n", "\r"]


@pytest.mark.parametrize("text", ["髙﨑𠮷野家", "①㈱", "a\tb\nc", "👨‍👩‍👧", "ｶﾞ～－", "é", "辻󠄀"])
def test_japanese_as_people_write_it_is_safe(text: str) -> None:
    assert find_unsafe_characters(pl.Series([text])).to_list() == [None]
    assert find_gaiji(pl.Series([text])).to_list() == [None]


@pytest.mark.parametrize("point", [0xE000, 0xF8FF, 0xF0000, 0xFFFFD, 0x100000, 0x10FFFD])
def test_gaiji_are_named(point: int) -> None:
    assert find_gaiji(pl.Series(["あ", f"渡{chr(point)}"])).to_list() == [None, f"U+{point:04X}"]


def test_a_column_without_values_has_nothing_unsafe() -> None:
    empty = pl.Series([None, None], dtype=pl.Null)
    assert find_unsafe_characters(empty).to_list() == find_gaiji(empty).to_list() == [None, None]


def test_half_a_character_is_told_from_a_whole_one() -> None:
    assert has_lone_surrogate("a\ud800b") and not has_lone_surrogate("𠮷")
