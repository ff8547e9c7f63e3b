"""Figures counted on the authorities' files independently of this code."""

from __future__ import annotations

import pytest

from tests.dbt.warehouse_of_files import Tables

pytestmark = pytest.mark.xdist_group("dbt_real")
NPO = "from organization_events where legal_form = 'npo' and event_type = '{}'"


def test_registrations_of_npos_by_month_of_publication(real_tables: Tables) -> None:
    months = real_tables.query(
        f"select strftime(published_on, '%Y-%m'), count(*) {NPO.format('registered')} group by 1"
    )
    assert {month: count for month, count in months if month < "2025"} == {
        "2021-07": 65, "2021-08": 120, "2021-09": 101, "2021-10": 129, "2021-11": 107, "2021-12": 87,
        "2024-01": 66,
    }  # fmt: skip
    assert sum(count for _, count in months) == 685


@pytest.mark.parametrize(("event_type", "count"), [("renamed", 110), ("moved", 1166), ("closed", 1297)])
def test_events_of_npos(real_tables: Tables, event_type: str, count: int) -> None:
    assert real_tables.query(f"select count(*) {NPO.format(event_type)}") == [(count,)]


def test_closures_by_the_registrar_in_january_2024(real_tables: Tables) -> None:
    assert real_tables.query(
        f"select count(*) {NPO.format('closed')} and close_cause = 'closed_by_registrar'"
        " and published_on between date '2024-01-01' and date '2024-01-31'"
    ) == [(654,)]


def test_the_new_wards_of_hamamatsu_are_marked_as_administrative(real_tables: Tables) -> None:
    assert real_tables.query(
        f"select count(*) {NPO.format('moved')} and is_administrative and occurred_on >= date '2024-01-01'"
        " and municipality_code in ('22138', '22139', '22140')"
    ) == [(215,)]


def test_current_certifications_of_the_list(real_tables: Tables) -> None:
    rows = real_tables.query(
        "select certification_kind, count(*) from certifications where is_current group by 1"
    )
    assert dict(rows) == {"certified": 1248, "specially_certified": 35}


def test_every_authority_has_certified_an_npo(real_tables: Tables) -> None:
    assert real_tables.query("select count(distinct jurisdiction_code) from certifications") == [(67,)]


@pytest.mark.parametrize(
    "question",
    [
        "select sum(population) from stat_rate where geography_kind = 'municipality' and legal_form = 'npo'"
        " and as_of_on = date '2022-12-31' and population_on = date '2022-01-01'",
        "select sum(population) from municipalities where area_level = 'municipality'"
        " and population_on = date '2022-01-01'",
        "select sum(population) from municipalities where area_level = 'prefecture'"
        " and population_on = date '2022-01-01'",
    ],
)
def test_populations_of_2022_sum_to_the_country(real_tables: Tables, question: str) -> None:
    assert real_tables.query(question) == [(125_927_902,)]


def test_without_a_national_file_no_stock_and_no_rate_is_stated(real_tables: Tables) -> None:
    for table in ("stat_stock where certification_kind = 'any'", "stat_rate"):
        assert real_tables.query(f"select distinct value, value_status from {table}") == [(None, "x")]


def test_months_without_files_are_stated_as_not_available(real_tables: Tables) -> None:
    assert real_tables.query(
        "select distinct measure, value, value_status from stat_flow"
        " where month between date '2022-01-01' and date '2023-10-01'"
    ) == [("any", None, "x")]


def test_who_is_excluded_from_search_has_no_address(real_tables: Tables) -> None:
    assert real_tables.query(
        "select count(*), count(address), count(post_code) from organizations where is_excluded_from_search"
    ) == [(1, 0, 0)]


def test_old_codes_of_re_emitted_history_are_known_with_their_successor(real_tables: Tables) -> None:
    assert real_tables.query(
        "select municipality_code, successor_code from municipalities"
        " where municipality_code in ('23304', '40305') order by 1"
    ) == [("23304", "23238"), ("40305", "40231")]
