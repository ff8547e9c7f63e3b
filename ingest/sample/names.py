"""Draws names and addresses for many organisations at once, with the oddities the registers have."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from ingest.sample.words import word_table

Generator = np.random.Generator
Indices = np.ndarray[tuple[int], np.dtype[np.int64]]
Shares = np.ndarray[tuple[int], np.dtype[np.float64]]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

_JOINERS = pl.Series(["", "　", "・", "＆"])
_FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
_LARGEST_LOT = 2_000


def pick(rng: Generator, count: int, share: float, at_least: int = 0) -> Mask:
    """Return a mask with a share of ``count`` drawn, never fewer than ``at_least`` of them."""
    mask = np.zeros(count, dtype=np.bool_)
    mask[rng.permutation(count)[: max(round(share * count), at_least)]] = True
    return mask


def draw(rng: Generator, words: pl.Series, count: int) -> pl.Series:
    """Return ``count`` words drawn evenly."""
    return words.gather(rng.integers(0, len(words), count))


def draw_names(
    rng: Generator,
    count: int,
    heads: str,
    tails: str,
    *,
    alone: float | Shares,
    regional: float,
    spaced: float,
) -> pl.DataFrame:
    """Draw bare names (without legal form) and their readings.

    Args:
        rng: source of randomness.
        count: how many.
        heads: word list of the first word, ``heads`` or ``aims``.
        tails: word list of the second word, ``tails`` or ``trades``.
        alone: share with no second word, for all or for each; these give the many bodies of the same name.
        regional: share with a region in front.
        spaced: share with a full-width space between the words.

    Returns:
        Columns core, furigana.
    """
    # Alone and regional names are a fixed chance, not a count: the bulk is drawn in many portions.
    chance = rng.random(count)
    second = np.where(chance < alone, 0, rng.integers(1, len(_padded(tails)[0]), count))
    first = np.where(chance < 1 - regional, 0, rng.integers(1, len(_padded("regions")[0]), count))
    head = rng.integers(0, len(word_table(heads)[0]), count)
    joiner = np.searchsorted([1 - spaced - 0.03, 1 - 0.03, 1 - 0.01], rng.random(count), side="right")
    parts = pl.DataFrame(
        {
            "region": _padded("regions")[0].gather(first),
            "head": word_table(heads)[0].gather(head),
            "joiner": _JOINERS.gather(np.where(second == 0, 0, joiner)),
            "tail": _padded(tails)[0].gather(second),
            "region_kana": _padded("regions")[1].gather(first),
            "head_kana": word_table(heads)[1].gather(head),
            "tail_kana": _padded(tails)[1].gather(second),
        }
    )
    return parts.select(
        core=pl.concat_str("region", "head", "joiner", "tail"),
        furigana=pl.concat_str("region_kana", "head_kana", "tail_kana"),
    )


def draw_streets(rng: Generator, count: int) -> pl.Series:
    """Draw town, block and building as the tax agency writes them: everything full-width."""
    style = pl.Series("style", rng.random(count))
    numbers = {
        name: _full_width_numbers().gather(rng.integers(1, largest, count))
        for name, largest in {"block": 9, "lot": 40, "house": 30, "plot": _LARGEST_LOT}.items()
    }
    frame = pl.DataFrame(
        {"style": style, "town": draw(rng, word_table("towns")[0], count), **numbers}
    ).with_columns(
        building=pl.when(pl.Series(rng.random(count) < 0.12))
        .then(draw(rng, word_table("buildings")[0], count))
        .otherwise(pl.lit(""))
    )
    block = pl.concat_str(
        "town", "block", pl.lit("丁目"), "lot", pl.lit("番"), "house", pl.lit("号"), "building"
    )
    plot = pl.concat_str("town", "plot", pl.lit("番地"), "building")
    dashed = pl.concat_str("town", "block", pl.lit("丁目"), "lot", pl.lit("－"), "house", "building")
    return frame.select(
        street=pl.when(pl.col("style") < 0.55)
        .then(block)
        .when(pl.col("style") < 0.85)
        .then(plot)
        .otherwise(dashed)
    )["street"]


def to_full_width(number: int) -> str:
    """Return an integer in full-width digits."""
    return str(number).translate(_FULL_WIDTH)


@cache
def _full_width_numbers() -> pl.Series:
    return pl.Series([to_full_width(number) for number in range(_LARGEST_LOT)])


@cache
def _padded(name: str) -> tuple[pl.Series, pl.Series]:
    """Return a word list whose first entry is the empty word."""
    texts, readings = word_table(name)
    empty = pl.Series([""])
    return empty.append(texts), pl.Series([""]).append(readings)
