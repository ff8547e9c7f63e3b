"""Neutralises cells that a spreadsheet would run as a formula.

Excel and its kin evaluate a text cell that begins with ``= + - @``, a tab or a carriage return; some skip
white space before it, and Japanese editions read the full-width forms too. Such a cell gets a leading
apostrophe, which spreadsheets do not show. A cell that already has apostrophes before such a
character gets one more, so that taking one away always gives the original back.
"""

from __future__ import annotations

import polars as pl

MARK = "'"
# ASCII, full-width and small forms: each becomes an ASCII operator under compatibility normalisation.
OPERATORS = "=＝﹦+＋﹢\\-－﹣@＠﹫"
# White space, separators, control and format characters (such as a zero-width space) before it.
SKIPPED = r"[\s\p{Z}\p{Cc}\p{Cf}]*"
DANGEROUS = rf"^'*{SKIPPED}[{OPERATORS}\t\r]"


def neutralise_formulas(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the frame with dangerous text cells marked, and how many were marked in each column.

    Only string columns are looked at; numbers, dates and truth values are never touched.
    """
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    dangerous = frame.select(pl.col(texts).str.contains(DANGEROUS))
    counts = {name: count for name in texts if (count := int(dangerous[name].sum()))}
    marked = [
        pl.when(dangerous[name]).then(pl.lit(MARK) + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in counts
    ]
    return (frame.with_columns(marked) if marked else frame), counts
