"""How the review shows what waits: as tables for people, as JSON for programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table
from rich.text import Text

from ingest.submissions.screening import FLAG_TITLES, Span
from warehouse.review import DoubtfulLink, WaitingVoice

#: What would move the cursor or colour the terminal: text of members is shown, never obeyed.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def show_plainly(text: str | None) -> str:
    """Return a text with every control character replaced, and a dash for nothing."""
    return _CONTROLS.sub("\ufffd", text) if text else "–"


def tabulate_link(link: DoubtfulLink) -> Table:
    """Return a mention beside its candidate."""
    table = Table(box=None, header_style="dim", pad_edge=False, title_justify="left")
    for title in ("", "as the member wrote it", "in the registers"):
        table.add_column(title, overflow="fold")
    rows = (
        ("key", link.mention_key, link.candidate_org_id),
        ("name", link.name, link.candidate_name),
        ("place", link.place, link.candidate_place),
        ("address", link.address, link.candidate_address),
    )
    for title, mention, candidate in rows:
        table.add_row(title, Text(show_plainly(mention)), Text(show_plainly(candidate)))
    return table


def describe_evidence(link: DoubtfulLink) -> str:
    """Return how likely a link is, and why, as one line."""
    probability = "unknown" if link.probability is None else f"{link.probability:.2f}"
    return f"probability {probability} · {show_plainly(link.evidence)}"


def tabulate_links(links: Sequence[DoubtfulLink]) -> Table:
    """Return the doubtful links, one a line."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for title in ("mention", "name", "place", "candidate", "name there", "place there", "probability"):
        # Keys are copied into the next command: they stay on one line.
        table.add_column(title, overflow="fold", no_wrap=title in ("mention", "candidate"))
    for link in links:
        cells = (
            link.mention_key,
            link.name,
            link.place,
            link.candidate_org_id,
            link.candidate_name,
            link.candidate_place,
            "" if link.probability is None else f"{link.probability:.2f}",
        )
        table.add_row(*(Text(show_plainly(cell)) for cell in cells))
    return table


def tabulate_voices(voices: Sequence[WaitingVoice]) -> Table:
    """Return the waiting voices, one a line, with what the screening found in each."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for title in ("voice", "heard on", "issue", "text", "found in it"):
        table.add_column(title, overflow="fold", no_wrap=title == "voice")
    for voice in voices:
        table.add_row(
            Text(voice.voice_id),
            str(voice.heard_on),
            Text(show_plainly(voice.main_issue)),
            mark_traces(voice),
            Text(", ".join(voice.flags) or "–"),
        )
    return table


def mark_traces(voice: WaitingVoice) -> Text:
    """Return the text of a voice with its traces of personal data in reverse."""
    text = Text(show_plainly(voice.text))
    for span in voice.traces:
        text.stylize("bold reverse", span.start, span.end)
    return text


def describe_trace(span: Span) -> str:
    """Return a trace as one line: its kind and how it is written."""
    return f"{span.kind} ({FLAG_TITLES[span.kind][1]}): {show_plainly(span.value)}"


def link_as_json(link: DoubtfulLink) -> dict[str, Any]:
    """Return a doubtful link for programs."""
    return asdict(link)


def voice_as_json(voice: WaitingVoice) -> dict[str, Any]:
    """Return a waiting voice for programs."""
    return asdict(voice) | {"heard_on": voice.heard_on.isoformat(), "flags": list(voice.flags)}
