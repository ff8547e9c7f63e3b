"""What waits for a person, and which decisions are refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.small_warehouse import change_tables
from tests.warehouse.waiting_tables import DOUBTFUL, HIKARI, LIKELIER, MIRAI, PHONE, make_waiting_home
from warehouse.approvals import (
    LinkDecision,
    VoiceApproval,
    append_link_decision,
    append_voice_approval,
)
from warehouse.approvals.voices import hash_text
from warehouse.errors import DatabaseUnavailable
from warehouse.layout import Home
from warehouse.review import (
    DecisionRefused,
    WaitingVoice,
    approve_voice,
    decide_link,
    list_doubtful_links,
    list_waiting_voices,
)

DAY = date(2026, 11, 23)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_waiting_home(Home(tmp_path / "var"))


def find_voice(home: Home, voice_id: str) -> WaitingVoice:
    return next(voice for voice in list_waiting_voices(home) if voice.voice_id == voice_id)


def list_ids(home: Home) -> list[str]:
    return [voice.voice_id for voice in list_waiting_voices(home)]


def test_doubtful_links_wait_the_likeliest_first(home: Home) -> None:
    assert [link.mention_key for link in list_doubtful_links(home)] == [LIKELIER, DOUBTFUL]


def test_a_doubtful_link_shows_both_sides(home: Home) -> None:
    link = list_doubtful_links(home)[1]
    assert (link.name, link.place, link.address) == ("みらい会", "宮城県青葉区", None)
    assert (link.candidate_org_id, link.candidate_name) == (MIRAI, "NPO法人みらい")
    assert (link.candidate_place, link.candidate_address) == ("宮城県青葉区", "本町一丁目")
    assert (link.probability, link.evidence) == (0.61, "name: close; place: same")


def test_a_decided_link_waits_no_longer(home: Home) -> None:
    append_link_decision(home, LinkDecision(LIKELIER, None, DAY, "別の団体"))
    assert [link.mention_key for link in list_doubtful_links(home)] == [DOUBTFUL]


def test_voices_wait_that_may_be_quoted_in_their_current_words(home: Home) -> None:
    assert [(voice.voice_id, voice.text) for voice in list_waiting_voices(home)] == [
        ("centre/V1", "若者の居場所がない"),
        ("centre/V2", PHONE),
        ("centre/V4", "移動の足がない"),
    ]


def test_a_waiting_voice_shows_what_was_found_in_it(home: Home) -> None:
    voice = find_voice(home, "centre/V2")
    assert voice.flags == ("phone",)
    assert [span.value for span in voice.traces] == ["090-1234-5678"]
    assert voice.member_name == "架空センター"
    assert (voice.is_sensitive, voice.is_named) == (True, False)


def test_an_approved_voice_waits_no_longer(home: Home) -> None:
    append_voice_approval(home, approve_voice(find_voice(home, "centre/V1"), DAY))
    assert list_ids(home) == ["centre/V2", "centre/V4"]


def test_a_revised_voice_waits_again(home: Home) -> None:
    append_voice_approval(home, VoiceApproval("centre/V1", hash_text("前の文"), DAY))
    assert find_voice(home, "centre/V1").was_approved


def test_an_approval_that_leaves_a_flag_does_not_suffice(home: Home) -> None:
    append_voice_approval(home, VoiceApproval("centre/V2", hash_text(PHONE), DAY, "電話 090-1234-5678"))
    assert find_voice(home, "centre/V2").was_approved


def test_a_voice_with_flags_is_not_approved_as_it_is(home: Home) -> None:
    with pytest.raises(DecisionRefused, match="phone"):
        approve_voice(find_voice(home, "centre/V2"), DAY)


def test_a_voice_with_flags_is_approved_in_clean_words(home: Home) -> None:
    append_voice_approval(home, approve_voice(find_voice(home, "centre/V2"), DAY, "夜の居場所がない"))
    assert list_ids(home) == ["centre/V1", "centre/V4"]


def test_words_that_still_hold_personal_data_are_refused(home: Home) -> None:
    with pytest.raises(DecisionRefused, match="honorific_name"):
        approve_voice(find_voice(home, "centre/V2"), DAY, "架空さんの夜の居場所がない")


def test_a_voice_is_approved_with_its_flags_accepted_by_name(home: Home) -> None:
    append_voice_approval(home, approve_voice(find_voice(home, "centre/V2"), DAY, None, ("phone",)))
    assert "centre/V2" not in list_ids(home)


def test_another_flag_than_the_one_accepted_still_refuses(home: Home) -> None:
    with pytest.raises(DecisionRefused, match="phone"):
        approve_voice(find_voice(home, "centre/V2"), DAY, None, ("mail",))


@pytest.mark.parametrize("quote", ["", "　", "あ" * 2001])
def test_words_of_no_use_are_refused(home: Home, quote: str) -> None:
    with pytest.raises(DecisionRefused, match="characters"):
        approve_voice(find_voice(home, "centre/V1"), DAY, quote)


@pytest.mark.parametrize("org_id", [HIKARI, None])
def test_a_link_is_decided_for_any_organisation_or_none(home: Home, org_id: str | None) -> None:
    assert decide_link(home, DOUBTFUL, org_id, DAY, "同じ名") == LinkDecision(DOUBTFUL, org_id, DAY, "同じ名")


@pytest.mark.parametrize(
    ("mention_key", "org_id", "reason", "rule"),
    [
        ("TSN-ffffffffffffffff", MIRAI, "同じ名", "no such mention"),
        (DOUBTFUL, "JP-JCN-5360005001432", "同じ名", "no such organisation"),
        (DOUBTFUL, MIRAI, "山田さんに電話で聞いた", "names no person"),
        (LIKELIER, MIRAI, "同じ名", "decided once"),
    ],
)
def test_a_decision_on_nothing_or_nobody_is_refused(
    home: Home, mention_key: str, org_id: str, reason: str, rule: str
) -> None:
    append_link_decision(home, LinkDecision(LIKELIER, None, DAY, "別の団体"))
    with pytest.raises(DecisionRefused, match=rule):
        decide_link(home, mention_key, org_id, DAY, reason)


def test_without_the_tables_of_members_the_remedy_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path / "var").create()
    change_tables(home, "create table t as select 1 as i")
    with pytest.raises(DatabaseUnavailable, match="tsunagu run"):
        list_doubtful_links(home)
