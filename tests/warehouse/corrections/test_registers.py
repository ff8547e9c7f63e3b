"""How corrections are read: what is refused, and in which words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.corrections.written import correction, write
from warehouse.corrections import read_corrections
from warehouse.errors import CorrectionUnreadable
from warehouse.layout import Home

OTHER = {"id": "portal-other", "rows": {"portal_id": "013000102"}}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_files_there_are_no_corrections(home: Home) -> None:
    assert read_corrections(home) == []


def test_a_correction_says_where_what_and_why(home: Home) -> None:
    write(home, correction(expect={"values": {"established_on": date(1900, 10, 1)}, "rows": 2}))
    (found,) = read_corrections(home)

    assert found.registers == ("npo_portal",)
    assert (found.rows, found.action) == ({"portal_id": "013000101"}, "set")
    assert (found.expected, found.expected_rows) == ({"established_on": date(1900, 10, 1)}, 2)
    assert found.replacements == {"established_on": date(2000, 10, 1)}
    assert found.place.endswith("a.yml, line 1")


def test_a_row_can_be_taken_out(home: Home) -> None:
    write(home, correction(set=None, drop=True))
    (found,) = read_corrections(home)

    assert (found.action, found.replacements) == ("drop", {})


def test_one_correction_can_be_about_rows_of_two_registers(home: Home) -> None:
    values = {"name": "特定非営利法人みほん"}
    write(
        home,
        correction(
            register=["nta_diff", "nta_national"],
            rows={"corporate_number": "7000012050002", "update_date": date(2024, 1, 25)},
            expect={"values": values},
            set={"name": "特定非営利活動法人みほん"},
        ),
    )
    assert read_corrections(home)[0].registers == ("nta_diff", "nta_national")


def test_corrections_of_all_files_are_read_and_requests_are_none_of_them(home: Home) -> None:
    write(home, correction(), name="b.yml")
    write(home, correction(**OTHER), name="a.yml")
    write(home, {"id": "a request"}, name="suppressions.yml")
    (home.corrections / ".a.yml.swp").write_bytes(b"\xff")

    assert [found.id for found in read_corrections(home)] == ["portal-other", "portal-founded"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"register": "npo_portals"}, "register is one of certified_list"),
        ({"register": []}, "register is one of"),
        ({"rows": {"portal": "1"}}, "npo_portal has the columns .*portal_id"),
        ({"rows": {"portal_id": 13000101}}, "portal_id is a text, in quotes"),
        ({"rows": {"portal_id": None}}, "rows gives one column at least a value"),
        ({"rows": {}}, "rows has fields of its own"),
        ({"expect": {"values": {"established_on": "1900-13-01"}}}, "established_on is a date"),
        ({"expect": {"values": {"address": "京都府"}}}, "expect.values says what each column to be set says"),
        ({"expect": {"values": {"established_on": date(1900, 10, 1)}, "rows": 0}}, "1 to 1,000"),
        (
            {"expect": {"values": {"established_on": date(1900, 10, 1)}, "row": 1}},
            "no other fields than rows",
        ),
        ({"expect": {"rows": 1}}, "no values"),
        ({"set": {"established_on": date(1900, 10, 1)}}, "another value than expect.values"),
        ({"set": {"file_row": 2}, "expect": {"values": {"file_row": 1}}}, "say where a row came from"),
        ({"set": {"certified": "yes"}, "expect": {"values": {"certified": False}}}, "true or false"),
        ({"drop": True}, "give either set or drop"),
        ({"set": None}, "give either set or drop"),
        ({"set": None, "drop": "yes"}, "drop is true"),
        ({"reason_ja": None}, "give reason_ja, reason_en or both"),
        ({"reason_ja": "問合せは090-1234-5678へ"}, "name no person"),
        ({"reported_to": "info@example.jp"}, "name no person"),
        ({"evidence": "電話で確認"}, "evidence is an address"),
        ({"reported_on": "yesterday"}, "reported_on is a date"),
        ({"mended_on": "soon"}, "mended_on is a date"),
        ({"status": "open"}, "no other fields than"),
        ({"id": "A"}, "an id is 3 to 60"),
        ({"id": None}, "no id"),
    ],
)
def test_a_wrong_field_is_refused_with_place_and_rule(
    home: Home, changes: dict[str, Any], message: str
) -> None:
    write(home, correction(**changes))
    with pytest.raises(CorrectionUnreadable, match=message) as refused:
        read_corrections(home)
    assert "a.yml, line 1" in refused.value.place
    assert "Write it as: - {id:" in refused.value.remedy


def test_a_column_must_be_in_every_register_named(home: Home) -> None:
    write(home, correction(register=["npo_portal", "certified_list"]))
    with pytest.raises(CorrectionUnreadable, match="certified_list has the columns"):
        read_corrections(home)


def test_a_number_is_a_number(home: Home) -> None:
    population = {
        "register": "population_resident",
        "rows": {"area_code": "01100", "population_on": date(2022, 1, 1)},
        "expect": {"values": {"population": True}},
        "set": {"population": 10},
    }
    write(home, correction(**population))
    with pytest.raises(CorrectionUnreadable, match="population is a number"):
        read_corrections(home)


def test_an_id_stands_once_in_all_files(home: Home) -> None:
    write(home, correction())
    write(home, correction(rows={"portal_id": "013000102"}), name="b.yml")
    with pytest.raises(CorrectionUnreadable, match="an id is used once; it stands at .*a.yml, line 1"):
        read_corrections(home)


def test_a_field_inside_a_field_stands_once(home: Home) -> None:
    path = write(home, correction())
    path.write_text(
        path.read_text("utf-8").replace("  portal_id:", "  portal_id: '1'\n    portal_id:", 1), "utf-8"
    )
    with pytest.raises(CorrectionUnreadable, match="each field once"):
        read_corrections(home)


@pytest.mark.parametrize("name", ["a.yaml", "notes.txt"])
def test_a_file_nobody_would_read_is_refused(home: Home, name: str) -> None:
    write(home, correction(), name=name)
    with pytest.raises(CorrectionUnreadable, match="ends in .yml"):
        read_corrections(home)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x83\x65", "is UTF-8"),
        (b"id: one", "is a list of entries"),
        (b"- [", "is YAML"),
        (b"- one", "fields"),
    ],
)
def test_a_file_that_is_no_list_of_entries_is_refused(home: Home, content: bytes, message: str) -> None:
    write(home).write_bytes(content)
    with pytest.raises(CorrectionUnreadable, match=message):
        read_corrections(home)
