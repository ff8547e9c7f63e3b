from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl
import pytest

from warehouse.linkage.decide import COMPARED
from warehouse.linkage.model import load_settings
from warehouse.linkage.rules import EXACT_RULES
from warehouse.reconcile import reasons


def translate(text: str) -> str:
    translated: str = pl.select(reasons.translate_reasons(pl.lit(text))).item()
    return translated


def list_comparisons() -> Iterator[str]:
    """Every step that the evidence of a pair can tell."""
    for comparison in load_settings()["comparisons"]:
        word = COMPARED[comparison["output_column_name"]]
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                yield f"{word} {level['label_for_charts']} (+1.5)"


SENTENCES = [
    reasons.NO_NAME,
    reasons.OUTSIDE,
    reasons.NOBODY,
    reasons.NO_BEARER,
    reasons.ONE_BEARER,
    reasons.SHORT,
    reasons.SEVERAL_BEARERS.format(3),
    "so different a name is not linked without a person",
    "the legal form stated is another",
    "another organisation fits almost as well (0.4 bits behind); total -12.3 bits",
    *(rule.evidence for rule in EXACT_RULES),
]


@pytest.mark.parametrize("reason", [*list_comparisons(), *SENTENCES])
def test_whatever_is_told_in_english_is_told_in_japanese(reason: str) -> None:
    assert not re.search("[a-z;]", translate(reason))


def test_numbers_stay_what_they_are() -> None:
    evidence = "name alike (+7.1); place same municipality (+9.0); total +16.1 bits"
    assert translate(evidence) == "名称：似ている (+7.1)。市区町村：同じ (+9.0)。合計 +16.1 ビット"
