"""Designs say how codes add up; what does not add up is refused."""

from __future__ import annotations

import pytest

from warehouse.disclosure.design import Dimension, Thresholds, design_voices
from warehouse.disclosure.errors import DisclosureDesignError


def test_quarters_add_up_to_years_and_years_to_all() -> None:
    period = design_voices({"01": "north"}, {"climate": False}, ["2025-Q4", "2026-Q1"]).dimensions[2]
    assert period.list_ancestors("2025-Q4") == ("2025-Q4", "2025", "all")
    assert period.leaves == ("2025-Q4", "2026-Q1")
    assert period.codes[0] == period.root == "all"


def test_two_roots_are_refused() -> None:
    with pytest.raises(DisclosureDesignError, match="exactly one root"):
        Dimension("region", {"01": "north", "11": "south"})


def test_a_code_inside_itself_is_refused() -> None:
    with pytest.raises(DisclosureDesignError, match="contain itself"):
        Dimension("region", {"01": "JP", "a": "b", "b": "a"})


def test_one_ordinary_code_makes_a_total_ordinary() -> None:
    rule = Thresholds(5, "issue", {"child_abuse": 10, "addiction": 10})
    assert rule.find(["child_abuse", "addiction"]) == 10
    assert rule.find(["child_abuse", "climate"]) == 5
