"""Helpers for whole columns of text: folding in one pass, and functions called once a distinct text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from ingest.japanese.text import DASHES

_DASH = f"[{DASHES.replace('-', '')}]"


def map_distinct(texts: pl.Series, function: Callable[[str], Any], dtype: pl.DataType) -> pl.Series:
    """Return ``function`` of each text, called once for each distinct text; null stays null."""
    distinct = texts.drop_nulls().unique()
    if distinct.is_empty():
        return pl.Series(texts.name, [None] * len(texts), dtype=dtype)
    found = pl.DataFrame(
        {
            "text": distinct,
            "value": pl.Series([function(text) for text in distinct], dtype=dtype, strict=True),
        }
    )
    joined = pl.DataFrame({"text": texts}).join(found, on="text", how="left", maintain_order="left")
    return joined["value"].alias(texts.name)


def fold_texts(texts: pl.Series) -> pl.Series:
    """Return ids, numbers, dates and codes in one width, one dash and without spaces around; empty is null.

    Not for texts that people read: NFKC changes their characters.
    """
    folded = texts.str.normalize("NFKC").str.replace_all(_DASH, "-").str.strip_chars()
    return folded.set(folded == "", None)


def clean_texts(texts: pl.Series) -> pl.Series:
    """Return texts that people read: composed, trimmed, with one kind of line end; empty is null."""
    cleaned = texts.str.replace_all("\r\n?", "\n").str.normalize("NFC").str.strip_chars()
    return cleaned.set(cleaned == "", None)
