from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.small_warehouse import change_tables
from warehouse.approvals import Approval
from warehouse.errors import DictionaryError
from warehouse.release import promote
from warehouse.release.difference import totals
from warehouse.release.difference.gate import find_objections
from warehouse.release.difference.totals import Total

DROP_COLUMN = "alter table organizations drop established_on"


@pytest.fixture
def judge(first, follow, home):
    """Say what stands against the next release, compared with the last."""

    def find(*approvals: Approval, release="2026.11.1", previous="2026.11.0", may_shrink=frozenset(), **more):
        staged = follow(release, previous, **more)
        return [(one.table, one.kind) for one in find_objections(home, staged, approvals, may_shrink)]

    return find


@pytest.fixture
def rewrite(project: Path):
    """Replace a text in the YAML of the marts."""
    marts = project / "models" / "marts" / "marts.yml"

    def replace(old: str, new: str) -> None:
        text = marts.read_text(encoding="utf-8")
        assert old in text
        marts.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def drop_column(home, project: Path):
    """Take the column established_on out of the table and of the YAML."""

    def drop() -> None:
        change_tables(home, DROP_COLUMN)
        marts = project / "models" / "marts" / "marts.yml"
        text = marts.read_text(encoding="utf-8")
        begin, end = text.index("      - name: established_on"), text.index("      - name: fields")
        marts.write_text(text[:begin] + text[end:], encoding="utf-8")

    return drop


@pytest.fixture
def announce(rewrite):
    """Announce in the YAML that established_on goes."""

    def announce(since: str, until: str) -> None:
        title = "            title_ja: 設立年月日\n"
        rewrite(title, f"{title}            deprecated_since: {since}\n            remove_after: {until}\n")

    return announce


def test_nothing_stands_against_the_same_tables(judge):
    assert judge() == []


def test_nothing_stands_against_a_first_release(follow, home):
    assert find_objections(home, follow("2026.11.0"), [], frozenset()) == []


@pytest.mark.parametrize(("rows", "expected"), [(1, []), (2, [("organizations", "rows")])])
def test_one_row_in_a_hundred_may_go_and_no_more(home, follow, rows, expected):
    more = "insert into organizations select 'JP-X-' || i, null, null, null, null, true from range({}) t(i)"
    change_tables(home, more.format(96))
    promote(home, follow("2026.11.0"))
    change_tables(
        home, f"delete from organizations where org_id in (select 'JP-X-' || i from range({rows}) t(i))"
    )
    found = find_objections(home, follow("2026.11.1", "2026.11.0"), [], frozenset())
    assert [(one.table, one.kind) for one in found] == expected


def test_rows_that_are_replaced_by_as_many_others_count_as_removed(judge, home):
    change_tables(home, "update organizations set org_id = org_id || '-new'")
    assert judge() == [("organizations", "rows")]


def test_what_members_withdraw_goes_through(judge, home):
    change_tables(home, "delete from organizations")
    assert judge(may_shrink=frozenset({"organizations"})) == []


def test_an_approval_lets_the_kind_it_names_through_after_the_release_it_names(judge, home):
    change_tables(home, "delete from organizations")
    assert judge(Approval("organizations", "2026.11.0", "why")) == []
    assert judge(Approval("organizations", "2026.10.0", "why")) == [("organizations", "rows")]
    assert judge(Approval("organizations", "2026.11.0", "why", ("key",))) == [("organizations", "rows")]


def test_another_key_is_held(judge, rewrite, home):
    rewrite("          - on_date\n          - area\n", "          - area\n          - on_date\n")
    assert judge() == [("stat_stock", "key")]


def test_a_renamed_key_column_is_held_as_key_and_as_column(judge, rewrite, home):
    change_tables(home, "alter table organizations rename org_id to id")
    rewrite("          - org_id", "          - id")
    rewrite("      - name: org_id", "      - name: id")
    assert judge(may_shrink={"organizations"}) == [("organizations", "key"), ("organizations", "column")]


def test_a_column_that_was_never_announced_to_go_is_held(judge, drop_column):
    drop_column()
    assert judge() == [("organizations", "column")]


def test_another_type_is_held(judge, rewrite, home):
    change_tables(home, "alter table stat_stock alter value type integer")
    rewrite("data_type: bigint", "data_type: integer")
    assert judge() == [("stat_stock", "column")]


@pytest.mark.parametrize(
    ("announcements", "as_of", "is_held"),
    [
        (2, date(2026, 11, 30), False),
        (1, date(2026, 11, 30), True),
        (2, date(2026, 11, 1), True),
    ],
)
def test_a_column_goes_after_two_releases_and_its_last_day(
    judge, follow, home, announce, drop_column, announcements, as_of, is_held
):
    announce("2026-08-01", "2026-11-01")
    for patch in range(1, announcements + 1):
        promote(home, follow(f"2026.11.{patch}"))
    drop_column()
    found = judge(release="2026.11.9", previous=f"2026.11.{announcements}", as_of=as_of)
    assert bool(found) is is_held


@pytest.mark.parametrize(
    ("since", "until"), [("2026-08-01", "2026-10-29"), ("soon", "2026-12-01"), ("2026-12-01", "2026-08-01")]
)
def test_an_announcement_of_fewer_than_90_days_is_refused(announce, follow, since, until):
    announce(since, until)
    with pytest.raises(DictionaryError, match="established_on, deprec"):
        follow("2026.11.0")


@pytest.mark.parametrize(("value", "expected"), [(5, []), (6, [("stat_stock", "total")])])
def test_a_total_moves_no_farther_than_its_tolerance(judge, home, monkeypatch, value, expected):
    total = Total("stat_stock", "sum", ("value",), "sum(value)", 0.5, fewest=0)
    monkeypatch.setattr(totals, "TOTALS", (total,))
    change_tables(home, f"update stat_stock set value = {value} where value = 5")
    assert judge() == expected


@pytest.mark.parametrize(("value", "expected"), [(30, []), (31, [("stat_stock", "total")])])
def test_a_small_total_may_move_by_an_ordinary_day(judge, home, monkeypatch, value, expected):
    total = Total("stat_stock", "max", ("value",), "max(value)", 0.5, fewest=25)
    monkeypatch.setattr(totals, "TOTALS", (total,))
    change_tables(home, f"update stat_stock set value = {value} where value = 5")
    assert judge() == expected


def test_every_total_is_over_columns_that_are_declared():
    from warehouse.dictionary import load_dictionary
    from warehouse.transform import DBT_PROJECT

    dictionary = load_dictionary(DBT_PROJECT)
    for total in totals.TOTALS:
        assert set(total.columns) <= {column.name for column in dictionary[total.dataset].columns}
