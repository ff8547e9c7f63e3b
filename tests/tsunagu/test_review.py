"""`tsunagu review`: what waits, and decisions by option or at the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.warehouse.small_warehouse import change_tables
from tests.warehouse.waiting_tables import DOUBTFUL, HIKARI, LIKELIER, MIRAI, PHONE, make_waiting_home
from tsunagu import review_dialogue
from tsunagu.review import review
from warehouse.approvals import read_link_decisions, read_voice_approvals
from warehouse.errors import WarehouseError
from warehouse.inputs import today_in_japan
from warehouse.layout import Home
from warehouse.review import list_doubtful_links, list_waiting_voices

TODAY = today_in_japan()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_waiting_home(Home(tmp_path / "var"))


def call(home: Home, *arguments: str) -> tuple[int, str]:
    """Call the command without a terminal; return exit status and what was printed."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(review)
    done = CliRunner().invoke(app, [*arguments, "--home", str(home.root)], env={"COLUMNS": "200"})
    if isinstance(done.exception, WarehouseError):
        raise done.exception
    return done.exit_code, done.output


class Answers:
    """A person who gives prepared answers, then closes the terminal."""

    def __init__(self, *answers: str) -> None:
        self.left: Iterator[str] = iter(answers)

    def __call__(self, question: str) -> str:
        try:
            return next(self.left)
        except StopIteration:
            raise EOFError from None


def decide_links(home: Home, *answers: str) -> dict[str, str | None]:
    """Review the links at a terminal; return what was decided."""
    review_dialogue.review_links(home, list_doubtful_links(home), TODAY, Answers(*answers))
    return {decision.mention_key: decision.org_id for decision in read_link_decisions(home)}


def decide_voices(home: Home, *answers: str) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """Review the voices at a terminal; return what was approved, in which words, with which flags."""
    review_dialogue.review_voices(home, list_waiting_voices(home), TODAY, Answers(*answers))
    return {entry.voice_id: (entry.quote, entry.flags_accepted) for entry in read_voice_approvals(home)}


def test_without_a_terminal_links_are_listed_with_the_way_to_decide(home: Home) -> None:
    status, text = call(home, "links")
    assert status == 0
    assert text.index(LIKELIER) < text.index(DOUBTFUL)
    assert "NPO法人みらい" in text
    assert "2 waiting." in text and "--accept MENTION --org ORG_ID" in text


def test_without_a_terminal_voices_are_listed_with_what_was_found(home: Home) -> None:
    status, text = call(home, "voices", "--list")
    assert status == 0
    assert "centre/V2" in text and "phone" in text
    assert "3 waiting." in text


def test_nothing_that_waits_is_said_so(home: Home) -> None:
    call(home, "links", "--reject", LIKELIER)
    call(home, "links", "--reject", DOUBTFUL)
    assert call(home, "links") == (0, "No doubtful link waits for a decision.\n")


def test_links_are_given_to_programs(home: Home) -> None:
    _, text = call(home, "links", "--list", "--format", "json")
    listed = json.loads(text)
    assert [link["mention_key"] for link in listed] == [LIKELIER, DOUBTFUL]
    assert listed[1]["candidate_org_id"] == MIRAI


def test_voices_are_given_to_programs(home: Home) -> None:
    _, text = call(home, "voices", "--format", "json")
    listed = {voice["voice_id"]: voice for voice in json.loads(text)}
    assert listed["centre/V2"]["flags"] == ["phone"]
    assert listed["centre/V2"]["traces"][0]["value"] == "090-1234-5678"
    assert listed["centre/V1"]["heard_on"] == "2026-04-01"


def test_a_link_is_accepted_by_option(home: Home) -> None:
    status, text = call(home, "links", "--accept", DOUBTFUL, "--org", HIKARI, "--reason", "同じ所在地")
    (decision,) = read_link_decisions(home)
    assert status == 0 and "next `tsunagu run`" in text
    assert (decision.mention_key, decision.org_id, decision.reason) == (DOUBTFUL, HIKARI, "同じ所在地")
    assert decision.decided_on == TODAY


def test_a_link_is_rejected_by_option(home: Home) -> None:
    call(home, "links", "--reject", DOUBTFUL)
    assert [(entry.mention_key, entry.org_id) for entry in read_link_decisions(home)] == [(DOUBTFUL, None)]


def test_a_voice_is_approved_by_option(home: Home) -> None:
    call(home, "voices", "--approve", "centre/V2", "--quote", "夜の居場所がない", "--reason", "番号を除いた")
    (approval,) = read_voice_approvals(home)
    assert (approval.voice_id, approval.quote, approval.reason) == (
        "centre/V2",
        "夜の居場所がない",
        "番号を除いた",
    )
    assert approval.approved_on == TODAY


def test_a_flag_is_accepted_by_option(home: Home) -> None:
    call(home, "voices", "--approve", "centre/V2", "--accept-flag", "phone")
    assert read_voice_approvals(home)[0].flags_accepted == ("phone",)


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("voices", "--approve", "centre/V2"), "without personal data"),
        (("voices", "--approve", "centre/V3"), "only a voice that waits"),
        (("links", "--accept", DOUBTFUL, "--org", "JP-JCN-5360005001432"), "no such organisation"),
        (("links", "--reject", "みらい"), "no such mention"),
    ],
)
def test_a_decision_that_cannot_be_taken_leaves_no_trace(
    home: Home, arguments: tuple[str, ...], rule: str
) -> None:
    with pytest.raises(WarehouseError, match=rule):
        call(home, *arguments)
    assert not list(home.approvals.glob("*.yml"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("events",),
        ("links", "--approve", "centre/V1"),
        ("voices", "--reject", DOUBTFUL),
        ("links", "--accept", DOUBTFUL),
        ("links", "--org", MIRAI),
        ("links", "--accept", DOUBTFUL, "--org", MIRAI, "--reject", DOUBTFUL),
        ("voices", "--quote", "文"),
        ("voices", "--approve", "centre/V1", "--accept-flag", "telephone"),
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(home: Home, arguments: tuple[str, ...]) -> None:
    assert call(home, *arguments)[0] == 2
    assert not list(home.approvals.glob("*.yml"))


def test_at_the_terminal_yes_takes_the_candidate_and_no_takes_none(home: Home) -> None:
    assert decide_links(home, "y", "", "n", "別の団体") == {LIKELIER: HIKARI, DOUBTFUL: None}


def test_at_the_terminal_a_number_takes_another_organisation(home: Home) -> None:
    assert decide_links(home, MIRAI.removeprefix("JP-JCN-"), "") == {LIKELIER: MIRAI}


def test_at_the_terminal_a_link_may_be_left(home: Home) -> None:
    assert decide_links(home, "s", "y", "") == {DOUBTFUL: MIRAI}


def test_at_the_terminal_one_may_stop(home: Home) -> None:
    assert decide_links(home, "y", "", "q", "y", "") == {LIKELIER: HIKARI}


def test_at_the_terminal_a_wrong_answer_is_asked_again(home: Home) -> None:
    assert decide_links(home, "maybe", "5360005001432", "", "y", "山田さんに聞いた", "y", "") == {
        LIKELIER: HIKARI
    }


def test_at_the_terminal_a_closed_input_decides_nothing(home: Home) -> None:
    assert decide_links(home) == {}
    assert decide_voices(home) == {}


def test_at_the_terminal_voices_are_approved_left_or_reworded(home: Home) -> None:
    assert decide_voices(home, "y", "r", "夜の居場所がない", "n") == {
        "centre/V1": (None, ()),
        "centre/V2": ("夜の居場所がない", ()),
    }


def test_at_the_terminal_a_flag_must_be_accepted_by_its_name(home: Home) -> None:
    assert decide_voices(home, "n", "y", "", "y", "phone") == {"centre/V2": (None, ("phone",))}


def test_at_the_terminal_words_with_personal_data_are_refused(home: Home) -> None:
    assert decide_voices(home, "n", "r", "架空さんの話", "", "n", "y") == {"centre/V4": (None, ())}


def test_what_was_found_is_shown_before_the_question(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    decide_voices(home)
    decide_voices(home, "n")
    shown = capsys.readouterr().out
    assert PHONE in shown
    assert "phone (telephone number): 090-1234-5678" in shown


def test_text_of_members_cannot_steer_the_terminal(home: Home) -> None:
    change_tables(
        home, "update int_named_organizations_list set name = chr(27) || '[31m[bold]みらい' || chr(8)"
    )
    _, text = call(home, "links")
    assert "\x1b" not in text and "\x08" not in text
    assert "[bold]みらい" in text
