"""`tsunagu review`: shows what waits for a person and takes the decision."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import click
import typer

from tsunagu.exits import EXIT_DONE
from tsunagu.options import HomeOption
from warehouse.layout import Home

if TYPE_CHECKING:
    from warehouse.review import WaitingVoice

TOPICS = ("links", "voices")
TopicArgument = Annotated[
    str,
    typer.Argument(metavar="links|voices", click_type=click.Choice(TOPICS), help="What to decide on."),
]


def review(
    topic: TopicArgument,
    home: HomeOption = None,
    show: Annotated[bool, typer.Option("--list", help="Only list what waits.")] = False,
    format: Annotated[  # noqa: A002 -- the option's name is what people type
        str,
        typer.Option(
            "--format",
            metavar="table|json",
            click_type=click.Choice(("table", "json")),
            help="How to list it.",
        ),
    ] = "table",
    accept: Annotated[
        str | None,
        typer.Option(metavar="MENTION", help="links: this mention means the organisation of --org."),
    ] = None,
    org: Annotated[
        str | None, typer.Option(metavar="ORG_ID", help="links: such as JP-JCN-7000012050002.")
    ] = None,
    reject: Annotated[
        str | None,
        typer.Option(
            metavar="MENTION", help="links: this mention means none of the registers' organisations."
        ),
    ] = None,
    approve: Annotated[
        str | None, typer.Option(metavar="VOICE_ID", help="voices: this voice may be quoted.")
    ] = None,
    quote: Annotated[
        str | None, typer.Option(metavar="TEXT", help="voices: publish these words in place of its text.")
    ] = None,
    accept_flag: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="voices: this kind of personal data may be published with it."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why, for the next reviewer; no names of persons.")
    ] = None,
) -> None:
    """Decide on doubtful links and on voices to quote. Decisions are kept in approvals/*.yml of the home."""
    place = Home.resolve(home)
    _refuse_unfit_options(topic, (accept, org, reject), (approve, quote, accept_flag))
    if accept or reject:
        _decide_one_link(place, accept or reject or "", org if accept else None, reason)
    elif approve:
        _approve_one_voice(place, approve, quote, tuple(accept_flag or ()), reason)
    elif show or format == "json" or not sys.stdin.isatty():
        _list_waiting(place, topic, format)
    else:
        _hold_dialogue(place, topic)
    raise typer.Exit(EXIT_DONE)


def _refuse_unfit_options(topic: str, of_links: tuple[object, ...], of_voices: tuple[object, ...]) -> None:
    accept, org, reject = of_links
    approve, quote, flags = of_voices
    if topic == "links" and any(of_voices):
        raise typer.BadParameter("--approve, --quote and --accept-flag belong to `review voices`")
    if topic == "voices" and any(of_links):
        raise typer.BadParameter("--accept, --org and --reject belong to `review links`")
    if accept and reject:
        raise typer.BadParameter("a mention is accepted or rejected, one at a time")
    if bool(accept) != bool(org):
        raise typer.BadParameter("--accept and --org go together")
    if (quote or flags) and not approve:
        raise typer.BadParameter("--quote and --accept-flag need --approve")


def _decide_one_link(home: Home, mention_key: str, org_id: str | None, reason: str | None) -> None:
    from tsunagu.console import say
    from tsunagu.review_dialogue import DEFAULT_REASON
    from warehouse.approvals import append_link_decision
    from warehouse.review import decide_link

    append_link_decision(
        home, decide_link(home, mention_key, org_id, _read_today(), reason or DEFAULT_REASON)
    )
    say(f"{mention_key} means {org_id or 'none of the organisations of the registers'}.")
    _say_next(home, "links")


def _approve_one_voice(
    home: Home, voice_id: str, quote: str | None, accepted: tuple[str, ...], reason: str | None
) -> None:
    from ingest.submissions.screening import FLAG_TITLES
    from tsunagu.console import say
    from warehouse.approvals import append_voice_approval
    from warehouse.review import approve_voice

    if unknown := sorted(set(accepted) - FLAG_TITLES.keys()):
        raise typer.BadParameter(f"{', '.join(unknown)}: the kinds are {', '.join(FLAG_TITLES)}")
    voice = _find_waiting_voice(home, voice_id)
    append_voice_approval(home, approve_voice(voice, _read_today(), quote, accepted, reason))
    say(f"{voice_id} may be quoted{' in the words given' if quote else ''}.")
    _say_next(home, "voices")


def _find_waiting_voice(home: Home, voice_id: str) -> WaitingVoice:
    from warehouse.review import DecisionRefused, list_waiting_voices

    for voice in list_waiting_voices(home):
        if voice.voice_id == voice_id:
            return voice
    raise DecisionRefused(
        voice_id,
        voice_id,
        "only a voice that waits can be approved: its member lets it be quoted, and nobody has approved it",
        "See: tsunagu review voices --list",
    )


def _list_waiting(home: Home, topic: str, format: str) -> None:  # noqa: A002 -- as the option
    import json

    from tsunagu import review_text
    from tsunagu.console import console, say
    from warehouse.review import list_doubtful_links, list_waiting_voices

    if topic == "links":
        links = list_doubtful_links(home)
        listed, table = [review_text.link_as_json(link) for link in links], review_text.tabulate_links(links)
    else:
        voices = list_waiting_voices(home)
        listed, table = (
            [review_text.voice_as_json(voice) for voice in voices],
            review_text.tabulate_voices(voices),
        )
    if format == "json":
        say(json.dumps(listed, ensure_ascii=False, indent=2))
    elif not listed:
        say(f"No {'doubtful link' if topic == 'links' else 'voice'} waits for a decision.")
    else:
        console.print(table)
        say(f"{len(listed):,} waiting. {_HOW_TO_DECIDE[topic]}")


def _hold_dialogue(home: Home, topic: str) -> None:
    from tsunagu.console import say
    from tsunagu.review_dialogue import review_links, review_voices
    from warehouse.review import list_doubtful_links, list_waiting_voices

    if topic == "links":
        links = list_doubtful_links(home)
        done = review_links(home, links, _read_today(), input)
        say(f"{done:,} of {len(links):,} doubtful links decided.")
    else:
        voices = list_waiting_voices(home)
        done = review_voices(home, voices, _read_today(), input)
        say(f"{done:,} of {len(voices):,} waiting voices approved.")
    if done:
        _say_next(home, topic)


_HOW_TO_DECIDE = {
    "links": "Decide at a terminal, or with --accept MENTION --org ORG_ID, or --reject MENTION.",
    "voices": "Decide at a terminal, or with --approve VOICE_ID; where something was found in it, with "
    "--quote TEXT in other words or --accept-flag KIND.",
}


def _say_next(home: Home, topic: str) -> None:
    from tsunagu.console import say

    say(f"Kept in {home.approvals / f'{topic}.yml'}. It takes effect with the next `tsunagu run`.")


def _read_today() -> date:
    from warehouse.inputs import today_in_japan

    return today_in_japan()
