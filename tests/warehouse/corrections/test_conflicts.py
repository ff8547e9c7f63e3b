"""Two corrections that could mean the same value are refused when they are written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.corrections.written import correction, write
from warehouse.corrections import read_corrections
from warehouse.errors import CorrectionUnreadable
from warehouse.layout import Home

WRONG = {"established_on": date(1900, 10, 1)}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize(
    "other",
    [
        {"set": {"established_on": date(2000, 10, 2)}},
        {"set": {"established_on": date(2000, 10, 1)}},
        {"set": None, "drop": True},
        {"rows": {"name": "みほん"}},
        {"register": ["npo_portal"], "rows": {"portal_id": "013000101", "name": "みほん"}},
    ],
    ids=[
        "another value",
        "the same value",
        "takes the row out",
        "other columns name the row",
        "more columns",
    ],
)
def test_a_value_that_two_corrections_could_mean_is_refused(home: Home, other: dict[str, Any]) -> None:
    write(home, correction(), correction(id="portal-again", **other))
    with pytest.raises(CorrectionUnreadable, match="portal-founded .*line 1.* could mean it too") as refused:
        read_corrections(home)
    assert refused.value.place.endswith("line 14")
    assert "portal-again" in refused.value.value


@pytest.mark.parametrize(
    "other",
    [
        {"rows": {"portal_id": "013000102"}},
        {"rows": {"name": "みほん"}, "expect": {"values": {"established_on": date(1901, 10, 1)}}},
        {"expect": {"values": {"address": "京都"}}, "set": {"address": "京都府"}},
        {"register": "certified_list", "rows": {"name": "a"}, "expect": {"values": {"address": "京都"}},
         "set": {"address": "京都府"}},
    ],
    ids=["another row", "another mistake", "another column", "another register"],
)  # fmt: skip
def test_corrections_that_are_apart_stand_beside_each_other(home: Home, other: dict[str, Any]) -> None:
    write(home, correction(), correction(id="portal-again", **other))

    assert len(read_corrections(home)) == 2


def test_a_row_that_is_taken_out_is_corrected_in_no_column(home: Home) -> None:
    address = {"expect": {"values": {"address": "京都"}}, "set": {"address": "京都府"}}
    write(home, correction(**address), correction(id="portal-again", set=None, drop=True))
    with pytest.raises(CorrectionUnreadable, match="the row"):
        read_corrections(home)
