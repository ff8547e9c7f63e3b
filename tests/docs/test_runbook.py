"""The runbook has a heading for every kind of notice, and for nothing else."""

from __future__ import annotations

import re

import pytest

from warehouse.inputs import REPOSITORY
from warehouse.notices.notice import RUNBOOK
from warehouse.notices.wording import INBOX_RULES, WORDINGS

TEXT = (REPOSITORY / RUNBOOK).read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))


def test_every_kind_of_notice_has_its_heading_and_no_other_thing_has_one() -> None:
    assert set(SECTIONS) == set(WORDINGS)
    assert len(re.findall(r"^## ", TEXT, re.MULTILINE)) == len(WORDINGS)


@pytest.mark.parametrize("kind", WORDINGS)
@pytest.mark.parametrize("part", ["Means", "Look", "Remedy", "Worry"])
def test_every_kind_says_what_it_means_how_to_look_what_to_do_and_when_to_worry(kind: str, part: str) -> None:
    assert f"* **{part}** " in SECTIONS[kind]


@pytest.mark.parametrize("kind", WORDINGS)
def test_every_heading_bears_the_title_people_read_in_the_notice(kind: str) -> None:
    title = WORDINGS[kind].title
    ja, en = re.split("[：:]", title.ja)[0], title.en.split(":")[0]

    assert SECTIONS[kind].splitlines()[0] == f"*{ja} · {en}*"


@pytest.mark.parametrize("rule", INBOX_RULES)
def test_every_rule_of_the_inbox_is_told(rule: str) -> None:
    assert f"`{rule}`" in SECTIONS["inbox_unanswered"]
