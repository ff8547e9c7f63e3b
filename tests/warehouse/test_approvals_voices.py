"""`approvals/voices.yml` and `approvals/links.yml`: read strictly, appended to gently."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from warehouse.approvals import (
    LinkDecision,
    VoiceApproval,
    append_link_decision,
    append_voice_approval,
    fingerprint_approvals,
    read_link_decisions,
    read_voice_approvals,
)
from warehouse.approvals.voices import hash_text
from warehouse.errors import ApprovalUnreadable
from warehouse.layout import Home

SUM = hash_text("声の内容")
DAY = date(2026, 11, 23)
PLAIN = f"- {{voice_id: sendai-centre/V01, text_sha256: {SUM}, approved_on: 2026-11-23}}\n"
LINK = """\
- {mention_key: TSN-0123456789abcdef, org_id: JP-JCN-7000012050002, decided_on: 2026-11-23, reason: 同じ}
"""


def write(folder: Path, name: str, text: str) -> Home:
    (folder / "approvals").mkdir(exist_ok=True)
    (folder / "approvals" / name).write_text(text, encoding="utf-8")
    return Home(folder)


def read(folder: Path, name: str) -> str:
    return (folder / "approvals" / name).read_text(encoding="utf-8")


def test_without_files_nothing_is_decided(tmp_path: Path) -> None:
    assert read_voice_approvals(Home(tmp_path)) == []
    assert read_link_decisions(Home(tmp_path)) == []


def test_a_file_of_comments_decides_nothing(tmp_path: Path) -> None:
    assert read_voice_approvals(write(tmp_path, "voices.yml", "# none yet\n")) == []


def test_an_approval_names_voice_text_and_day(tmp_path: Path) -> None:
    assert read_voice_approvals(write(tmp_path, "voices.yml", PLAIN)) == [
        VoiceApproval("sendai-centre/V01", SUM, DAY)
    ]


def test_an_approval_may_give_other_words_flags_and_a_reason(tmp_path: Path) -> None:
    text = f"""\
- voice_id: sendai-centre/V01
  text_sha256: {SUM}
  quote: "名前を除いた文"
  flags_accepted: [url, phone]
  approved_on: "2026-11-23"
  reason: 公開の窓口
"""
    assert read_voice_approvals(write(tmp_path, "voices.yml", text)) == [
        VoiceApproval("sendai-centre/V01", SUM, DAY, "名前を除いた文", ("url", "phone"), "公開の窓口")
    ]


@pytest.mark.parametrize("org_id", ["JP-JCN-7000012050002", None])
def test_a_decision_names_an_organisation_or_none(tmp_path: Path, org_id: str | None) -> None:
    text = LINK.replace("JP-JCN-7000012050002", org_id or "null")
    assert read_link_decisions(write(tmp_path, "links.yml", text)) == [
        LinkDecision("TSN-0123456789abcdef", org_id, DAY, "同じ")
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("voice_id: a/b\n", "is a list of entries"),
        ("- a voice\n", "has fields and values"),
        ("- [\n", "is YAML"),
        (PLAIN.replace("voice_id", "voice"), "no other fields than"),
        (PLAIN.replace(", approved_on: 2026-11-23", ""), "an entry needs"),
        (PLAIN.replace("2026-11-23", "2026-11-31"), "date"),
        (PLAIN.replace("2026-11-23", "yesterday"), "date"),
        (PLAIN.replace("2026-11-23", "2026-11-23T10:00:00"), "date"),
        (PLAIN.replace("sendai-centre/V01", "V01"), "<member>/<id>"),
        (PLAIN.replace("sendai-centre/V01", "''"), "is a text"),
        (PLAIN.replace(SUM, SUM[:-1]), "64 digits"),
        (PLAIN.replace(SUM, "1" * 64), "in quotes"),
        (PLAIN.replace("}", ", flags_accepted: [telephone]}"), "is a list of"),
        (PLAIN.replace("}", ", flags_accepted: phone}"), "is a list of"),
        (PLAIN.replace("}", ", quote: ''}"), "is a text"),
        (PLAIN.replace("}", ', quote: "a\\u202Eb"}'), "printable"),
        (PLAIN.replace("}", f", quote: {'あ' * 2001}}}"), "at most 2,000"),
        (PLAIN.replace("}", ", voice_id: sendai-centre/V02}"), "each field once"),
        (PLAIN * 2, "approved once"),
        (PLAIN.replace("}", ", ? [a] : b}"), "is YAML"),
    ],
)
def test_an_approval_that_is_not_as_it_must_be_is_refused(tmp_path: Path, text: str, rule: str) -> None:
    with pytest.raises(ApprovalUnreadable, match="voices.yml") as refused:
        read_voice_approvals(write(tmp_path, "voices.yml", text))
    assert rule in refused.value.rule
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (LINK.replace("TSN-0123456789abcdef", "みらい"), "as the review names it"),
        (LINK.replace("JP-JCN-7000012050002", "7000012050002"), "is a text"),
        (LINK.replace("JP-JCN-7000012050002", "JP-JCN-7000012050003"), "check digit"),
        (LINK.replace(", reason: 同じ", ""), "an entry needs"),
        (LINK.replace("org_id: JP-JCN-7000012050002, ", ""), "an entry needs"),
        (LINK * 2, "decided once"),
    ],
)
def test_a_decision_that_is_not_as_it_must_be_is_refused(tmp_path: Path, text: str, rule: str) -> None:
    with pytest.raises(ApprovalUnreadable, match="links.yml") as refused:
        read_link_decisions(write(tmp_path, "links.yml", text))
    assert rule in refused.value.rule


def test_a_refusal_tells_the_line(tmp_path: Path) -> None:
    text = "# heading\n" + PLAIN + "\n" + PLAIN.replace("V01", "V 02")
    with pytest.raises(ApprovalUnreadable) as refused:
        read_voice_approvals(write(tmp_path, "voices.yml", text))
    assert refused.value.place.endswith("voices.yml, line 4")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    home = write(tmp_path, "links.yml", "")
    (tmp_path / "approvals" / "links.yml").write_bytes(LINK.encode("cp932"))
    with pytest.raises(ApprovalUnreadable, match="UTF-8"):
        read_link_decisions(home)


@pytest.mark.parametrize(
    "before",
    [
        None,
        "",
        "# a heading of our own\n",
        "# none yet\n[]\n",
        f"# heading\n{PLAIN}  # kept\n",
        PLAIN.rstrip("\n"),
        f"# further right\n  {PLAIN}",
    ],
)
def test_what_stands_in_the_file_stays_when_an_approval_is_added(tmp_path: Path, before: str | None) -> None:
    home = Home(tmp_path) if before is None else write(tmp_path, "voices.yml", before)
    added = VoiceApproval("centre/V9", SUM, DAY, "別の\n文: 'です'", ("phone",), "なぜ")
    kept = read_voice_approvals(home)

    append_voice_approval(home, added)

    assert read_voice_approvals(home) == [*kept, added]
    assert read(tmp_path, "voices.yml").startswith((before or "").replace("[]\n", ""))


def test_a_decision_is_added_to_the_decisions(tmp_path: Path) -> None:
    home = write(tmp_path, "links.yml", LINK)
    added = LinkDecision("JP-JCN-7000012050002", None, DAY, "ほかの団体")

    append_link_decision(home, added)

    assert read_link_decisions(home)[1:] == [added]
    assert read(tmp_path, "links.yml").startswith(LINK)


@pytest.mark.parametrize(
    "before", [f"[{PLAIN.removeprefix('- ').strip()}]\n", PLAIN + "...\n", PLAIN + "---\n" + PLAIN, "- [\n"]
)
def test_a_file_that_cannot_be_added_to_stays_as_it_was(tmp_path: Path, before: str) -> None:
    home = write(tmp_path, "voices.yml", before)
    with pytest.raises(ApprovalUnreadable):
        append_voice_approval(home, VoiceApproval("centre/V9", SUM, DAY))
    assert read(tmp_path, "voices.yml") == before


def test_the_same_wording_is_not_approved_twice(tmp_path: Path) -> None:
    home = write(tmp_path, "voices.yml", PLAIN)
    with pytest.raises(ApprovalUnreadable):
        append_voice_approval(home, VoiceApproval("sendai-centre/V01", SUM, DAY))
    assert read(tmp_path, "voices.yml") == PLAIN


quotes = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")) | st.just("\n"), min_size=1, max_size=300
).filter(str.strip)


@given(quotes, quotes)
def test_any_words_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, quote: str, reason: str
) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    approval = VoiceApproval("centre/V9", SUM, DAY, quote, (), reason)
    append_voice_approval(home, approval)
    assert read_voice_approvals(home) == [approval]


def test_the_fingerprint_does_not_see_order_comments_and_reasons(tmp_path: Path) -> None:
    other = PLAIN.replace("V01", "V02")
    before = fingerprint_approvals(write(tmp_path, "voices.yml", PLAIN + other))
    after = "# why\n" + other + PLAIN.replace("}", ", reason: なぜ}")
    assert fingerprint_approvals(write(tmp_path, "voices.yml", after)) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("voices.yml", PLAIN.replace("V01", "V02")),
        ("voices.yml", PLAIN.replace("2026-11-23", "2026-11-24")),
        ("voices.yml", PLAIN.replace("}", ", quote: 別の文}")),
        ("voices.yml", PLAIN.replace("}", ", flags_accepted: [url]}")),
        ("voices.yml", PLAIN.replace(SUM, hash_text("別"))),
        ("voices.yml", ""),
        ("links.yml", LINK),
        ("links.yml", LINK.replace("JP-JCN-7000012050002", "null")),
    ],
)
def test_the_fingerprint_sees_every_other_change(tmp_path: Path, name: str, text: str) -> None:
    home = write(tmp_path, "voices.yml", PLAIN)
    before = fingerprint_approvals(home)
    write(tmp_path, name, text)
    assert fingerprint_approvals(home) != before


def test_an_added_entry_is_plain_yaml(tmp_path: Path) -> None:
    append_voice_approval(Home(tmp_path), VoiceApproval("centre/V9", SUM, DAY, "文"))
    assert yaml.safe_load(read(tmp_path, "voices.yml")) == [
        {"voice_id": "centre/V9", "text_sha256": SUM, "quote": "文", "approved_on": DAY}
    ]
