"""How requests not to publish something are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.corrections.written import DICTIONARY, request, write
from warehouse.corrections import Suppression, read_suppressions
from warehouse.errors import CorrectionUnreadable
from warehouse.layout import Home

RECORD = {"org_id": None, "table": "programmes", "key": "centre/F01"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def read(home: Home, **changes: Any) -> Suppression:
    write(home, request(**changes), name="suppressions.yml")
    (found,) = read_suppressions(home, DICTIONARY)
    return found


def test_without_a_file_there_are_no_requests(home: Home) -> None:
    assert read_suppressions(home, DICTIONARY) == []


def test_what_can_be_withheld_of_an_organisation_is_what_the_dictionary_says_tables_hold() -> None:
    assert DICTIONARY.things == {
        "name", "kana", "name_en", "address", "post_code", "municipality", "website",
    }  # fmt: skip


@pytest.mark.parametrize("thing", sorted(DICTIONARY.things) + ["record"])
def test_a_thing_of_an_organisation_can_be_withheld(home: Home, thing: str) -> None:
    assert read(home, withhold=[thing]).withheld == (thing,)


@pytest.mark.parametrize("org_id", ["JP-CAO-013000101", "JP-CAO-013-0123456789", "TSN-0123456789abcdef"])
def test_an_organisation_without_number_is_named_as_in_the_tables(home: Home, org_id: str) -> None:
    assert read(home, org_id=org_id).org_id == org_id


def test_a_column_of_a_members_record_can_be_withheld(home: Home) -> None:
    found = read(home, withhold=["summary"], until=date(2027, 1, 1), **RECORD)

    assert (found.table, found.key, found.withheld, found.until) == (
        "programmes", "centre/F01", ("summary",), date(2027, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"org_id": "JP-JCN-7000012050003"}, "with its check digit"),
        ({"org_id": "みほんの会"}, "named as in the public tables"),
        ({"org_id": None}, "give either org_id, or table and key"),
        ({"table": "programmes", "key": "centre/F01"}, "give either org_id, or table and key"),
        (RECORD | {"key": None}, "give either org_id, or table and key"),
        (RECORD | {"table": "organizations"}, "a record of a member stands in .*programmes"),
        (RECORD | {"withhold": ["title"]}, "withhold is a list of .*summary"),
        ({"withhold": ["status"]}, "withhold is a list of address"),
        ({"withhold": []}, "withhold is a list of"),
        ({"withhold": ["record", "address"]}, "record is everything and stands alone"),
        ({"reason": "隣人が怖い"}, "reason is safety or privacy"),
        ({"requested_on": "today"}, "requested_on is a date"),
        ({"until": "later"}, "until is a date"),
        ({"requested_by": "誰か"}, "no other fields than"),
    ],
)
def test_a_wrong_field_is_refused_with_place_and_rule(
    home: Home, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(CorrectionUnreadable, match=message) as refused:
        read(home, **changes)
    assert "suppressions.yml, line 1" in refused.value.place


def test_an_id_stands_once(home: Home) -> None:
    write(home, request(), request(withhold=["name"]), name="suppressions.yml")
    with pytest.raises(CorrectionUnreadable, match="an id is used once"):
        read_suppressions(home, DICTIONARY)
