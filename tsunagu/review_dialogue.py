"""The review at a terminal: one thing after the other; what is decided is kept at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from ingest.submissions.screening import FLAG_TITLES, find_personal_data
from tsunagu.console import console, explain_error, say
from tsunagu.review_text import describe_evidence, describe_trace, mark_traces, tabulate_link
from warehouse.approvals import append_link_decision, append_voice_approval
from warehouse.errors import WarehouseError
from warehouse.layout import Home
from warehouse.review import DoubtfulLink, WaitingVoice, approve_voice, decide_link

#: Asks one question and returns the answer; raises EOFError where there is none.
Ask = Callable[[str], str]

DEFAULT_REASON = "compared in the review"
_LINK_QUESTION = "The same? y yes · n none of the registers · 13 digits: another one · s skip · q quit: "
_VOICE_QUESTION = "Quote it? y as it is · r in other words · n leave it · q quit: "
_NUMBER = re.compile(r"(?:JP-JCN-)?([1-9][0-9]{12})")


def review_links(home: Home, links: Sequence[DoubtfulLink], today: date, ask: Ask) -> int:
    """Go through doubtful links; return how many were decided."""
    decided = 0
    for position, link in enumerate(links, start=1):
        say(f"\n{position} of {len(links)}")
        console.print(tabulate_link(link))
        say(describe_evidence(link))
        answer = _ask_about_link(home, link, today, ask)
        if answer is None:
            break
        decided += answer
    return decided


def _ask_about_link(home: Home, link: DoubtfulLink, today: date, ask: Ask) -> bool | None:
    """Return whether the link was decided; None when the person has had enough."""
    while True:
        answer = _read(ask, _LINK_QUESTION)
        if answer in (None, "q"):
            return None
        if answer == "s":
            return False
        number = _NUMBER.fullmatch(answer or "")
        if answer == "n":
            org_id = None
        elif answer == "y" and link.candidate_org_id:
            org_id = link.candidate_org_id
        elif number:
            org_id = f"JP-JCN-{number[1]}"
        else:
            continue
        reason = _read(ask, f"Why (Enter: {DEFAULT_REASON}): ") or DEFAULT_REASON
        if _keep_link(home, link.mention_key, org_id, today, reason):
            return True


def _keep_link(home: Home, mention_key: str, org_id: str | None, today: date, reason: str) -> bool:
    try:
        append_link_decision(home, decide_link(home, mention_key, org_id, today, reason))
    except WarehouseError as error:
        explain_error(error)
        return False
    return True


def review_voices(home: Home, voices: Sequence[WaitingVoice], today: date, ask: Ask) -> int:
    """Go through waiting voices; return how many were approved."""
    approved = 0
    for position, voice in enumerate(voices, start=1):
        say(f"\n{position} of {len(voices)} · {voice.voice_id} · {voice.heard_on} · {voice.main_issue}")
        console.print(mark_traces(voice), soft_wrap=True)
        for span in voice.traces:
            say(f"  found: {describe_trace(span)}")
        answer = _ask_about_voice(home, voice, today, ask)
        if answer is None:
            break
        approved += answer
    return approved


def _ask_about_voice(home: Home, voice: WaitingVoice, today: date, ask: Ask) -> bool | None:
    """Return whether the voice was approved; None when the person has had enough."""
    while True:
        answer = _read(ask, _VOICE_QUESTION)
        if answer in (None, "q"):
            return None
        if answer == "n":
            return False
        quote = _read(ask, "The words to publish: ") if answer == "r" else None
        if (answer == "y" or quote) and _keep_voice(home, voice, today, quote, ask):
            return True


def _keep_voice(home: Home, voice: WaitingVoice, today: date, quote: str | None, ask: Ask) -> bool:
    accepted = _ask_to_accept(voice.text if quote is None else quote, ask)
    try:
        append_voice_approval(home, approve_voice(voice, today, quote, accepted))
    except WarehouseError as error:
        explain_error(error)
        return False
    return True


def _ask_to_accept(wording: str, ask: Ask) -> tuple[str, ...]:
    """Return the kinds of personal data that may stay in a wording; asks only where there are any."""
    traces = find_personal_data(wording)
    if not traces:
        return ()
    for span in traces:
        say(f"  would be published: {describe_trace(span)}")
    answer = _read(ask, "Kinds that may be published (Enter: none of them): ") or ""
    found = {span.kind for span in traces}
    return tuple(kind for kind in FLAG_TITLES if kind in found & set(re.split(r"[\s,]+", answer)))


def _read(ask: Ask, question: str) -> str | None:
    """Return an answer without blanks around it; None when the input has ended."""
    try:
        return ask(question).strip()
    except EOFError:
        return None
