"""Statistics of the demo's release, counted again from its other files: no SQL of ours."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction

import polars as pl
import pytest

from tests.tsunagu.shared_runs import FinishedRun

pytestmark = pytest.mark.xdist_group("demo")

CORPORATE_NUMBERS_BEGIN = date(2015, 10, 5)
DAYS_A_YEAR = 365.25


def read(demo: FinishedRun, table: str) -> pl.DataFrame:
    return pl.read_parquet(demo.release / "parquet" / f"{table}.parquet")


@pytest.fixture(scope="module")
def stated_fields(demo: FinishedRun) -> pl.DataFrame:
    """The fields of the organisations in existence that the newest portal file lists."""
    fields = read(demo, "organization_fields").filter(pl.col("listed_on") == pl.col("listed_on").max())
    organizations = read(demo, "organizations").filter(pl.col("status") == "active")
    return fields.join(organizations.select("org_id", "prefecture_code"), on="org_id")


@pytest.mark.parametrize("geography_kind", ["country", "prefecture"])
def test_organisations_by_field_are_those_of_the_register(
    demo: FinishedRun, stated_fields: pl.DataFrame, geography_kind: str
) -> None:
    area = pl.lit("JP") if geography_kind == "country" else pl.col("prefecture_code")
    placed = stated_fields.with_columns(area.alias("area")).filter(pl.col("area").is_not_null())
    expected = Counter(placed.select("area", "field_code").rows())
    table = read(demo, "stat_fields").filter(pl.col("geography_kind") == geography_kind)
    counted = Counter(
        {
            (area, field): value
            for area, field, value in table.select("geography_code", "field_code", "value").rows()
        }
    )

    assert expected
    assert +counted == expected


def test_who_states_any_field_is_counted_once(demo: FinishedRun, stated_fields: pl.DataFrame) -> None:
    country = read(demo, "stat_fields").filter(pl.col("geography_code") == "JP")

    assert country["organizations_stating_any"].unique().to_list() == [stated_fields["org_id"].n_unique()]
    assert country["value"].sum() > country["organizations_stating_any"][0]


@pytest.mark.parametrize("months", [3, 6, 12])
def test_certifications_that_expire_soon_are_those_of_the_register(demo: FinishedRun, months: int) -> None:
    table = read(demo, "stat_certification").filter(pl.col("geography_code") == "JP")
    day = table["as_of_on"][0]
    current = read(demo, "certifications").filter(
        pl.col("is_current") & pl.col("valid_to").is_between(day, pl.lit(day).dt.offset_by(f"{months}mo"))
    )
    expected = Counter(current.unique(["org_id", "certification_kind"])["certification_kind"].to_list())
    counted = table.filter(pl.col("measure") == f"expiring_within_{months}_months")

    assert +Counter(dict(counted.select("certification_kind", "value").rows())) == expected


def test_authorities_of_a_prefecture_sum_to_it(demo: FinishedRun) -> None:
    table = read(demo, "stat_certification")
    authorities = table.filter(pl.col("geography_kind") == "jurisdiction").join(
        read(demo, "jurisdictions"), left_on="geography_code", right_on="jurisdiction_code"
    )
    key = ["certification_kind", "measure"]
    summed = authorities.group_by("prefecture_code", *key).agg(pl.col("value").sum())
    prefectures = table.filter(pl.col("geography_kind") == "prefecture")

    assert sorted(summed.select("prefecture_code", *key, "value").rows()) == sorted(
        prefectures.select("geography_code", *key, "value").rows()
    )


def list_read_months(demo: FinishedRun) -> list[date]:
    """Return the first day of each month of which, or of the month after, fifteen daily files are at hand."""
    files = (demo.mirror / "nta" / "diff").glob("diff_*.zip")
    days = pl.Series([datetime.strptime(path.stem, "diff_%Y%m%d").date() for path in files])
    months = pl.date_range(date(2015, 10, 1), days.max(), "1mo", eager=True)
    return [
        month
        for month, last in zip(months, months.dt.month_end(), strict=True)
        if ((days > month) & (days <= last + timedelta(days=31))).sum() >= 15
    ]


def test_flows_are_the_events_of_the_register_in_months_that_can_be_told(demo: FinishedRun) -> None:
    events = read(demo, "organization_events").filter(
        (pl.col("source") == "nta")
        & ~pl.col("is_administrative")
        & (pl.col("occurred_on") >= date(2015, 10, 1))
    )
    month = pl.col("occurred_on").dt.truncate("1mo")
    last_full = date(2024, 7, 1)  # the newest national file is of its last day
    told = events.filter(
        month.is_in(list_read_months(demo))
        | (month > last_full)
        | pl.col("event_type").is_in(["registered", "closed", "merged", "deleted"])
    )
    expected = Counter(told.select(month, "event_type").rows())
    assert len(told) < len(events)
    flows = (
        read(demo, "stat_flow")
        .filter((pl.col("geography_kind") == "country") & pl.col("value").is_not_null())
        .group_by("month", "measure")
        .agg(pl.col("value").sum())
    )

    assert {(month, measure): value for month, measure, value in flows.rows()} == expected


def test_a_rate_is_its_organisations_over_its_inhabitants(demo: FinishedRun) -> None:
    rates = read(demo, "stat_rate").filter(pl.col("value").is_not_null())
    wrong = rates.filter(
        (pl.col("value").cast(pl.Float64) - pl.col("organizations") * 100_000 / pl.col("population")).abs()
        > 0.00006
    )

    assert len(rates) > 1000
    assert len(wrong) == 0


def test_closures_by_the_registrar_are_those_of_the_register(demo: FinishedRun) -> None:
    closed = read(demo, "organizations").filter(pl.col("close_cause") == "closed_by_registrar")
    table = read(demo, "stat_dormancy").filter(
        (pl.col("geography_code") == "JP")
        & (pl.col("measure") == "closed_by_registrar")
        & (pl.col("value") > 0)
    )
    expected = Counter(
        (form, day.year)
        for form, day in closed.select("legal_form", "closed_on").rows()
        if day <= table["as_of_on"].max()
    )

    assert expected
    assert {
        (form, day.year): n for form, day, n in table.select("legal_form", "as_of_on", "value").rows()
    } == expected


def test_the_sample_is_not_japan_and_the_comparison_says_so(demo: FinishedRun) -> None:
    compared = read(demo, "stat_reconciliation").filter(pl.col("measure") == "authenticated")

    assert "unexplained" in compared["verdict"].to_list()


def test_a_stock_counts_who_ended_before_the_national_file_until_they_did(demo: FinishedRun) -> None:
    npos = read(demo, "organizations").filter(
        (pl.col("legal_form") == "npo") & (pl.col("status") != "deleted")
    )
    begun = pl.coalesce("established_on", "number_assigned_on")
    ended = pl.min_horizontal("closed_on", "dissolved_on")
    # Who was revived was gone for a while; of whom only a list knows no founding is known.
    revived = read(demo, "organization_events").filter(
        (pl.col("event_type") == "revived") & (pl.col("legal_form") == "npo")
    )
    uncertain = revived["org_id"].n_unique() + npos.filter(begun.is_null())["org_id"].n_unique()
    stock = read(demo, "stat_stock").filter(
        (pl.col("geography_code") == "JP")
        & (pl.col("legal_form") == "npo")
        & (pl.col("certification_kind") == "any")
    )
    apart = {
        day: value - len(npos.filter((begun <= day) & (ended.is_null() | (ended > day))))
        for day, value in stock.select("as_of_on", "value").rows()
        if day.month == 12
    }

    assert len(npos.filter(ended.dt.year().is_between(2016, 2023))) > 2 * uncertain
    assert len(apart) > 7
    assert max(map(abs, apart.values())) <= uncertain


def list_lives(demo: FinishedRun, as_of: date) -> list[tuple[int, int, int, bool]]:
    """Return year of founding, days to entry and to exit, and whether it ended, of every NPO corporation."""
    npos = read(demo, "organizations").filter(
        (pl.col("legal_form") == "npo") & (pl.col("status") != "deleted")
    )
    observes_from = npos.filter(pl.col("sources").list.contains("npo_portal"))["dissolved_on"].min()
    lives = []
    for founded, closed, dissolved, sources in npos.select(
        "established_on", "closed_on", "dissolved_on", "sources"
    ).rows():
        ended = min((day for day in (closed, dissolved) if day), default=date.max)
        seen = CORPORATE_NUMBERS_BEGIN
        if "npo_portal" in sources:
            seen = min(observes_from, seen)
        if founded and max(founded, seen) < min(ended, as_of):
            entry, exit_ = max(founded, seen) - founded, min(ended, as_of) - founded
            lives.append((founded.year, entry.days, exit_.days, ended <= as_of))
    return lives


def multiply_chances(lives: list[tuple[int, int, int, bool]], age: float) -> Fraction:
    """Return the product-limit estimate from its definition, in exact arithmetic."""
    share = Fraction(1)
    for day in sorted({exit_ for _, _, exit_, ended in lives if ended and exit_ <= age}):
        at_risk = sum(entry < day <= exit_ for _, entry, exit_, _ in lives)
        ends = sum(ended and exit_ == day for _, _, exit_, ended in lives)
        share *= 1 - Fraction(ends, at_risk)
    return share


def test_survival_is_the_product_limit_estimate_on_the_register(demo: FinishedRun) -> None:
    table = read(demo, "stat_survival").filter(
        (pl.col("legal_form") == "npo") & (pl.col("field_code") == "any")
    )
    lives = list_lives(demo, table["as_of_on"][0])
    wrong = []
    for cohort, years, value in table.select("founding_cohort", "years", "value").rows():
        of_cohort = [life for life in lives if cohort in ("all", str(life[0]))]
        expected = multiply_chances(of_cohort, years * DAYS_A_YEAR)
        if not math.isclose(value, expected, abs_tol=1e-6):
            wrong.append((cohort, years, value, float(expected)))

    assert len(table) > 50
    assert wrong == []
