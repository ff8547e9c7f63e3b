from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.warehouse.press.conftest import Write, certify, close, name_one
from tests.warehouse.small_warehouse import make_inputs
from warehouse.press.desk import open_desk
from warehouse.press.leads import COLUMNS, CORPORATION_PAGE, declare_kinds, find_leads, write_leads
from warehouse.press.wording import make_press_environment

SOON = date(2024, 9, 30)


def find(root: Path) -> pl.DataFrame:
    with open_desk(root) as desk:
        return find_leads(desk, make_inputs("2026.11.0"), make_press_environment())


def test_a_mass_closure_is_told_with_what_else_was_closed_in_that_month(write: Write) -> None:
    leads = find(
        write(stat_flow=[close(12), close(3, "liquidation_completed"), close(1, "other_liquidation")])
    )

    (lead,) = leads.to_dicts()
    assert (lead["kind"], lead["number"], lead["comparison"]) == ("mass_closures", 12, 4)
    assert (lead["period"], lead["place_en"]) == ("2024-01", "Tokyo")
    assert lead["headline_ja"] == "東京都：2024年1月、登記官がNPO法人12法人の登記記録を閉鎖"
    assert lead["link"] == "https://www.houjin-bangou.nta.go.jp/"


@pytest.mark.parametrize(("closed", "expected"), [(9, 0), (10, 1), (None, 0)])
def test_a_mass_closure_begins_at_its_threshold(write: Write, closed: int | None, expected: int) -> None:
    assert len(find(write(stat_flow=[close(closed)]))) == expected


def test_the_largest_closure_comes_first_and_the_order_of_the_rows_does_not_matter(write: Write) -> None:
    rows = [close(12), close(40, place="JP"), close(30, place="27"), close(30, place="01")]

    forwards, backwards = find(write(stat_flow=rows)), find(write(stat_flow=rows[::-1]))

    assert forwards.equals(backwards)
    assert forwards["place_code"].to_list() == ["JP", "01", "27", "13"]


def test_a_certification_near_its_end_links_to_the_page_of_the_corporation(write: Write) -> None:
    leads = find(write(certifications=[certify("A", SOON)], organizations=[name_one("A", "みらい")]))

    (lead,) = leads.to_dicts()
    assert lead["kind"] == "certifications_about_to_lapse"
    assert lead["number"] == (SOON - date(2024, 8, 30)).days
    assert lead["link"] == f"{CORPORATION_PAGE}1234567890123"


@pytest.mark.parametrize(
    "listed",
    [
        certify("A", SOON, renewal_pending=True),
        certify("A", date(2024, 12, 1)),
        certify("A", SOON, is_current=False),
        certify("A", SOON, certification_kind="specially_certified"),
    ],
)
def test_a_certification_in_renewal_far_from_its_end_gone_or_not_renewable_is_no_lead(
    write: Write, listed: dict[str, object]
) -> None:
    assert find(write(certifications=[listed], organizations=[name_one("A", "みらい")])).is_empty()


def test_a_certification_already_renewed_is_no_lead(write: Write) -> None:
    listed = [certify("A", SOON), certify("A", date(2029, 9, 30))]

    assert find(write(certifications=listed, organizations=[name_one("A", "みらい")])).is_empty()


def test_a_corporation_whose_name_is_withheld_gives_no_lead(write: Write) -> None:
    ended = {"status": "closed", "closed_on": date(2023, 1, 1)}

    assert find(
        write(certifications=[certify("A", SOON)], organizations=[name_one("A", None, **ended)])
    ).is_empty()


@pytest.mark.parametrize(("closed_on", "expected"), [(date(2024, 8, 29), 1), (date(2024, 8, 30), 0)])
def test_a_certified_corporation_that_ended_before_the_list_is_a_disagreement(
    write: Write, closed_on: date, expected: int
) -> None:
    ended = name_one("A", "みらい", status="closed", closed_on=closed_on)
    leads = find(write(certifications=[certify("A", date(2028, 1, 1))], organizations=[ended]))

    assert leads["kind"].to_list() == ["registers_that_disagree"] * expected


def test_a_withheld_count_of_voices_gives_no_lead(write: Write) -> None:
    spot = {"issue": "x", "geography_kind": "prefecture", "geography_code": "13", "is_blank_spot": True}
    issues = [{"issue": "x", "name_ja": "居場所", "name_en": "Places to be"}]

    assert find(write(stat_blank_spots=[{**spot, "voices_status": "c"}], issues=issues)).is_empty()
    assert find(write(stat_blank_spots=[{**spot, "voices": 10}], issues=issues))["number"].to_list() == [10]


def test_a_name_that_a_spreadsheet_would_run_is_marked(write: Write, tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://example.com","x")\n|'
    leads = find(write(certifications=[certify("A", SOON)], organizations=[name_one("A", hostile)]))
    write_leads(leads, tmp_path / "en.csv", tmp_path / "ja.csv")

    with (tmp_path / "en.csv").open(encoding="utf-8-sig", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert row["headline_en"].startswith("'=HYPERLINK")


def test_both_editions_have_bom_crlf_and_the_same_rows(write: Write, tmp_path: Path) -> None:
    write_leads(find(write(stat_flow=[close(12)])), tmp_path / "en.csv", tmp_path / "ja.csv")

    english, japanese = ((tmp_path / name).read_bytes() for name in ("en.csv", "ja.csv"))
    assert english.startswith(b"\xef\xbb\xbfkind,headline_ja,")
    assert japanese.decode("utf-8-sig").startswith("種類,見出し,")
    assert english.split(b"\r\n")[1:] == japanese.split(b"\r\n")[1:]
    assert english.count(b"\n") == english.count(b"\r\n") == 2


def test_every_kind_has_thresholds_with_a_reason_in_both_languages() -> None:
    kinds = declare_kinds()

    assert len({kind["name"] for kind in kinds}) == len(kinds) == 7
    for kind in kinds:
        assert kind["thresholds"]
        assert kind["reason_ja"]
        assert kind["reason_en"]


def test_no_column_is_for_a_person() -> None:
    assert [name for name in COLUMNS if "representative" in name or "phone" in name] == []
