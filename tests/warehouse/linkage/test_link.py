from __future__ import annotations

import logging
import subprocess
import sys
from datetime import date

import pyarrow as pa
import pytest

from tests.warehouse.linkage.conftest import KNOWN, Link, link_all, tabulate
from warehouse.errors import ShapeError
from warehouse.linkage import link_organizations
from warehouse.linkage.schema import CANDIDATES, DECISIONS, LINKS, MENTIONS

AOBA = {"prefecture_code": "04", "municipality_code": "04101"}
SENDAI = {"prefecture_code": "04", "municipality_code": "04100"}
ISHINOMAKI = {"prefecture_code": "04", "municipality_code": "04202"}
AOMORI = {"prefecture_code": "02", "municipality_code": "02201"}
CHILDREN = "みなとまち子ども食堂ネットワーク"


@pytest.mark.parametrize("form", ["特定非営利活動法人", "NPO法人", "（特非）", "認定特定非営利活動法人 ", ""])
def test_a_name_in_its_municipality_is_linked_however_its_form_is_written(link: Link, form: str) -> None:
    found = link(name=form + CHILDREN, **AOBA)
    assert (found["org_id"], found["rule"]) == ("N1", "exact_name_and_municipality")


def test_a_city_given_for_its_ward_is_linked(link: Link) -> None:
    found = link(name=CHILDREN, **SENDAI)
    assert (found["org_id"], found["rule"]) == ("N1", "exact_name_and_city")


def test_without_a_municipality_a_name_nobody_else_bears_is_linked(link: Link) -> None:
    found = link(name=CHILDREN, prefecture_code="04")
    assert (found["org_id"], found["rule"]) == ("N1", "exact_name_and_prefecture")


def test_a_municipality_without_its_prefecture_is_enough(link: Link) -> None:
    assert link(name=CHILDREN, municipality_code="04101")["org_id"] == "N1"
    assert link(name="NPO法人みなとまち子も食堂ネットワーク", municipality_code="04101")["org_id"] == "N1"


def test_a_reading_in_its_municipality_is_linked(link: Link) -> None:
    found = link(name="灯台元ぐらし舎", kana="とうだい もとぐらししゃ", **AOMORI)
    assert (found["org_id"], found["rule"]) == ("N5", "exact_kana_and_municipality")


def test_a_former_name_is_linked_to_the_organisation_of_today(link: Link) -> None:
    assert link(name="NPO法人旧街道の会あおもり", **AOMORI)["org_id"] == "N5"


def test_two_of_one_name_in_one_town_leave_a_mention_doubtful(link: Link) -> None:
    found = link(name="NPO法人ひまわり", **ISHINOMAKI)
    assert (found["state"], found["org_id"]) == ("doubtful", None)
    assert found["candidate_org_id"] in ("N2", "N3")
    assert "another organisation fits almost as well" in found["evidence"]


def test_the_address_tells_two_of_one_name_in_one_town_apart(link: Link) -> None:
    found = link(name="NPO法人ひまわり", address="石巻市門脇町5-7-2", **ISHINOMAKI)
    assert (found["state"], found["org_id"], found["rule"]) == ("linked", "N3", "splink")


def test_a_slip_of_the_hand_is_linked_and_explained(link: Link) -> None:
    found = link(name="NPO法人みなとまち子も食堂ネットワーク", **AOBA)
    assert (found["state"], found["org_id"], found["rule"]) == ("linked", "N1", "splink")
    assert found["probability"] > 0.9
    for told in (
        "name a character more, less or swapped (+",
        "legal form same (+",
        "place same municipality",
    ):
        assert told in found["evidence"]


def test_the_city_is_not_taken_for_the_prefecture(link: Link) -> None:
    found = link(
        name="公益財団法人福岡市健康スポーツ協会", prefecture_code="40", municipality_code="40137",
        address="福岡市西区内浜1-5-1",
    )  # fmt: skip
    assert (found["state"], found["org_id"]) == ("doubtful", None)


@pytest.mark.parametrize(
    "name", ["株式会社" + CHILDREN, CHILDREN + "㈱", "有限会社" + CHILDREN, CHILDREN + "（株）"]
)
def test_a_company_is_never_tied_to_the_npo_of_its_name(link: Link, name: str) -> None:
    found = link(name=name, address="宮城県仙台市青葉区本町３丁目８番１号", **AOBA)
    assert (found["state"], found["candidate_org_id"]) == ("unlinked", None)


@pytest.mark.parametrize("name", ["仙台市", "宮城県", "石巻市教育委員会", "宮城県石巻市"])
def test_a_public_body_is_unlinked(link: Link, name: str) -> None:
    assert link(name=name, **ISHINOMAKI)["state"] == "unlinked"


def test_what_is_called_like_a_village_and_states_no_form_is_not_linked() -> None:
    known = ({"org_id": "N9", "name": "特定非営利活動法人ふれあい村", **ISHINOMAKI},)
    found = link_all(
        [{"name": "ふれあい村", **ISHINOMAKI}, {"name": "NPO法人ふれあい村", **ISHINOMAKI}], known=known
    )
    assert [row["org_id"] for row in found] == [None, "N9"]


def test_another_legal_form_is_doubtful_at_best(link: Link) -> None:
    found = link(name="一般社団法人" + CHILDREN, address="仙台市青葉区本町3-8-1", **AOBA)
    assert (found["state"], found["candidate_org_id"]) == ("doubtful", "N1")
    assert "the legal form stated is another" in found["evidence"]


def test_a_stranger_is_unlinked(link: Link) -> None:
    found = link(name="NPO法人山の音楽隊", **AOBA)
    assert found == {
        **dict.fromkeys(LINKS.names), "mention_key": "M0", "state": "unlinked", "rule": "none",
    } | {key: found[key] for key in ("probability", "evidence")}  # fmt: skip


def test_a_recorded_decision_comes_before_every_rule(link: Link) -> None:
    decided = {"mention_key": "M0", "org_id": "N4", "decided_on": date(2026, 11, 1), "reason": "asked them"}
    found = link([decided], name=CHILDREN, **AOBA)
    assert (found["state"], found["rule"], found["org_id"]) == ("decided", "decision", "N4")
    assert "asked them" in found["evidence"] and found["candidate_name"] == KNOWN[3]["name"]


def test_the_decision_none_of_them_keeps_a_mention_unlinked(link: Link) -> None:
    decided = {"mention_key": "M0", "org_id": None, "decided_on": date(2026, 11, 1), "reason": "another"}
    found = link([decided], name=CHILDREN, **AOBA)
    assert (found["state"], found["org_id"]) == ("decided", None)


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_newest_decision_counts(link: Link, newest_first: bool) -> None:
    old = {"mention_key": "M0", "org_id": "N4", "decided_on": date(2026, 11, 1), "reason": ""}
    new = {"mention_key": "M0", "org_id": "N1", "decided_on": date(2026, 11, 2), "reason": ""}
    assert link([new, old] if newest_first else [old, new], name="x", **AOBA)["org_id"] == "N1"


def test_a_decision_on_a_mention_that_is_gone_is_left_aside() -> None:
    decided = {"mention_key": "gone", "org_id": "N1", "decided_on": date(2026, 11, 1), "reason": ""}
    assert [row["mention_key"] for row in link_all([{"name": "x", **AOBA}], [decided])] == ["M0"]


def test_every_mention_has_one_row_in_the_order_of_its_key() -> None:
    rows = link_all(
        [{"name": name, **AOBA} for name in (CHILDREN, "株式会社あ", "い", "NPO法人ひまわり")] * 3
    )
    assert [row["mention_key"] for row in rows] == sorted({f"M{place}" for place in range(12)})


def test_the_order_of_the_rows_changes_nothing() -> None:
    names = (
        CHILDREN,
        "NPO法人みなとまち子も食堂ネットワーク",
        "NPO法人ひまわり",
        "北上川流域まちづくり協儀会",
    )
    mentions = tabulate(MENTIONS, [{"mention_key": name, "name": name, **ISHINOMAKI} for name in names])
    known = tabulate(CANDIDATES, list(KNOWN))
    none = DECISIONS.empty_table()
    forwards = link_organizations(mentions, known, none)
    backwards = link_organizations(
        mentions.take([3, 2, 1, 0]), known.take([*reversed(range(len(KNOWN)))]), none
    )
    assert forwards.equals(backwards)


def test_a_mention_is_linked_alike_whatever_else_is_sent() -> None:
    slip = {"name": "NPO法人みなとまち子も食堂ネットワーク", **AOBA}
    alone = link_all([slip])[0]
    among = link_all([slip, *({"name": f"NPO法人ひまわり{place}", **ISHINOMAKI} for place in range(20))])[0]
    assert alone == among


def test_without_mentions_nothing_comes_out() -> None:
    assert link_all([]) == []


def test_without_candidates_every_mention_is_unlinked() -> None:
    assert [row["state"] for row in link_all([{"name": CHILDREN, **AOBA}], known=())] == ["unlinked"]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ShapeError, match=r"mentions: every column.*municipality_code"):
        link_organizations(
            pa.table({"mention_key": ["a"]}), CANDIDATES.empty_table(), DECISIONS.empty_table()
        )


def test_a_mention_named_twice_is_refused() -> None:
    twice = tabulate(MENTIONS, [{"mention_key": "a", "name": "x"}, {"mention_key": "a", "name": "y"}])
    with pytest.raises(ShapeError, match="every mention has a key of its own"):
        link_organizations(twice, CANDIDATES.empty_table(), DECISIONS.empty_table())


def test_linking_says_nothing(
    link: Link, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="root"):
        link(name="NPO法人みなとまち子も食堂ネットワーク", **AOBA)
    assert capfd.readouterr() == ("", "")
    assert [record for record in caplog.records if record.name.startswith("splink")] == []


def test_heavy_packages_are_not_imported_before_they_are_needed() -> None:
    code = (
        "import sys, warehouse.linkage;"
        "print([name for name in ('splink', 'pandas', 'altair', 'rapidfuzz') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
